import { instantAt } from '@puntual/domain/calendar/dates';
import type { InvoiceWorld } from './invoice-world.ts';
import { type WorldInvoice, ZONE } from './customer-record.ts';

/** A world in which time passes: continuously on a real server, in jumps on one that skips time. */
export interface Course {
  readonly world: InvoiceWorld;
  /** Resolves when the clock shows this local time. */
  until(day: string, time?: string): Promise<void>;
}

/** A scenario of one invoice, played until its case has ended, and the diary that it must produce. */
export interface Scenario {
  readonly name: string;
  /** The days on which something happens. A clock may skip the time between them. */
  readonly days: readonly string[];
  /** Real milliseconds per day, when the default is too short. */
  readonly dayMs?: number;
  readonly play: (course: Course) => Promise<void>;
  readonly diary: readonly string[];
}

/** Monday, two weeks before the due date. Every scenario starts on it at ten o'clock. */
export const STARTS_ON = '2026-03-02';
export const STARTS_AT = instantAt(STARTS_ON, 10 * 60, ZONE);
export const DUE_ON = '2026-03-16';

/** Issues an invoice and starts its case. */
export async function openInvoice(course: Course, id = 'A', dueOn = DUE_ON): Promise<WorldInvoice> {
  const invoice = course.world.issue(id, { knownOn: STARTS_ON, dueOn });
  await course.world.start(invoice);
  return invoice;
}

const LADDER = [
  '2026-03-09 sent courtesy: A',
  '2026-03-16 sent due-today: A',
  '2026-03-17 sent friendly: A',
  '2026-03-24 sent follow-up: A',
  '2026-04-06 sent demand: A',
  '2026-04-17 A call 1',
  '2026-04-22 A call overdue',
  '2026-05-15 A agency proposed',
] as const;
const LADDER_DAYS = [
  '2026-03-09',
  '2026-03-16',
  '2026-03-17',
  '2026-03-24',
  '2026-04-06',
  '2026-04-17',
  '2026-04-22',
  '2026-05-15',
];

export const paidBeforeCourtesy: Scenario = {
  name: 'paid before the courtesy',
  days: ['2026-03-05'],
  play: async (course) => {
    const invoice = await openInvoice(course);
    await course.until('2026-03-05', '12:00');
    course.world.pay(invoice);
    await course.world.signal(invoice, 'payment', { paymentId: 'P1', amount: '100.00', currency: 'EUR' });
    await course.world.result(invoice);
    await course.until('2026-03-05', '14:00');
  },
  diary: ['2026-03-05 A closed paid', '2026-03-05 sent thank-you: A'],
};

export const paidAfterFollowUp: Scenario = {
  name: 'paid after the follow-up',
  days: [...LADDER_DAYS.slice(0, 4), '2026-03-26'],
  play: async (course) => {
    const invoice = await openInvoice(course);
    await course.until('2026-03-26', '12:00');
    course.world.pay(invoice);
    await course.world.signal(invoice, 'payment', { paymentId: 'P1', amount: '100.00', currency: 'EUR' });
    await course.world.result(invoice);
    await course.until('2026-03-26', '14:00');
  },
  diary: [...LADDER.slice(0, 4), '2026-03-26 A closed paid', '2026-03-26 sent thank-you: A'],
};

export const partPayments: Scenario = {
  name: 'paid in four parts',
  days: ['2026-03-09', '2026-03-11', '2026-03-16', '2026-03-17', '2026-03-18', '2026-03-19', '2026-03-20'],
  play: async (course) => {
    const invoice = await openInvoice(course);
    for (const [day, time] of [
      ['2026-03-11', '11:00'],
      ['2026-03-18', '11:00'],
      ['2026-03-19', '11:00'],
      ['2026-03-20', '11:00'],
    ] as const) {
      await course.until(day, time);
      course.world.pay(invoice, 2500n);
      await course.world.signal(invoice, 'payment', { paymentId: `P-${day}`, amount: '25.00', currency: 'EUR' });
    }
    await course.world.result(invoice);
    await course.until('2026-03-20', '13:00');
  },
  diary: [...LADDER.slice(0, 3), '2026-03-20 A closed paid', '2026-03-20 sent thank-you: A'],
};

export const silentToAgency: Scenario = {
  name: 'silent to the agency, then paid',
  days: [...LADDER_DAYS, '2026-05-18', '2026-06-10'],
  play: async (course) => {
    const invoice = await openInvoice(course);
    await course.until('2026-05-18', '12:00');
    if (invoice.placement) invoice.placement = { ...invoice.placement, state: 'approved' };
    await course.world.signal(invoice, 'placement', { approved: 'yes' });
    await course.until('2026-06-10', '12:00');
    course.world.pay(invoice);
    await course.world.signal(invoice, 'payment', { paymentId: 'P1', amount: '100.00', currency: 'EUR' });
    await course.world.result(invoice);
    await course.until('2026-06-10', '14:00');
  },
  diary: [
    ...LADDER,
    '2026-05-18 A placed',
    '2026-06-10 A recalled',
    '2026-06-10 A closed paid',
    '2026-06-10 sent thank-you: A',
  ],
};

export const amended: Scenario = {
  name: 'due date amended',
  days: ['2026-03-09', '2026-03-10', '2026-03-23', '2026-03-30', '2026-03-31', '2026-04-01'],
  play: async (course) => {
    const invoice = await openInvoice(course);
    await course.until('2026-03-10', '12:00');
    invoice.dueOn = '2026-03-30';
    await course.world.signal(invoice, 'amendment', { dueOn: '2026-03-30', revision: 1 });
    await course.until('2026-04-01', '12:00');
    course.world.pay(invoice);
    await course.world.signal(invoice, 'payment', { paymentId: 'P1' });
    await course.world.result(invoice);
    await course.until('2026-04-01', '14:00');
  },
  diary: [
    '2026-03-09 sent courtesy: A',
    '2026-03-30 sent due-today: A',
    '2026-03-31 sent friendly: A',
    '2026-04-01 A closed paid',
    '2026-04-01 sent thank-you: A',
  ],
};

