import fc from 'fast-check';
import { addDays } from '@puntual/domain/calendar/dates';
import type { SendWindow, Weekday } from '@puntual/domain/calendar/send-window';
import { compilePolicy } from '@puntual/domain/policy/compile-policy';
import { readPolicyDocument } from '@puntual/domain/policy-check/check-policy';
import { sayPolicyFault } from '@puntual/domain/policy-check/say-policy-fault';
import type { PolicyDocument } from '@puntual/domain/policy/policy-document';
import type { Policy } from '@puntual/domain/policy/policy';
import { STAGES, type Stage, stageRank } from '@puntual/domain/policy/vocabulary';

/** The first day of every generated life. */
export const LIFE_STARTS_ON = '2026-01-05';

const ZONES = [
  'Europe/Madrid',
  'America/New_York',
  'America/Santiago',
  'Asia/Tokyo',
  'Australia/Lord_Howe',
  'Atlantic/Azores',
] as const;
const WEEKS: readonly (readonly Weekday[])[] = [
  [1, 2, 3, 4, 5],
  [1, 2, 3, 4, 5],
  [7, 1, 2, 3, 4],
  [1, 2, 3, 4, 5, 6],
  [2, 4],
  [1, 2, 3, 4, 5, 6, 7],
];

/** Calendars of debtors: a zone, hours that may be short, weekdays, and closed days that come singly and in rows. */
export const anyWindow: fc.Arbitrary<SendWindow> = fc
  .record({
    timeZone: fc.constantFrom(...ZONES),
    fromMinute: fc.integer({ min: 300, max: 1000 }),
    length: fc.integer({ min: 1, max: 420 }),
    week: fc.constantFrom(...WEEKS),
    closed: fc.array(fc.record({ from: fc.nat(1000), days: fc.integer({ min: 1, max: 9 }) }), { maxLength: 12 }),
  })
  .map(({ timeZone, fromMinute, length, week, closed }) => ({
    timeZone,
    fromMinute,
    toMinute: fromMinute + length,
    openWeekdays: new Set(week),
    closedDays: new Set(
      closed.flatMap(({ from, days }) => Array.from({ length: days }, (_, day) => addDays(LIFE_STARTS_ON, from + day))),
    ),
  }));

const WHENS = [
  {},
  {},
  {},
  { openAtLeast: '50.00' },
  { openBelow: '400.00' },
  { openAtLeast: { EUR: '20.00', CLP: '900000' } },
  { currency: ['EUR'] },
  { risk: ['high' as const] },
];

const anyRung = fc.record({
  apart: fc.integer({ min: 0, max: 15 }),
  rise: fc.constantFrom(0, 0, 1, 1, 2),
  kind: fc.constantFrom('send', 'send', 'send', 'announce', 'hold', 'call', 'agency'),
  when: fc.constantFrom(...WHENS),
  deadlineDays: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined, freq: 2 }),
  repeat: fc.option(fc.record({ everyDays: fc.integer({ min: 1, max: 9 }), times: fc.integer({ min: 0, max: 3 }) }), {
    nil: undefined,
    freq: 1,
  }),
  severity: fc.constantFrom('mild', 'firm', 'final'),
  channels: fc.constantFrom(undefined, ['email'], ['email', 'sms'], ['sms', 'letter']),
});

const LATE_STAGES = STAGES.filter((stage) => stageRank(stage) >= stageRank('friendly'));

/** Policy documents that a credit controller could publish: every kind of step, in an order that the schema takes. */
export const anyPolicyDocument: fc.Arbitrary<PolicyDocument> = fc
  .record({
    minDaysBetween: fc.integer({ min: 1, max: 12 }),
    callsPer7Days: fc.integer({ min: 1, max: 4 }),
    contactsPer7Days: fc.option(fc.integer({ min: 1, max: 6 }), { freq: 1 }),
    contactsPerDay: fc.option(fc.integer({ min: 1, max: 3 }), { freq: 1 }),
    courtesies: fc.uniqueArray(fc.integer({ min: -20, max: 0 }), { maxLength: 3 }),
    courtesyDeadline: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined, freq: 1 }),
    rungs: fc.array(anyRung, { minLength: 1, maxLength: 7 }),
    grace: fc.nat(5),
  })
  .map(
    ({
      minDaysBetween,
      callsPer7Days,
      contactsPer7Days,
      contactsPerDay,
      courtesies,
      courtesyDeadline,
      rungs,
      grace,
    }) => {
      let day = 0;
      let rank = 0;
      const steps: unknown[] = [...courtesies]
        .sort((a, b) => a - b)
        .map((on, index) => ({
          id: `courtesy-${index}`,
          day: on,
          stage: 'courtesy',
          do: 'send',
          template: on === 0 ? 'due-today' : 'courtesy',
          deadlineDays: index === 0 ? courtesyDeadline : undefined,
        }));
      for (const [index, rung] of rungs.entries()) {
        day += Math.max(index === 0 ? 1 : 0, rung.apart);
        rank = Math.min(LATE_STAGES.length - 1, rank + rung.rise);
        const step = { day, stage: LATE_STAGES[rank] as Stage, when: rung.when };
        const message = { severity: rung.severity, channels: rung.channels };
        switch (rung.kind) {
          case 'announce':
            steps.push({
              ...step,
              ...message,
              id: `notice-${index}`,
              do: 'announce-supply-hold',
              effectiveInDays: (rung.deadlineDays ?? 4) + 1,
            });
            break;
          case 'hold':
            steps.push({ ...step, id: `hold-${index}`, do: 'supply-hold' });
            break;
          case 'call':
            steps.push({
              ...step,
              id: `call-${index}`,
              do: 'task',
              kind: 'call',
              script: 'first',
              slaBusinessDays: 2,
              retries: 2,
            });
            break;
          case 'agency':
            steps.push({ ...step, id: `agency-${index}`, do: 'agency' });
            break;
          case 'send': {
            const untilDay = day + (rung.repeat ? rung.repeat.everyDays * rung.repeat.times : 0);
            steps.push({
              ...step,
              ...message,
              id: `send-${index}`,
              do: 'send',
              template: 'follow-up',
              deadlineDays: rung.deadlineDays,
              repeat: rung.repeat && { everyDays: rung.repeat.everyDays, untilDay },
            });
            day = untilDay + (rung.repeat ? 1 : 0);
          }
        }
      }
      const read = readPolicyDocument({
        key: 'any',
        name: { en: 'Any', es: 'Alguna' },
        calendar: { holidays: 'none', window: ['09:00', '17:00'] },
        contact: { minDaysBetween, callsPer7Days, contactsPer7Days, contactsPerDay, channels: ['email', 'sms'] },
        promiseGraceDays: grace,
        steps,
      });
      if (!read.ok)
        throw new Error(
          `the generator wrote a policy that is refused: ${read.faults.map((fault) => sayPolicyFault(fault, 'en')).join('; ')}`,
        );
      return read.document;
    },
  );

/** Generated policies as cases run on them. */
export const anyPolicy: fc.Arbitrary<Policy> = anyPolicyDocument.map((document) => compilePolicy(document, 1));
