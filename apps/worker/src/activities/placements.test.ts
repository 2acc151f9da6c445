import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { evaluateCase } from '@puntual/casework/cases/evaluate-case';
import { takeEvents } from '@puntual/casework/intake/take-events';
import { newId } from '@puntual/db/ids';
import { clockOf } from '@puntual/platform/clock';
import { customer, issued, paid } from '@puntual/testing/builders/events';
import { withClient } from '@puntual/sandbox/prepare-database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { placementActivities } from './placements.ts';

const NOW = Date.parse('2027-02-10T10:00:00Z');
let db: TestDatabase;
let invoices = 0;

beforeAll(async () => {
  db = await withTestDatabase();
});
afterAll(() => db.close());

/** An invoice whose placement with the agency a person has approved. */
async function approved() {
  invoices += 1;
  const [invoiceId, customerId, placementId] = [`INV-${invoices}`, `C-${invoices}`, newId()];
  await takeEvents(
    db.database,
    'demo',
    [customer({ customerId }), issued({ invoiceId, customerId })],
    new Date('2026-11-02T09:00:00Z'),
  );
  const invoiceRowId = await withClient(db.ownerUrl, async (client) => {
    const { rows } = await client.query<{ id: string; customer_id: string }>(
      'SELECT id, customer_id FROM invoice WHERE invoice_id = $1',
      [invoiceId],
    );
    const [row] = rows;
    await client.query(
      `
        INSERT INTO placement (id, organization_id, invoice_id, customer_id, state, open_minor, pack, pack_hash,
          proposed_at)
        VALUES ($1, $2, $3, $4, 'approved', 121000, '{"debtor": {}}', 'hash', now())`,
      [placementId, db.organization.id, row?.id, row?.customer_id],
    );
    return row?.id ?? '';
  });
  return {
    invoiceId,
    customerId,
    placementId,
    ref: { organizationId: db.organization.id, slug: 'demo', invoiceRowId },
  };
}

function anAgency() {
  const calls: string[] = [];
  const agency = {
    place: async (placementId: string) => {
      calls.push(`place ${placementId}`);
      return `ref-${placementId}`;
    },
    recall: async (placementId: string) => void calls.push(`recall ${placementId}`),
  };
  return {
    calls,
    activities: placementActivities(
      db.database,
      clockOf(null, () => NOW),
      agency,
    ),
  };
}

const stateOf = (placementId: string) =>
  withClient(
    db.ownerUrl,
    async (client) =>
      (await client.query<{ state: string }>('SELECT state FROM placement WHERE id = $1', [placementId])).rows[0]
        ?.state,
  );

describe('placing a debt with the agency', () => {
  it('happens once, however often it is retried', async () => {
    const { ref, placementId } = await approved();
    const { calls, activities } = anAgency();
    await activities.placeWithAgency(ref, placementId, NOW);
    await activities.placeWithAgency(ref, placementId, NOW);
    expect(calls).toEqual([`place ${placementId}`]);
    expect(await stateOf(placementId)).toBe('placed');
  });

  it('does not happen when the debt was paid while the agency was away', async () => {
    const { ref, invoiceId, customerId, placementId } = await approved();
    const { calls, activities } = anAgency();
    await takeEvents(
      db.database,
      'demo',
      [
        paid({
          paymentId: `P-${invoiceId}`,
          customerId,
          receivedOn: '2027-02-09',
          allocations: [{ invoiceId, amount: '1210.00' }],
        }),
      ],
      new Date(NOW),
    );
    await activities.placeWithAgency(ref, placementId, NOW - 3 * 24 * 3600_000);
    expect(calls).toEqual([]);
    expect(await evaluateCase(db.database, ref, NOW)).toMatchObject({ kind: 'closed', outcome: 'paid' });
    expect(await stateOf(placementId)).toBe('rejected');
  });
});

describe('recalling a debt', () => {
  it('happens once, with the reference that the agency gave', async () => {
    const { ref, invoiceId, customerId, placementId } = await approved();
    const { calls, activities } = anAgency();
    await activities.placeWithAgency(ref, placementId, NOW);
    await takeEvents(
      db.database,
      'demo',
      [
        paid({
          paymentId: `P-${invoiceId}`,
          customerId,
          receivedOn: '2027-02-10',
          allocations: [{ invoiceId, amount: '1210.00' }],
        }),
      ],
      new Date(NOW),
    );
    await activities.recallPlacement(ref, placementId, NOW);
    await activities.recallPlacement(ref, placementId, NOW);
    expect(calls).toEqual([`place ${placementId}`, `recall ${placementId}`]);
    expect(await stateOf(placementId)).toBe('recalled');
  });
});
