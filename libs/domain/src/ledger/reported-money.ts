import type { IsoDate } from '../calendar/dates.ts';

/** A payment as one source reported it, with what identifies its money. */
export interface ReportedMoney {
  readonly paymentRowId: string;
  readonly paymentId: string;
  readonly customerRowId: string;
  readonly currency: string;
  readonly amountMinor: bigint;
  /** The money came on one of these days. Most sources name one day. */
  readonly from: IsoDate;
  readonly to: IsoDate;
  /** The source that reported the payment, as the audit names it. */
  readonly by: string;
  /** Row ids of the invoices that the payment had paid when the books were loaded. */
  readonly paid: ReadonlySet<string>;
}

/** The key under which payments of one customer, currency and amount are kept. */
export function moneyKey({
  customerRowId,
  currency,
  amountMinor,
}: Pick<ReportedMoney, 'customerRowId' | 'currency' | 'amountMinor'>): string {
  return `${customerRowId} ${currency} ${amountMinor}`;
}
