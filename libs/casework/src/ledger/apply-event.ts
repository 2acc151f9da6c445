import type { PuntualEvent } from '@puntual/contracts/events/events';
import { applyInvoiceAmended, applyInvoiceCancelled, applyInvoiceIssued } from './apply-invoice.ts';
import { applyCreditNote, applyPaymentReceived, applyPaymentReversed } from './apply-payment.ts';
import { applyOpenItemsListed } from './listed-open-items.ts';
import type { Books } from './books.ts';

/** What an event did: `changed` the facts; was `known` already, or outdated; came `early`, before its subject; or is refused with what to mend. */
export type Applied =
  | { readonly applied: 'changed' | 'known' }
  | { readonly applied: 'early'; readonly subject: string }
  | { readonly rejected: string };

/** Folds one event into the books. Customers, heartbeats and agency reports are no ledger matters and are written by `takeEvents` itself. */
export function applyEvent(books: Books, event: PuntualEvent, now: Date): Applied {
  books.actor = `erp:${event.source}`;
  books.cause = `event:${event.id}`;
  switch (event.type) {
    case 'puntual.invoice.issued.v1':
      return applyInvoiceIssued(books, event);
    case 'puntual.invoice.amended.v1':
      return applyInvoiceAmended(books, event, now);
    case 'puntual.invoice.cancelled.v1':
      return applyInvoiceCancelled(books, event, now);
    case 'puntual.payment.received.v1':
      return applyPaymentReceived(books, event);
    case 'puntual.payment.reversed.v1':
      return applyPaymentReversed(books, event);
    case 'puntual.credit-note.issued.v1':
      return applyCreditNote(books, event);
    case 'puntual.open-items.listed.v1':
      return applyOpenItemsListed(books, event);
    case 'puntual.customer.upserted.v1':
    case 'puntual.feed.heartbeat.v1':
    case 'puntual.agency.reported.v1':
      return { applied: 'changed' };
  }
}
