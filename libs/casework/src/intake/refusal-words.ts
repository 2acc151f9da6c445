import type { LedgerRefusal } from '@puntual/domain/ledger/ledger-refusal';
import type { PlacingRefusal } from '@puntual/domain/ledger/place-payment';
import type { WriteOffRefusal } from '@puntual/domain/ledger/write-off-invoice';
import { decimalAmount, parseAmount } from '@puntual/domain/money/amount';

// Whatever the ledger refuses, in English: dead letters and answers quote it.

const NAMES = { invoice: 'Invoice', payment: 'Payment', 'credit-note': 'Credit note' } as const;

/** Why the ledger refused an event. */
export function refusalWords(refusal: LedgerRefusal): string {
  switch (refusal.code) {
    case 'known-for-another-customer':
      return `${NAMES[refusal.values.of]} ${refusal.values.id} is known for another customer.`;
    case 'belongs-to-another-customer':
      return `${NAMES[refusal.values.of]} ${refusal.values.id} belongs to another customer.`;
    case 'total-unreadable':
      return `data.total: ${unreadableWords(refusal.values.text, refusal.values.currency)}`;
    case 'total-not-above-zero':
      return 'data.total: must be more than zero; cancel the invoice instead.';
    case 'remittance-in-another-currency': {
      const { invoiceId, invoiceCurrency, moneyCurrency } = refusal.values;
      return `The remittance names invoice ${invoiceId}, which is in ${invoiceCurrency}, not ${moneyCurrency}.`;
    }
  }
}

/** What is wrong with a placing, and where in it. `currency`: the payment's. */
export function placingWords(refusal: PlacingRefusal, currency: string): { path: string; message: string } {
  const { list, index, invoiceId } = refusal;
  const about = (field: 'invoiceId' | 'amount', message: string) => ({ path: `${list}.${index}.${field}`, message });
  switch (refusal.code) {
    case 'no-such-invoice':
      return about('invoiceId', `the customer has no invoice ${invoiceId}`);
    case 'invoice-cancelled':
      return about('invoiceId', `invoice ${invoiceId} is cancelled`);
    case 'invoice-in-another-currency':
      return about(
        'invoiceId',
        `invoice ${invoiceId} is in ${refusal.values.invoiceCurrency}, and the payment in ${currency}`,
      );
    case 'amount-unreadable':
      return about('amount', unreadableWords(refusal.values.text, currency));
    case 'not-above-zero':
      return about('amount', 'must be more than zero');
    case 'more-than-it-put-there':
      return about(
        'amount',
        `only ${decimalAmount(refusal.values.mostMinor, currency)} of it is on invoice ${invoiceId}`,
      );
    case 'more-than-open':
      return about(
        'amount',
        `only ${decimalAmount(refusal.values.mostMinor, currency)} is open on invoice ${invoiceId}`,
      );
    case 'more-than-left':
      return about('amount', `only ${decimalAmount(refusal.values.mostMinor, currency)} of it is left to place`);
  }
}

/** Why the amount of a write-off is refused. `invoiceId`: the ERP's. */
export function writeOffWords(
  refusal: Exclude<WriteOffRefusal, { code: 'nothing-open' }>,
  { invoiceId, currency }: { readonly invoiceId: string; readonly currency: string },
): string {
  switch (refusal.code) {
    case 'not-above-zero':
      return 'must be more than zero';
    case 'more-than-open':
      return `only ${decimalAmount(refusal.values.openMinor, currency)} is open on invoice ${invoiceId}`;
  }
}

/** What is wrong with a text that is no amount in a currency. */
export function unreadableWords(text: string, currency: string): string {
  try {
    parseAmount(text, currency);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error(`"${text}" can be read as an amount in ${currency}`);
}
