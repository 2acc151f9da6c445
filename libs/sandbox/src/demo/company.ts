import { addDays, type IsoDate } from '@puntual/domain/calendar/dates';
import { customerBook, type BookEntry } from './customer-book.ts';
import type { PayerType } from './customer-lines.ts';
import { type DemoCustomer, demoCustomers } from './demo-customer.ts';
import { type DemoInvoice, demoInvoice, invoiceNames } from './demo-invoice.ts';
import { seeded } from './seeded-random.ts';

/** How one customer of the demo company behaves. `entry` is its line in the customer book. */
export interface Behaviour {
  readonly payer: PayerType;
  readonly entry: BookEntry;
  /**
   * The opening invoice on which a rare payer (bounced, credited, amended, cancelled) is sure to act in the first
   * weeks.
   */
  readonly showsOn?: string;
}

/** The demo company as of its first day; every later event follows from it. */
export interface DemoCompany {
  readonly seed: string;
  /** The company's first day: the virtual day (UTC) on which the ERP is connected to Puntual. */
  readonly today: IsoDate;
  /** Organization slug. */
  readonly org: string;
  readonly customers: readonly DemoCustomer[];
  /** The opening invoices, ordered by issue date. */
  readonly invoices: readonly DemoInvoice[];
  /** By customer id. */
  readonly behaviours: ReadonlyMap<string, Behaviour>;
}

/** Number of open invoices on the first day. */
export const OPENING_INVOICES = 300;
const ALREADY_CHASED = 12;

// Range of due dates of the opening invoices, in days from the first day. A prompt payer has none overdue; most
// invoices of a silent one are.
const dueRange: Readonly<Record<PayerType, readonly [from: number, to: number]>> = {
  prompt: [4, 45],
  forgetful: [-6, 45],
  slow: [-24, 45],
  stubborn: [-42, 45],
  silent: [-90, 40],
  chaotic: [-18, 45],
  bounced: [1, 45],
  credited: [3, 45],
  amended: [5, 45],
  cancelled: [2, 45],
};

/**
 * Creates the demo company: 40 customers and 300 open invoices, due from 90 days before `today` to 45 days after. The
 * same `seed` and `today` always give the same company. `org` is the organization slug of its events.
 */
export function demoCompany({
  seed,
  today,
  org = 'demo',
}: {
  seed: string;
  today: IsoDate;
  org?: string;
}): DemoCompany {
  const customers = demoCustomers(seed);
  const invoices = withStagesReached(openingInvoices(seed, today, customers), today, customers);
  const behaviours = new Map(
    customerBook.map((entry, index): [string, Behaviour] => {
      const customerId = customers[index]?.customerId ?? '';
      const showsOn = isRare(entry.payer) ? firstDue(invoices, customerId, addDays(today, 5)) : undefined;
      return [customerId, { payer: entry.payer, entry, ...(showsOn === undefined ? {} : { showsOn }) }];
    }),
  );
  return { seed, today, org, customers, invoices, behaviours };
}

function openingInvoices(seed: string, today: IsoDate, customers: readonly DemoCustomer[]): DemoInvoice[] {
  const drafts = Array.from({ length: OPENING_INVOICES }, (_, slot) => {
    const draw = seeded(`${seed}:opening:${String(slot)}`);
    // two invoices for each customer first, the others at random
    const index =
      slot < 2 * customerBook.length ? slot % customerBook.length : draw.between(0, customerBook.length - 1);
    const entry = customerBook[index];
    const customer = customers[index];
    if (!entry || !customer) throw new Error(`the customer book has no line ${String(index)}`);
    const dueDate = addDays(today, dueOffset(slot, entry, draw.between(...range(entry))));
    return { slot, entry, customer, dueDate, issueDate: addDays(dueDate, -entry.termsDays) };
  }).sort((a, b) => (a.issueDate < b.issueDate ? -1 : a.issueDate > b.issueDate ? 1 : a.slot - b.slot));
  const running = new Map<string, number>();
  return drafts.map(({ slot, entry, customer, dueDate, issueDate }) => {
    const year = issueDate.slice(0, 4);
    const sequence = (running.get(year) ?? 0) + 1;
    running.set(year, sequence);
    return demoInvoice(`${seed}:opening:${String(slot)}`, {
      names: invoiceNames(issueDate, sequence),
      customer,
      entry,
      issueDate,
      dueDate,
    });
  });
}

// An invoice was issued before today, so it is due at most its payment terms from now.
function range(entry: BookEntry): [number, number] {
  const [from, to] = dueRange[entry.payer];
  return [from, Math.min(to, entry.termsDays)];
}

// Every seed covers the ends of the range: silent payers' first invoices are old, and one with long terms was just
// issued.
function dueOffset(slot: number, entry: BookEntry, drawn: number): number {
  if (slot >= customerBook.length) return drawn;
  if (entry.payer === 'silent')
    return [-90, -71, -47, -33][customerBook.filter((other) => other.payer === 'silent').indexOf(entry)] ?? drawn;
  return entry.payer === 'prompt' && entry.termsDays === 60 ? 45 : drawn;
}

// A dozen of the overdue invoices were already chased in the old system: Puntual continues from their stage.
function withStagesReached(
  invoices: readonly DemoInvoice[],
  today: IsoDate,
  customers: readonly DemoCustomer[],
): DemoInvoice[] {
  const payerOf = new Map(customers.map((customer, index) => [customer.customerId, customerBook[index]?.payer]));
  const late = invoices.filter(
    (invoice) => invoice.dueDate < addDays(today, -9) && payerOf.get(invoice.customerId) !== 'chaotic',
  );
  const every = Math.max(1, Math.floor(late.length / ALREADY_CHASED));
  const chosen = new Set(
    late
      .filter((_, index) => index % every === 0)
      .slice(0, ALREADY_CHASED)
      .map((invoice) => invoice.invoiceId),
  );
  return invoices.map((invoice) =>
    chosen.has(invoice.invoiceId) ? { ...invoice, alreadyReached: reached(invoice.dueDate, today) } : invoice,
  );
}

function reached(dueDate: IsoDate, today: IsoDate): NonNullable<DemoInvoice['alreadyReached']> {
  const on = (days: number) => addDays(dueDate, days);
  if (on(33) < today) return { stage: 'call', on: on(33) };
  if (on(22) < today) return { stage: 'demand', on: on(22) };
  return { stage: 'follow-up', on: on(9) };
}

function isRare(payer: PayerType): boolean {
  return payer === 'bounced' || payer === 'credited' || payer === 'amended' || payer === 'cancelled';
}

function firstDue(invoices: readonly DemoInvoice[], customerId: string, from: IsoDate): string | undefined {
  return invoices
    .filter((invoice) => invoice.customerId === customerId && invoice.dueDate >= from)
    .sort((a, b) => (a.dueDate < b.dueDate ? -1 : 1))[0]?.invoiceId;
}
