import { readEventValue } from '@puntual/contracts/events/read-event';
import type { PuntualEvent } from '@puntual/contracts/events/events';
import { applyCommand } from '@puntual/domain/ledger/apply-command';
import type { Applied } from '@puntual/domain/ledger/ledger-command';
import type { Batch } from './batch.ts';
import { isLedgerEvent, toLedgerCommand, type LedgerEvent } from './ledger-command.ts';
import type { Verdict } from './verdict.ts';

/**
 * Applies an event to the books of its batch. An event that is early is kept until its invoice or payment comes; that
 * event then applies those that were kept for it.
 */
export async function takeLedgerEvent(batch: Batch, event: LedgerEvent): Promise<Verdict> {
  const result = apply(batch, event);
  if ('refused' in result) return { verdict: 'rejected', code: 'invalid', refusal: result.refused };
  if (result.applied === 'early') batch.early.push({ subject: result.subject, event });
  if (result.applied === 'changed') {
    if (event.type === 'puntual.invoice.issued.v1') {
      batch.issued.set(event.data.invoiceId, event);
      await applyEarlyEvents(batch, `invoice/${event.data.invoiceId}`);
    }
    if (event.type === 'puntual.payment.received.v1') await applyEarlyEvents(batch, `payment/${event.data.paymentId}`);
  }
  return { verdict: 'accepted' };
}

function apply({ books, now }: Batch, event: LedgerEvent): Applied {
  const currencyOf = (invoiceId: string) => books.invoices.get(invoiceId)?.currency ?? null;
  return applyCommand(books, toLedgerCommand(event, { at: now.getTime(), currencyOf }));
}

// Applies what former batches and this one kept for the subject, in the order of the invoice's revisions.
async function applyEarlyEvents(batch: Batch, subject: string): Promise<void> {
  const { tx, early } = batch;
  const stored = batch.awaitedSubjects.has(subject)
    ? await tx.$queryRaw<{ event: unknown }[]>`DELETE FROM early_event WHERE subject = ${subject} RETURNING event`
    : [];
  const kept = stored.flatMap((row) => {
    const read = readEventValue(row.event);
    return read.ok && isLedgerEvent(read.event) ? [read.event] : [];
  });
  for (let index = early.length - 1; index >= 0; index--) {
    if (early[index]?.subject === subject) kept.push(...early.splice(index, 1).map((row) => row.event));
  }
  kept.sort((a, b) => revisionOf(a) - revisionOf(b));
  for (const event of kept) apply(batch, event);
}

function revisionOf(event: PuntualEvent): number {
  // A cancellation comes last, whatever its place.
  return event.type === 'puntual.invoice.amended.v1' ? event.data.revision : Number.MAX_SAFE_INTEGER;
}
