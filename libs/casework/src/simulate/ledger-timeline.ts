import type { EpochMs, IsoDate } from '@puntual/domain/calendar/dates';
import type { Hold, InvoiceStatus } from '@puntual/domain/decide/case-facts';
import { settledAs } from '@puntual/domain/ledger/settled-as';
import { WRITE_OFF_CAUSES } from '@puntual/domain/ledger/settle-invoice';

/** One ledger entry of an invoice; `at` is the instant at which it was booked. */
export interface BookedEntry {
  readonly at: EpochMs;
  readonly kind: string;
  readonly amountMinor: bigint;
  /** Why it was booked; tells a person's write-off from others. Left out: a person's. */
  readonly cause?: string;
  /** Whether it moves money of a credit note, not of a payment. */
  readonly ofCreditNote?: boolean;
}

/** The balance of an invoice from an instant on. */
export interface Balance {
  readonly at: EpochMs;
  readonly openMinor: bigint;
  readonly status: InvoiceStatus;
}

/** A customer's credit (money that is on no invoice) in a currency, from an instant on. */
export interface Credit {
  readonly at: EpochMs;
  readonly currency: string;
  readonly creditMinor: bigint;
}

/**
 * A payment, and what of it was put on invoices, taken back by its bank or paid back (negative), or given back by
 * invoices (positive).
 */
export interface BookedPayment {
  readonly at: EpochMs;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly reversedAt: EpochMs | null;
  readonly allocated: readonly { readonly at: EpochMs; readonly amountMinor: bigint }[];
}

/** A hold with the time during which it was open. */
export interface BookedHold extends Hold {
  /** What of the invoice is disputed; null or left out: the whole invoice, or no dispute. */
  readonly disputedMinor?: bigint | null;
  readonly openedAt: EpochMs;
  readonly releasedAt: EpochMs | null;
}

/** In which run a case may be at an instant: each opening after a settlement begins one. Pure and total. */
export function runAt(balances: readonly Balance[], at: EpochMs): number {
  let run = 1;
  let before: InvoiceStatus = 'open';
  for (const balance of balances) {
    if (balance.at > at) break;
    if (before !== 'open' && balance.status === 'open') run++;
    before = balance.status;
  }
  return run;
}

/**
 * The balances of one invoice, one for each instant at which entries were booked, oldest first. `entries` are in the
 * order in which they were booked. Pure and total.
 */
export function balancesOf(entries: readonly BookedEntry[]): readonly Balance[] {
  const balances: Balance[] = [];
  const totals: Totals = { openMinor: 0n, claimMinor: 0n, givenUpMinor: 0n, paidMinor: 0n, cancelledMinor: 0n };
  for (const entry of entries) {
    addEntry(totals, entry);
    const balance = { at: entry.at, openMinor: totals.openMinor, status: statusOf(totals) };
    if (balances.at(-1)?.at === entry.at) balances.pop();
    balances.push(balance);
  }
  return balances;
}

/** The sums of an invoice's entries so far. */
interface Totals {
  openMinor: bigint;
  claimMinor: bigint;
  givenUpMinor: bigint;
  paidMinor: bigint;
  cancelledMinor: bigint;
}

function addEntry(totals: Totals, { kind, amountMinor, cause, ofCreditNote }: BookedEntry): void {
  totals.openMinor += amountMinor;
  if (kind === 'invoice' || kind === 'amendment') totals.claimMinor += amountMinor;
  else if (kind === 'cancellation') totals.cancelledMinor -= amountMinor;
  else if (kind === 'write-off' && (cause ?? WRITE_OFF_CAUSES.person).startsWith(WRITE_OFF_CAUSES.person))
    totals.givenUpMinor -= amountMinor;
  else if ((kind === 'payment' || kind === 'reversal') && ofCreditNote !== true) totals.paidMinor -= amountMinor;
}

// The ledger's own rule, so that an invoice ends in the simulation as it ended in the books.
function statusOf(totals: Totals): InvoiceStatus {
  if (totals.openMinor > 0n) return 'open';
  return totals.cancelledMinor > 0n ? 'cancelled' : settledAs(totals);
}

/** A customer's credit in each currency at each instant at which it changed, oldest first. Pure and total. */
export function creditsOf(payments: readonly BookedPayment[]): readonly Credit[] {
  const instants = [
    ...new Set(
      payments.flatMap((payment) => [
        payment.at,
        payment.reversedAt ?? payment.at,
        ...payment.allocated.map((each) => each.at),
      ]),
    ),
  ].sort((a, b) => a - b);
  const known = new Map<string, bigint>();
  const credits: Credit[] = [];
  for (const at of instants) {
    for (const currency of new Set(payments.map((payment) => payment.currency))) {
      const creditMinor = payments.reduce(
        (sum, payment) => (payment.currency === currency ? sum + unallocatedAt(payment, at) : sum),
        0n,
      );
      if (creditMinor === (known.get(currency) ?? 0n)) continue;
      known.set(currency, creditMinor);
      credits.push({ at, currency, creditMinor });
    }
  }
  return credits;
}

function unallocatedAt({ at: from, amountMinor, reversedAt, allocated }: BookedPayment, at: EpochMs): bigint {
  if (at < from || (reversedAt !== null && reversedAt <= at)) return 0n;
  return allocated.reduce((left, each) => (each.at <= at ? left + each.amountMinor : left), amountMinor);
}

/** The holds that are open at `at`, whole or of a part. */
export function holdsAt(
  holds: readonly BookedHold[],
  at: EpochMs,
): readonly Omit<BookedHold, 'openedAt' | 'releasedAt'>[] {
  return holds
    .filter((hold) => hold.openedAt <= at && (hold.releasedAt === null || hold.releasedAt > at))
    .map(({ id, kind, untilOn, disputedMinor = null }) => ({ id, kind, untilOn, disputedMinor }));
}

/**
 * The point of `list` that is in force at `at`: the last one that is not later; null before the first. `list` is in the
 * order of its instants.
 */
export function lastAt<Point extends { readonly at: EpochMs }>(list: readonly Point[], at: EpochMs): Point | null {
  return list.findLast((point) => point.at <= at) ?? null;
}

/** A change of the due date; `at` is the instant at which it was recorded. */
export interface Amendment {
  readonly at: EpochMs;
  readonly from: IsoDate;
  readonly to: IsoDate;
}

/** The due date at the instant `at`; `dueOn` is today's. `amendments` are in the order of their instants. */
export function dueOnAt(dueOn: IsoDate, amendments: readonly Amendment[], at: EpochMs): IsoDate {
  return amendments.find((amendment) => amendment.at > at)?.from ?? dueOn;
}
