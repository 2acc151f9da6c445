import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chooseAssignee, type AssignableTask, type Collector, type Staff } from './choose-assignee.ts';
import { tasksWithin } from './cut-at-capacity.ts';
import { onDutyFor, type Absence } from './on-duty.ts';
import { assignmentRuleSchema, worklistSettingsSchema } from './worklist-settings.ts';

const TODAY = '2026-12-24';
const collector = (personId: string, over: Partial<Collector> = {}): Collector => ({
  personId,
  languages: ['es'],
  teams: [],
  minutesPerDay: null,
  isManager: false,
  managerId: null,
  active: true,
  ...over,
});
const staff = (collectors: readonly Collector[], over: Partial<Staff> = {}): Staff => ({
  collectors,
  absences: [],
  loads: new Map(),
  organizationCurrency: 'EUR',
  ...over,
});
const task = (over: Partial<AssignableTask> = {}): AssignableTask => ({
  kind: 'call',
  country: 'ES',
  language: 'es',
  accountManager: null,
  atStakeMinor: 100_000n,
  ...over,
});
const rule = (id: string, to: object, when: object = {}) => assignmentRuleSchema.parse({ id, to, when });
const anybody = rule('anybody', { kind: 'anybody' });
const away = (personId: string, substituteId: string | null = null): Absence => ({
  personId,
  substituteId,
  fromOn: '2026-12-24',
  untilOn: '2027-01-02',
});

describe('the rules of assignment', () => {
  const ana = collector('ana', { teams: ['large'] });
  const bea = collector('bea', { languages: ['en-GB', 'de'] });
  const rules = [
    rule('owner', { kind: 'account-manager' }),
    rule('large', { kind: 'team', team: 'large' }, { atLeast: '5000' }),
    rule('abroad', { kind: 'person', personId: 'bea' }, { countries: ['GB'], kinds: ['call'] }),
    anybody,
  ];

  test.each<[string, Partial<AssignableTask>, Partial<Staff>, string | null]>([
    ['the customer’s account manager comes first', { accountManager: 'bea' }, {}, 'owner:bea'],
    [
      'a rule whose person is away is passed over',
      { accountManager: 'bea' },
      { absences: [away('bea')] },
      'anybody:ana',
    ],
    ['large amounts go to the team', { atStakeMinor: 500_000n }, {}, 'large:ana'],
    ['one cent less does not', { atStakeMinor: 499_999n, language: 'de' }, {}, 'anybody:bea'],
    ['the country', { country: 'GB' }, {}, 'abroad:bea'],
    ['the kind', { country: 'GB', kind: 'reconcile' }, {}, 'anybody:ana'],
    ['the language, whatever the region', { language: 'en-US' }, {}, 'anybody:bea'],
    [
      'the smallest load, where nobody speaks the language',
      { language: 'fr' },
      { loads: new Map([['ana', 8]]) },
      'anybody:bea',
    ],
    ['nobody, when all are away', {}, { absences: [away('ana'), away('bea')] }, null],
  ])('%s', (_, of, over, expected) => {
    const chosen = chooseAssignee(task(of), rules, staff([ana, bea], over), { today: TODAY });
    expect(chosen && `${chosen.ruleId}:${chosen.personId}`).toBe(expected);
  });

  test('a collector without minutes, one who left, and the one who did not do it get nothing', () => {
    const all = [collector('ana', { minutesPerDay: 0 }), collector('bea', { active: false }), collector('cai')];
    expect(chooseAssignee(task(), [anybody], staff(all), { today: TODAY })?.personId).toBe('cai');
    expect(chooseAssignee(task(), [anybody], staff(all), { today: TODAY, except: 'cai' })).toBeNull();
  });

  test('give equal collectors equal shares', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 60 }), (people, tasks) => {
        const collectors = Array.from({ length: people }, (_, index) => collector(`p${index}`));
        const loads = new Map<string, number>();
        for (let each = 0; each < tasks; each++) {
          const chosen = chooseAssignee(task(), [anybody], staff(collectors, { loads }), { today: TODAY });
          if (chosen) loads.set(chosen.personId, (loads.get(chosen.personId) ?? 0) + 8);
        }
        const counts = collectors.map(({ personId }) => loads.get(personId) ?? 0);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(8);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(8 * tasks);
      }),
    ));

  test('settings refuse what no rule can mean', () => {
    const read = (given: object) => worklistSettingsSchema.safeParse(given).success;
    expect(read({ assignment: [{ id: 'a', to: { kind: 'team', team: 'x' } }], minutes: { call: 10 } })).toBe(true);
    expect(read({ assignment: [{ id: 'a', to: { kind: 'nobody' } }] })).toBe(false);
    expect(read({ exchangeRates: [{ currency: 'USD', from: '2026-02-30', rate: '0.9' }] })).toBe(false);
    expect(read({ exchangeRates: [{ currency: 'USD', from: '2026-02-01', rate: '0.0' }] })).toBe(false);
  });
});

describe('work of a collector who is away', () => {
  const absences = [away('ana', 'bea')];
  test.each<[string, string | null, string | null, string, readonly Absence[], string | null]>([
    ['is with its owner before', 'ana', null, '2026-12-23', absences, 'ana'],
    ['is with the substitute on the first day', 'ana', null, '2026-12-24', absences, 'bea'],
    ['is with the substitute on the last day', 'ana', '2027-01-02', '2027-01-02', absences, 'bea'],
    ['is back on the day after, by itself', 'ana', '2027-01-02', '2027-01-03', absences, 'ana'],
    ['stays with its owner when it is due after the return', 'ana', '2027-01-03', '2026-12-28', absences, 'ana'],
    ['is with the substitute of the substitute', 'ana', null, TODAY, [...absences, away('bea', 'cai')], 'cai'],
    [
      'is with everybody when two stand in for one another',
      'ana',
      null,
      TODAY,
      [...absences, away('bea', 'ana')],
      null,
    ],
    ['is with everybody without a substitute', 'ana', null, TODAY, [away('ana')], null],
    ['nobody’s stays with everybody', null, null, TODAY, absences, null],
  ])('%s', (_, personId, dueOn, today, given, expected) =>
    expect(onDutyFor({ personId, dueOn }, given, today).personId).toBe(expected),
  );

  test('is never with somebody who is away when it is due meanwhile', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            personId: fc.constantFrom('a', 'b', 'c', 'd'),
            substituteId: fc.option(fc.constantFrom('a', 'b', 'c', 'd')),
          }),
          {
            maxLength: 6,
          },
        ),
        (pairs) => {
          const given = pairs.map(({ personId, substituteId }) => away(personId, substituteId));
          const { personId } = onDutyFor({ personId: 'a', dueOn: null }, given, TODAY);
          expect(given.some((absence) => absence.personId === personId)).toBe(false);
        },
      ),
    ));
});

describe('the list of a day', () => {
  const minutes = (...each: number[]) => each.map((minutesOfOne) => ({ minutes: minutesOfOne }));
  test.each<[number | null, number[], number]>([
    [null, [8, 8, 8], 3],
    [16, [8, 8, 8], 2],
    [15, [8, 8, 8], 1],
    [15, [8, 8, 5], 1],
    [0, [8], 0],
    [-5, [8], 0],
  ])('of %j minutes and tasks of %j has %i', (left, each, count) => {
    expect(tasksWithin(minutes(...each), left)).toBe(count);
  });
});
