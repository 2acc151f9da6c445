import type { Hold } from '@puntual/domain/decide/case-facts';
import { DUE_ON, openInvoice, type Course, type Scenario } from './scenarios.ts';

const HELD: readonly string[] = [
  '2026-03-09 sent courtesy: A',
  '2026-03-16 sent due-today: A',
  '2026-03-17 sent friendly: A',
];
const DAYS = ['2026-03-09', '2026-03-16', '2026-03-17', '2026-03-18'];

/** On the day after the friendly reminder a hold begins, as its use case writes it; the rest follows by itself. */
async function holdOnTheEighteenth(course: Course, hold: Hold, cause: Readonly<Record<string, string>>) {
  const invoice = await openInvoice(course, 'A', DUE_ON);
  await course.until('2026-03-18', '12:00');
  invoice.holds = [hold];
  await course.world.signal(invoice, 'hold', cause);
  return invoice;
}

type Invoice = Awaited<ReturnType<typeof openInvoice>>;

async function change(course: Course, invoice: Invoice, when: string, holds: Hold[], cause: Record<string, string>) {
  await course.until(when, '12:00');
  invoice.holds = holds;
  await course.world.signal(invoice, 'hold', cause);
}

async function pay(course: Course, invoice: Invoice, on: string) {
  await course.until(on, '12:00');
  course.world.pay(invoice);
  await course.world.signal(invoice, 'payment', { paymentId: 'P1' });
  await course.world.result(invoice);
  await course.until(on, '14:00');
}

/** The first promise is broken by itself, the second is kept. */
const promised: Scenario = {
  name: 'promise broken, the next one kept',
  days: [...DAYS, '2026-03-27', '2026-03-30', '2026-04-01'],
  play: async (course) => {
    const first = { id: 'H1', kind: 'promise', untilOn: '2026-03-26' } as const;
    const invoice = await holdOnTheEighteenth(course, first, { promiseId: 'R1' });
    const next = { id: 'H2', kind: 'promise', untilOn: '2026-04-10' } as const;
    await change(course, invoice, '2026-03-30', [first, next], { promiseId: 'R2' });
    await pay(course, invoice, '2026-04-01');
  },
  diary: [...HELD, '2026-03-27 sent follow-up: A', '2026-04-01 A closed paid', '2026-04-01 sent thank-you: A'],
};

/** The case wakes after the instalment's day, is silent until the grace ends, and then goes on in full. */
const planned: Scenario = {
  name: 'plan with a missed instalment, in default',
  days: [...DAYS, '2026-03-24', '2026-03-31', '2026-04-01'],
  play: async (course) => {
    const plan = { id: 'H1', kind: 'plan', untilOn: '2026-03-30', wakeOn: '2026-03-23' } as const;
    const invoice = await holdOnTheEighteenth(course, plan, { planId: 'L1' });
    await pay(course, invoice, '2026-04-01');
  },
  diary: [...HELD, '2026-03-31 sent follow-up: A', '2026-04-01 A closed paid', '2026-04-01 sent thank-you: A'],
};

/** The case wakes after each deadline of the dispute, which stays until a person resolves it. */
const disputed: Scenario = {
  name: 'dispute past its deadline, resolved for us',
  days: [...DAYS, '2026-03-24', '2026-03-26', '2026-03-30', '2026-04-01'],
  play: async (course) => {
    const dispute = { id: 'H1', kind: 'dispute', untilOn: null } as const;
    const invoice = await holdOnTheEighteenth(course, { ...dispute, wakeOn: '2026-03-23' }, { disputeId: 'D1' });
    await change(course, invoice, '2026-03-24', [{ ...dispute, wakeOn: '2026-03-25' }], { disputeId: 'D1' });
    await change(course, invoice, '2026-03-30', [], { disputeId: 'D1', outcome: 'for-us' });
    await pay(course, invoice, '2026-04-01');
  },
  diary: [...HELD, '2026-03-30 sent follow-up: A', '2026-04-01 A closed paid', '2026-04-01 sent thank-you: A'],
};

/** What customers and people agree on, as the case's workflow meets it. */
export const COMMITMENTS: readonly Scenario[] = [promised, planned, disputed];
