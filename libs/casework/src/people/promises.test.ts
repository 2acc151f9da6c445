import { beforeEach, describe, expect, test } from '@jest/globals';
import { cancelled, customer, issued, merged, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { loadCase } from '../facts/load-case.ts';
import { changeSettings } from './change-settings.ts';
import { promiseToPay, renewPromise, withdrawPromise, type NewPromise } from './promises.ts';

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
  const reached = {
    issueDate: '2026-10-01',
    dueDate: '2026-11-02',
    alreadyReached: { stage: 'follow-up' as const, on: '2026-11-20' },
  };
  await world.take([customer(), issued(reached), issued({ ...reached, invoiceId: 'INV-2' })], at('2026-11-20 10:00'));
  for (const invoiceId of ['INV-1', 'INV-2']) await world.evaluate(at('2026-11-20 10:01'), invoiceId);
});

const NOW = at('2026-11-23 10:00'); // a Monday

async function makes(wanted: NewPromise['wanted'], change: Partial<NewPromise> = {}, now = NOW) {
  const { customerRowId } = await world.contactRef();
  return promiseToPay(
    db.database,
    world.actor,
    {
      customerRowId,
      invoiceIds: ['INV-1', 'INV-2'],
      wanted,
      source: 'api',
      promisedBy: 'Ana',
      note: null,
      mayExceed: false,
      renews: null,
      ...change,
    },
    now,
  );
}
async function made(wanted: NewPromise['wanted'], change: Partial<NewPromise> = {}, now = NOW): Promise<string> {
  const result = await makes(wanted, change, now);
  if (result.result !== 'done') throw new Error(JSON.stringify(result));
  return result.promiseId;
}
const promises = () =>
  world.query<{ state: string; kept_minor: bigint; level: number; until: string }>(
    'SELECT state, kept_minor, level, until_on::text AS until FROM promise ORDER BY opened_at, id',
  );
const states = async () => (await promises()).map(({ state }) => state);
const holds = () =>
  world.query<{ invoice_id: string; until: string }>(
    `SELECT i.invoice_id, h.until_on::text AS until FROM hold h JOIN invoice i ON i.id = h.invoice_id
     WHERE h.released_at IS NULL AND h.kind = 'promise' ORDER BY 1`,
  );
const pays = (amount: string, receivedOn: string, invoiceId = 'INV-1', at_ = at(`${receivedOn} 12:00`)) =>
  world.take(
    [paid({ paymentId: `P-${invoiceId}-${receivedOn}`, amount, receivedOn, allocations: [{ invoiceId, amount }] })],
    at_,
  );
const announced = async (type: string) =>
  (await world.outbox('collections-event', type)).map(({ payload }) => payload.data ?? {});

