import { daysBetween, type IsoDate } from '../calendar/dates.ts';
import type { Happening, SimulatedTask } from './simulate-customer.ts';
import type { Stage, Template } from '../policy/vocabulary.ts';

/** What one customer's simulation brought about. */
export interface CustomerRun {
  readonly customerId: string;
  readonly happened: readonly Happening[];
}

/** One number of a histogram or a series, in the order of `at`. */
export interface Count<Key extends string | number> {
  readonly at: Key;
  readonly count: number;
}

/** The tasks that people get on one day. */
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
  /** The most messages that one customer got on one day: one, unless a thank-you went beside it. */
  readonly mostMessagesPerCustomerAndDay: number;
  readonly messagesPerDay: readonly Count<IsoDate>[];
  /** How many customers got so many contacts. */
  readonly contactsPerCustomer: readonly Count<number>[];
  /** Days between one contact and the next of the same customer. */
  readonly daysBetweenContacts: readonly Count<number>[];
  /** What people get to do, by the day it is opened: a call is one for all invoices of a customer. */
  readonly tasksPerDay: readonly TaskDay[];
  readonly byStage: readonly Count<Stage>[];
  readonly byTemplate: readonly Count<Template>[];
  /** The first message that is about each invoice. */
  readonly firstContacts: readonly { readonly invoiceId: string; readonly on: IsoDate; readonly stage: Stage }[];
}

/** `summarize`, one customer after the other: what happened need not be kept. */
export function summarizer(): { readonly add: (run: CustomerRun) => void; readonly result: () => SimulationSummary } {
  const totals = {
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
  };
  const messagesPerDay = new Map<IsoDate, number>();
  const contactsPerCustomer = new Map<number, number>();
  const between = new Map<number, number>();
  const tasksPerDay = new Map<IsoDate, Record<SimulatedTask, number>>();
  const byStage = new Map<Stage, number>();
  const byTemplate = new Map<Template, number>();
  const first = new Map<string, { readonly invoiceId: string; readonly on: IsoDate; readonly stage: Stage }>();
  let most = 0;

  const addMessage = (message: Extract<Happening, { kind: 'message' }>) => {
    totals.messages++;
    count(messagesPerDay, message.on);
    count(byTemplate, message.template);
    if (message.template === 'thank-you') return;
    totals.contacts++;
    if (message.reminder) totals.reminders++;
    count(byStage, message.stage);
    for (const invoiceId of aboutOf(message))
      if (!first.has(invoiceId)) first.set(invoiceId, { invoiceId, on: message.on, stage: message.stage });
  };
  const addDeed = (deed: Extract<Happening, { kind: 'did' }>) => {
    if (deed.decision === 'note-call-overdue') totals.callsOverdue++;
    if (deed.decision === 'hold-supply') totals.supplyHolds++;
    if (deed.decision === 'propose-agency') totals.agencyHandOffs++;
  };
  const addTask = ({ on, task }: Extract<Happening, { kind: 'task' }>) => {
    totals.tasks++;
    if (task === 'call') totals.calls++;
    const day = tasksPerDay.get(on) ?? { call: 0, 'approve-agency': 0, 'fix-contact': 0 };
    day[task]++;
    tasksPerDay.set(on, day);
  };
  const add = ({ happened }: CustomerRun) => {
    totals.customers++;
    const days = new Map<IsoDate, number>();
    const contacts: IsoDate[] = [];
    for (const entry of happened) {
      if (entry.kind === 'message') {
        addMessage(entry);
        count(days, entry.on);
        if (entry.template !== 'thank-you') contacts.push(entry.on);
      } else if (entry.kind === 'did') addDeed(entry);
      else if (entry.kind === 'task') addTask(entry);
      else if (entry.kind === 'unreachable') totals.unreachable++;
    }
    if (contacts.length > 0) totals.customersContacted++;
    count(contactsPerCustomer, contacts.length);
    contacts.slice(1).forEach((on, index) => count(between, daysBetween(contacts[index] ?? on, on)));
    for (const sent of days.values()) most = Math.max(most, sent);
  };
  const result = (): SimulationSummary => ({
    totals: { ...totals },
    mostMessagesPerCustomerAndDay: most,
    messagesPerDay: inOrder(messagesPerDay),
    contactsPerCustomer: inOrder(contactsPerCustomer),
    daysBetweenContacts: inOrder(between),
    tasksPerDay: taskDays(tasksPerDay),
    byStage: inOrder(byStage),
    byTemplate: inOrder(byTemplate),
    firstContacts: [...first.values()].sort((a, b) => compare(a.on, b.on) || compare(a.invoiceId, b.invoiceId)),
  });
  return { add, result };
}

/** The invoices that a message is about: those that asked for it, and those that it lists as overdue. */
export function aboutOf({ carries, overdue }: Extract<Happening, { kind: 'message' }>): readonly string[] {
  return [...new Set([...carries.map((carried) => carried.invoiceId), ...overdue])];
}

function taskDays(days: ReadonlyMap<IsoDate, Readonly<Record<SimulatedTask, number>>>): TaskDay[] {
  return [...days]
    .map(([on, of]) => ({
      on,
      calls: of.call,
      approvals: of['approve-agency'],
      contactData: of['fix-contact'],
      all: of.call + of['approve-agency'] + of['fix-contact'],
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
