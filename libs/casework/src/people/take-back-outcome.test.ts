import { beforeEach, describe, expect, test } from '@jest/globals';
import { decide } from '@puntual/domain/decide/decide';
import { planCase } from '@puntual/domain/decide/plan-steps';
import type { CompleteTask } from '@puntual/contracts/api/tasks';
import { customer, issued } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { loadCase } from '../facts/load-case.ts';
import { openTask } from '../tasks/open-task.ts';
import { takeBackOutcome } from './take-back-outcome.ts';

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

const NOW = at('2026-12-09 12:00'); // a Wednesday
const LATER = NOW + 60_000;
const SEND: NonNullable<CompleteTask['send']> = {
  what: 'invoices',
  contactId: 'k1',
  channel: 'email',
  address: 'pagos@nunez.example',
};

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

/** The decision and the whole plan of each invoice at `now`. */
async function plans(now: number) {
  return world.database.inOrganization(world.organization.id, async (tx) => {
    const all = [];
    for (const { id } of await tx.invoice.findMany({ orderBy: { invoiceId: 'asc' } })) {
      const loaded = await loadCase(tx, id, now, false);
      if (loaded) all.push({ decision: decide(loaded.facts, now), plan: planCase(loaded.facts, now) });
    }
    return all;
  });
}

/** Holds whose opening or end is not in the history of their invoice. */
const unauditedHolds = () =>
  world.query(`
    SELECT h.id, h.kind FROM hold h
    WHERE NOT EXISTS (
        SELECT 1 FROM audit_event a
        WHERE a.kind = 'hold.opened' AND a.invoice_id = h.invoice_id AND a.data ->> 'holdId' = h.id::text)
      OR (h.released_at IS NOT NULL) <> EXISTS (
        SELECT 1 FROM audit_event a
        WHERE a.kind = 'hold.released' AND a.invoice_id = h.invoice_id AND a.data ->> 'holdId' = h.id::text)`);

const takeBack = (taskId: string, now: number) => takeBackOutcome(world.database, world.actor, taskId, now);

const OUTCOMES: readonly CompleteTask[] = [
  { outcome: 'promised', promise: { date: '2026-12-15' } },
  { outcome: 'dispute', reason: 'faltan dos cajas' },
  { outcome: 'no-answer' },
  { outcome: 'voicemail' },
  { outcome: 'refuses' },
  { outcome: 'paid-already' },
  { outcome: 'wrong-contact' },
  { outcome: 'paying-now', send: { ...SEND, what: 'payment-link' } },
  { outcome: 'not-received', send: SEND },
  { outcome: 'call-back', callBack: { date: '2026-12-11', time: '15:30' } },
];

describe('an outcome of a call that is taken back', () => {
  test.each(OUTCOMES.map((input) => [input.outcome, input] as const))(
    '%s leaves the plans as they were, also after the cases acted on it',
    async (_outcome, input) => {
      const id = await openCall();
      const before = await plans(LATER);
      expect(await world.complete(id, input, NOW)).toEqual({ result: 'done' });
      await world.evaluate(NOW + 1000, 'INV-1');
      await world.evaluate(NOW + 1000, 'INV-2');
      expect(await takeBack(id, NOW + 2000)).toEqual({ result: 'done', alreadySent: [] });
      expect(await plans(LATER)).toEqual(before);
      expect(await world.one('SELECT state, outcome, completed_on FROM task WHERE id = $1::uuid', id)).toEqual({
        state: 'claimed',
        outcome: null,
        completed_on: null,
      });
      // What was taken back is kept.
      expect(await world.query('SELECT outcome, taken_back_by FROM task_outcome')).toEqual([
        { outcome: input.outcome, taken_back_by: 'Marta' },
      ]);
      expect(await world.audit('task.taken-back')).toHaveLength(3);
      expect(await unauditedHolds()).toEqual([]);
      // And the task can end otherwise.
      expect(await world.complete(id, input, LATER)).toEqual({ result: 'done' });
      await world.evaluate(LATER + 1000, 'INV-1');
      expect(await takeBack(id, LATER + 2000)).toMatchObject({ result: 'done' });
    },
  );

  test('names the message that had left, and drops the one that had not', async () => {
    const id = await openCall();
    await world.complete(id, { outcome: 'not-received', send: SEND }, NOW);
    const message = await world.send(NOW);
    expect(await takeBack(id, LATER)).toEqual({
      result: 'done',
      alreadySent: [{ messageId: message.messageId, channel: 'email', contactIds: ['k1'], sentAt: new Date(NOW) }],
    });
    await world.complete(id, { outcome: 'not-received', send: SEND }, LATER);
    expect(await takeBack(id, LATER + 1000)).toEqual({ result: 'done', alreadySent: [] });
    expect(await world.gate(LATER + 2000)).toEqual({ kind: 'nothing' });
  });

  test('is refused when a call that was agreed with it has been made', async () => {
    const id = await openCall();
    await world.complete(id, { outcome: 'call-back', callBack: { date: '2026-12-11', time: '15:30' } }, NOW);
    const next = (await world.tasks('call')).find((task) => task.state !== 'done')?.id ?? '';
    await world.complete(next, { outcome: 'no-answer' }, at('2026-12-11 15:31'));
    expect(await takeBack(id, at('2026-12-11 15:32'))).toEqual({ result: 'followed' });
  });

  test('is not taken back twice, by two people neither', async () => {
    const id = await openCall();
    expect(await takeBack(id, NOW)).toEqual({ result: 'not-done' });
    await world.complete(id, { outcome: 'no-answer' }, NOW);
    const both = await Promise.all([takeBack(id, LATER), takeBack(id, LATER)]);
    expect(both.map(({ result }) => result).sort()).toEqual(['done', 'not-done']);
    expect(await takeBack('00000000-0000-7000-8000-000000000000', LATER)).toEqual({ result: 'not-found' });
  });
});

