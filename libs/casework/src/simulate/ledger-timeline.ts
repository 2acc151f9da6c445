import type { EpochMs, IsoDate } from '@puntual/domain/calendar/dates';
import type { Hold, InvoiceStatus } from '@puntual/domain/decide/case-facts';

/** One ledger entry of an invoice; `at` is the instant at which it was booked. */
export interface BookedEntry {
  readonly at: EpochMs;
  readonly kind: string;
  readonly amountMinor: bigint;
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
  readonly openedAt: EpochMs;
  readonly releasedAt: EpochMs | null;
}

/**
 * The balances of one invoice, one for each instant at which entries were booked, oldest first. `entries` are in the
 * order in which they were booked. Pure and total.
 */
export function balancesOf(entries: readonly BookedEntry[]): readonly Balance[] {
  const balances: Balance[] = [];
  let openMinor = 0n;
  let paidMinor = 0n;
  for (const { at, kind, amountMinor } of entries) {
    openMinor += amountMinor;
    if (kind === 'payment' || kind === 'reversal') paidMinor -= amountMinor;
    const balance = { at, openMinor, status: statusOf(openMinor, kind, paidMinor) };
    if (balances.at(-1)?.at === at) balances.pop();
    balances.push(balance);
  }
  return balances;
}

function statusOf(openMinor: bigint, lastKind: string, paidMinor: bigint): InvoiceStatus {
  if (openMinor > 0n) return 'open';
  if (lastKind === 'cancellation') return 'cancelled';
  if (lastKind === 'write-off') return 'written-off';
  return paidMinor > 0n ? 'paid' : 'credited';
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

/** The holds that are open at `at`. */
export function holdsAt(holds: readonly BookedHold[], at: EpochMs): readonly Hold[] {
  return holds
    .filter((hold) => hold.openedAt <= at && (hold.releasedAt === null || hold.releasedAt > at))
    .map(({ id, kind, untilOn }) => ({ id, kind, untilOn }));
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
