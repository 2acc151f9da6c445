import { beforeEach, describe, expect, test } from '@jest/globals';
import { customer, issued, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import type { Actor } from '../record/actor.ts';
import { openHold } from '../people/holds.ts';

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

// Due on Tuesday 2026-12-01. The 7th is a Monday, the 8th a holiday in Spain.
const NOW = at('2026-12-07 12:00');
const invoices = ['INV-1', 'INV-2'];

const reviews = () =>
  world.query(
    `
    SELECT t.state, t.reason, t.due_on::text AS due, t.claimed_by, t.outcome,
      (SELECT count(*)::int FROM task_invoice ti WHERE ti.task_id = t.id) AS invoices
    FROM task t
    WHERE t.kind = 'review-case'
    ORDER BY t.opened_at, t.id`,
  );
const reviewId = async () => (await world.tasks('review-case')).find((task) => task.state !== 'done')?.id ?? '';

/** Two invoices at the end of a policy without steps: the last reminder left elsewhere, at the stage of the agency. */
async function endOfTheLadder(): Promise<void> {
  await world.take(
    [
      customer(),
      ...invoices.map((invoiceId) => issued({ invoiceId, alreadyReached: { stage: 'agency', on: '2026-11-20' } })),
    ],
    at('2026-11-20 10:00'),
  );
}

async function pause(
  kind: 'dispute' | 'manual' | 'direct-debit',
  invoiceId = 'INV-1',
  actor: Actor = world.actor,
): Promise<void> {
  const hold = { invoiceRowId: (await world.invoice(invoiceId)).id, kind, reason: 'goods missing', untilOn: null };
  expect(await openHold(db.database, actor, hold, at('2026-12-02 10:00'))).toMatchObject({ result: 'done' });
}

describe('a case that has nothing to do by itself', () => {
  test('asks a person, once for all invoices of the customer, and says until when', async () => {
    await endOfTheLadder();
    for (const invoiceId of invoices) expect(await world.evaluate(NOW, invoiceId)).toMatchObject({ until: null });
    expect(await reviews()).toEqual([
      { state: 'open', reason: 'nothing-left', due: '2026-12-15', claimed_by: null, outcome: null, invoices: 2 },
    ]);
    expect(await world.evaluate(NOW)).toMatchObject({ did: [], until: null });
    expect(await world.outbox('collections-event', 'puntual.task.opened.v1')).toMatchObject([
      { payload: { data: { kind: 'review-case', reason: 'nothing-left', invoiceId: 'INV-1' } } },
    ]);
    expect(await world.audit('task.opened')).toMatchObject([
      { data: { reason: 'nothing-left', joined: false } },
      { data: { reason: 'nothing-left', joined: true } },
    ]);
  });

  test('that a person has handled sleeps for thirty days, and asks again', async () => {
    await endOfTheLadder();
    await world.evaluate(NOW);
    expect(await world.complete(await reviewId(), { outcome: 'handled', note: 'with our lawyer' }, NOW)).toEqual({
      result: 'done',
    });
    const step = await world.evaluate(NOW);
    expect(step).toMatchObject({ kind: 'sleep', did: [] });
    // The 6th of January is a holiday.
    const until = step.kind === 'sleep' ? (step.until ?? 0) : 0;
    expect(new Date(until).toISOString().slice(0, 10)).toBe('2027-01-07');
    expect(await world.evaluate(until)).toMatchObject({ did: ['asked a person: nothing-left'] });
  });

  test('gets another call when a person wants one', async () => {
    await endOfTheLadder();
    await world.evaluate(NOW);
    expect(await world.complete(await reviewId(), { outcome: 'call-again' }, NOW)).toEqual({ result: 'done' });
    expect(await world.tasks('call')).toMatchObject([{ round: 1, state: 'open', due: '2026-12-10' }]);
    expect(await world.evaluate(NOW)).toMatchObject({ did: [] });
  });

  test('cannot be chased by word alone: the answer says what else there is', async () => {
    await endOfTheLadder();
    await world.evaluate(NOW);
    expect(await world.complete(await reviewId(), { outcome: 'chase' }, NOW)).toMatchObject({
      result: 'invalid',
      code: 'nothing-to-chase-with',
    });
  });

  test('ends the review of a dispute that is over, although another task about the invoice is open', async () => {
    await endOfTheLadder();
    for (const invoiceId of invoices) await world.evaluate(NOW, invoiceId);
    await pause('dispute');
    await world.evaluate(NOW);
    await world.query('UPDATE hold SET released_at = now()');
    await world.evaluate(NOW);
    const found = await reviews();
    expect(found.find(({ reason }) => reason === 'dispute')).toMatchObject({ state: 'done', outcome: 'goes-on' });
    expect(found.find(({ reason }) => reason === 'nothing-left')).toMatchObject({ state: 'open', invoices: 2 });
  });

  test('needs no person any more when it is paid', async () => {
    await endOfTheLadder();
    await world.evaluate(NOW);
    await world.take([paid({ allocations: [{ invoiceId: 'INV-1', amount: '1210.00' }] })], NOW);
    await world.evaluate(NOW);
    await world.send(NOW);
    await world.evaluate(NOW);
    expect(await reviews()).toMatchObject([{ state: 'done', outcome: 'settled' }]);
  });
});

describe('a hold without an end', () => {
  beforeEach(() => world.take([customer(), ...invoices.map((invoiceId) => issued({ invoiceId }))]));

  test('for a dispute is a task with a deadline, of the person who noted it', async () => {
    await pause('dispute');
    expect(await world.evaluate(NOW)).toMatchObject({ did: ['asked a person: dispute'], until: null });
    expect(await reviews()).toEqual([
      { state: 'claimed', reason: 'dispute', due: '2026-12-15', claimed_by: 'Marta', outcome: null, invoices: 1 },
    ]);
  });

  test('that a program noted with an API key belongs to nobody yet', async () => {
    await pause('dispute', 'INV-1', { ...world.actor, name: 'ERP key', id: 'key:1' });
    await world.evaluate(NOW);
    expect(await reviews()).toMatchObject([{ state: 'open', reason: 'dispute', claimed_by: null }]);
  });

  test('ends when a person answers that the invoice is chased again', async () => {
    await pause('dispute');
    await world.evaluate(NOW);
    expect(await world.complete(await reviewId(), { outcome: 'chase' }, NOW)).toEqual({ result: 'done' });
    expect(await world.audit('hold.released')).toHaveLength(1);
    expect(await world.evaluate(NOW)).toMatchObject({ did: ['requested friendly'] });
  });

  test('ends its task by itself when the hold is released', async () => {
    await pause('dispute');
    await world.evaluate(NOW);
    await world.query('UPDATE hold SET released_at = now()');
    await world.evaluate(NOW);
    expect(await reviews()).toMatchObject([{ state: 'done', outcome: 'goes-on' }]);
  });

  test('as a pause is dated: a person is asked after thirty days', async () => {
    await pause('manual');
    const step = await world.evaluate(NOW);
    expect(step).toMatchObject({ did: [] });
    expect(new Date(step.kind === 'sleep' ? (step.until ?? 0) : 0).toISOString().slice(0, 10)).toBe('2027-01-04');
    expect(await world.one('SELECT next_action_at::date::text AS on FROM invoice ORDER BY invoice_id')).toEqual({
      on: '2027-01-04',
    });
  });

  test('has a task of its own beside one for another reason', async () => {
    await pause('dispute');
    await world.evaluate(NOW);
    await pause('manual', 'INV-2');
    await world.evaluate(at('2027-01-11 12:00'), 'INV-2');
    expect(await reviews()).toMatchObject([{ reason: 'dispute' }, { reason: 'paused' }]);
  });
});

describe('silence that the facts explain', () => {
  test('of a direct debit ends ten days after the due date, and a person may have it chased', async () => {
    await world.take([customer({ directDebit: true }), issued()]);
    expect(await world.evaluate(NOW)).toMatchObject({ did: [] });
    expect(await world.evaluate(at('2026-12-11 12:00'))).toMatchObject({ did: ['asked a person: direct-debit'] });
    await world.complete(await reviewId(), { outcome: 'chase' }, at('2026-12-11 12:00'));
    expect(await world.evaluate(at('2026-12-11 12:01'))).toMatchObject({ did: ['requested friendly'] });
    expect(await world.send(at('2026-12-11 12:02'))).toMatchObject({ text: expect.stringContaining('F-2026/INV-1') });
  });

  test('of a credit ends five days after the due date', async () => {
    await world.take([customer(), paid({ amount: '4900.00' }), issued()]);
    expect(await world.evaluate(at('2026-12-02 12:00'))).toMatchObject({ did: [] });
    expect(await world.evaluate(at('2026-12-07 12:00'))).toMatchObject({ did: ['asked a person: covered-by-credit'] });
  });
});

test('a dispute outlives the payment that settled its invoice, and its reversal', async () => {
  await world.take([customer(), issued()]);
  await pause('dispute');
  await world.take([paid({ allocations: [{ invoiceId: 'INV-1', amount: '1210.00' }] })], at('2026-12-03 10:00'));
  await world.evaluate(at('2026-12-03 12:00'));
  await world.send(at('2026-12-03 12:00'));
  expect(await world.evaluate(at('2026-12-03 12:01'))).toMatchObject({ kind: 'closed' });
  await world.take([reversed({ reversedOn: '2026-12-04' })], at('2026-12-04 10:00'));
  expect(await world.evaluate(NOW)).toMatchObject({ did: ['asked a person: dispute'], until: null });
});
