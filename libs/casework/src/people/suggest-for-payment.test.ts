import { expect, test } from '@jest/globals';
import { issued, paid } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { CaseWorld } from '@puntual/testing/worlds/case-world';
import { suggestForPayment } from './suggest-for-payment.ts';

const db = useTestDatabase();

test('suggests invoices of the payer only, in the currency of the payment', async () => {
  const world = new CaseWorld(db.database, await freshOrganization(db));
  await world.take([
    issued({ invoiceId: 'INV-1', total: '500.00' }),
    issued({ invoiceId: 'INV-2', total: '500.00' }),
    issued({ invoiceId: 'INV-3', total: '500.00', currency: 'USD' }),
    issued({ invoiceId: 'INV-4', total: '500.00', customerId: 'C-2' }),
    issued({ invoiceId: 'INV-5', number: 'F-2026/INV-5', total: '700.00', customerId: 'C-2' }),
    paid({ amount: '500.00', reference: 'F-2026/INV-5' }),
  ]);
  const [payment] = await world.query<{ id: string }>('SELECT id FROM payment');
  const suggested = await db.database.inOrganization(world.organization.id, (tx) =>
    suggestForPayment(tx, world.organization.id, payment?.id ?? ''),
  );
  expect(suggested.map(({ invoices }) => invoices.map(({ invoiceId }) => invoiceId))).toEqual([['INV-1'], ['INV-2']]);
});
