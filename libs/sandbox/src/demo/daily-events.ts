import type { PuntualEventInput } from '@puntual/contracts/events/events';
import { addDays, type IsoDate, weekday } from '@puntual/domain/calendar/dates';
import { factsAbout, LONGEST_LIFE_DAYS } from './payer-behaviour.ts';
import type { DemoCompany } from './company.ts';
import { customerBook } from './customer-book.ts';
import type { PayerType } from './customer-lines.ts';
import { BANK_FILE_MINUTE, type DemoFact, officeMinute } from './demo-fact.ts';
import { type DemoInvoice, demoInvoice, dueDateOf, invoiceNames } from './demo-invoice.ts';
import { lumpPayments, type Payday, PAYDAY_TAIL_DAYS, paydayOf } from './lump-payment.ts';
import { seeded } from './seeded-random.ts';

/** CloudEvents `source` of everything that the demo company publishes. */
export const DEMO_SOURCE = '/erp/demo';
/** The feed whose completeness the daily heartbeat confirms. */
export const DEMO_FEED = 'payments';

// How often each kind of payer gets a new invoice: customers who never pay get few.
const orders: Readonly<Record<PayerType, number>> = {
  prompt: 6,
  forgetful: 6,
  slow: 5,
  stubborn: 4,
  silent: 1,
  chaotic: 6,
  bounced: 5,
  credited: 5,
  amended: 5,
  cancelled: 5,
};
const orderBook = customerBook.flatMap((entry, index) => Array.from({ length: orders[entry.payer] }, () => index));

/**
 * The events of one virtual day (UTC), ordered by instant. On the company's first day: all customers and opening
 * invoices. On later days: new invoices, payments, reversals, credit notes, amendments, cancellations and one
 * heartbeat. Before the first day: none. A pure function of its arguments, with the same ids on every call.
 */
export function eventsOn(day: IsoDate, company: DemoCompany): PuntualEventInput[] {
  return factsOn(day, company).map((fact) => eventOf(fact, company));
}

/** The facts behind `eventsOn`, in the same order: `eventsOn(day)[n]` publishes `factsOn(day)[n]`. */
export function factsOn(day: IsoDate, company: DemoCompany): DemoFact[] {
  if (day < company.today) return [];
  if (day === company.today) return [...openingFacts(company), heartbeat(day, 1)];
  const facts = [
    heartbeat(day, BANK_FILE_MINUTE),
    ...newInvoicesOn(day, company).map(issued),
    ...chaoticFactsOn(day, company),
  ];
  for (const invoice of invoicesAlive(day, company))
    facts.push(...knownFactsAbout(company, invoice).filter((fact) => fact.day === day));
  return facts.sort((a, b) => a.minute - b.minute || (a.subject < b.subject ? -1 : 1));
}

function eventOf(fact: DemoFact, company: DemoCompany): PuntualEventInput {
  return {
    specversion: '1.0',
    id: `${company.seed}/${fact.subject}`,
    source: DEMO_SOURCE,
    org: company.org,
    time: instant(fact.day, fact.minute),
    datacontenttype: 'application/json',
    ...fact.body,
  };
}

/** The invoices issued on a later day: about four on a working day, one on a Saturday, none on a Sunday. */
export function newInvoicesOn(day: IsoDate, company: DemoCompany): DemoInvoice[] {
  const memo = memoOf(company);
  const known = memo.issued.get(day);
  if (known) return known;
  const sequence = issuedBefore(day, company);
  const invoices = Array.from({ length: countOn(day, company) }, (_, index) => {
    const key = `${company.seed}:${day}:${String(index)}`;
    const line = seeded(`${key}:who`).pick(orderBook);
    const [entry, customer] = [customerBook[line], company.customers[line]];
    if (!entry || !customer) throw new Error(`the customer book has no line ${String(line)}`);
    return demoInvoice(key, {
      names: invoiceNames(day, sequence + index + 1),
      customer,
      entry,
      issueDate: day,
      dueDate: dueDateOf(entry, day),
    });
  });
  return remember(memo.issued, day, invoices);
}

// Number of invoices issued earlier in the day's year: invoice numbers are consecutive and restart each year.
function issuedBefore(day: IsoDate, company: DemoCompany): number {
  const { runningNumber } = memoOf(company);
  const known = runningNumber.get(day);
  if (known !== undefined) return known;
  const yesterday = dayBefore(day, company);
  const count = day.endsWith('-01-01')
    ? 0
    : yesterday <= company.today
      ? company.invoices.filter((invoice) => invoice.issueDate.startsWith(day.slice(0, 4))).length
      : issuedBefore(yesterday, company) + countOn(yesterday, company);
  return remember(runningNumber, day, count);
}

