import { eventSchema, type EventOf, type EventType } from '@puntual/contracts/events/events';
import { inEnvelope, type DataOf as Data, type Envelope } from './envelope.ts';

// Parsed with the schema, so that a builder cannot make an event that no sender could publish.
function event<T extends EventType>(type: T, data: Data<T>, envelope: Envelope): EventOf<T> {
  return eventSchema.parse(inEnvelope(type, data, envelope)) as EventOf<T>;
}

/** A customer in Bilbao with one contact by mail and telephone. */
export function customer(
  data: Partial<Data<'puntual.customer.upserted.v1'>> = {},
  envelope: Envelope = {},
): EventOf<'puntual.customer.upserted.v1'> {
  return event(
    'puntual.customer.upserted.v1',
    {
      customerId: 'C-1',
      name: 'Talleres Núñez S.L.',
      taxId: 'ESB12345674',
      country: 'ES',
      language: 'es',
      timeZone: 'Europe/Madrid',
      currency: 'EUR',
      contacts: [
        {
          contactId: 'k1',
          name: 'Ana Núñez',
          email: 'ana@nunez.example',
          phone: '+34600111222',
          channels: ['email', 'sms'],
        },
      ],
      ...data,
    },
    envelope,
  );
}

export function merged(
  data: Data<'puntual.customer.merged.v1'>,
  envelope: Envelope = {},
): EventOf<'puntual.customer.merged.v1'> {
  return event('puntual.customer.merged.v1', data, envelope);
}

/** An invoice over 1,210.00 EUR, due on 2026-12-01. Its number follows its id: `INV-7` is `F-2026/INV-7`. */
export function issued(
  data: Partial<Data<'puntual.invoice.issued.v1'>> = {},
  envelope: Envelope = {},
): EventOf<'puntual.invoice.issued.v1'> {
  const invoiceId = data.invoiceId ?? 'INV-1';
  return event(
    'puntual.invoice.issued.v1',
    {
      invoiceId,
      number: `F-2026/${invoiceId}`,
      customerId: 'C-1',
      issueDate: '2026-11-01',
      dueDate: '2026-12-01',
      currency: 'EUR',
      total: '1210.00',
      ...data,
    },
    envelope,
  );
}

export function amended(
  data: Partial<Data<'puntual.invoice.amended.v1'>> & { revision: number },
  envelope: Envelope = {},
): EventOf<'puntual.invoice.amended.v1'> {
  return event('puntual.invoice.amended.v1', { invoiceId: 'INV-1', customerId: 'C-1', ...data }, envelope);
}

export function cancelled(
  data: Partial<Data<'puntual.invoice.cancelled.v1'>> = {},
  envelope: Envelope = {},
): EventOf<'puntual.invoice.cancelled.v1'> {
  return event('puntual.invoice.cancelled.v1', { invoiceId: 'INV-1', customerId: 'C-1', ...data }, envelope);
}

/** A transfer of 1,210.00 EUR without remittance information. */
export function paid(
  data: Partial<Data<'puntual.payment.received.v1'>> = {},
  envelope: Envelope = {},
): EventOf<'puntual.payment.received.v1'> {
  return event(
    'puntual.payment.received.v1',
    {
      paymentId: 'P-1',
      customerId: 'C-1',
      amount: '1210.00',
      currency: 'EUR',
      receivedOn: '2026-12-03',
      method: 'transfer',
      ...data,
    },
    envelope,
  );
}

export function reversed(
  data: Partial<Data<'puntual.payment.reversed.v1'>> = {},
  envelope: Envelope = {},
): EventOf<'puntual.payment.reversed.v1'> {
  return event(
    'puntual.payment.reversed.v1',
    { paymentId: 'P-1', customerId: 'C-1', reversedOn: '2026-12-10', ...data },
    envelope,
  );
}

export function creditNote(
  data: Partial<Data<'puntual.credit-note.issued.v1'>> = {},
  envelope: Envelope = {},
): EventOf<'puntual.credit-note.issued.v1'> {
  return event(
    'puntual.credit-note.issued.v1',
    { creditNoteId: 'CN-1', customerId: 'C-1', amount: '100.00', currency: 'EUR', issueDate: '2026-12-05', ...data },
    envelope,
  );
}

/** 100.00 EUR that were paid back on 2026-12-12. */
export function refunded(
  data: Partial<Data<'puntual.credit.refunded.v1'>> = {},
  envelope: Envelope = {},
): EventOf<'puntual.credit.refunded.v1'> {
  return event(
    'puntual.credit.refunded.v1',
    { refundId: 'R-1', customerId: 'C-1', amount: '100.00', currency: 'EUR', refundedOn: '2026-12-12', ...data },
    envelope,
  );
}

/** The ERP's list of a customer's open items at the end of 2026-12-05, which is empty. */
export function openItems(
  data: Partial<Data<'puntual.open-items.listed.v1'>> = {},
  envelope: Envelope = {},
): EventOf<'puntual.open-items.listed.v1'> {
  return event('puntual.open-items.listed.v1', { customerId: 'C-1', asOf: '2026-12-05', items: [], ...data }, envelope);
}

export function heartbeat(
  data: Partial<Data<'puntual.feed.heartbeat.v1'>> = {},
  envelope: Envelope = {},
): EventOf<'puntual.feed.heartbeat.v1'> {
  return event(
    'puntual.feed.heartbeat.v1',
    { feed: 'payments', completeUntil: '2026-12-03T08:00:00Z', ...data },
    envelope,
  );
}

export function assigned(
  data: Partial<Data<'puntual.invoice.assigned.v1'>> = {},
  envelope: Envelope = {},
): EventOf<'puntual.invoice.assigned.v1'> {
  return event(
    'puntual.invoice.assigned.v1',
    { invoiceId: 'INV-1', customerId: 'C-1', assignedTo: 'Factoring del Norte S.A.', on: '2026-12-15', ...data },
    envelope,
  );
}

export function supplyHoldConfirmed(
  data: Partial<Data<'puntual.supply-hold.confirmed.v1'>> = {},
  envelope: Envelope = {},
): EventOf<'puntual.supply-hold.confirmed.v1'> {
  return event(
    'puntual.supply-hold.confirmed.v1',
    { invoiceId: 'INV-1', customerId: 'C-1', on: '2027-01-10', ...data },
    envelope,
  );
}

export function agencyReported(
  data: Partial<Data<'puntual.agency.reported.v1'>> = {},
  envelope: Envelope = {},
): EventOf<'puntual.agency.reported.v1'> {
  return event(
    'puntual.agency.reported.v1',
    { invoiceId: 'INV-1', customerId: 'C-1', outcome: 'accepted', on: '2027-02-10', ...data },
    envelope,
  );
}
