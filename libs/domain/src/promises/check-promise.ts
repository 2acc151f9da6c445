import { addDays, type IsoDate } from '../calendar/dates.ts';
import { decimalAmount } from '../money/amount.ts';
import type { Refusal } from '../refusals/refusals.ts';
import type { PromisedPart } from './judge-promise.ts';
import type { PromiseLimits } from './promise-limits.ts';

/** Longest time ahead that a promise may lie, whoever agrees to it. */
export const LONGEST_PROMISE_DAYS = 365;
/** Most dated sums of one promise. */
export const MOST_PROMISED_PARTS = 24;

/** A promise that a customer offers, with where its parts stand in the request: `promise.parts.0`. */
export interface OfferedPromise {
  readonly currency: string;
  readonly parts: readonly (PromisedPart & { readonly path: string })[];
  /** The path of the whole promise. */
  readonly path: string;
}

/** What a promise is held against. */
export interface PromiseTerms {
  /** The debtor's local day. */
  readonly today: IsoDate;
  /** What is open of the invoices, in minor units of the promise's currency. */
  readonly openMinor: bigint;
  /** How many promises the customer broke in the days of the limits. */
  readonly brokenRecently: number;
  readonly limits: PromiseLimits;
  /** Whether the person who takes the promise may go beyond the limits. */
  readonly mayExceed: boolean;
}

/**
 * Why a promise cannot be taken, or null. Days rise from today on, sums are above zero and come to no more than what is
 * open. The limits of the organization bind those who may not exceed them.
 */
export function checkPromise(offered: OfferedPromise, terms: PromiseTerms): Refusal | null {
  return checkDays(offered, terms) ?? checkSums(offered, terms) ?? checkLimits(offered, terms);
}

function checkDays({ parts }: OfferedPromise, { today, limits, mayExceed }: PromiseTerms): Refusal | null {
  const mostDays = mayExceed ? LONGEST_PROMISE_DAYS : limits.longestDays;
  let before: IsoDate | null = null;
  for (const { on, path } of parts) {
    const at = within(path, 'date');
    if (on < today) return { code: 'promise-in-past', path: at, values: { today } };
    if (on > addDays(today, mostDays)) return { code: 'promise-too-far', path: at, values: { mostDays } };
    if (before !== null && on <= before) return { code: 'days-not-rising', path: at, values: { before } };
    before = on;
  }
  return null;
}

function checkSums({ parts, currency, path }: OfferedPromise, { openMinor }: PromiseTerms): Refusal | null {
  const wrong = parts.find(({ minor }) => minor <= 0n);
  if (wrong) return { code: 'not-positive', path: within(wrong.path, 'amount'), values: {} };
  if (sumOf(parts) <= openMinor) return null;
  const open = { amount: decimalAmount(openMinor, currency), currency };
  return {
    code: 'promised-more-than-open',
    path: parts.length === 1 ? within(parts[0]?.path ?? path, 'amount') : path,
    values: { open },
  };
}

function checkLimits(
  { parts, path }: OfferedPromise,
  { openMinor, brokenRecently, limits, mayExceed }: PromiseTerms,
): Refusal | null {
  if (mayExceed) return null;
  const { mostBroken, brokenWithinDays, smallestSharePercent } = limits;
  if (brokenRecently >= mostBroken) {
    const values = { broken: brokenRecently, days: brokenWithinDays };
    return { code: 'promise-needs-manager', path, values };
  }
  return sumOf(parts) * 100n < openMinor * BigInt(smallestSharePercent)
    ? { code: 'promise-too-small', path, values: { leastPercent: smallestSharePercent } }
    : null;
}

function within(path: string, field: string): string {
  return path === '' ? field : `${path}.${field}`;
}

function sumOf(parts: readonly PromisedPart[]): bigint {
  return parts.reduce((sum, { minor }) => sum + minor, 0n);
}
