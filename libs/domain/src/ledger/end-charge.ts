import { amountOf, recordAudit, tellErp } from './announce.ts';
import type { Books, ChargeBook, InvoiceBook } from './books.ts';
import { postToCharge, type Posting } from './post-entry.ts';

/** How a charge ends before it is paid. */
export interface ChargeEnd extends Posting {
  readonly as: 'waived' | 'taken-back';
  /** Who ends it, as the charge's own record names them; the audit names `books.actor`. */
  readonly endedBy: string;
  readonly reason: string;
}

/**
 * Ends a charge: posts a waiver of what is open of it, and announces that to the ERP; nothing when nothing is open. The
 * caller brings status and case of the invoice in line (`settleOrReopen`).
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
