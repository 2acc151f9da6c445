import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { evaluateCase } from '@puntual/casework/cases/evaluate-case';
import { takeEvents } from '@puntual/casework/intake/take-events';
import { openHold } from '@puntual/casework/people/holds';
import { newId } from '@puntual/db/ids';
import { clockOf } from '@puntual/platform/clock';
import { customer, issued, paid } from '@puntual/testing/builders/events';
import { withClient } from '@puntual/sandbox/prepare-database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import type { AgencyAdapters } from '../channels/agencies.ts';
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

const noAdapters: AgencyAdapters = {
  tell: () => Promise.reject(new Error('no agency of the organization')),
  lookUp: () => Promise.resolve('unanswered'),
};

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
      { agency, agencies: noAdapters },
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

describe('the pack of a debt', () => {
  it('and its sum are of the day of the hand-over, not of the proposal', async () => {
    const { ref, invoiceId, customerId, placementId } = await approved();
    const packs: unknown[] = [];
    const agency = {
      place: async (_: string, pack: unknown) => (packs.push(pack), 'ref'),
      recall: async () => undefined,
    };
    await takeEvents(
      db.database,
      'demo',
      [
        paid({
          paymentId: `P-${invoiceId}`,
          customerId,
          amount: '400.00',
          receivedOn: '2027-02-09',
          allocations: [{ invoiceId, amount: '400.00' }],
        }),
      ],
      new Date(NOW),
    );
    const clock = clockOf(null, () => NOW);
    const channels = { agency, agencies: noAdapters };
    await placementActivities(db.database, clock, channels).placeWithAgency(ref, placementId, NOW);
    expect(packs).toMatchObject([
      { preparedOn: '2027-02-10', invoice: { open: '810.00', entries: [{ kind: 'invoice' }, { kind: 'payment' }] } },
    ]);
    const stored = await withClient(db.ownerUrl, (client) =>
      client.query('SELECT open_minor, pack_hash FROM placement WHERE id = $1', [placementId]),
    );
    expect(stored.rows).toEqual([{ open_minor: '81000', pack_hash: (packs[0] as { packHash: string }).packHash }]);
  });

  it('is not handed over when less than a tenth is left of what was proposed', async () => {
    const { ref, invoiceId, customerId, placementId } = await approved();
    await withClient(db.ownerUrl, (client) =>
      client.query('UPDATE placement SET proposed_minor = 121000 WHERE id = $1', [placementId]),
    );
    await takeEvents(
      db.database,
      'demo',
      [
        paid({
          paymentId: `P-${invoiceId}`,
          customerId,
          amount: '1209.99',
          receivedOn: '2027-02-09',
          allocations: [{ invoiceId, amount: '1209.99' }],
        }),
      ],
      new Date(NOW),
    );
    const { calls, activities } = anAgency();
    await activities.placeWithAgency(ref, placementId, NOW);
    expect(calls).toEqual([]);
    expect(await evaluateCase(db.database, ref, NOW)).toMatchObject({ did: ['asked a person: below-minimum'] });
  });

  it('stays true: what changes of a placed debt is announced, once for each change', async () => {
    const { ref, invoiceId, customerId, placementId } = await approved();
    const { activities } = anAgency();
    await activities.placeWithAgency(ref, placementId, NOW);
    expect(await evaluateCase(db.database, ref, NOW)).toMatchObject({ kind: 'sleep', did: [] });
    await takeEvents(
      db.database,
      'demo',
      [
        paid({
          paymentId: `P-${invoiceId}`,
          customerId,
          amount: '400.00',
          receivedOn: '2027-02-10',
          allocations: [{ invoiceId, amount: '400.00' }],
        }),
      ],
      new Date(NOW),
    );
    for (const did of [['told the agency what changed'], []])
      expect(await evaluateCase(db.database, ref, NOW)).toMatchObject({ kind: 'sleep', did });
    const actor = { organizationId: db.organization.id, slug: 'demo', name: 'Marta' };
    const hold = { invoiceRowId: ref.invoiceRowId, kind: 'dispute', reason: 'goods missing', untilOn: null } as const;
    await openHold(db.database, actor, hold, NOW);
    expect(await evaluateCase(db.database, ref, NOW)).toMatchObject({ did: ['told the agency what changed'] });
    const told = await withClient(db.ownerUrl, (client) =>
      client.query<{ data: object }>(
        `SELECT payload->'data' AS data
         FROM outbox
         WHERE payload->>'type' = 'puntual.placement.changed.v1' AND payload->'data'->>'invoiceId' = $1
         ORDER BY id`,
        [invoiceId],
      ),
    );
    expect(told.rows.map(({ data }) => data)).toMatchObject([
      { agencyRef: `ref-${placementId}`, openBefore: '1210.00', open: '810.00', currency: 'EUR', disputed: false },
      { openBefore: '810.00', open: '810.00', disputed: true },
    ]);
  });
});
