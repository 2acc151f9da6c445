import type { EventOf } from '@puntual/contracts/events/events';
import { applyCommand } from '@puntual/domain/ledger/apply-command';
import { refuseDayOfMoney } from '@puntual/domain/ledger/day-of-money';
import type { Applied, LedgerCommand } from '@puntual/domain/ledger/ledger-command';
import { instalmentsOf } from '@puntual/domain/ledger/instalments';
import type { Batch } from './batch.ts';
import { removeEarlyEvents } from './early-events.ts';
import { claimsOf, idsOfIssued } from '../ledger/instalment-claims.ts';
import { toLedgerCommand, type LedgerEvent, type TakenBy } from './ledger-command.ts';
import type { Verdict } from './verdict.ts';

/**
 * Applies an event to the books of its batch. An event that is early is kept until its invoice or payment comes; that
 * event then applies those that were kept for it.
 */
export async function takeLedgerEvent(batch: Batch, event: LedgerEvent): Promise<Verdict> {
  const command = commandOf(batch, event);
  const refused = refuseDayOfMoney(command, batch.now.getTime());
  const result: Applied = refused ? { refused } : applyCommand(batch.books, command);
  if ('refused' in result) return { verdict: 'rejected', code: 'invalid', refusal: result.refused };
  if (result.applied === 'early') batch.early.push({ subject: result.subject, event });
  if (result.applied === 'changed') {
    if (event.type === 'puntual.invoice.issued.v1') {
      for (const claim of claimsOf(event)) batch.issued.set(claim.data.invoiceId, claim);
      for (const id of new Set(idsOfIssued(event)))
        if (isWhole(batch, event, id)) await applyEarlyEvents(batch, `invoice/${id}`);
    }
    if (event.type === 'puntual.payment.received.v1') await applyEarlyEvents(batch, `payment/${event.data.paymentId}`);
    if (event.type === 'puntual.credit-note.issued.v1')
      await applyEarlyEvents(batch, `credit-note/${event.data.creditNoteId}`);
  }
  return { verdict: 'accepted' };
}

// What waits for an invoice in instalments waits until all of them are known.
function isWhole({ books }: Batch, { data }: EventOf<'puntual.invoice.issued.v1'>, id: string): boolean {
  const { instalment } = data;
  return id !== instalment?.of || instalmentsOf(books, id).length >= (instalment.count ?? 1);
}

function commandOf({ books, now }: Batch, event: LedgerEvent): LedgerCommand {
  const currencyOf: TakenBy['currencyOf'] = (of, id) =>
    (of === 'invoice' ? books.invoices.get(id) : books.payments.get(`payment/${id}`))?.currency ?? null;
  return toLedgerCommand(event, { at: now.getTime(), currencyOf });
}

// Applies the events about the subject that arrived before it, in this batch or in a former one. One that is refused
// now is kept with the reason: its sender was told that it is accepted.
async function applyEarlyEvents(batch: Batch, subject: string): Promise<void> {
  for (const event of await removeEarlyEvents(batch, subject)) {
    const result = applyCommand(batch.books, commandOf(batch, event));
    if ('refused' in result) batch.early.push({ subject, event, refused: result.refused });
  }
}
