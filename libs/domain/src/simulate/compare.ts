import type { IsoDate } from '../calendar/dates.ts';
import type { Happening } from './simulate-customer.ts';
import { aboutOf, type CustomerRun } from './summarize.ts';

/** How one run of a customer differs from another: more in the first is positive. */
export interface CustomerDifference {
  readonly messages: number;
  readonly contacts: number;
  readonly tasks: number;
  /** Nothing differs that customer or team would notice: the same messages and tasks on the same days. */
  readonly same: boolean;
}

/** How the runs of many customers differ from others of the same customers. */
export interface RunDifferences {
  readonly customers: {
    readonly same: number;
    readonly moreContacts: number;
    readonly fewerContacts: number;
    /** As many contacts, but other ones or on other days. */ readonly otherwise: number;
  };
  /**
   * The first contact about each invoice, beside the other run's. `none`: about this invoice there is none in either.
   */
  readonly firstContacts: {
    readonly same: number;
    readonly earlier: number;
    readonly later: number;
    readonly only: number;
    readonly onlyOther: number;
    readonly none: number;
  };
}

/** The differences between two runs, for one customer. Pure and total. */
export function compareCustomer(run: CustomerRun, other: CustomerRun): CustomerDifference {
  const [a, b] = [countsOf(run), countsOf(other)];
  return {
    messages: a.messages - b.messages,
    contacts: a.contacts - b.contacts,
    tasks: a.tasks - b.tasks,
    same: noticed(run) === noticed(other),
  };
}

/** The day of the first contact about each invoice of the run. */
export function firstContactsOf({ happened }: CustomerRun): ReadonlyMap<string, IsoDate> {
  const first = new Map<string, IsoDate>();
  for (const entry of happened) {
    if (!isContact(entry)) continue;
    for (const invoiceId of aboutOf(entry)) if (!first.has(invoiceId)) first.set(invoiceId, entry.on);
  }
  return first;
}

/**
 * Counts the differences of many customers, one after the other; `invoiceIds` are all invoices of the customer that
 * count.
 */
export function comparer(): {
  readonly add: (run: CustomerRun, other: CustomerRun, invoiceIds: readonly string[]) => void;
  readonly result: () => RunDifferences;
} {
  const customers = { same: 0, moreContacts: 0, fewerContacts: 0, otherwise: 0 };
  const firstContacts = { same: 0, earlier: 0, later: 0, only: 0, onlyOther: 0, none: 0 };
  const add = (run: CustomerRun, other: CustomerRun, invoiceIds: readonly string[]) => {
    const difference = compareCustomer(run, other);
    customers[
      difference.same
        ? 'same'
        : difference.contacts > 0
          ? 'moreContacts'
          : difference.contacts < 0
            ? 'fewerContacts'
            : 'otherwise'
    ]++;
    const [ours, theirs] = [firstContactsOf(run), firstContactsOf(other)];
    for (const invoiceId of invoiceIds) firstContacts[compareDays(ours.get(invoiceId), theirs.get(invoiceId))]++;
  };
  return { add, result: () => ({ customers: { ...customers }, firstContacts: { ...firstContacts } }) };
}

function compareDays(on: IsoDate | undefined, other: IsoDate | undefined): keyof RunDifferences['firstContacts'] {
  if (on === undefined) return other === undefined ? 'none' : 'onlyOther';
  if (other === undefined) return 'only';
  return on === other ? 'same' : on < other ? 'earlier' : 'later';
}

type Message = Extract<Happening, { kind: 'message' }>;

function isContact(entry: Happening): entry is Message {
  return entry.kind === 'message' && entry.template !== 'thank-you';
}

function countsOf({ happened }: CustomerRun): {
  readonly messages: number;
  readonly contacts: number;
  readonly tasks: number;
} {
  const counts = { messages: 0, contacts: 0, tasks: 0 };
  for (const entry of happened) {
    if (entry.kind === 'message') counts.messages++;
    if (isContact(entry)) counts.contacts++;
    if (entry.kind === 'task') counts.tasks++;
  }
  return counts;
}

// Days, not instants, and in no order within a day: what is recorded left some minutes after it was asked for.
function noticed({ happened }: CustomerRun): string {
  return happened
    .flatMap((entry) => {
      switch (entry.kind) {
        case 'message':
          return [`${entry.on} ${entry.template} ${entry.channel} ${[...aboutOf(entry)].sort().join(' ')}`];
        case 'task':
          return [`${entry.on} ${entry.task}`];
        case 'asked':
        case 'did':
        case 'unreachable':
          return [];
      }
    })
    .sort()
    .join('\n');
}
