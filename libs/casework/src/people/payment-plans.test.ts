import { beforeEach, describe, expect, test } from '@jest/globals';
import { customer, issued, merged, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { completeTask } from './complete-task.ts';
import { cancelPlan, makePlan, offerPlansFor, type NewPlan } from './payment-plans.ts';
import { promiseToPay } from './promises.ts';

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
const THREE = [
  { date: '2026-12-01', amount: '820.00' },
  { date: '2027-01-04', amount: '800.00' },
  { date: '2027-02-01', amount: '800.00' },
];

async function makes(change: Partial<NewPlan> = {}, now = NOW) {
  const { customerRowId } = await world.contactRef();
  return makePlan(
    db.database,
    world.actor,
    {
      customerRowId,
      invoiceIds: ['INV-1', 'INV-2'],
      instalments: THREE,
      charges: 'included',
      source: 'api',
      note: null,
      replaces: null,
      ...change,
    },
    now,
  );
}
async function made(change: Partial<NewPlan> = {}, now = NOW): Promise<string> {
  const result = await makes(change, now);
  if (result.result !== 'done') throw new Error(JSON.stringify(result));
  return result.planId;
}
const states = async () =>
  (await world.query<{ state: string }>('SELECT state FROM payment_plan ORDER BY proposed_at, id')).map(
    ({ state }) => state,
  );
const holds = async () =>
  (
    await world.query<{ line: string }>(
      `SELECT i.invoice_id || ' ' || h.until_on || coalesce(' wakes ' || h.wake_on, '') AS line
       FROM hold h JOIN invoice i ON i.id = h.invoice_id WHERE h.released_at IS NULL AND h.kind = 'plan' ORDER BY 1`,
    )
  ).map(({ line }) => line);
const pays = (amount: string, receivedOn: string, invoiceId = 'INV-1') =>
  world.take(
    [paid({ paymentId: `P-${invoiceId}-${receivedOn}`, amount, receivedOn, allocations: [{ invoiceId, amount }] })],
    at(`${receivedOn} 12:00`),
  );
/** What the case of an invoice does when it wakes, and when it wakes next: the instant that its workflow sleeps to. */
async function wakes(now: number, invoiceId = 'INV-1') {
  const step = await world.evaluate(now, invoiceId);
  return step.kind === 'sleep'
    ? {
        did: step.did,
        next: step.until === null ? null : new Date(step.until).toISOString().slice(0, 10),
        at: step.until,
      }
    : { did: step.did, next: step.kind, at: null };
}

describe('a payment plan', () => {
  // DOMAIN case 29, through the instants that the case itself gives to its workflow.
  test('is silent while it is kept, asks for a call about a missed instalment, and defaults', async () => {
    await made();
    expect(await holds()).toEqual(['INV-1 2026-12-08 wakes 2026-12-01', 'INV-2 2026-12-08 wakes 2026-12-01']);
    const sleeps = await wakes(NOW + 1000);
    expect(sleeps).toMatchObject({ did: [], next: '2026-12-02' });
    await pays('820.00', '2026-11-30');
    await wakes(at('2026-11-30 12:01'));
    expect(await holds()).toEqual(['INV-1 2027-01-11 wakes 2027-01-04', 'INV-2 2027-01-11 wakes 2027-01-04']);
    expect(await wakes(sleeps.at ?? 0)).toMatchObject({ did: [], next: '2027-01-05' });

    // The second instalment does not come: only that is chased, by a call, once for both invoices.
    const missed = await wakes(at('2027-01-05 12:00'));
    expect([await states(), missed.did]).toEqual([['missed'], []]);
    await wakes(at('2027-01-05 12:01'), 'INV-2');
    expect(await world.tasks('call')).toMatchObject([{ state: 'open' }]);
    expect(missed.next).toBe('2027-01-12');

    // The grace is over: both are chased in full, at the step that they had.
    expect((await wakes(missed.at ?? 0)).did).toEqual(['call overdue, offered to everybody', 'requested demand']);
    expect([await states(), await holds()]).toEqual([['defaulted'], []]);
    expect((await wakes(at('2027-01-12 12:00'), 'INV-2')).did).toEqual(['requested demand']);
    const judged = await world.outbox('collections-event', 'puntual.plan.judged.v1');
    expect(judged.map(({ payload }) => payload.data?.state)).toEqual(['missed', 'defaulted']);
  });

  test('whose missed instalment comes in the grace goes on, and is completed early when all is paid', async () => {
    await made();
    await wakes(at('2026-12-02 12:00'));
    expect(await states()).toEqual(['missed']);
    await pays('820.00', '2026-12-03');
    await wakes(at('2026-12-03 12:01'));
    expect([await states(), (await holds())[0]]).toEqual([['active'], 'INV-1 2027-01-11 wakes 2027-01-04']);
    await pays('390.00', '2026-12-04');
    await pays('1210.00', '2026-12-04', 'INV-2');
    await wakes(at('2026-12-04 12:01'), 'INV-2');
    expect([await states(), await holds()]).toEqual([['completed'], []]);
    expect(await world.audit('plan.judged')).toHaveLength(6);
  });

  test('holds an invoice again whose payment is taken back while the plan runs', async () => {
    await made();
    await pays('1210.00', '2026-11-30');
    await wakes(at('2026-11-30 12:01'));
    expect(await holds()).toEqual(['INV-2 2027-01-11 wakes 2027-01-04']);
    await world.take([reversed({ paymentId: 'P-INV-1-2026-11-30', reversedOn: '2026-12-01' })], at('2026-12-01 12:00'));
    await wakes(at('2026-12-01 12:01'));
    expect(await holds()).toEqual(['INV-1 2026-12-08 wakes 2026-12-01', 'INV-2 2026-12-08 wakes 2026-12-01']);
  });

  test('beyond what a collector may grant waits for another person, who approves it once', async () => {
    const longer = [...THREE.slice(0, 2), { date: '2027-11-01', amount: '800.00' }];
    await made({ instalments: longer });
    expect([await states(), await holds()]).toEqual([['proposed'], ['INV-1 2026-11-26', 'INV-2 2026-11-26']]);
    const [task] = await world.tasks('approve-plan');
    const approve = (name: string) =>
      completeTask(
        db.database,
        { ...world.actor, name },
        { taskId: task?.id ?? '', input: { outcome: 'approve' } },
        NOW + 1000,
      );
    expect(await approve('Marta')).toMatchObject({ result: 'invalid', code: 'approver-is-proposer' });
    const both = await Promise.all([approve('Elena'), approve('Juan')]);
    expect(both.map(({ result }) => result).sort()).toEqual(['already-done', 'done']);
    expect([await states(), await holds()]).toEqual([
      ['active'],
      ['INV-1 2026-12-08 wakes 2026-12-01', 'INV-2 2026-12-08 wakes 2026-12-01'],
    ]);
  });

  test('that nobody approves lets its invoices go, and is rejected or outdated later', async () => {
    await made({
      instalments: [
        { date: '2026-12-01', amount: '10.00' },
        { date: '2027-01-04', amount: '2410.00' },
      ],
    });
    expect((await wakes(at('2026-12-07 12:00'))).did).toEqual(['requested demand']);
    await pays('10.00', '2026-12-07');
    const [task] = await world.tasks('approve-plan');
    const elena = { ...world.actor, name: 'Elena' };
    const end = (outcome: 'approve' | 'reject') =>
      completeTask(db.database, elena, { taskId: task?.id ?? '', input: { outcome } }, at('2026-12-07 13:00'));
    expect(await end('approve')).toMatchObject({ result: 'invalid', code: 'plan-changed-meanwhile' });
    expect(await end('reject')).toEqual({ result: 'done' });
    expect([await states(), await holds()]).toEqual([['rejected'], []]);
  });

  test('is one for an invoice, is replaced by another about the rest, and is cancelled', async () => {
    const first = await made();
    expect(await makes({ invoiceIds: ['INV-2'], instalments: [{ date: '2026-12-01', amount: '1210.00' }] })).toEqual({
      result: 'plan-open',
      planId: first,
    });
    await pays('820.00', '2026-11-30');
    const second = await made(
      { instalments: [{ date: '2026-12-15', amount: '1600.00' }], replaces: first },
      at('2026-11-30 13:00'),
    );
    expect([await states(), await holds()]).toEqual([
      ['replaced', 'active'],
      ['INV-1 2026-12-22 wakes 2026-12-15', 'INV-2 2026-12-22 wakes 2026-12-15'],
    ]);
    const cancel = () => cancelPlan(db.database, world.actor, { planId: second, reason: 'bankrupt' }, NOW);
    const both = await Promise.all([cancel(), cancel()]);
    expect(both.map(({ result }) => result).sort()).toEqual(['done', 'plan-over']);
    expect([await states(), await holds()]).toEqual([['replaced', 'cancelled'], []]);
    expect((await wakes(at('2026-12-07 12:00'))).did).toEqual(['requested demand']);
  });

  test('ends the promise about its invoices and the task that asked for it', async () => {
    const { customerRowId } = await world.contactRef();
    const promise = { wanted: { date: '2026-12-02' }, source: 'api', promisedBy: null, note: null } as const;
    const about = { customerRowId, invoiceIds: ['INV-1'], mayExceed: false, renews: null };
    await promiseToPay(db.database, world.actor, { ...promise, ...about }, NOW);
    await world.query(
      `INSERT INTO task (id, organization_id, kind, customer_id, opened_at)
       SELECT gen_random_uuid(), organization_id, 'call', id, now() FROM customer`,
    );
    await world.query(
      `INSERT INTO task_invoice (task_id, invoice_id, organization_id)
       SELECT t.id, i.id, t.organization_id FROM task t JOIN invoice i USING (customer_id) WHERE t.kind = 'call'`,
    );
    const [call] = await world.tasks('call');
    expect(await world.complete(call?.id ?? '', { outcome: 'wants-plan' }, NOW)).toEqual({ result: 'done' });
    expect(await world.tasks('propose-plan')).toMatchObject([
      { state: 'claimed', claimed_by: 'Marta', due: '2026-11-30' },
    ]);
    expect(await holds()).toEqual(['INV-1 2026-11-30', 'INV-2 2026-11-30']);
    await made();
    expect(await world.tasks('propose-plan')).toMatchObject([{ state: 'done', outcome: 'plan-made' }]);
    expect(await world.one('SELECT state FROM promise')).toEqual({ state: 'withdrawn' });
  });

  test('has three offers within the limits, which can be made as they are', async () => {
    const { customerRowId } = await world.contactRef();
    const wanted = { customerRowId, invoiceIds: ['INV-1', 'INV-2'], charges: 'included' } as const;
    const offered = await offerPlansFor(db.database, world.organization.id, wanted, NOW);
    if (offered.result !== 'done') throw new Error('there are offers');
    expect(offered.offers.map((offer) => offer.length)).toEqual([2, 4, 6]);
    const instalments = (offered.offers[2] ?? []).map(({ on, minor }) => ({
      date: on,
      amount: `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`,
    }));
    await made({ instalments });
    expect(await states()).toEqual(['active']);
  });

  test('moves with its customer when that one is merged into another', async () => {
    await world.take([customer({ customerId: 'C-2' })], NOW);
    await made();
    await world.take([merged({ from: 'C-1', into: 'C-2' })], NOW + 1000);
    await wakes(at('2026-12-02 12:00'));
    expect(await states()).toEqual(['missed']);
  });
});
