import { beforeEach, describe, expect, test } from '@jest/globals';
import { customer, issued, paid } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { claimTask } from '../tasks/claim-task.ts';
import { completeTask } from './complete-task.ts';

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

const NOW = at('2026-12-07 12:00'); // a Monday; the 8th is a holiday in Spain
const NOBODY = '00000000-0000-7000-8000-000000000000';

/** An open call about two invoices. */
async function openCall(): Promise<string> {
  const reached = {
    issueDate: '2026-10-01',
    dueDate: '2026-11-02',
    alreadyReached: { stage: 'demand' as const, on: '2026-11-20' },
  };
  await world.take([customer(), issued(reached), issued({ ...reached, invoiceId: 'INV-2' })], at('2026-11-20 10:00'));
  await world.evaluate(NOW, 'INV-1');
  await world.evaluate(NOW, 'INV-2');
  return (await world.tasks('call'))[0]?.id ?? '';
}

const holds = () =>
  world.query(
    `
    SELECT i.invoice_id, h.kind, h.until_on::text AS until, h.amount_minor, h.reason, h.opened_by
    FROM hold h JOIN invoice i ON i.id = h.invoice_id
    ORDER BY 1`,
  );
const wakes = async () =>
  (await world.outbox('wake-case')).map((row) => [row.payload.subject?.invoiceId, row.payload.signal]);

describe('a call', () => {
  test('with a promise pauses both invoices until its day and grace are over; then their cases go on', async () => {
    const id = await openCall();
    expect(
      await world.complete(
        id,
        { outcome: 'promised', promise: { date: '2026-12-15', amount: '500.00' }, note: 'lo paga el 15' },
        NOW,
      ),
    ).toEqual({ result: 'done' });
    const hold = {
      kind: 'promise',
      until: '2026-12-17',
      amount_minor: 50000n,
      reason: 'lo paga el 15',
      opened_by: 'Marta',
    };
    expect(await holds()).toEqual([
      { invoice_id: 'INV-1', ...hold },
      { invoice_id: 'INV-2', ...hold },
    ]);
    expect(await wakes()).toEqual([
      ['INV-1', 'task'],
      ['INV-2', 'task'],
    ]);
    expect(await world.evaluate(NOW)).toMatchObject({
      kind: 'sleep',
      did: [],
      waitingFor: expect.stringContaining('17 de diciembre de 2026'),
    });
    expect(await world.tasks('call')).toMatchObject([{ state: 'done', outcome: 'promised', claimed_by: 'Marta' }]);
    expect(await world.outbox('collections-event', 'puntual.task.completed.v1')).toMatchObject([
      { key: 'C-1', payload: { data: { kind: 'call', outcome: 'promised' } } },
    ]);
    expect((await world.audit('task.completed')).map((row) => row.actor)).toEqual(['Marta', 'Marta', 'Marta']);
  });

  test.each<[string, Parameters<CaseWorld['complete']>[1], string]>([
    ['a promise without a day', { outcome: 'promised' }, 'promise.date'],
    ['a promise in the past', { outcome: 'promised', promise: { date: '2026-12-06' } }, 'promise.date'],
    ['a promise in the far future', { outcome: 'promised', promise: { date: '2027-06-30' } }, 'promise.date'],
    [
      'a promise of nothing',
      { outcome: 'promised', promise: { date: '2026-12-15', amount: '0.00' } },
      'promise.amount',
    ],
    [
      'a promise of less than nothing',
      { outcome: 'promised', promise: { date: '2026-12-15', amount: '-5.00' } },
      'promise.amount',
    ],
    [
      'a promise of a fraction of a cent',
      { outcome: 'promised', promise: { date: '2026-12-15', amount: '5.001' } },
      'promise.amount',
    ],
    [
      'a promise in no currency',
      { outcome: 'promised', promise: { date: '2026-12-15', amount: '5', currency: 'XXQ' } },
      'promise.currency',
    ],
    ['a dispute without a reason', { outcome: 'dispute' }, 'reason'],
    ['the outcome of another kind of task', { outcome: 'approve' }, 'outcome'],
  ])('with %s is refused, and stays open', async (_what, input, path) => {
    const id = await openCall();
    expect(await world.complete(id, input, NOW)).toMatchObject({ result: 'invalid', path });
    expect(await world.tasks('call')).toMatchObject([{ state: 'open' }]);
    expect(await holds()).toEqual([]);
    expect(await wakes()).toEqual([]);
  });

  test('with a promise for today or for the last day allowed is taken', async () => {
    expect(
      await world.complete(await openCall(), { outcome: 'promised', promise: { date: '2026-12-07' } }, NOW),
    ).toEqual({ result: 'done' });
    world = new CaseWorld(db.database, await freshOrganization(db));
    expect(
      await world.complete(await openCall(), { outcome: 'promised', promise: { date: '2027-06-05' } }, NOW),
    ).toEqual({ result: 'done' });
  });

  test('with a dispute holds until it is resolved', async () => {
    await world.complete(await openCall(), { outcome: 'dispute', reason: 'faltan dos cajas' }, NOW);
    expect(await holds()).toMatchObject([
      { kind: 'dispute', until: null, reason: 'faltan dos cajas' },
      { kind: 'dispute' },
    ]);
    // The dispute is judged on the day after its deadline: five open days, of which the 8th is none.
    expect(await world.evaluate(NOW)).toMatchObject({ kind: 'sleep', until: at('2026-12-16 00:00') });
  });

  test('whose customer has paid already waits five open days for the money', async () => {
    await world.complete(await openCall(), { outcome: 'paid-already' }, NOW);
    // 9th, 10th, 11th, 14th, 15th: the 8th is a holiday.
    expect(await holds()).toMatchObject([{ kind: 'payment-claimed', until: '2026-12-15' }, { until: '2026-12-15' }]);
  });

  test('that reached the wrong person asks for contact data, once', async () => {
    const id = await openCall();
    await world.complete(id, { outcome: 'wrong-contact' }, NOW);
    expect(await world.tasks('fix-contact')).toMatchObject([{ state: 'open' }]);
    expect(await holds()).toEqual([]);
  });

  test.each(['no-answer', 'voicemail', 'refuses'] as const)(
    'that ended with %s leaves the next move to the case',
    async (outcome) => {
      const id = await openCall();
      expect(await world.complete(id, { outcome }, NOW)).toEqual({ result: 'done' });
      expect(await wakes()).toEqual([
        ['INV-1', 'task'],
        ['INV-2', 'task'],
      ]);
      const step = await world.evaluate(NOW + 1000);
      expect(step).toMatchObject(outcome === 'refuses' ? { did: ['agency hand-off proposed'] } : { did: [] });
    },
  );

  test('holds only what is still open', async () => {
    const id = await openCall();
    await world.take([paid({ allocations: [{ invoiceId: 'INV-1', amount: '1210.00' }] })], NOW);
    await world.complete(id, { outcome: 'dispute', reason: 'x' }, NOW);
    expect(await holds()).toMatchObject([{ invoice_id: 'INV-2' }]);
  });
});

