import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../calendar/dates.ts';
import { deadlineOf, overdueAct, type DeadlineFacts } from './task-deadline.ts';

const setting = { businessDays: 3, escalateAfterBusinessDays: 2 };
// Tuesday the 8th is a holiday.
const calendar = { closedDays: new Set(['2026-12-08']) };
const facts = (over: Partial<DeadlineFacts> = {}): DeadlineFacts => ({
  dueOn: null,
  openedOn: '2026-12-04',
  reassignedOn: null,
  escalatedOn: null,
  ...over,
});

describe('the deadline of a task', () => {
  test.each<[string, Partial<DeadlineFacts>, string, string, string, number]>([
    ['counts business days from its opening', {}, '2026-12-10', '2026-12-10', 'due-today', 0],
    ['is the day of the policy where there is one', { dueOn: '2026-12-07' }, '2026-12-07', '2026-12-06', 'in-time', 0],
    ['has passed', { dueOn: '2026-12-04' }, '2026-12-04', '2026-12-09', 'overdue', 2],
    [
      'was reassigned',
      { dueOn: '2026-12-04', reassignedOn: '2026-12-07' },
      '2026-12-04',
      '2026-12-07',
      'reassigned',
      1,
    ],
    [
      'escalated',
      { dueOn: '2026-12-04', reassignedOn: '2026-12-07', escalatedOn: '2026-12-10' },
      '2026-12-04',
      '2026-12-10',
      'escalated',
      3,
    ],
  ])('%s', (_, over, dueOn, today, state, businessDaysLate) =>
    expect(deadlineOf(facts(over), setting, calendar, today)).toEqual({ dueOn, state, businessDaysLate }),
  );

  test.each<[string, Partial<DeadlineFacts>, string, string | null]>([
    ['nothing on its last day', { dueOn: '2026-12-04' }, '2026-12-04', null],
    ['nothing at the weekend', { dueOn: '2026-12-04' }, '2026-12-06', null],
    ['somebody else on the next business day', { dueOn: '2026-12-04' }, '2026-12-07', 'reassign'],
    ['nothing yet on the day after', { dueOn: '2026-12-04', reassignedOn: '2026-12-07' }, '2026-12-09', null],
    [
      'a manager two business days later',
      { dueOn: '2026-12-04', reassignedOn: '2026-12-07' },
      '2026-12-10',
      'escalate',
    ],
    ['nothing more after that', { reassignedOn: '2026-12-07', escalatedOn: '2026-12-10' }, '2027-02-01', null],
  ])('what happens: %s', (_, over, today, act) => expect(overdueAct(facts(over), setting, calendar, today)).toBe(act));

  test('a task that nobody does is with a manager within two weeks of its deadline', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 3 }), (start, passes) => {
        const dueOn = addDays('2026-06-01', start);
        let current = facts({ dueOn });
        for (let day = 0; day <= 14; day += passes) {
          const today = addDays(dueOn, day);
          const act = overdueAct(current, setting, calendar, today);
          if (act === 'reassign') current = { ...current, reassignedOn: today };
          if (act === 'escalate') current = { ...current, escalatedOn: today };
        }
        expect(current.escalatedOn).not.toBeNull();
      }),
    ));
});
