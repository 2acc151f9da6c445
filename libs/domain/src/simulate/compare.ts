import type { IsoDate } from '../calendar/dates.ts';
import { aboutOf, isContact, type CustomerRun } from './summarize.ts';

/** How the first of two runs of a customer differs from the second: a positive number means more in the first. */
export interface CustomerDifference {
  readonly messages: number;
  readonly contacts: number;
  readonly tasks: number;
  /** Both runs have the same messages and tasks on the same days. */
  readonly same: boolean;
}

/** How the first runs of many customers differ from their second runs. */
export interface RunDifferences {
  readonly customers: {
    readonly same: number;
    readonly moreContacts: number;
    readonly fewerContacts: number;
    /** The same number of contacts, but other contacts, or contacts on other days. */
    readonly otherwise: number;
  };
  /**
   * Numbers of invoices by their first contact in the first run, compared with the second run; `none`: the invoice has
   * a contact in neither run.
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
    if (entry.kind !== 'message' || !isContact(entry)) continue;
    for (const invoiceId of aboutOf(entry)) if (!first.has(invoiceId)) first.set(invoiceId, entry.on);
  }
  return first;
}

/**
 * Counts the differences of many customers, given one after the other. `invoiceIds`: the customer's invoices to count.
 */
export function comparer(): {
  readonly add: (run: CustomerRun, other: CustomerRun, invoiceIds: readonly string[]) => void;
  readonly result: () => RunDifferences;
} {
  const customers = { same: 0, moreContacts: 0, fewerContacts: 0, otherwise: 0 };
  const firstContacts = { same: 0, earlier: 0, later: 0, only: 0, onlyOther: 0, none: 0 };
  const add = (run: CustomerRun, other: CustomerRun, invoiceIds: readonly string[]) => {
    customers[sideOf(compareCustomer(run, other))]++;
    const [ours, theirs] = [firstContactsOf(run), firstContactsOf(other)];
    for (const invoiceId of invoiceIds) firstContacts[compareDays(ours.get(invoiceId), theirs.get(invoiceId))]++;
  };
  return { add, result: () => ({ customers: { ...customers }, firstContacts: { ...firstContacts } }) };
}

function sideOf({ same, contacts }: CustomerDifference): keyof RunDifferences['customers'] {
  if (same) return 'same';
  return contacts > 0 ? 'moreContacts' : contacts < 0 ? 'fewerContacts' : 'otherwise';
}

function compareDays(on: IsoDate | undefined, other: IsoDate | undefined): keyof RunDifferences['firstContacts'] {
  if (on === undefined) return other === undefined ? 'none' : 'onlyOther';
  if (other === undefined) return 'only';
  return on === other ? 'same' : on < other ? 'earlier' : 'later';
}

function countsOf({ happened }: CustomerRun): {
  readonly messages: number;
  readonly contacts: number;
  readonly tasks: number;
} {
  const counts = { messages: 0, contacts: 0, tasks: 0 };
  for (const entry of happened) {
    if (entry.kind === 'message') counts.messages++;
    if (entry.kind === 'message' && isContact(entry)) counts.contacts++;
    if (entry.kind === 'task') counts.tasks++;
  }
  return counts;
}

// What customer and team notice, by days and without an order within a day: a recorded message left some minutes after
// its request.
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
