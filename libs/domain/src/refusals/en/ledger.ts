import type { LedgerRefusals } from '../ledger.ts';
import { say, type Words } from '../refusal.ts';
import { money } from './money.ts';

const NAMES = { invoice: 'Invoice', payment: 'Payment', 'credit-note': 'Credit note' } as const;

/** Refusals of the ledger, in English. */
export const ledger: Words<LedgerRefusals> = {
  'known-for-another-customer': ({ of, id }) => `${NAMES[of]} ${id} is known for another customer.`,
  'belongs-to-another-customer': ({ of, id }) => `${NAMES[of]} ${id} belongs to another customer.`,
  'total-unreadable': ({ because }) => `data.total: ${say(money, because.code, because.values as never)}`,
  'total-not-above-zero': 'data.total: must be more than zero; cancel the invoice instead.',
  'remittance-in-another-currency': ({ invoiceId, invoiceCurrency, moneyCurrency }) =>
    `The remittance names invoice ${invoiceId}, which is in ${invoiceCurrency}, not ${moneyCurrency}.`,
};
