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

/** Calendars of debtors: a zone, hours that may be short, weekdays, and closed days, single or consecutive. */
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
  // A message is the most frequent step.
  kind: fc.constantFrom(...(['send', 'send', 'send', 'announce', 'hold', 'call', 'agency'] as const)),
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

interface Courtesies {
  readonly courtesies: readonly number[];
  readonly courtesyDeadline: number | undefined;
}

type Rung = typeof anyRung extends fc.Arbitrary<infer T> ? T : never;

/**
 * Policy documents that a credit controller could publish: every kind of step, in an order that the schema accepts.
 */
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
  .map(({ minDaysBetween, callsPer7Days, contactsPer7Days, contactsPerDay, grace, rungs, ...courtesies }) => {
    const read = readPolicyDocument({
      key: 'any',
      name: { en: 'Any', es: 'Alguna' },
      calendar: { holidays: 'none', window: ['09:00', '17:00'] },
      contact: { minDaysBetween, callsPer7Days, contactsPer7Days, contactsPerDay, channels: ['email', 'sms'] },
      promiseGraceDays: grace,
      steps: [...courtesySteps(courtesies), ...stepsOfRungs(rungs)],
    });
    if (!read.ok) {
      const faults = read.faults.map((fault) => sayPolicyFault(fault, 'en')).join('; ');
      throw new Error(`the generator wrote a policy that is refused: ${faults}`);
    }
    return read.document;
  });

/** Courtesy messages on or before the due date, by day. */
function courtesySteps({ courtesies, courtesyDeadline }: Courtesies): unknown[] {
  return [...courtesies]
    .sort((a, b) => a - b)
    .map((day, index) => ({
      id: `courtesy-${index}`,
      day,
      stage: 'courtesy',
      do: 'send',
      template: day === 0 ? 'due-today' : 'courtesy',
      deadlineDays: index === 0 ? courtesyDeadline : undefined,
    }));
}

/** The steps after the due date: each rung is `apart` days after the one before, and `rise` stages above it. */
function stepsOfRungs(rungs: readonly Rung[]): unknown[] {
  let day = 0;
  let rank = 0;
  return rungs.map((rung, index) => {
    day += Math.max(index === 0 ? 1 : 0, rung.apart);
    rank = Math.min(LATE_STAGES.length - 1, rank + rung.rise);
    const step = { day, stage: LATE_STAGES[rank] as Stage, when: rung.when, ...stepOfRung(rung, index, day) };
    // The next rung comes after the last repetition.
    if (rung.kind === 'send' && rung.repeat) day += rung.repeat.everyDays * rung.repeat.times + 1;
    return step;
  });
}

/** What the step of a rung does, with its id. */
function stepOfRung(rung: Rung, index: number, day: number): object {
  const message = { severity: rung.severity, channels: rung.channels };
  switch (rung.kind) {
    case 'announce':
      return {
        ...message,
        id: `notice-${index}`,
        do: 'announce-supply-hold',
        effectiveInDays: (rung.deadlineDays ?? 4) + 1,
      };
    case 'hold':
      return { id: `hold-${index}`, do: 'supply-hold' };
    case 'call':
      return { id: `call-${index}`, do: 'task', kind: 'call', script: 'first', slaBusinessDays: 2, retries: 2 };
    case 'agency':
      return { id: `agency-${index}`, do: 'agency' };
    case 'send': {
      const { repeat } = rung;
      return {
        ...message,
        id: `send-${index}`,
        do: 'send',
        template: 'follow-up',
        deadlineDays: rung.deadlineDays,
        repeat: repeat && { everyDays: repeat.everyDays, untilDay: day + repeat.everyDays * repeat.times },
      };
    }
  }
}

/** Generated policies in the compiled form that cases use. */
export const anyPolicy: fc.Arbitrary<Policy> = anyPolicyDocument.map((document) => compilePolicy(document, 1));
