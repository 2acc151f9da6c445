import { z } from 'zod';
import { parseAmount } from '@puntual/domain/money/amount';
import { isCurrency } from '@puntual/domain/money/currency';

const AMOUNT = /^\d{1,16}(\.\d{1,4})?$/;
/** A decimal string in the currency's own minor units, not negative ("1210.00" EUR, "15000" CLP, "3.250" KWD). */
export const amountSchema = z
  .string()
  .regex(AMOUNT, 'an amount: a decimal number such as "1210.00", without sign or grouping');

export const currencySchema = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'an ISO 4217 currency code, such as EUR, USD or CLP', abort: true })
  .refine(isCurrency, { error: 'not a currency of ISO 4217; use a code such as EUR, USD or CLP', abort: true });

/**
 * Adds an issue for each named amount that the currency cannot express (too many decimals, too large). Use it in
 * `superRefine`.
 */
export function checkAmounts(
  currency: string,
  amounts: Record<string, string | undefined>,
  context: z.RefinementCtx,
  options: { positive?: readonly string[] } = {},
): void {
  for (const [name, text] of Object.entries(amounts)) {
    if (text === undefined || !AMOUNT.test(text)) continue; // the field's own schema reports that
    const path = name.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
    try {
      const minor = parseAmount(text, currency);
      if (minor === 0n && options.positive?.includes(name))
        context.addIssue({ code: 'custom', path, message: 'must be more than zero' });
    } catch (error) {
      context.addIssue({ code: 'custom', path, message: error instanceof Error ? error.message : String(error) });
    }
  }
}
