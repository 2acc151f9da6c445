import { oldestFirst, type MatchableInvoice } from './matchable-invoice.ts';

/** Bounds of the search for a set of invoices with a sum. */
export interface SetSearch {
  /** Most invoices in a set. */
  readonly maxSetSize: number;
  /** Most steps; a search that is not over by then has found nothing. */
  readonly maxSteps: number;
}

/** Customers with so few open invoices may pay any set of them: it is believed without more. */
const FEW_INVOICES = 4;
/** Among more invoices of fitting size no set is searched for. */
const MAX_CANDIDATES = 200;
/** The largest set that is searched for beside a single invoice of the same sum. */
const RIVAL_SIZE = 4;
/** How many times rarer than one a set with the sum by chance has to be, to be believed where there are many. */
const CHANCE_GUARD = 1000n;
/** The same for small sets that are the only ones: there are few of them, and payers make them more often. */
const SMALL_SET_GUARD = 300n;
const SMALL_SET = 3;

/**
 * The sets of one or more invoices that an amount may be meant for because it is their sum exactly. One: it is the
 * payment's. Several are equally good: it is nobody's.
 */
export function setsForSum(
  amountMinor: bigint,
  invoices: readonly MatchableInvoice[],
  search: SetSearch,
): MatchableInvoice[][] {
  const sorted = [...invoices].sort(oldestFirst);
  const found = new Map<string, MatchableInvoice[]>();
  const add = (set: readonly MatchableInvoice[]) =>
    found.set(
      set
        .map((invoice) => invoice.id)
        .sort()
        .join(' '),
      [...set].sort(oldestFirst),
    );
  for (const invoice of sorted)
    if (invoice.openMinor === amountMinor || invoice.openMinor - (invoice.discountMinor ?? 0n) === amountMinor)
      add([invoice]);
  const few = sorted.length <= FEW_INVOICES;
  const alone = found.size > 0;
  // Beside one invoice of the sum a small set of it is another reading, however likely it is to be chance.
  if (alone)
    for (const set of anySets(amountMinor, sorted, { ...search, maxSetSize: Math.min(search.maxSetSize, RIVAL_SIZE) }))
      add(set);
  // There are at most two likely sets for each invoice: one that ends with it, and that of its day.
  if (alone || few || isTelling(amountMinor, sorted, 2n * BigInt(sorted.length)))
    for (const set of likelySets(amountMinor, sorted)) if (!isInterchangeable(set, sorted)) add(set);
  // All that is open is one set alone, and payers do pay it.
  if (sorted.length > 0 && sumOf(sorted) === amountMinor) add(sorted);
  for (const set of tellingSets(amountMinor, sorted, search)) add(set);
  return [...found.values()];
}

/** A search among sets that mostly say nothing is shorter. */
const MAX_STEPS_AMONG_CHANCES = 30_000;

// The sets of any invoices that are believed: all where there are few invoices or the sum is far rarer than sets are;
// else the only one there is, if the sum is far rarer than sets of no more invoices.
function tellingSets(
  amountMinor: bigint,
  sorted: readonly MatchableInvoice[],
  search: SetSearch,
): readonly MatchableInvoice[][] {
  if (sorted.length <= FEW_INVOICES || isTelling(amountMinor, sorted, countOfSets(sorted.length, search.maxSetSize)))
    return anySets(amountMinor, sorted, search);
  if (!isTelling(amountMinor, sorted, countOfSets(sorted.length, 2))) return [];
  const found = anySets(amountMinor, sorted, {
    ...search,
    maxSteps: Math.min(search.maxSteps, MAX_STEPS_AMONG_CHANCES),
  });
  const [only, another] = found;
  if (!only || another) return [];
  const guard = only.length <= SMALL_SET ? SMALL_SET_GUARD : CHANCE_GUARD;
  return isTelling(amountMinor, sorted, countOfSets(sorted.length, only.length), guard) ? [only] : [];
}