export const held: Scenario = {
  name: 'held by a dispute, then released',
  days: ['2026-03-09', '2026-03-10', '2026-03-20', '2026-03-23', '2026-03-25'],
  play: async (course) => {
    const invoice = await openInvoice(course);
    await course.until('2026-03-10', '12:00');
    invoice.holds = [{ id: 'H1', kind: 'dispute', untilOn: null }];
    await course.world.signal(invoice, 'hold', { holdId: 'H1' });
    await course.until('2026-03-20', '10:00');
    invoice.holds = [];
    await course.world.signal(invoice, 'hold', { holdId: 'H1', released: 'yes' });
    await course.until('2026-03-25', '12:00');
    course.world.pay(invoice);
    await course.world.signal(invoice, 'payment', { paymentId: 'P1' });
    await course.world.result(invoice);
    await course.until('2026-03-25', '14:00');
  },
  diary: [
    '2026-03-09 sent courtesy: A',
    '2026-03-20 sent friendly: A',
    '2026-03-25 A closed paid',
    '2026-03-25 sent thank-you: A',
  ],
};

export const reversed: Scenario = {
  name: 'payment reversed, paid again',
  days: [...LADDER_DAYS.slice(0, 3), '2026-03-18', '2026-03-20', '2026-03-24', '2026-03-26'],
  play: async (course) => {
    const invoice = await openInvoice(course);
    await course.until('2026-03-18', '12:00');
    course.world.pay(invoice);
    await course.world.signal(invoice, 'payment', { paymentId: 'P1' });
    await course.world.result(invoice);
    await course.until('2026-03-20', '12:00');
    if (course.world.reverse(invoice) === 'closed') await course.world.start(invoice);
    await course.until('2026-03-26', '12:00');
    course.world.pay(invoice);
    await course.world.signal(invoice, 'payment', { paymentId: 'P2' });
    await course.world.result(invoice);
    await course.until('2026-03-26', '14:00');
  },
  diary: [
    ...LADDER.slice(0, 3),
    '2026-03-18 A closed paid',
    '2026-03-18 sent thank-you: A',
    LADDER[3],
    '2026-03-26 A closed paid',
    '2026-03-26 sent thank-you: A',
  ],
};

export const SCENARIOS: readonly Scenario[] = [
  paidBeforeCourtesy,
  paidAfterFollowUp,
  partPayments,
  silentToAgency,
  amended,
  held,
  reversed,
];

/**
 * More signals than fit into a history before the server suggests to continue as new (4,096 events), then the payment.
 */
export const flooded: Scenario = {
  name: 'flooded with signals',
  days: ['2026-03-02'],
  dayMs: 90_000,
  play: async (course) => {
    const invoice = await openInvoice(course);
    for (let sent = 0; sent < 4200; sent += 100)
      await Promise.all(Array.from({ length: 100 }, () => course.world.signal(invoice, 'amendment', {})));
    course.world.pay(invoice);
    await course.world.signal(invoice, 'payment', { paymentId: 'P1' });
    await course.world.result(invoice);
    await course.world.settled();
  },
  diary: ['2026-03-02 A closed paid', '2026-03-02 sent thank-you: A'],
};

/** A request before the office opens: the contact waits for its window. */
export const waitsForWindow: Scenario = {
  name: 'waits for the window',
  days: ['2026-03-16'],
  dayMs: 90_000,
  play: async (course) => {
    await course.until('2026-03-16', '08:31');
    const invoice = await openInvoice(course, 'A', '2026-03-23');
    course.world.pay(invoice);
    await course.world.signal(invoice, 'payment', { paymentId: 'P1' });
    await course.world.result(invoice);
    await course.world.settled();
  },
  diary: ['2026-03-16 A closed paid', '2026-03-16 sent thank-you: A'],
};

/** The database is away for half a working day. */
export const databaseAway: Scenario = {
  name: 'database away for hours',
  days: ['2026-03-09', '2026-03-16'],
  play: async (course) => {
    const invoice = await openInvoice(course);
    await course.until('2026-03-16', '00:30');
    course.world.faults.databaseAway = true;
    await course.until('2026-03-16', '13:00');
    course.world.faults.databaseAway = false;
    await course.until('2026-03-16', '14:30');
    course.world.pay(invoice);
    await course.world.signal(invoice, 'payment', { paymentId: 'P1' });
    await course.world.result(invoice);
    await course.until('2026-03-16', '16:30');
  },
  diary: [
    '2026-03-09 sent courtesy: A',
    '2026-03-16 sent due-today: A',
    '2026-03-16 A closed paid',
    '2026-03-16 sent thank-you: A',
  ],
};

/** The provider fails until the retries are used up. */
export const contactFailures: Scenario = {
  name: 'provider fails for a day',
  days: ['2026-03-09', '2026-03-10'],
  play: async (course) => {
    const invoice = await openInvoice(course);
    course.world.faults.provider = () => Promise.reject(new Error('the provider answered 500'));
    await course.until('2026-03-10', '12:00');
    course.world.faults.provider = null;
    course.world.pay(invoice);
    await course.world.signal(invoice, 'payment', { paymentId: 'P1' });
    await course.world.result(invoice);
    await course.until('2026-03-10', '16:00');
  },
  diary: ['2026-03-10 gave up', '2026-03-10 A closed paid', '2026-03-10 sent thank-you: A'],
};
