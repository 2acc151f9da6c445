import { addDays, daysBetween, laterDate, type IsoDate } from '../calendar/dates.ts';
import { entryKindsOf } from '../entries/entries.ts';
import {
  creditLeft,
  datedEntries,
  dueOnAt,
  movedByMoney,
  type DatedEntry,
  type LedgerEntry,
  type LedgerInvoice,
  type LedgerMoney,
} from './dated-entries.ts';

/** An open invoice on a statement. Amounts are minor units of its currency. */
export interface StatementItem {
  readonly invoice: LedgerInvoice;
  /** The due date that it had on the day. */
  readonly dueOn: IsoDate;
  /** Calendar days after the due date; zero or negative when not late. */
  readonly daysLate: number;
  /** What was invoiced, with its amendments. */
  readonly totalMinor: bigint;
  /** Fees, interest and lump sums, less what was waived; part of what is open until paid. */
  readonly chargesMinor: bigint;
  readonly openMinor: bigint;
  /** The sum of the entries of each kind, in the order in which they came. They add up to what is open. */
  readonly byKind: ReadonlyMap<string, bigint>;
}

/** Money that came in, as it stood on the day. */
export interface StatementMoney {
  readonly money: LedgerMoney;
  /** What of it is on no invoice: the customer's credit. */
  readonly unallocatedMinor: bigint;
  /** The day it was taken back, when that was not after the statement's day. */
  readonly reversedOn: IsoDate | null;
}

/** Sums of one currency in its minor units. */
export interface StatementSum {
  readonly currency: string;
  readonly overdueMinor: bigint;
  readonly upcomingMinor: bigint;
  readonly openMinor: bigint;
  readonly chargesMinor: bigint;
  readonly creditMinor: bigint;
  /** Open less credit: below zero when the customer has more with us than it owes. */
  readonly balanceMinor: bigint;
}

export interface Statement {
  readonly on: IsoDate;
  /** Oldest due date first. */
  readonly overdue: readonly StatementItem[];
  /** Open and not late: due on the day or later. */
  readonly upcoming: readonly StatementItem[];
  /** Received in the `MONEY_DAYS` before, or not allocated yet; newest first. */
  readonly money: readonly StatementMoney[];
  /** In alphabetical order of the currency; different currencies are never added up. */
  readonly sums: readonly StatementSum[];
}

/** Money older than this is listed only while some of it is not allocated. */
export const MONEY_DAYS = 90;

/** Kinds of entries that add a charge to a debt because it is late, or waive it again. */
export const CHARGE_ENTRY_KINDS = entryKindsOf('charge');
const CLAIM_ENTRY_KINDS = entryKindsOf('claim');

/**
 * A customer's account as it stood at the end of a day, by the dates of the entries (`entries` in the order in which
 * they were written). Every kind of entry counts, known here or not; due dates are those of the day. `invoices` and
 * `entries` include those of other customers that the money of this one is or was on, or that its invoices got money
 * from.
 */
export function statementAt(
  invoices: readonly LedgerInvoice[],
  entries: readonly LedgerEntry[],
  money: readonly LedgerMoney[],
  on: IsoDate,
): Statement {
  const until = datedEntries(invoices, entries).filter((entry) => entry.effectiveOn <= on);
  const items = itemsAt(invoices, until, on);
  const since = addDays(on, -MONEY_DAYS);
  const moved = movedByMoney(until);
  const received = money
    .filter((each) => each.receivedOn <= on)
    .map((each): StatementMoney => {
      const reversedOn =
        each.reversedOn !== null && each.reversedOn <= on ? laterDate(each.reversedOn, each.receivedOn) : null;
      const leftMinor = sum(each.outflows.flatMap((outflow) => (outflow.on <= on ? [outflow.minor] : [])));
      return {
        money: each,
        unallocatedMinor:
          reversedOn === null ? creditLeft(each.amountMinor + (moved.get(each.id) ?? 0n), leftMinor) : 0n,
        reversedOn,
      };
    });
  return {
    on,
    overdue: items.filter((item) => item.daysLate > 0),
    upcoming: items.filter((item) => item.daysLate <= 0),
    money: received
      .filter((each) => each.unallocatedMinor !== 0n || each.money.receivedOn >= since)
      .sort((a, b) => inOrder([b.money.receivedOn, b.money.id], [a.money.receivedOn, a.money.id])),
    sums: sumsOf(items, received),
  };
}

function itemsAt(invoices: readonly LedgerInvoice[], until: readonly DatedEntry[], on: IsoDate): StatementItem[] {
  const kinds = new Map<string, Map<string, bigint>>();
  for (const { entry } of until) {
    const of = kinds.get(entry.invoiceId) ?? new Map<string, bigint>();
    of.set(entry.kind, (of.get(entry.kind) ?? 0n) + entry.amountMinor);
    kinds.set(entry.invoiceId, of);
  }
  return invoices
    .flatMap((invoice): StatementItem[] => {
      const byKind = kinds.get(invoice.id);
      if (!byKind || invoice.ofAnother) return [];
      const sumIf = (wanted: (kind: string) => boolean) =>
        [...byKind].reduce((sum, [kind, minor]) => (wanted(kind) ? sum + minor : sum), 0n);
      const openMinor = sumIf(() => true);
      if (openMinor === 0n) return [];
      const dueOn = dueOnAt(invoice, on);
      return [
        {
          invoice,
          dueOn,
          daysLate: daysBetween(dueOn, on),
          totalMinor: sumIf((kind) => CLAIM_ENTRY_KINDS.has(kind)),
          chargesMinor: sumIf((kind) => CHARGE_ENTRY_KINDS.has(kind)),
          openMinor,
          byKind,
        },
      ];
    })
    .sort((a, b) => inOrder([a.dueOn, a.invoice.number, a.invoice.id], [b.dueOn, b.invoice.number, b.invoice.id]));
}

function sumsOf(items: readonly StatementItem[], received: readonly StatementMoney[]): StatementSum[] {
  const currencies = new Set([
    ...items.map((item) => item.invoice.currency),
    ...received.filter((each) => each.unallocatedMinor !== 0n).map((each) => each.money.currency),
  ]);
  return [...currencies].sort().map((currency) => {
    const own = items.filter((item) => item.invoice.currency === currency);
    const overdueMinor = sum(own.filter((item) => item.daysLate > 0).map((item) => item.openMinor));
    const upcomingMinor = sum(own.filter((item) => item.daysLate <= 0).map((item) => item.openMinor));
    const creditMinor = sum(
      received.filter((each) => each.money.currency === currency).map((each) => each.unallocatedMinor),
    );
    const openMinor = overdueMinor + upcomingMinor;
    return {
      currency,
      overdueMinor,
      upcomingMinor,
      openMinor,
      chargesMinor: sum(own.map((item) => item.chargesMinor)),
      creditMinor,
      balanceMinor: openMinor - creditMinor,
    };
  });
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, minor) => total + minor, 0n);
}

function inOrder(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 ? 0 : (a[at] ?? '') < (b[at] ?? '') ? -1 : 1;
}
