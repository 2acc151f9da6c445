import type { EventType, PuntualEventInput } from '@puntual/contracts/events/events';
import { inEnvelope, type DataOf } from '@puntual/testing/builders/envelope';
import { customer, issued, paid } from '@puntual/testing/builders/events';

const TIME = '2026-11-01T09:00:00Z';

/**
 * An event as a client posts it, also one that the API refuses. `id` names the event: the same id is the same event.
 */
export function anEvent<T extends EventType>(
  org: string,
  id: string,
  type: T,
  data: DataOf<T>,
  time = TIME,
): PuntualEventInput {
  return inEnvelope(type, data, { org, id, time });
}

/** The builders' customer under another name and address, with one contact by e-mail. */
export function aCustomer(
  org: string,
  customerId: string,
  changes: Partial<DataOf<'puntual.customer.upserted.v1'>> = {},
): PuntualEventInput {
  return customer(
    {
      customerId,
      name: `Talleres ${customerId}`,
      taxId: undefined,
      contacts: [{ contactId: 'k1', name: 'Ana Núñez', email: `${customerId.toLowerCase()}@example.com` }],
      ...changes,
    },
    { org, id: `customer/${customerId}`, time: TIME },
  );
}

/** The builders' invoice, over 121.00 EUR and issued in October; `changes` overrides its fields. */
export function anInvoice(
  org: string,
  invoiceId: string,
  customerId: string,
  dueDate: string,
  changes: Partial<DataOf<'puntual.invoice.issued.v1'>> = {},
): PuntualEventInput {
  return issued(
    {
      invoiceId,
      number: `F-${invoiceId}`,
      customerId,
      issueDate: '2026-10-01',
      dueDate,
      total: '121.00',
      ...changes,
    },
    { org, id: `invoice/${invoiceId}`, time: TIME },
  );
}

/** The builders' transfer, with remittance detail for one invoice. */
export function aPayment(
  org: string,
  paymentId: string,
  customerId: string,
  invoiceId: string,
  amount: string,
): PuntualEventInput {
  return paid(
    { paymentId, customerId, amount, receivedOn: '2026-11-19', allocations: [{ invoiceId, amount }] },
    { org, id: `payment/${paymentId}`, time: TIME },
  );
}
