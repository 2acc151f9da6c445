import { beforeEach, describe, expect, test } from '@jest/globals';
import { paid } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { ChargeWorld, noon } from '@puntual/testing/worlds/charge-world';

const db = useTestDatabase();
let world: ChargeWorld;
beforeEach(async () => {
  world = new ChargeWorld(db.database, await freshOrganization(db));
  await world.policy({}, [10], '2026-01-02', { confirmBeforeDue: { days: 5, openAtLeast: '1000.00' } });
  await world.owes({ total: '5000.00', issueDate: '2026-01-12', dueDate: '2026-02-12' });
});

const task = async () => {
  const [open] = await world.tasks('confirm-payment');
  if (!open) throw new Error('nobody asks');
  return open;
};

describe('before a large invoice falls due', () => {
  test('the case wakes on the day, and people get the question, due on the due date', async () => {
    const asleep = await world.evaluate(noon('2026-02-05'));
    expect(asleep.kind === 'sleep' && asleep.until).toBeLessThan(noon('2026-02-07'));
    await world.evaluate(noon('2026-02-07'));
    await world.evaluate(noon('2026-02-08'));
    expect(await world.tasks()).toMatchObject([{ kind: 'confirm-payment', state: 'open', due: '2026-02-12' }]);
    expect((await world.steps())[0]).toMatchObject({ step_id: 'due:confirm', state: 'done' });
  });

  test('it ends when the invoice is paid', async () => {
    await world.evaluate(noon('2026-02-07'));
    await world.take(
      [paid({ amount: '5000.00', receivedOn: '2026-02-09', reference: 'F-2026/INV-1' })],
      noon('2026-02-09'),
    );
    await world.evaluate(noon('2026-02-09'));
    expect(await task()).toMatchObject({ state: 'done', outcome: 'settled' });
  });

  test('all is there: nothing else happens', async () => {
    await world.evaluate(noon('2026-02-07'));
    expect(await world.complete((await task()).id, { outcome: 'ready' }, noon('2026-02-09'))).toEqual({
      result: 'done',
    });
    expect((await world.evaluate(noon('2026-02-09'))).did).toEqual([]);
  });

  test('something is missing: what it is must be said, and people get the task to see to it', async () => {
    await world.evaluate(noon('2026-02-07'));
    const { id } = await task();
    expect(await world.complete(id, { outcome: 'missing' }, noon('2026-02-09'))).toMatchObject({
      result: 'invalid',
      code: 'missing-not-said',
      path: 'reason',
    });
    await world.complete(id, { outcome: 'missing', reason: 'the signed delivery note' }, noon('2026-02-09'));
    expect(await world.query('SELECT note FROM task WHERE id = $1::uuid', id)).toEqual([
      { note: 'the signed delivery note' },
    ]);
    expect(await world.tasks('complete-invoice')).toMatchObject([{ state: 'open', due: '2026-02-09' }]);
  });

  test('the customer promises a day: nothing is chased until it and the grace have passed', async () => {
    await world.evaluate(noon('2026-02-07'));
    await world.complete(
      (await task()).id,
      { outcome: 'promised', promise: { date: '2026-02-25' } },
      noon('2026-02-09'),
    );
    await world.evaluate(noon('2026-02-22'));
    expect((await world.invoice()).next_action).toMatchObject({ reasons: [{ code: 'hold' }] });
  });
});
