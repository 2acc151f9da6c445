import { addDays, instantAt } from '@puntual/domain/calendar/dates';
import { decide } from '@puntual/domain/decide/decide';
import type { CaseFacts } from '@puntual/domain/decide/case-facts';
import { simulateCustomer, type Simulation } from '@puntual/domain/simulate/simulate-customer';
import { summarizer, type SimulationSummary } from '@puntual/domain/simulate/summarize';
import { standardPolicy } from '@puntual/domain/policy/standard';
import { median, type BenchReport } from './report.ts';
import type { BenchSettings } from './settings.ts';
import { minuteOfDay } from '@puntual/domain/policy/vocabulary';

const CUSTOMERS = 2000;
const INVOICES_EACH = 5;
const DAYS = 120;
const FIRST_DAY = '2026-01-12';
const TIME_ZONE = 'Europe/Madrid';
/** One object for all cases, as in the service. */
const WINDOW: CaseFacts['window'] = {
  timeZone: TIME_ZONE,
  fromMinute: minuteOfDay(standardPolicy.calendar.window[0]),
  toMinute: minuteOfDay(standardPolicy.calendar.window[1]),
  closedDays: new Set<string>(),
};
const MOST_SECONDS = 10;

/**
 * Parts f and g: decisions per second of the pure function, and the time to simulate 10,000 invoices of 2,000 customers
 * over 120 days. Needs no service.
 */
export function measureSimulation({ log, rounds }: Pick<BenchSettings, 'log' | 'rounds'>): Promise<BenchReport> {
  const from = instantAt(FIRST_DAY, minuteOfDay('08:00'), TIME_ZONE);
  const to = instantAt(addDays(FIRST_DAY, DAYS), 0, TIME_ZONE);
  const perSecond: number[] = [];
  const seconds: number[] = [];
  let decisions = 0;
  let summary: SimulationSummary | null = null;
  for (let round = 0; round < rounds; round++) {
    const customers = Array.from({ length: CUSTOMERS }, (_, index) => casesOf(index));
    perSecond.push(measureDecisions(customers.flat(), from));
    const began = performance.now();
    const counts = summarizer();
    decisions = 0;
    for (const cases of customers) {
      const run = simulateCustomer({ cases, contacts: CONTACTS, hasPostalAddress: true, from, to, calls: 'no-answer' });
      decisions += run.decisions;
      counts.add({ customerId: cases[0]?.customer.id ?? '', happened: run.happened });
    }
    summary = counts.result();
    seconds.push((performance.now() - began) / 1000);
    log(`simulation, round ${round + 1}: ${seconds.at(-1)?.toFixed(2)} s, ${perSecond.at(-1)?.toFixed(0)} decisions/s`);
  }
  const took = median(seconds);
  return Promise.resolve({
    rows: [
      {
        part: 'f',
        what: 'decisions, pure, each on other facts',
        value: `${median(perSecond).toFixed(0)}/s`,
        ratio: '',
        goal: '',
        met: '',
      },
      {
        part: 'g',
        what: `simulate ${CUSTOMERS * INVOICES_EACH} invoices of ${CUSTOMERS} customers, ${DAYS} days`,
        value: `${took.toFixed(2)} s`,
        ratio: '',
        goal: `<= ${MOST_SECONDS} s`,
        met: took <= MOST_SECONDS ? 'yes' : 'no',
      },
    ],
    notes: [
      `g: ${decisions} decisions, ${summary?.totals.messages ?? 0} messages, ${summary?.totals.calls ?? 0} calls; ` +
        'one thread, cases in memory.',
    ],
  });
}

const CONTACTS: Simulation['contacts'] = [
  {
    contactId: 'ana',
    role: 'accounts-payable',
    email: 'ana@example.com',
    phone: null,
    channels: ['email'],
    reachable: true,
  },
];

function measureDecisions(cases: readonly CaseFacts[], from: number): number {
  const began = performance.now();
  for (const facts of cases) decide(facts, from);
  return cases.length / ((performance.now() - began) / 1000);
}

// Five invoices, due on days spread over two months around the first day, so that many pass through every stage.
function casesOf(customer: number): readonly CaseFacts[] {
  return Array.from({ length: INVOICES_EACH }, (_, index): CaseFacts => {
    const dueOn = addDays(FIRST_DAY, ((customer * 7 + index * 13) % 60) + 1);
    return {
      invoice: {
        id: `${customer}-${index}`,
        status: 'open',
        dueOn,
        knownOn: addDays(FIRST_DAY, -30),
        currency: 'EUR',
        openMinor: 121000n,
        alreadyReached: null,
      },
      customer: {
        id: `customer-${customer}`,
        directDebit: false,
        kind: 'business',
        country: 'ES',
        tags: [],
        risk: 'low',
        brokenPromises: 0,
      },
      window: WINDOW,
      policy: standardPolicy,
      steps: [],
      holds: [],
      lastReminderOn: null,
      deadlineNamedOn: null,
      recentContacts: [],
      allStopped: false,
      staleFeed: null,
      creditMinor: 0n,
      customerOpenMinor: 121000n * BigInt(INVOICES_EACH),
      call: null,
      placement: null,
    };
  });
}
