import { v7 } from 'uuid';
import { inEnvelope, type InputOf } from '@puntual/testing/builders/envelope';

/** The ERP's id of the bench's n-th customer. */
export function customerIdOf(n: number): string {
  return `C-${String(n % 500).padStart(4, '0')}`;
}

export const CUSTOMERS = 500;

/** The n-th invoice of the bench, as an ordinary ERP writes it: two lines, tax and links; due in a year unless said, so that its case sleeps. */
export function invoiceEvent(org: string, n: number, dueDate = '2027-12-01'): InputOf<'puntual.invoice.issued.v1'> {
  return inEnvelope(
    'puntual.invoice.issued.v1',
    {
      invoiceId: `INV-${n}`,
      number: `F-2026/${n}`,
      customerId: customerIdOf(n),
      issueDate: '2026-11-02',
      dueDate,
      currency: 'EUR',
      total: `${1000 + (n % 997)}.50`,
      tax: '173.66',
      purchaseOrder: `PO-${n}`,
      documentUrl: `https://erp.example/documents/${n}.pdf`,
      paymentUrl: `https://pay.example/i/${n}`,
      lines: [
        { description: 'Bobina de acero galvanizado 0,8 mm', quantity: '12', amount: '800.00' },
        { description: 'Transporte', quantity: '1', amount: '200.00' },
      ],
    },
    { id: v7(), source: '/erp/bench', org },
  );
}

/** Money for the n-th invoice, with its remittance: the invoice is settled by it. */
export function paymentEvent(org: string, n: number): InputOf<'puntual.payment.received.v1'> {
  const amount = `${1000 + (n % 997)}.50`;
  return inEnvelope(
    'puntual.payment.received.v1',
    {
      paymentId: `P-${n}`,
      customerId: customerIdOf(n),
      amount,
      currency: 'EUR',
      receivedOn: '2026-11-03',
      method: 'transfer',
      allocations: [{ invoiceId: `INV-${n}`, amount }],
    },
    { id: v7(), source: '/erp/bench', org, time: '2026-11-03T09:00:00Z' },
  );
}
