import { beforeEach, describe, expect, test } from '@jest/globals';
import { judgeWaitingCredit } from './judge-waiting.ts';
import { creditNote, customer, issued, merged, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { worklistSettingsSchema } from '@puntual/domain/worklist/worklist-settings';
import { saveWorklistSettings } from '../worklist/change-worklist-settings.ts';
import { changeSettings } from '../people/change-settings.ts';
import { holdSupplyForCredit } from '../people/hold-supply-for-credit.ts';
import { liftHoldByPerson } from '../people/lift-supply-hold.ts';
import { setCreditLimit, type WantedLimit } from '../people/set-credit-limit.ts';

const db = useTestDatabase();
let world: CaseWorld;
const NOW = at('2026-11-20 12:00');

beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

let count = 0;
const owes = (invoiceId: string, total: string, more: object = {}) =>
  issued({ invoiceId, number: invoiceId, total, ...more }, { id: `issued-${invoiceId}-${++count}` });
const limited = (creditLimit: string | undefined, day = '2026-11-01') =>
  customer(creditLimit === undefined ? {} : { creditLimit }, {
    id: `customer-${++count}`,
    time: `${day}T08:00:00Z`,
  });
const pays = (paymentId: string, invoiceId: string, amount: string) =>
  paid(
    { paymentId, amount, receivedOn: '2026-11-19', allocations: [{ invoiceId, amount }] },
    { id: `paid-${paymentId}` },
  );
const told = async (what: string) =>
  (await world.outbox('collections-event', `puntual.credit-limit.${what}.v1`)).map(({ payload }) => payload.data);
const tasks = async () => (await world.tasks('credit-limit')).map(({ state, outcome }) => outcome ?? state);
const row = async () =>
  world.one<{ id: string; version: number; limit_minor: bigint | null; source: string; exceeded_at: Date | null }>(
    `SELECT c.id, coalesce(k.version, 0) AS version, k.limit_minor, k.source, k.exceeded_at
      FROM customer c LEFT JOIN customer_credit k ON k.customer_id = c.id WHERE c.customer_id = 'C-1'`,
  );
const set = async (amount: string | null, more: Partial<WantedLimit> = {}) => {
  const { id, version } = await row();
  const limit = amount === null ? null : { amount, currency: 'EUR' };
  const wanted = { customerRowId: id, limit, reason: 'years of trade', version, isApproved: false, ...more };
  return setCreditLimit(db.database, world.actor, wanted, NOW);
};

describe('an exposure that passes the limit', () => {
  test('opens one task and tells the ERP once, until it is clearly below again', async () => {
    await world.take([limited('1000.00'), owes('A', '1000.00')], NOW);
    expect([await tasks(), await told('exceeded')]).toEqual([[], []]);
    await world.take([owes('B', '0.01')], NOW);
    expect(await tasks()).toEqual(['open']);
    expect(await told('exceeded')).toEqual([
      {
        customerId: 'C-1',
        exposure: { amount: '1000.01', currency: 'EUR' },
        limit: { amount: '1000.00', currency: 'EUR' },
      },
    ]);
    await world.take([owes('C', '500.00')], NOW);
    await world.take([pays('P-1', 'C', '500.00'), pays('P-2', 'A', '20.00')], NOW);
    expect([await tasks(), (await told('exceeded')).length, await told('met')]).toEqual([['open'], 1, []]);
    await world.take([pays('P-3', 'A', '30.01')], NOW);
    expect([await tasks(), await told('met')]).toMatchObject([
      ['back-under'],
      [{ because: 'back-under', exposure: { amount: '950.00' } }],
    ]);
    await world.take([reversed({ paymentId: 'P-1', reversedOn: '2026-11-20' }, { id: 'reversed-1' })], NOW);
    expect([await tasks(), (await told('exceeded')).length]).toEqual([['back-under', 'open'], 2]);
    expect((await world.audit('credit-limit.exceeded')).length).toBe(2);
  });

  test('asks nobody again in the same crossing when a person ended the task', async () => {
    await world.take([limited('100.00'), owes('A', '200.00')], NOW);
    const [task] = await world.tasks('credit-limit');
    await world.complete(task?.id ?? '', { outcome: 'handled' }, NOW);
    await world.take([owes('B', '10.00')], NOW);
    expect(await tasks()).toEqual(['handled']);
    await world.take([pays('P-1', 'A', '200.00')], NOW);
    await world.take([owes('C', '300.00')], NOW);
    expect(await tasks()).toEqual(['handled', 'open']);
  });

  test('counts credit that is not applied, and not where it is shown apart', async () => {
    await world.take([limited('100.00'), owes('A', '150.00')], NOW);
    await world.take([creditNote({ amount: '60.00', allocations: [] }, { id: 'cn' })], NOW);
    expect(await tasks()).toEqual(['back-under']);
    const apart = { netCredit: false, backUnderPercent: 5, grantedAlone: '0' };
    await changeSettings(db.database, world.actor, { credit: apart }, NOW);
    const organization = { ...world.organization, timeZone: 'Europe/Madrid' };
    expect(await judgeWaitingCredit(db.database, organization, NOW)).toBe(1);
    expect(await judgeWaitingCredit(db.database, organization, NOW)).toBe(0);
    expect(await tasks()).toEqual(['back-under', 'open']);
  });

  test('of another currency is counted by the organization’s rate', async () => {
    await world.query(
      `INSERT INTO worklist_setting (organization_id, document) SELECT id, $1::jsonb FROM organization WHERE slug = $2`,
      JSON.stringify({ exchangeRates: [{ currency: 'USD', from: '2026-01-01', rate: '0.9' }] }),
      world.organization.slug,
    );
    await world.take([limited('1000.00'), owes('A', '100.00'), owes('B', '1000.00', { currency: 'USD' })], NOW);
    expect(await told('exceeded')).toEqual([]);
    await world.take([owes('C', '0.01')], NOW);
    expect(await told('exceeded')).toMatchObject([{ exposure: { amount: '1000.01', currency: 'EUR' } }]);
    const cheaper = worklistSettingsSchema.parse({
      exchangeRates: [{ currency: 'USD', from: '2026-11-21', rate: '0.5' }],
    });
    await saveWorklistSettings(db.database, world.actor, cheaper, NOW);
    const organization = { ...world.organization, timeZone: 'Europe/Madrid' };
    const tomorrow = at('2026-11-21 12:00');
    await judgeWaitingCredit(db.database, organization, tomorrow);
    expect(await told('met')).toMatchObject([{ exposure: { amount: '600.01' } }]);
  });
});

describe('a limit', () => {
  test('that a person sets holds, is told to the ERP, and ends the crossing', async () => {
    await world.take([limited('100.00'), owes('A', '200.00')], NOW);
    expect(await set('200.00')).toEqual({ result: 'done' });
    expect([await tasks(), await told('set')]).toEqual([
      ['limit-raised'],
      [{ customerId: 'C-1', limit: { amount: '200.00', currency: 'EUR' }, version: 2 }],
    ]);
    expect(await world.audit('credit-limit.set')).toMatchObject([
      { actor: 'erp:/erp/test', data: { from: null, to: { amount: '100.00' } } },
      { data: { from: { amount: '100.00' }, to: { amount: '200.00' }, reason: 'years of trade' } },
    ]);
    expect(await set('150.00')).toEqual({ result: 'done' });
    expect(await set(null)).toEqual({ result: 'done' });
    expect(await tasks()).toEqual(['limit-raised', 'limit-removed']);
  });

  test('of the ERP does not come back by being repeated, and does by being changed', async () => {
    await world.take([limited('100.00')], NOW);
    await set('500.00');
    await world.take([limited('100.00', '2026-11-02')], NOW);
    expect(await row()).toMatchObject({ limit_minor: 50_000n, source: 'person' });
    await world.take([limited(undefined, '2026-11-03')], NOW);
    expect(await row()).toMatchObject({ limit_minor: 50_000n, source: 'person' });
    await world.take([limited('700.00', '2026-11-04')], NOW);
    expect(await row()).toMatchObject({ limit_minor: 70_000n, source: 'erp' });
    await world.take([limited(undefined, '2026-11-05')], NOW);
    expect(await row()).toMatchObject({ limit_minor: null, version: 4 });
    expect(await world.query('SELECT 1 FROM credit_limit_change')).toHaveLength(4);
  });

  test('is refused to who did not see the change before, and when it is no limit', async () => {
    await world.take([customer()], NOW);
    expect(await set('10.00')).toEqual({ result: 'done' });
    expect(await set('20.00', { version: 0 })).toEqual({ result: 'changed', version: 1 });
    expect(await set('10.00')).toEqual({ result: 'same-limit' });
    expect(await set('-1.00')).toMatchObject({ result: 'invalid', refusal: { code: 'not-an-amount' } });
    expect(await set('1.001')).toMatchObject({ result: 'invalid', refusal: { code: 'too-many-decimals' } });
  });

  test('is set by one of two people at once', async () => {
    await world.take([customer()], NOW);
    const results = await Promise.all([set('10.00', { version: 0 }), set('20.00', { version: 0 })]);
    expect(results.map(({ result }) => result).sort()).toEqual(['changed', 'done']);
  });

  test('of a merged customer is that of the one who stays, for want of an own one', async () => {
    await world.take([limited('100.00'), owes('A', '150.00')], NOW);
    await world.take([customer({ customerId: 'C-2' }, { id: 'c2' })], NOW);
    await world.take([merged({ from: 'C-1', into: 'C-2' })], NOW);
    const kept = await world.query(
      `SELECT c.customer_id, k.limit_minor, k.exceeded_at
        FROM customer_credit k JOIN customer c ON c.id = k.customer_id`,
    );
    expect(kept).toEqual([{ customer_id: 'C-2', limit_minor: 10_000n, exceeded_at: new Date(NOW) }]);
    await world.take([
      paid({ customerId: 'C-2', amount: '150.00', allocations: [{ invoiceId: 'A', amount: '150.00' }] }),
    ]);
    expect(await tasks()).toEqual(['back-under']);
    expect(await world.query('SELECT 1 FROM credit_limit_change')).toHaveLength(1);
  });
});

describe('a supply hold over the limit', () => {
  const supply = async () =>
    (
      await world.query<{ held: string }>(
        `SELECT i.invoice_id || ' ' || h.state || coalesce(' ' || h.lifted_because, '') AS held
          FROM supply_hold h JOIN invoice i ON i.id = h.invoice_id ORDER BY h.id`,
      )
    ).map(({ held }) => held);
  const hold = async () =>
    holdSupplyForCredit(db.database, world.actor, { customerRowId: (await row()).id, reason: 'over the limit' }, NOW);

  test('is asked for once, goes on with the next invoice, and is lifted with the crossing', async () => {
    await world.take([limited('100.00'), owes('A', '90.00', { dueDate: '2026-11-10' })], NOW);
    expect(await hold()).toEqual({ result: 'not-exceeded' });
    await world.take(
      [owes('B', '90.00', { dueDate: '2026-12-01' }), owes('C', '90.00', { dueDate: '2026-12-24' })],
      NOW,
    );
    expect(await hold()).toEqual({ result: 'done', invoiceId: 'A' });
    expect(await hold()).toEqual({ result: 'held' });
    await world.take([pays('P-1', 'A', '90.00')], NOW);
    await world.evaluate(NOW, 'A');
    expect(await supply()).toEqual(['A lifted settled', 'B requested']);
    const events = async () =>
      (
        await world.query<{ type: string }>(
          `SELECT payload->>'type' AS type FROM outbox WHERE target = 'kafka' ORDER BY id`,
        )
      )
        .map(({ type }) => /supply-hold\.(\w+)/.exec(type)?.[1])
        .filter((type) => type !== undefined);
    expect(await events()).toEqual(['requested', 'requested', 'released']);
    await world.take([pays('P-2', 'B', '90.00')], NOW);
    expect(await supply()).toEqual(['A lifted settled', 'B lifted credit']);
    await world.evaluate(NOW, 'B');
    expect(await events()).toEqual(['requested', 'requested', 'released', 'released']);
  });

  test('is lifted by a person, and can be asked for again', async () => {
    await world.take([limited('100.00'), owes('A', '190.00')], NOW);
    await hold();
    const { id } = await world.invoice('A');
    const lift = { invoiceRowId: id, reason: 'a hospital' };
    expect(await liftHoldByPerson(db.database, world.actor, lift, NOW)).toEqual({ result: 'done' });
    expect(await hold()).toEqual({ result: 'done', invoiceId: 'A' });
    expect(await supply()).toEqual(['A lifted person', 'A requested']);
  });
});

test('a case of a customer over the limit keeps its own next act', async () => {
  await world.take([limited('100.00'), owes('A', '190.00')], NOW);
  const decided = await world.evaluate(NOW, 'A');
  expect((await world.invoice('A')).next_action).toMatchObject({ do: 'send' });
  expect(decided).toMatchObject({ kind: 'sleep' });
  expect(await world.query(`SELECT 1 FROM task_invoice`)).toEqual([]);
});
