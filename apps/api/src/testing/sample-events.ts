import type { EventType, PuntualEventInput } from '@puntual/contracts/events/events';

/** An event in its envelope; the id names the event, so the same id is the same event. */
export function anEvent<T extends EventType>(
  org: string,
  id: string,
  type: T,
  data: Extract<PuntualEventInput, { type: T }>['data'],
  time = '2026-11-01T09:00:00Z',
): PuntualEventInput {
  return { specversion: '1.0', id, source: '/erp/test', type, org, time, data } as PuntualEventInput;
}

/** A customer in Madrid with one contact by e-mail. */
export function aCustomer(
  org: string,
  customerId: string,
  changes: Readonly<Record<string, unknown>> = {},
): PuntualEventInput {
  return anEvent(org, `customer/${customerId}`, 'puntual.customer.upserted.v1', {
    customerId,
    name: `Talleres ${customerId}`,
    country: 'ES',
    language: 'es',
    timeZone: 'Europe/Madrid',
    currency: 'EUR',
    contacts: [{ contactId: 'k1', name: 'Ana Núñez', email: `${customerId.toLowerCase()}@example.com` }],
    ...changes,
  });
}

/** An invoice over 121.00 EUR, unless `changes` say otherwise. */
export function anInvoice(
  org: string,
  invoiceId: string,
  customerId: string,
  dueDate: string,
  changes: Readonly<Record<string, unknown>> = {},
): PuntualEventInput {
  return anEvent(org, `invoice/${invoiceId}`, 'puntual.invoice.issued.v1', {
    invoiceId,
    number: `F-${invoiceId}`,
    customerId,
    issueDate: '2026-10-01',
    dueDate,
    currency: 'EUR',
    total: '121.00',
    ...changes,
  });
}

/** Money on one invoice. */
export function aPayment(
  org: string,
  paymentId: string,
  customerId: string,
  invoiceId: string,
  amount: string,
): PuntualEventInput {
  return anEvent(org, `payment/${paymentId}`, 'puntual.payment.received.v1', {
    paymentId,
    customerId,
    amount,
    currency: 'EUR',
    receivedOn: '2026-11-19',
    method: 'transfer',
    allocations: [{ invoiceId, amount }],
  });
}
