import { z } from 'zod';
import { currencySchema } from '../events/amount.ts';

/** The most bank accounts of an organization. */
const MOST_ACCOUNTS = 200;

const bankAccountSchema = z
  .strictObject({
    /** The IBAN, or the number that the bank's statements have. */
    account: z.string().trim().min(4).max(50),
    /** Left out or null: statements in every currency. */
    currency: currencySchema.nullable().default(null),
    name: z.string().trim().min(1).max(100),
  })
  .meta({ id: 'BankAccount' });

/** The organization's own bank accounts. While there are none, statements of every account are imported. */
export const bankAccountsSchema = z
  .strictObject({ accounts: z.array(bankAccountSchema).max(MOST_ACCOUNTS) })
  .meta({ id: 'BankAccounts' });
export type BankAccounts = z.infer<typeof bankAccountsSchema>;
