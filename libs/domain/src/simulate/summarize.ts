import { daysBetween, type IsoDate } from '../calendar/dates.ts';
import type { Happening, SimulatedTask } from './happening.ts';
import type { Stage, Template } from '../policy/vocabulary.ts';

/** What happened in one customer's simulation. */
export interface CustomerRun {
  readonly customerId: string;
  readonly happened: readonly Happening[];
}

/** One column of a histogram, or one point of a series. */
export interface Count<Key extends string | number> {
  readonly at: Key;
  readonly count: number;
}

/** Numbers of the tasks that people get on one day. */
export interface TaskDay {
  readonly on: IsoDate;
  readonly calls: number;
  readonly approvals: number;
  readonly contactData: number;
  readonly all: number;
}

/** A simulation in numbers. Thank-yous count as messages and not as contacts; days are the customers' local ones. */
export interface SimulationSummary {
  readonly totals: {
    readonly customers: number;
    readonly customersContacted: number;
    readonly messages: number;
    readonly contacts: number;
    readonly reminders: number;
    readonly unreachable: number;
    readonly calls: number;
    readonly callsOverdue: number;
    readonly supplyHolds: number;
    readonly agencyHandOffs: number;
    /** Calls, approvals of hand-offs, and contact data to mend. */
    readonly tasks: number;
  };
  /** The most messages that one customer got on one day: one, unless a thank-you left on the same day. */
  readonly mostMessagesPerCustomerAndDay: number;
  readonly messagesPerDay: readonly Count<IsoDate>[];
  /** Number of customers (`count`) with a number of contacts (`at`). */
  readonly contactsPerCustomer: readonly Count<number>[];
  /** Days between one contact and the next of the same customer. */
  readonly daysBetweenContacts: readonly Count<number>[];
  /** The tasks of people by the day of opening. One call covers all invoices of a customer. */
  readonly tasksPerDay: readonly TaskDay[];
  readonly byStage: readonly Count<Stage>[];
  readonly byTemplate: readonly Count<Template>[];
  /** The late fees that messages bring, by currency; in minor units. */
  readonly fees: readonly { readonly currency: string; readonly count: number; readonly minor: bigint }[];
  /** The first message that is about each invoice. */
  readonly firstContacts: readonly { readonly invoiceId: string; readonly on: IsoDate; readonly stage: Stage }[];
}

/** Counts what happened in the simulations of many customers, given one after the other in any order. */
export function summarizer(): { readonly add: (run: CustomerRun) => void; readonly result: () => SimulationSummary } {
  const counts = newCounts();
  return { add: (run) => addRun(counts, run), result: () => summaryOf(counts) };
}

type Message = Extract<Happening, { kind: 'message' }>;

/** The numbers so far, in a form that can be added to. */
function newCounts() {
  return {
    totals: {
      customers: 0,
      customersContacted: 0,
      messages: 0,
      contacts: 0,
      reminders: 0,
      unreachable: 0,
      calls: 0,
      callsOverdue: 0,
      supplyHolds: 0,
      agencyHandOffs: 0,
      tasks: 0,
    },
    mostMessagesPerCustomerAndDay: 0,
    messagesPerDay: new Map<IsoDate, number>(),
    contactsPerCustomer: new Map<number, number>(),
    daysBetweenContacts: new Map<number, number>(),
    tasksPerDay: new Map<IsoDate, Record<SimulatedTask, number>>(),
    byStage: new Map<Stage, number>(),
    byTemplate: new Map<Template, number>(),
    fees: new Map<string, { readonly count: number; readonly minor: bigint }>(),
    firstContacts: new Map<string, SimulationSummary['firstContacts'][number]>(),
  };
}
type Counts = ReturnType<typeof newCounts>;

function addRun(counts: Counts, { happened }: CustomerRun): void {
  counts.totals.customers++;
  for (const entry of happened) addHappening(counts, entry);
  const messages = happened.filter((entry) => entry.kind === 'message');
  const messagesPerDay = new Map<IsoDate, number>();
  for (const { on } of messages) count(messagesPerDay, on);
  counts.mostMessagesPerCustomerAndDay = Math.max(counts.mostMessagesPerCustomerAndDay, ...messagesPerDay.values());
  const contacts = messages.filter(isContact);
  if (contacts.length > 0) counts.totals.customersContacted++;
  count(counts.contactsPerCustomer, contacts.length);
  for (const [index, { on }] of contacts.entries()) {
    const before = contacts[index - 1];
    if (before) count(counts.daysBetweenContacts, daysBetween(before.on, on));
  }
}

