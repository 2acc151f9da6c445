import type { PuntualEvent } from '@puntual/contracts/events/events';
import type { Tx } from '@puntual/db/database';
import type { Books } from '@puntual/domain/ledger/books';
import { idsOfIssued } from './instalment-claims.ts';
import type { StatedFacts } from '@puntual/domain/ledger/stated-facts';

/**
 * Loads what was stated of the invoices, payments and credit notes that the events state again. Needs those in the
 * books already; makes no query when all of them are new, as nearly always.
 */
export async function loadStatedFacts(tx: Tx, books: Books, events: readonly PuntualEvent[]): Promise<void> {
  const ids = events.flatMap((event) => {
    const { type, data } = event;
    switch (type) {
      case 'puntual.invoice.issued.v1':
        return idsOfIssued(event).flatMap((id) => books.invoices.get(id)?.id ?? []);
      case 'puntual.payment.received.v1':
        return books.payments.get(`payment/${data.paymentId}`)?.id ?? [];
      case 'puntual.credit-note.issued.v1':
        return books.payments.get(`credit-note/${data.creditNoteId}`)?.id ?? [];
      case 'puntual.customer.upserted.v1':
      case 'puntual.customer.merged.v1':
      case 'puntual.invoice.amended.v1':
      case 'puntual.invoice.cancelled.v1':
      case 'puntual.payment.reversed.v1':
      case 'puntual.credit.refunded.v1':
      case 'puntual.open-items.listed.v1':
      case 'puntual.invoice.assigned.v1':
      case 'puntual.supply-hold.confirmed.v1':
      case 'puntual.feed.heartbeat.v1':
      case 'puntual.agency.reported.v1':
        return [];
    }
  });
  if (ids.length === 0) return;
  const rows = await tx.$queryRaw<{ id: string; stated: StatedFacts }[]>`
    SELECT id, issued_as AS stated FROM invoice WHERE id = ANY(${ids}::uuid[]) AND issued_as IS NOT NULL
    UNION ALL
    SELECT id, stated_as FROM payment WHERE id = ANY(${ids}::uuid[]) AND stated_as IS NOT NULL`;
  for (const row of rows) books.statedFacts.set(row.id, row.stated);
}
