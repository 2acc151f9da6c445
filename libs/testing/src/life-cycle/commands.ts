import fc from 'fast-check';

/** What can happen to a customer and the invoices: each event is one use case of the services, or time. */
export const LIFE_EVENTS = [
  'issue',
  'pay part',
  'pay all',
  'pay too much',
  'reverse',
  'credit note',
  'raise total',
  'lower total',
  'cancel',
  'write off',
  'due later',
  'due earlier',
  'dispute',
  'resolve',
  'promise',
  'promise broken',
  'take back',
  'plan',
  'instalment missed',
  'plan ended',
  'claim paid',
  'pause',
  'resume',
  'assign to factor',
  'back from factor',
  'direct debit on',
  'direct debit off',
  'change policy',
  'stop contact',
  'resume contact',
  'feed stale',
  'feed fresh',
  'contact lost',
  'contact mended',
  'call unanswered',
  'call refused',
  'approve agency',
  'reject agency',
  'time passes',
] as const;
export type LifeEvent = (typeof LIFE_EVENTS)[number];

/**
 * One command: an event, and random values from which `resolveCommand` derives which invoice, how much and how long.
 */
export interface LifeCommand {
  readonly event: LifeEvent;
  readonly invoice: number;
  readonly size: number;
  readonly days: number;
}

/** The most commands that a generated life has. */
export const MOST_COMMANDS = 60;

const days = fc.integer({ min: 0, max: 14 });
const commandOf = (event: fc.Arbitrary<LifeEvent>): fc.Arbitrary<LifeCommand> =>
  fc.record({ event, invoice: fc.nat(2), size: fc.nat(999), days });

// Events that end a silence are more frequent than those that begin one; otherwise most lives would be silent.
const WEIGHTS: Partial<Record<LifeEvent, number>> = {
  'time passes': 36,
  issue: 4,
  resolve: 5,
  resume: 5,
  'plan ended': 4,
  'back from factor': 4,
  'promise broken': 2,
  'direct debit off': 4,
  'resume contact': 4,
  'feed fresh': 4,
  'contact mended': 4,
  reverse: 3,
  'call unanswered': 3,
  'approve agency': 3,
};
const anyCommand = commandOf(
  fc.oneof(...LIFE_EVENTS.map((event) => ({ weight: WEIGHTS[event] ?? 1, arbitrary: fc.constant(event) }))),
);

/**
 * A sequence of events that brings a case into a state which random events seldom reach, and then any event in that
 * state.
 */
const WAYS: readonly (readonly LifeEvent[])[] = [
  ['dispute'],
  ['promise'],
  ['claim paid'],
  ['pause'],
  ['pause', 'dispute'],
  ['promise', 'pause'],
  ['claim paid', 'pause'],
  ['plan'],
  ['plan', 'pause'],
  ['assign to factor'],
  ['assign to factor', 'dispute'],
  ['direct debit on'],
  ['stop contact'],
  ['feed stale'],
  ['contact lost'],
  ['change policy'],
  ['approve agency'],
  ['reject agency'],
  [],
  [],
  ['change policy'],
  ['reject agency'],
  ['reject agency'],
  ['reject agency', 'change policy'],
  ['approve agency'],
  ['pay too much', 'raise total'],
  ['call unanswered'],
  ['call refused'],
  ['pay part'],
  ['pay all'],
  ['credit note'],
  ['cancel'],
  ['write off'],
  ['change policy', 'approve agency'],
  ['approve agency', 'change policy'],
  ['approve agency', 'dispute'],
  ['pay all', 'reverse'],
];
const NEEDS: Partial<Record<LifeEvent, LifeEvent>> = {
  reverse: 'pay part',
  'contact mended': 'contact lost',
  'promise broken': 'promise',
  'take back': 'promise',
  'instalment missed': 'plan',
  'plan ended': 'plan',
  'back from factor': 'assign to factor',
};
// Events that are seldom possible are tried more often.
const RARE: readonly LifeEvent[] = [
  'call unanswered',
  'call refused',
  'approve agency',
  'reject agency',
  'reverse',
  'due later',
  'call unanswered',
  'call refused',
  'approve agency',
  'reject agency',
];
const anyEnd = fc
  .constantFrom(
    ...LIFE_EVENTS.filter((event) => event !== 'time passes' && event !== 'issue'),
    ...RARE,
    ...RARE,
    ...RARE,
  )
  .map((event) => [...(NEEDS[event] ? [NEEDS[event]] : []), event]);
