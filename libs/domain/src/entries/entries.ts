import type { IsoDate } from '../calendar/dates.ts';

/** What a line of an invoice's ledger is. Amounts above zero raise what is open, those below lower it. */
export const ENTRY_KINDS = [
  'invoice',
  'amendment',
  'cancellation',
  'payment',
  'credit-note',
  'reversal',
  'discount',
  'write-off',
  'fee',
  'interest',
  'lump-sum',
  'waiver',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** What a line is about: the claim as invoiced, its cancellation, money, a part that is forgiven, or a charge. */
export type EntryRole = 'claim' | 'cancellation' | 'money' | 'forgiven' | 'charge';

const roles: Readonly<Record<EntryKind, EntryRole>> = {
  invoice: 'claim',
  amendment: 'claim',
  cancellation: 'cancellation',
  payment: 'money',
  'credit-note': 'money',
  reversal: 'money',
  discount: 'forgiven',
  'write-off': 'forgiven',
  fee: 'charge',
  interest: 'charge',
  'lump-sum': 'charge',
  waiver: 'charge',
};

/** The kinds of lines with a role. A set of strings, because stored lines may have a kind that is not known here. */
export function entryKindsOf(role: EntryRole): ReadonlySet<string> {
  return new Set(ENTRY_KINDS.filter((kind) => roles[kind] === role));
}

/** One line of an invoice's ledger; lines are added and never changed. What is open is always their sum. */
export interface Entry {
  readonly id: string;
  readonly invoiceId: string;
  /** The charge that the line belongs to (its own claim beside the principal), or null: the principal. */
  readonly chargeId: string | null;
  readonly kind: EntryKind;
  readonly amountMinor: bigint;
  readonly on: IsoDate;
  /** The payment or credit note whose money it is. */
  readonly paymentId: string | null;
  /** The event that brought it. */
  readonly cause: string;
  readonly actor: string;
}

/** What a balance is made of. */
export interface BalanceLine extends Pick<Entry, 'chargeId' | 'amountMinor' | 'on'> {
  /** The line corrects what was invoiced (a credit note or its reversal, a lower total): the sum was never owed. */
  readonly corrects?: boolean;
}

/**
 * What is open from the end of a day on, in minor units. A payment on the 10th is a row of the 10th: interest for the
 * 10th is still due, for the 11th no more.
 */
export interface DatedBalance {
  readonly from: IsoDate;
  readonly openMinor: bigint;
}

/** What is open by the entries: principal, charges, and both. */
export interface Balance {
  readonly principalMinor: bigint;
  readonly chargesMinor: bigint;
  readonly openMinor: bigint;
}

/** What was open at the end of a day; without a day, after all entries. */
export function balanceOn(entries: readonly BalanceLine[], on: IsoDate | null = null): Balance {
  const until = on === null ? entries : entries.filter((entry) => entry.on <= on);
  const principalMinor = sum(until.filter((entry) => entry.chargeId === null));
  const chargesMinor = sum(until.filter((entry) => entry.chargeId !== null));
  return { principalMinor, chargesMinor, openMinor: principalMinor + chargesMinor };
}

/**
 * The lines with every correction of the claim dated back to the due date at the latest, as interest and lump sums
 * count them: what a credit note takes back was never owed.
 */
export function asOwed<Line extends BalanceLine>(lines: readonly Line[], dueOn: IsoDate): Line[] {
  return lines.map((line) => (line.corrects === true && line.on > dueOn ? { ...line, on: dueOn } : line));
}

/** How the open principal changed, day by day: what interest runs on (charges bear none). */
export function principalBalances(entries: readonly BalanceLine[]): DatedBalance[] {
  const principal = entries.filter((entry) => entry.chargeId === null);
  const days = [...new Set(principal.map((entry) => entry.on))].sort();
  return days.map((from) => ({ from, openMinor: balanceOn(principal, from).principalMinor }));
}

function sum(entries: readonly BalanceLine[]): bigint {
  return entries.reduce((total, entry) => total + entry.amountMinor, 0n);
}