test('a round that followed from a call without an answer joins it when the answer is taken back', async () => {
  const id = await openCall();
  await world.complete(id, { outcome: 'no-answer' }, NOW);
  const twoDays = at('2026-12-11 12:00');
  await world.evaluate(twoDays, 'INV-1');
  await world.evaluate(twoDays, 'INV-2');
  expect(await world.tasks('call')).toMatchObject([{ state: 'done' }, { state: 'open', round: 2 }]);
  expect(await takeBack(id, twoDays)).toMatchObject({ result: 'done' });
  expect(await world.tasks('call')).toMatchObject([{ id, state: 'claimed' }, { outcome: 'taken-back' }]);
});

test('other tasks open again, too: contact data that were not mended', async () => {
  const id = await openCall();
  await world.complete(id, { outcome: 'wrong-contact' }, NOW);
  const fix = (await world.tasks('fix-contact'))[0]?.id ?? '';
  const before = await plans(LATER);
  await world.complete(fix, { outcome: 'fixed' }, NOW + 1000);
  expect(await takeBack(fix, NOW + 2000)).toMatchObject({ result: 'done' });
  expect(await plans(LATER)).toEqual(before);
  // The call that asked for the data is followed only by what a person did; nothing is left of that.
  expect(await takeBack(id, NOW + 3000)).toMatchObject({ result: 'done' });
  expect(await world.tasks('fix-contact')).toMatchObject([{ outcome: 'taken-back' }]);
});

describe('what joined an open task', () => {
  test('is taken out of it again, and the rest of the task stays', async () => {
    const id = await openCall();
    const { customer_id: customerRowId } = (
      await world.query<{ customer_id: string }>('SELECT customer_id FROM invoice LIMIT 1')
    )[0] ?? { customer_id: '' };
    const task = { kind: 'fix-contact', contactIds: ['k9'], owner: { customerRowId, customerId: 'C-1' } } as const;
    const { taskId } = await world.database.inOrganization(world.organization.id, (tx) =>
      openTask(tx, world.organization, task, new Date(NOW)),
    );
    const about = () =>
      world.query(
        `SELECT contact_ids, ARRAY(SELECT 1 FROM task_invoice ti WHERE ti.task_id = t.id) AS invoices, state
        FROM task t WHERE id = $1::uuid`,
        taskId,
      );
    const before = await about();
    const wrong = { outcome: 'wrong-contact' } as const;
    expect(await world.complete(id, wrong, NOW)).toEqual({ result: 'done' });
    expect(await about()).not.toEqual(before);
    expect(await takeBack(id, LATER)).toMatchObject({ result: 'done' });
    expect(await about()).toEqual(before);
    // Somebody who did the joined task has acted on the outcome.
    expect(await world.complete(id, wrong, LATER)).toEqual({ result: 'done' });
    await world.complete(taskId, { outcome: 'fixed' }, LATER + 1000);
    expect(await takeBack(id, LATER + 2000)).toEqual({ result: 'followed' });
  });
});
