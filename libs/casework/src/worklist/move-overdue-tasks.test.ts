import { beforeEach, describe, expect, test } from '@jest/globals';
import { worklistSettingsSchema } from '@puntual/domain/worklist/worklist-settings';
import { customer, issued, paid } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { claimTask } from '../tasks/claim-task.ts';
import { setAbsences, saveCollector } from './change-collectors.ts';
import { saveWorklistSettings } from './change-worklist-settings.ts';
import { moveOverdueTasks } from './move-overdue-tasks.ts';
import { readWorklist } from './read-worklist.ts';

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

// A Monday; the 8th is a holiday in Spain, and the call is due two open days later, on the 10th.
const CALL_DAY = at('2026-12-07 12:00');

async function staff(...rules: readonly object[]): Promise<void> {
  for (const [personId, over] of [
    ['mar', { isManager: true, languages: ['de'] }],
    ['ana', { managerId: 'mar', languages: ['es'] }],
    ['bea', { languages: ['en'] }],
  ] as const) {
    const collector = {
      name: personId,
      teams: [],
      minutesPerDay: null,
      isManager: false,
      managerId: null,
      active: true,
    };
    await saveCollector(
      db.database,
      world.actor,
      { personId, ...collector, ...over, languages: [...over.languages] },
      CALL_DAY,
    );
  }
  const settings = worklistSettingsSchema.parse({ assignment: rules });
  await saveWorklistSettings(db.database, world.actor, settings, CALL_DAY);
}

const owner = { id: 'owner', to: { kind: 'account-manager' } };
const anybody = { id: 'anybody', to: { kind: 'anybody' } };

async function openCall(accountManager?: string): Promise<string> {
  await world.take(
    [
      customer(accountManager === undefined ? {} : { accountManager }),
      issued({
        issueDate: '2026-10-01',
        dueDate: '2026-11-02',
        alreadyReached: { stage: 'demand' as const, on: '2026-11-20' },
      }),
    ],
    at('2026-11-20 10:00'),
  );
  await world.evaluate(CALL_DAY);
  return (await world.tasks('call'))[0]?.id ?? '';
}

const move = (now: number) => moveOverdueTasks(db.database, world.organization.id, now);
const work = (taskId: string) =>
  world.one(
    `SELECT assigned_to, claimed_by, state, escalated_at IS NOT NULL AS escalated FROM task WHERE id = $1::uuid`,
    taskId,
  );
const stateOf = async (taskId: string, now: number) =>
  db.database.inOrganization(world.organization.id, async (tx) => {
    const { tasks } = await readWorklist(tx, world.organization.id, now);
    return tasks.find((task) => task.taskId === taskId)?.deadline.state;
  });

describe('a new task', () => {
  test('is given to the customer’s account manager, which its history says', async () => {
    await staff(owner, anybody);
    const call = await openCall('bea');
    expect(await work(call)).toMatchObject({ assigned_to: 'bea', state: 'open' });
    expect(await world.audit('task.assigned')).toEqual([
      { actor: 'puntual', data: { taskId: call, from: null, to: 'bea', rule: 'owner' } },
    ]);
  });

  test('is given to who speaks the language when the account manager is away', async () => {
    await staff(owner, anybody);
    const absences = [{ fromOn: '2026-12-07', untilOn: '2026-12-20', substituteId: null }];
    await setAbsences(db.database, world.actor, { personId: 'bea', absences }, CALL_DAY);
    expect(await work(await openCall('bea'))).toMatchObject({ assigned_to: 'ana' });
  });

  test('is with everybody without a rule, until a rule comes', async () => {
    const call = await openCall();
    expect(await work(call)).toMatchObject({ assigned_to: null });
    await staff(anybody);
    expect(await work(call)).toMatchObject({ assigned_to: 'ana' });
  });
});

describe('a task that nobody does', () => {
  test('is reassigned, then with the manager, and the case goes on all the while', async () => {
    await staff(owner, anybody);
    const call = await openCall('ana');
    await claimTask(db.database, { ...world.actor, name: 'ana' }, call, CALL_DAY);
    expect(await move(at('2026-12-11 09:00'))).toBe(0);
    const late = await world.evaluate(at('2026-12-11 12:00'));
    expect(late).toMatchObject({ kind: 'sleep', did: expect.arrayContaining(['call overdue, offered to everybody']) });
    expect(await work(call)).toEqual({ assigned_to: 'bea', claimed_by: null, state: 'open', escalated: false });
    expect(await stateOf(call, at('2026-12-11 13:00'))).toBe('reassigned');

    expect(await move(at('2026-12-14 09:00'))).toBe(0);
    expect(await move(at('2026-12-15 09:00'))).toBe(1);
    expect(await move(at('2026-12-15 09:01'))).toBe(0);
    expect(await work(call)).toMatchObject({ assigned_to: 'mar', escalated: true });
    expect(await stateOf(call, at('2026-12-15 13:00'))).toBe('escalated');
    expect((await world.audit('task.escalated')).map(({ data }) => data)).toEqual([
      { taskId: call, from: 'bea', to: 'mar' },
    ]);

    // The case neither waits for the call nor ends: it goes on to the agency.
    const later = await world.evaluate(at('2027-01-15 12:00'));
    expect(later.kind === 'sleep' ? later.did : []).toContain('agency hand-off proposed');
    await world.take([paid({ allocations: [{ invoiceId: 'INV-1', amount: '1210.00' }] })], at('2027-01-16 12:00'));
    await world.evaluate(at('2027-01-16 12:00'));
    expect((await world.tasks('call')).map(({ state, outcome }) => [state, outcome])).toEqual([['done', 'settled']]);
  });

  test('of a kind without a case of its own is reassigned by its deadline in business days', async () => {
    await staff(anybody);
    await world.take(
      [customer({ contacts: [] }), issued({ dueDate: '2026-11-02', issueDate: '2026-10-02' })],
      at('2026-11-02 10:00'),
    );
    await world.evaluate(at('2026-11-04 13:00'));
    await world.gate(at('2026-11-04 13:00'));
    const [task] = await world.tasks('fix-contact');
    if (!task) throw new Error('there is no task');
    expect(await work(task.id)).toMatchObject({ assigned_to: 'ana' });
    // Wednesday the 4th and three business days: the 9th is a holiday in Madrid alone.
    expect(await move(at('2026-11-09 23:00'))).toBe(0);
    expect(await move(at('2026-11-10 09:00'))).toBe(1);
    expect(await work(task.id)).toEqual({ assigned_to: 'bea', claimed_by: null, state: 'open', escalated: false });
    expect(await move(at('2026-11-12 09:00'))).toBe(1);
    expect(await work(task.id)).toMatchObject({ assigned_to: 'mar', escalated: true });
    expect(await move(at('2027-02-12 09:00'))).toBe(0);
  });

  test('is moved once by two processes', async () => {
    await staff(anybody);
    await world.take(
      [customer({ contacts: [] }), issued({ dueDate: '2026-11-02', issueDate: '2026-10-02' })],
      at('2026-11-02 10:00'),
    );
    await world.evaluate(at('2026-11-04 13:00'));
    await world.gate(at('2026-11-04 13:00'));
    const now = at('2026-11-10 09:00');
    const moved = await Promise.all([move(now), move(now), move(now)]);
    expect(moved.reduce((sum, count) => sum + count, 0)).toBe(1);
  });
});
