import { issued, paid } from '@puntual/testing/builders/events';
import type { LoadMessage } from './event-load.ts';

/** One bad message; `turn` selects the kind. `name` makes its key and ids unique. */
export function poison(name: string, turn: number): LoadMessage {
  const at = (topic: string, value: string | null): LoadMessage => ({ topic, key: `${name}-poison`, value });
  const invoice = issued({ invoiceId: `${name}-bad` }, { id: `${name}/bad` });
  const payment = paid({ paymentId: `${name}-bad` }, { id: `${name}/bad` });
  switch (turn % 6) {
    case 0:
      return at('ar.payments', `{"half": ${name}`);
    case 1:
      return at('ar.invoices', null);
    case 2:
      return at('ar.payments', JSON.stringify({ ...payment, type: 'puntual.payment.imagined.v9' }));
    case 3:
      return at('ar.payments', JSON.stringify({ ...payment, data: { ...payment.data, amount: '-5.00' } }));
    case 4:
      return at('ar.invoices', JSON.stringify({ ...invoice, org: 'nobody-here' }));
    default:
      return at('ar.customers', JSON.stringify({ ...invoice, data: { ...invoice.data, note: 'x'.repeat(300_000) } }));
  }
}