function countOn(day: IsoDate, company: DemoCompany): number {
  if (day <= company.today || weekday(day) === 7) return 0;
  const draw = seeded(`${company.seed}:${day}:orders`);
  return weekday(day) === 6 ? draw.between(0, 2) : draw.between(3, 5);
}

// All invoices that may still have a fact on `day`; an invoice's life is limited.
function invoicesAlive(day: IsoDate, company: DemoCompany): DemoInvoice[] {
  const opening = day <= addDays(company.today, LONGEST_LIFE_DAYS) ? company.invoices : [];
  const alive = [...opening];
  let on = day;
  for (let age = 0; age <= LONGEST_LIFE_DAYS && on > company.today; age += 1) {
    alive.push(...newInvoicesOn(on, company));
    on = dayBefore(on, company);
  }
  return alive;
}

function chaoticFactsOn(day: IsoDate, company: DemoCompany): DemoFact[] {
  const firstPayday = addDays(day, -PAYDAY_TAIL_DAYS);
  const groups = new Map<string, Payday & { readonly invoices: DemoInvoice[] }>();
  for (const invoice of invoicesAlive(day, company)) {
    const { customerId, currency } = invoice;
    if (company.behaviours.get(customerId)?.payer !== 'chaotic') continue;
    const payday = knownPayday(company, invoice);
    if (payday > day || payday < firstPayday) continue;
    const key = `${customerId}:${payday}:${currency}`;
    const group = groups.get(key) ?? { payday, customerId, currency, invoices: [] };
    group.invoices.push(invoice);
    groups.set(key, group);
  }
  return [...groups.values()].flatMap((group) => lumpPayments(company, group)).filter((fact) => fact.day === day);
}

function openingFacts(company: DemoCompany): DemoFact[] {
  const customers = company.customers.map((data): DemoFact => ({
    day: company.today,
    minute: 0,
    subject: `customer/${data.customerId}/1`,
    body: { type: 'puntual.customer.upserted.v1', data },
    settles: [],
  }));
  return [...customers, ...company.invoices.map((invoice) => ({ ...issued(invoice), day: company.today, minute: 1 }))];
}

function issued(invoice: DemoInvoice): DemoFact {
  return {
    day: invoice.issueDate,
    minute: officeMinute(invoice.number + invoice.customerId),
    subject: `invoice/${invoice.invoiceId}/issued`,
    body: { type: 'puntual.invoice.issued.v1', data: invoice },
    settles: [],
  };
}

function heartbeat(day: IsoDate, minute: number): DemoFact {
  return {
    day,
    minute,
    subject: `feed/${DEMO_FEED}/${day}`,
    body: { type: 'puntual.feed.heartbeat.v1', data: { feed: DEMO_FEED, completeUntil: instant(day, minute) } },
    settles: [],
  };
}

function instant(day: IsoDate, minute: number): string {
  return `${day}T${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00Z`;
}

// A year day by day asks for the same invoices again and again, so they are cached per company. The cache is bounded; a
// miss only costs time.
const MOST_REMEMBERED = 1000;
interface Memo {
  readonly issued: Map<IsoDate, DemoInvoice[]>;
  readonly facts: Map<string, DemoFact[]>;
  readonly paydays: Map<string, IsoDate>;
  readonly runningNumber: Map<IsoDate, number>;
  readonly yesterdays: Map<IsoDate, IsoDate>;
}
const memos = new WeakMap<DemoCompany, Memo>();

function memoOf(company: DemoCompany): Memo {
  const memo = memos.get(company) ?? {
    issued: new Map(),
    facts: new Map(),
    paydays: new Map(),
    runningNumber: new Map(),
    yesterdays: new Map(),
  };
  memos.set(company, memo);
  return memo;
}

function knownFactsAbout(company: DemoCompany, invoice: DemoInvoice): DemoFact[] {
  const { facts } = memoOf(company);
  return facts.get(invoice.invoiceId) ?? remember(facts, invoice.invoiceId, factsAbout(company, invoice));
}

function knownPayday(company: DemoCompany, invoice: DemoInvoice): IsoDate {
  const { paydays } = memoOf(company);
  return paydays.get(invoice.invoiceId) ?? remember(paydays, invoice.invoiceId, paydayOf(company, invoice));
}

function dayBefore(day: IsoDate, company: DemoCompany): IsoDate {
  const { yesterdays } = memoOf(company);
  return yesterdays.get(day) ?? remember(yesterdays, day, addDays(day, -1));
}

function remember<V>(memo: Map<string, V>, key: string, value: V): V {
  const oldest = memo.size >= MOST_REMEMBERED ? memo.keys().next() : undefined;
  if (oldest && !oldest.done) memo.delete(oldest.value);
  memo.set(key, value);
  return value;
}
