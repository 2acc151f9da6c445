import type { IsoDate } from '../calendar/dates.ts';

/** An open invoice that money may be for. `openMinor` > 0, in the payment's currency. */
export interface MatchableInvoice {
  readonly id: string;
  readonly invoiceId: string;
  readonly number: string;
  /** What the creditor asks payers to write on the payment (a creditor or QR reference), where it is known. */
  readonly paymentReference?: string | null;
  readonly dueOn: IsoDate;
  readonly openMinor: bigint;
  /** The early-payment discount that the payment's day still brings; less than what is open. */
  readonly discountMinor?: bigint;
}

/** The order in which claims are paid: oldest due date first, then by id. */
export function oldestFirst(a: MatchableInvoice, b: MatchableInvoice): number {
  const [first, second] = a.dueOn === b.dueOn ? [a.id, b.id] : [a.dueOn, b.dueOn];
  return first < second ? -1 : first > second ? 1 : 0;
}