describe('a task', () => {
  test('ends once, also when two people end it at the same moment', async () => {
    const id = await openCall();
    const results = await Promise.all([
      world.complete(id, { outcome: 'dispute', reason: 'a' }, NOW),
      world.complete(id, { outcome: 'dispute', reason: 'b' }, NOW),
    ]);
    expect(results.map((result) => result.result).sort()).toEqual(['already-done', 'done']);
    expect(await holds()).toHaveLength(2);
    expect(await world.complete(NOBODY, { outcome: 'no-answer' }, NOW)).toEqual({ result: 'not-found' });
  });

  test('belongs to whoever claims it first', async () => {
    const id = await openCall();
    const claim = (name: string) => claimTask(db.database, { ...world.actor, name }, id, NOW);
    const results = await Promise.all([claim('Marta'), claim('Juan')]);
    expect(results.map((result) => result.result).sort()).toEqual(['claimed-by-other', 'done']);
    const [task] = await world.tasks('call');
    expect(task?.state).toBe('claimed');
    const [mine, other] = task?.claimed_by === 'Marta' ? ['Marta', 'Juan'] : ['Juan', 'Marta'];
    expect(await claim(mine)).toEqual({ result: 'done' });
    expect(await claim(other)).toEqual({ result: 'claimed-by-other', by: mine });
    expect(await world.audit('task.claimed')).toHaveLength(1);
    await world.complete(id, { outcome: 'no-answer' }, NOW);
    expect(await claim('Juan')).toEqual({ result: 'already-done' });
    expect(await claimTask(db.database, world.actor, NOBODY, NOW)).toEqual({ result: 'not-found' });
    expect(await world.tasks('call')).toMatchObject([{ claimed_by: mine }]);
  });

  test('of another organization does not exist', async () => {
    const id = await openCall();
    const stranger = new CaseWorld(db.database, await freshOrganization(db));
    expect(
      await completeTask(db.database, stranger.actor, { taskId: id, input: { outcome: 'no-answer' } }, NOW),
    ).toEqual({
      result: 'not-found',
    });
    expect(await claimTask(db.database, stranger.actor, id, NOW)).toEqual({ result: 'not-found' });
  });

  test('for contact data that nobody can correct, or for unapplied cash, ends without effect', async () => {
    await world.take([customer(), issued()]);
    await world.query(
      `
      INSERT INTO task (id, organization_id, kind, customer_id, opened_at)
      SELECT gen_random_uuid(), organization_id, wanted, id, now()
      FROM customer, unnest(ARRAY['fix-contact', 'unapplied-cash']) AS wanted`,
    );
    const [fix, cash] = [(await world.tasks('fix-contact'))[0], (await world.tasks('unapplied-cash'))[0]];
    expect(await world.complete(fix?.id ?? '', { outcome: 'cannot-fix' }, NOW)).toEqual({ result: 'done' });
    expect(await wakes()).toEqual([['INV-1', 'task']]);
    expect(await world.complete(cash?.id ?? '', { outcome: 'handled' }, NOW)).toEqual({ result: 'done' });
    expect((await world.tasks()).map((task) => task.state)).toEqual(['done', 'done']);
  });
});
