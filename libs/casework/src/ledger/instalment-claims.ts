import type { EventOf } from '@puntual/contracts/events/events';

type Issued = EventOf<'puntual.invoice.issued.v1'>;

/**
 * The events of the claims that an issued invoice is: one for each of its instalments, named `INV-1.1`, `INV-1.2` and
 * so on; the event itself for an invoice without instalments. Lines and tax are of the whole, and no instalment has
 * them. A stage that was reached elsewhere is that of the instalments that were late then.
 */
export function claimsOf(event: Issued): readonly Issued[] {
  const { instalments, lines: _lines, tax: _tax, alreadyReached, ...whole } = event.data;
  if (instalments === undefined) return [event];
  return instalments.map(({ dueDate, amount }, index) => ({
    ...event,
    data: {
      ...whole,
      invoiceId: `${whole.invoiceId}.${index + 1}`,
      dueDate,
      total: amount,
      instalment: { of: whole.invoiceId, number: index + 1, count: instalments.length },
      ...(alreadyReached && dueDate < alreadyReached.on ? { alreadyReached } : {}),
    },
  }));
}

/** The ERP's ids under which an issued invoice is known: its claims, and the whole of which it is an instalment. */
export function idsOfIssued(event: Issued): readonly string[] {
  const { instalment, invoiceId } = event.data;
  return [invoiceId, ...claimsOf(event).map(({ data }) => data.invoiceId), ...(instalment ? [instalment.of] : [])];
}
