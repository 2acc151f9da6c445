import { amountOf, recordAudit, tellErp } from './announce.ts';
import type { Books, ChargeBook, InvoiceBook } from './books.ts';
import { postToCharge, type Posting } from './post-entry.ts';

/** How a charge ends before it is paid. */
export interface ChargeEnd extends Posting {
  readonly as: 'waived' | 'taken-back';
  /** Who ends the charge, as stored with the charge; the audit names `books.actor`. */
  readonly endedBy: string;
  readonly reason: string;
}

/**
 * Ends a charge: posts a waiver of its open amount and announces the waiver to the ERP; does nothing when nothing is
 * open. The caller then updates status and case of the invoice (`settleOrReopen`).
 */
export function endCharge(
  books: Books,
  invoice: InvoiceBook,
  charge: ChargeBook,
  { as, endedBy, reason, on, cause }: ChargeEnd,
): void {
  const minor = charge.openMinor;
  if (minor === 0n) return;
  postToCharge(books, invoice, charge, { kind: 'waiver', minor: -minor, on, cause });
  Object.assign(charge, { state: as, reason, endedBy });
  const data = { chargeId: charge.id, charge: charge.kind, ...amountOf(minor, invoice.currency), reason };
  recordAudit(books, `charge.${as}`, invoice, data);
  tellErp(books, 'puntual.charge.waived.v1', invoice, { ...data, on });
}