/** What is open of several invoices together. */
export function sumOf(invoices: readonly MatchableInvoice[]): bigint {
  return invoices.reduce((sum, invoice) => sum + invoice.openMinor, 0n);
}

/**
 * Any sets of at most `maxSetSize` invoices with exactly the sum: none when there is none or the search ends before it
 * is over, else one, or two of several. The invoices are tried largest first; what is left must fit in what the rest
 * still adds up to.
 */
export function anySets(
  amountMinor: bigint,
  invoices: readonly MatchableInvoice[],
  { maxSetSize, maxSteps }: SetSearch,
): MatchableInvoice[][] {
  const sorted = invoices
    .filter((invoice) => invoice.openMinor <= amountMinor)
    .sort((a, b) => (a.openMinor < b.openMinor ? 1 : a.openMinor > b.openMinor ? -1 : oldestFirst(a, b)));
  if (sorted.length > MAX_CANDIDATES) return [];
  const rest = sorted.map((_, index) => sumOf(sorted.slice(index)));
  const found: MatchableInvoice[][] = [];
  let steps = 0;
  const visit = (index: number, leftMinor: bigint, taken: readonly MatchableInvoice[]): void => {
    if (leftMinor === 0n) {
      found.push([...taken]);
      return;
    }
    const invoice = sorted[index];
    if (
      !invoice ||
      taken.length === maxSetSize ||
      (rest[index] ?? 0n) < leftMinor ||
      found.length === 2 ||
      ++steps > maxSteps
    )
      return;
    if (invoice.openMinor <= leftMinor) visit(index + 1, leftMinor - invoice.openMinor, [...taken, invoice]);
    visit(index + 1, leftMinor, taken);
  };
  if (amountMinor > 0n) visit(0, amountMinor, []);
  return steps > maxSteps ? [] : found;
}

// The sets that payers make: the oldest few (or all), and all of one due date.
function likelySets(amountMinor: bigint, sorted: readonly MatchableInvoice[]): MatchableInvoice[][] {
  const sets: MatchableInvoice[][] = [];
  let oldestMinor = 0n;
  for (const [index, invoice] of sorted.entries()) {
    oldestMinor += invoice.openMinor;
    if (oldestMinor === amountMinor) sets.push(sorted.slice(0, index + 1));
  }
  const byDay = new Map<string, MatchableInvoice[]>();
  for (const invoice of sorted) {
    const ofDay = byDay.get(invoice.dueOn);
    if (ofDay) ofDay.push(invoice);
    else byDay.set(invoice.dueOn, [invoice]);
  }
  return [...sets, ...[...byDay.values()].filter((ofDay) => sumOf(ofDay) === amountMinor)];
}

// Another invoice of the same sum could stand for one in the set, as with a rent: which months are paid, the sum does
// not say.
function isInterchangeable(set: readonly MatchableInvoice[], all: readonly MatchableInvoice[]): boolean {
  const inside = new Set(set);
  const amounts = new Set(set.map((invoice) => invoice.openMinor));
  return all.some((invoice) => !inside.has(invoice) && amounts.has(invoice.openMinor));
}

// Among many sets some has nearly every sum by chance, the more so when the sum is round. A sum is evidence only when
// there are far more sums than sets.
function isTelling(
  amountMinor: bigint,
  invoices: readonly MatchableInvoice[],
  sets: bigint,
  guard = CHANCE_GUARD,
): boolean {
  let grain = 1n;
  while (amountMinor > 0n && amountMinor % (grain * 10n) === 0n) grain *= 10n;
  // Nobody rounds to tens of cents: one zero at the end is chance.
  if (grain === 10n) grain = 1n;
  return sets * guard <= sumOf(invoices) / grain;
}

function countOfSets(invoices: number, maxSetSize: number): bigint {
  let sets = 0n;
  let ofSize = 1n;
  for (let size = 1; size <= Math.min(maxSetSize, invoices); size++) {
    ofSize = (ofSize * BigInt(invoices - size + 1)) / BigInt(size);
    sets += ofSize;
  }
  return sets;
}