function addHappening(counts: Counts, entry: Happening): void {
  switch (entry.kind) {
    case 'asked':
      return;
    case 'message':
      return addMessage(counts, entry);
    case 'unreachable':
      counts.totals.unreachable++;
      return;
    case 'did':
      if (entry.decision === 'note-call-overdue') counts.totals.callsOverdue++;
      if (entry.decision === 'hold-supply') counts.totals.supplyHolds++;
      if (entry.decision === 'propose-agency') counts.totals.agencyHandOffs++;
      return;
    case 'task':
      return addTask(counts, entry);
  }
}

function addMessage(counts: Counts, message: Message): void {
  const { totals, messagesPerDay, byTemplate, byStage, firstContacts } = counts;
  const { on, stage } = message;
  for (const { currency, minor } of message.fees ?? []) {
    const before = counts.fees.get(currency) ?? { count: 0, minor: 0n };
    counts.fees.set(currency, { count: before.count + 1, minor: before.minor + minor });
  }
  totals.messages++;
  count(messagesPerDay, on);
  count(byTemplate, message.template);
  if (!isContact(message)) return;
  totals.contacts++;
  if (message.reminder) totals.reminders++;
  count(byStage, stage);
  for (const invoiceId of aboutOf(message))
    if (!firstContacts.has(invoiceId)) firstContacts.set(invoiceId, { invoiceId, on, stage });
}

function addTask({ totals, tasksPerDay }: Counts, { on, task }: Extract<Happening, { kind: 'task' }>): void {
  totals.tasks++;
  if (task === 'call') totals.calls++;
  const day = tasksPerDay.get(on) ?? {
    call: 0,
    'approve-agency': 0,
    'fix-contact': 0,
    'complete-invoice': 0,
    'confirm-payment': 0,
  };
  day[task]++;
  tasksPerDay.set(on, day);
}

function summaryOf(counts: Counts): SimulationSummary {
  return {
    totals: { ...counts.totals },
    mostMessagesPerCustomerAndDay: counts.mostMessagesPerCustomerAndDay,
    messagesPerDay: inOrder(counts.messagesPerDay),
    contactsPerCustomer: inOrder(counts.contactsPerCustomer),
    daysBetweenContacts: inOrder(counts.daysBetweenContacts),
    tasksPerDay: taskDays(counts.tasksPerDay),
    byStage: inOrder(counts.byStage),
    byTemplate: inOrder(counts.byTemplate),
    fees: [...counts.fees]
      .map(([currency, fees]) => ({ currency, ...fees }))
      .sort((a, b) => compare(a.currency, b.currency)),
    firstContacts: [...counts.firstContacts.values()].sort(
      (a, b) => compare(a.on, b.on) || compare(a.invoiceId, b.invoiceId),
    ),
  };
}

/** Whether a message counts as a contact: all messages but a thank-you. */
export function isContact(message: Message): boolean {
  return message.template !== 'thank-you';
}

/** The invoices that a message is about: those that requested it, and those that it lists as overdue. */
export function aboutOf({ carries, overdue }: Message): readonly string[] {
  return [...new Set([...carries.map((carried) => carried.invoiceId), ...overdue])];
}

function taskDays(days: ReadonlyMap<IsoDate, Readonly<Record<SimulatedTask, number>>>): TaskDay[] {
  return [...days]
    .map(([on, of]) => ({
      on,
      calls: of.call,
      approvals: of['approve-agency'],
      contactData: of['fix-contact'],
      all: Object.values(of).reduce((sum, tasks) => sum + tasks, 0),
    }))
    .sort((a, b) => compare(a.on, b.on));
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function inOrder<Key extends string | number>(counts: ReadonlyMap<Key, number>): Count<Key>[] {
  return [...counts].map(([at, total]) => ({ at, count: total })).sort((a, b) => compare(a.at, b.at));
}

function compare<Key extends string | number>(a: Key, b: Key): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
