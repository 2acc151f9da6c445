import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays, localDate } from '../calendar/dates.ts';
import type { SendWindow } from '../calendar/send-window.ts';
import { judgePromise, type PromiseRecord } from '../promises/judge-promise.ts';
import { serviceSchedule, type ServiceFacts } from './due-service-messages.ts';
import { defaultServiceSettings, newOrganizationServiceSettings } from './service-settings.ts';

const DAY_MS = 86_400_000;
const window: SendWindow = { timeZone: 'UTC', fromMinute: 540, toMinute: 1020, closedDays: new Set(['2026-12-08']) };
const at = (day: string) => Date.parse(`${day}T12:00:00Z`);

function promiseOn(...parts: readonly (readonly [string, bigint])[]): PromiseRecord {
  return {
    id: 'p',
    currency: 'EUR',
    state: 'open',
    level: 1,
    openedAt: at('2026-12-01'),
    graceDays: 2,
    parts: parts.map(([on, minor]) => ({ on, minor })),
    payments: [],
    settledOn: null,
  };
}
function scheduleOf(record: PromiseRecord, day: string, settings = newOrganizationServiceSettings) {
  const facts: ServiceFacts = {
    settings,
    promises: [{ record, judgement: judgePromise(record, day) }],
    plans: [],
    happened: [],
    window,
  };
  return serviceSchedule(facts, at(day));
}
const kinds = (record: PromiseRecord, day: string) => scheduleOf(record, day).due.map(({ kind }) => kind);

test('a promise is confirmed while it is news, and recalled on the last open day before', () => {
  // Wednesday 9 December: the 8th is a holiday, so its reminder leaves on Monday 7.
  const record = promiseOn(['2026-12-09', 100n]);
  expect(kinds(record, '2026-12-01')).toEqual(['promise-confirmed']);
  expect(scheduleOf(record, '2026-12-01').nextOn).toBe('2026-12-07');
  expect(kinds(record, '2026-12-06')).toEqual([]);
  expect(kinds(record, '2026-12-07')).toEqual(['promise-reminder']);
  expect(kinds(record, '2026-12-10')).toEqual([]);
});

test('nobody is reminded of what was paid, of a promise for tomorrow, or where it is switched off', () => {
  const paid = { ...promiseOn(['2026-12-09', 100n], ['2026-12-21', 50n]) };
  const money = { receivedOn: '2026-12-04', bookedAt: at('2026-12-04'), minor: 100n };
  expect(kinds({ ...paid, payments: [money] }, '2026-12-07')).toEqual([]);
  expect(scheduleOf({ ...paid, payments: [money] }, '2026-12-07').nextOn).toBe('2026-12-18');
  expect(kinds(promiseOn(['2026-12-02', 100n]), '2026-12-01')).toEqual(['promise-confirmed']);
  expect(scheduleOf(promiseOn(['2026-12-09', 100n]), '2026-12-07', defaultServiceSettings)).toEqual({
    due: [],
    nextOn: null,
  });
});

test('whoever wakes on the days that are foreseen misses no reminder', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 }), (days) => {
      const ordered = [...new Set(days)].sort((a, b) => a - b);
      const record = {
        ...promiseOn(...ordered.map((day) => [addDays('2026-12-01', day), 10n] as const)),
        graceDays: 99,
      };
      const daily = new Set<string>();
      const woken = new Set<string>();
      let wake: string | null = '2026-12-01';
      for (let now = at('2026-12-01'); now < at('2027-02-10'); now += DAY_MS) {
        const today = localDate(now, 'UTC');
        const { due, nextOn } = scheduleOf(record, today);
        for (const { kind, on } of due) daily.add(`${kind} ${on}`);
        if (wake !== today) continue;
        for (const { kind, on } of due) woken.add(`${kind} ${on}`);
        wake = nextOn;
      }
      expect(woken).toEqual(daily);
    }),
    { numRuns: 50 },
  );
});
