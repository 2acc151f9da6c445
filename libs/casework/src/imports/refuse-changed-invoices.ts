import type { PuntualEvent } from '@puntual/contracts/events/events';
import { parseAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import { isoDate } from '../record/dates.ts';
import type { FaultCode, LineFault } from './files/line-fault.ts';

interface LineOfEvents {
  readonly line: number;
  readonly events: readonly PuntualEvent[];
  readonly faults: readonly LineFault[];
}

/**
 * Turns a line into a fault when its invoice is known with other data, because the event would be accepted and change
 * nothing. Does the same with a second line of the slice for the same invoice. A line that was imported before with the
 * same content stays as it is, and is counted as a duplicate.
 */
export async function refuseChangedInvoices<Line extends LineOfEvents>(
  tx: Tx,
  lines: readonly Line[],
): Promise<Line[]> {
  const issued = lines.flatMap((line) =>
    line.events.flatMap((event) => (event.type === 'puntual.invoice.issued.v1' ? [event] : [])),
  );
  if (issued.length === 0) return [...lines];
  const known = await tx.$queryRaw<
    { invoice_id: string; customer_ids: string[]; due_date: Date; currency: string; total_minor: bigint }[]
  >`
    -- A file may name a customer who was merged into the invoice's.
    SELECT i.invoice_id, i.due_date, i.currency, i.total_minor,
      ARRAY(SELECT c.customer_id FROM customer c WHERE c.id = i.customer_id OR c.merged_into = i.customer_id)
        AS customer_ids
    FROM invoice i
    WHERE i.invoice_id = ANY(${issued.map((event) => event.data.invoiceId)}::text[])`;
  const byId = new Map(known.map((row) => [row.invoice_id, row]));
  const inbox = await tx.$queryRaw<{ event_id: string }[]>`
    SELECT event_id
    FROM inbox
    WHERE source = ${issued[0]?.source ?? ''} AND event_id = ANY(${issued.map((event) => event.id)}::text[])`;
  const taken = new Set(inbox.map((row) => row.event_id));
  const seen = new Map<string, string>();
  return lines.map((line) => {
    for (const event of line.events) {
      if (event.type !== 'puntual.invoice.issued.v1' || taken.has(event.id)) continue;
      const { data } = event;
      const before = byId.get(data.invoiceId);
      const differs =
        before &&
        (!before.customer_ids.includes(data.customerId) ||
          isoDate(before.due_date) !== data.dueDate ||
          before.currency !== data.currency ||
          before.total_minor !== parseAmount(data.total, data.currency));
      const earlier = seen.get(data.invoiceId);
      seen.set(data.invoiceId, event.id);
      if (differs) return refused(line, 'known-with-other-data', data.invoiceId);
      if (earlier !== undefined && earlier !== event.id) return refused(line, 'repeated-line', data.invoiceId);
    }
    return line;
  });
}

function refused<Line extends LineOfEvents>(line: Line, code: FaultCode, invoiceId: string): Line {
  return { ...line, events: [], faults: [{ line: line.line, field: null, code, values: { invoiceId } }] };
}