const anyWay = fc
  .record({ way: fc.constantFrom(...WAYS), then: anyEnd, invoice: fc.nat(2), size: fc.nat(999), days })
  .map(({ way, then, ...dice }) => [...way, ...then].map((event): LifeCommand => ({ event, ...dice })));
// A credit waits for the invoice that it was paid for and meanwhile covers another one; the event then happens to that
// one.
const anyCover = fc
  .record({
    way: fc.constantFrom<readonly LifeEvent[]>([], [], ['feed stale'], ['stop contact'], ['change policy']),
    then: anyEnd,
    paid: fc.nat(2),
    size: fc.nat(999),
    days,
  })
  .map(({ way, then, paid, size, days: apart }): LifeCommand[] => [
    { event: 'issue', invoice: paid, size: size % 300, days: apart },
    { event: 'pay too much', invoice: paid, size: 999, days: apart },
    ...[...way, ...then].map((event) => ({ event, invoice: paid + 1, size, days: apart })),
  ]);
// An evening, and a due date that makes a step due on that evening: the request then waits for the morning.
const anyEvening = fc
  .record({ invoice: fc.nat(2), days, moves: fc.boolean(), then: anyEnd, size: fc.nat(999) })
  .map(({ invoice, days: early, moves, then, size }): LifeCommand[] => [
    { event: 'time passes', invoice, size: 1380, days: 1 },
    ...(moves ? [{ event: 'change policy' as const, invoice, size, days: early }] : []),
    { event: 'due earlier', invoice, size, days: early },
    ...then.map((event) => ({ event, invoice, size, days: early })),
  ]);
// First a debtor who does nothing, because most events are possible late in the ladder.
const silenceOf = (least: number, most: number) =>
  fc.array(
    fc.record({
      event: fc.constant('time passes' as const),
      invoice: fc.nat(2),
      size: fc.nat(999),
      days: fc.integer({ min: 1, max: 20 }),
    }),
    { minLength: least, maxLength: most, size: 'max' },
  );
const silence = fc.oneof(silenceOf(0, 2), silenceOf(0, 14), silenceOf(8, 14));

// Or an invoice that is known before its due date: the first events happen between the courtesy and that day.
const early = fc
  .record({
    due: fc.integer({ min: 6, max: 9 }),
    before: fc.integer({ min: 1, max: 6 }),
    size: fc.nat(999),
    moves: fc.boolean(),
    ends: fc.tuple(anyEnd, anyEnd, anyEnd),
  })
  .map(({ due, before, size, moves, ends }): LifeCommand[] => [
    { event: 'issue', invoice: 0, size, days: due },
    { event: 'time passes', invoice: 0, size, days: due * 3 - 10 - before },
    ...(moves ? [{ event: 'change policy' as const, invoice: 0, size: size + 2, days: 0 }] : []),
    ...ends.flat().map((event) => ({ event, invoice: 0, size, days: before })),
  ]);
const beginning = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(commandOf(fc.constant('issue')), silence).map(([first, waiting]) => [first, ...waiting]),
  },
  { weight: 1, arbitrary: early },
);

/** The commands of one life: an invoice, some time without events, then any events. */
export const anyCommands: fc.Arbitrary<readonly LifeCommand[]> = fc
  .tuple(
    beginning,
    fc.array(
      fc.oneof(
        { weight: 8, arbitrary: anyCommand.map((command) => [command]) },
        { weight: 9, arbitrary: anyWay },
        { weight: 4, arbitrary: anyEvening },
        { weight: 1, arbitrary: anyCover },
      ),
      { minLength: 15, maxLength: 40, size: 'max' },
    ),
  )
  .map(([first, rest]) => [...first, ...rest.flat()].slice(0, MOST_COMMANDS));