describe('a promise', () => {
  test('about two invoices silences both, and is broken by the cases themselves after the grace', async () => {
    await made({ date: '2026-12-02', amount: '1000.00' });
    expect(await holds()).toEqual([
      { invoice_id: 'INV-1', until: '2026-12-04' },
      { invoice_id: 'INV-2', until: '2026-12-04' },
    ]);
    expect(await announced('puntual.promise.made.v1')).toMatchObject([
      { amount: '1000.00', currency: 'EUR', invoiceIds: ['INV-1', 'INV-2'], until: '2026-12-04', level: 1 },
    ]);
    const sleeping = await world.evaluate(NOW + 1000);
    if (sleeping.kind !== 'sleep' || sleeping.until === null)
      throw new Error('the case sleeps until the grace is over');
    // 5 and 6 December are a weekend.
    expect(new Date(sleeping.until).toISOString()).toContain('2026-12-07');
    // The workflow's own timer: the case resumes with the very step it was at.
    expect(await world.evaluate(sleeping.until)).toMatchObject({ did: ['requested demand'] });
    expect(await states()).toEqual(['broken']);
    expect(await holds()).toEqual([]);
    expect(await announced('puntual.promise.judged.v1')).toMatchObject([
      { state: 'broken', before: 'open', kept: '0.00', amount: '1000.00' },
    ]);
    expect(await world.audit('promise.judged')).toHaveLength(2);
    expect((await world.outbox('wake-case')).at(-1)?.payload).toMatchObject({
      signal: 'hold',
      subject: { invoiceId: 'INV-2' },
    });
  });

  test('is kept by the payment, and the rest stays silent until the promised day and its grace', async () => {
    await made({ date: '2026-12-02', amount: '1000.00' });
    await pays('600.00', '2026-11-25');
    await world.evaluate(at('2026-11-25 12:01'));
    expect(await promises()).toMatchObject([{ state: 'open', kept_minor: 60_000n }]);
    await pays('400.00', '2026-11-26', 'INV-2');
    await world.evaluate(at('2026-11-26 12:01'), 'INV-2');
    expect(await promises()).toMatchObject([{ state: 'kept', kept_minor: 100_000n }]);
    expect((await holds()).map(({ until }) => until)).toEqual(['2026-12-04', '2026-12-04']);
    // Nothing more happens to it when its day passes.
    await world.evaluate(at('2026-12-07 12:00'));
    expect(await states()).toEqual(['kept']);
    expect(await announced('puntual.promise.judged.v1')).toHaveLength(1);
  });

  test('of which a part came is partly kept, and late reports and reversals change that', async () => {
    await made({ date: '2026-12-02', amount: '1000.00' });
    await pays('600.00', '2026-12-01');
    await world.evaluate(at('2026-12-07 12:00'));
    expect(await promises()).toMatchObject([{ state: 'partly-kept', kept_minor: 60_000n }]);
    await pays('400.00', '2026-12-03', 'INV-2', at('2026-12-08 12:00'));
    await world.evaluate(at('2026-12-08 12:01'), 'INV-2');
    expect(await states()).toEqual(['kept']);
    await world.take([reversed({ paymentId: 'P-INV-1-2026-12-01', reversedOn: '2026-12-09' })], at('2026-12-09 12:00'));
    await world.evaluate(at('2026-12-09 12:01'));
    expect(await promises()).toMatchObject([{ state: 'partly-kept', kept_minor: 40_000n }]);
  });

  test('that is kept before its day and loses the payment is open again, with its holds', async () => {
    await made({ date: '2026-12-02', amount: '1000.00' });
    await pays('1000.00', '2026-11-25');
    await world.evaluate(at('2026-11-25 12:01'));
    expect(await states()).toEqual(['kept']);
    await world.take([reversed({ paymentId: 'P-INV-1-2026-11-25', reversedOn: '2026-11-27' })], at('2026-11-27 12:00'));
    await world.evaluate(at('2026-11-27 12:01'));
    expect(await states()).toEqual(['open']);
    expect((await holds()).map(({ until }) => until)).toEqual(['2026-12-04', '2026-12-04']);
  });

  test('in two parts waits for the second once the first came, and is broken by the part that is missed', async () => {
    const parts = [
      { date: '2026-12-02', amount: '1000.00' },
      { date: '2026-12-16', amount: '1420.00' },
    ];
    await made({ parts });
    expect((await holds()).map(({ until }) => until)).toEqual(['2026-12-04', '2026-12-04']);
    await pays('1000.00', '2026-12-01');
    await world.evaluate(at('2026-12-01 12:01'));
    expect((await holds()).map(({ until }) => until)).toEqual(['2026-12-18', '2026-12-18']);
    expect(await world.evaluate(at('2026-12-07 12:00'), 'INV-2')).toMatchObject({ kind: 'sleep', did: [] });
    await world.evaluate(at('2026-12-21 12:00'), 'INV-2');
    expect(await promises()).toMatchObject([{ state: 'partly-kept', kept_minor: 100_000n }]);
  });

  test('whose invoices fall away without money is withdrawn, and counts for nothing', async () => {
    await made({ date: '2026-12-02' }, { invoiceIds: ['INV-1'] });
    await world.take([cancelled()], at('2026-11-25 12:00'));
    await world.evaluate(at('2026-11-25 12:01'));
    expect(await states()).toEqual(['withdrawn']);
  });

  test('is refused beside an open one, renewed by name, and withdrawn; its level rises', async () => {
    const first = await made({ date: '2026-12-02' });
    expect(await makes({ date: '2026-12-09' }, { invoiceIds: ['INV-2'] })).toEqual({
      result: 'promise-open',
      promiseId: first,
    });
    const entered = { wanted: { date: '2026-12-09' }, source: 'api', promisedBy: null, note: null } as const;
    const renewed = await renewPromise(
      db.database,
      world.actor,
      { ...entered, promiseId: first, mayExceed: false },
      NOW,
    );
    expect(renewed).toMatchObject({ result: 'done' });
    expect(await promises()).toMatchObject([
      { state: 'renewed', level: 1 },
      { state: 'open', level: 2, until: '2026-12-11' },
    ]);
    expect((await holds()).map(({ until }) => until)).toEqual(['2026-12-11', '2026-12-11']);
    expect(
      await renewPromise(db.database, world.actor, { ...entered, promiseId: first, mayExceed: false }, NOW),
    ).toEqual({ result: 'promise-over', state: 'renewed' });
    const promiseId = renewed.result === 'done' ? renewed.promiseId : '';
    const withdraw = () => withdrawPromise(db.database, world.actor, { promiseId, reason: 'a mistake' }, NOW);
    const both = await Promise.all([withdraw(), withdraw()]);
    expect(both.map(({ result }) => result).sort()).toEqual(['done', 'promise-over']);
    expect(await holds()).toEqual([]);
    expect(await world.evaluate(at('2026-11-24 12:00'))).toMatchObject({ kind: 'sleep' });
  });

  test('about one of two invoices of an open one releases the other one when it replaces it', async () => {
    const first = await made({ date: '2026-12-02' });
    await made({ date: '2026-12-09' }, { invoiceIds: ['INV-1'], renews: first });
    expect(await holds()).toEqual([{ invoice_id: 'INV-1', until: '2026-12-11' }]);
    const woken = (await world.outbox('wake-case')).slice(-2).map(({ payload }) => payload.subject?.invoiceId);
    expect(woken).toEqual(['INV-1', 'INV-2']);
  });

  test('made by two people at once is made once', async () => {
    const both = await Promise.all([makes({ date: '2026-12-02' }), makes({ date: '2026-12-03' })]);
    expect(both.map(({ result }) => result).sort()).toEqual(['done', 'promise-open']);
  });

  test.each<[string, NewPromise['wanted'], Partial<NewPromise>, object]>([
    ['without a day', {}, {}, { code: 'promise-without-day', path: 'date' }],
    ['in the past', { date: '2026-11-22' }, {}, { code: 'promise-in-past', path: 'date' }],
    ['of more than is open', { date: '2026-12-02', amount: '2420.01' }, {}, { code: 'promised-more-than-open' }],
    ['of too small a part', { date: '2026-12-02', amount: '241.99' }, {}, { code: 'promise-too-small' }],
    ['about an unknown invoice', { date: '2026-12-02' }, { invoiceIds: ['INV-9'] }, { path: 'invoiceIds.0' }],
    [
      'whose days do not rise',
      {
        parts: [
          { date: '2026-12-02', amount: '900.00' },
          { date: '2026-12-02', amount: '900.00' },
        ],
      },
      {},
      { code: 'days-not-rising', path: 'parts.1.date' },
    ],
  ])('%s is refused', async (_, wanted, change, refusal) => {
    expect(await makes(wanted, change)).toMatchObject({ result: 'invalid', ...refusal });
    expect(await holds()).toEqual([]);
  });

  test('after three broken ones in ninety days needs a manager, whose name is kept', async () => {
    for (const day of ['2026-11-24', '2026-11-27', '2026-12-01']) await made({ date: day }, {}, at(`${day} 09:00`));
    const now = at('2026-12-04 09:00');
    expect(await makes({ date: '2026-12-09' }, {}, now)).toMatchObject({
      result: 'invalid',
      code: 'promise-needs-manager',
      values: { broken: 3, days: 90 },
    });
    await made({ date: '2026-12-09' }, { mayExceed: true }, now);
    expect(await world.one('SELECT agreed_by, level FROM promise ORDER BY opened_at DESC LIMIT 1')).toEqual({
      agreed_by: 'Marta',
      level: 4,
    });
  });

  test('is limited by the settings of the organization', async () => {
    const promiseLimits = { longestDays: 14, smallestSharePercent: 0, mostBroken: 3, brokenWithinDays: 90 };
    await changeSettings(db.database, world.actor, { promiseLimits }, NOW);
    expect(await makes({ date: '2026-12-08' })).toMatchObject({ code: 'promise-too-far', values: { mostDays: 14 } });
    await made({ date: '2026-12-07', amount: '1.00' });
  });

  test('moves with its customer when that one is merged into another', async () => {
    await world.take([customer({ customerId: 'C-2' })], NOW);
    await made({ date: '2026-12-02' });
    await world.take([merged({ from: 'C-1', into: 'C-2' })], NOW + 1000);
    expect(await world.one('SELECT c.customer_id FROM promise p JOIN customer c ON c.id = p.customer_id')).toEqual({
      customer_id: 'C-2',
    });
    await world.evaluate(at('2026-12-07 12:00'));
    expect(await states()).toEqual(['broken']);
  });

  test('counts in the customer’s record by money once three are judged', async () => {
    const risk = async (now: number) =>
      (
        await world.database.inOrganization(world.organization.id, async (tx) =>
          loadCase(tx, (await world.invoice()).id, now, false),
        )
      )?.facts.customer;
    for (const [day, amount] of [
      ['2026-11-24', '300.00'],
      ['2026-11-25', '300.00'],
    ] as const) {
      await made({ date: day, amount }, {}, at(`${day} 09:00`));
      await pays(amount, day);
      await world.evaluate(at(`${day} 12:01`));
    }
    await made({ date: '2026-11-26', amount: '250.00' }, {}, at('2026-11-26 09:00'));
    expect(await risk(at('2026-11-30 12:00'))).toMatchObject({ brokenPromises: 1, risk: 'medium' });
    await made({ date: '2026-12-01', amount: '1500.00' }, {}, at('2026-11-30 12:00'));
    await pays('610.00', '2026-11-30');
    await pays('890.00', '2026-11-30', 'INV-2');
    // 2,100.00 of 2,350.00 came: the broken promise of 250.00 weighs less than it did by number.
    expect(await risk(at('2026-11-30 13:00'))).toMatchObject({ brokenPromises: 1, risk: 'low' });
  });
});
