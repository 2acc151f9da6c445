import { addDays, daysBetween, type IsoDate } from '../calendar/dates.ts';
import type { Instalment } from './judge-plan.ts';
import type { PlanLimits } from './plan-limits.ts';

/** Days from today to the first instalment of an offer. */
const FIRST_AFTER_DAYS = 7;
/** How many offers are made at most. */
const OFFERS = 3;
const LAST_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * So many instalments a month apart, the first on `firstOn`. A first payment of `firstMinor` is followed by equal ones
 * of the rest; without it all are equal. Every minor unit is given away: the earlier ones take one more.
 */
export function monthlyInstalments(
  totalMinor: bigint,
  count: number,
  firstOn: IsoDate,
  firstMinor: bigint | null = null,
): readonly Instalment[] {
  const equal = firstMinor === null ? count : count - 1;
  const minors =
    firstMinor === null ? equalParts(totalMinor, equal) : [firstMinor, ...equalParts(totalMinor - firstMinor, equal)];
  return minors.map((minor, index) => ({ on: monthsAfter(firstOn, index), minor }));
}

/** Splits a sum into equal parts of which none differs by more than one minor unit; they come to the sum exactly. */
export function equalParts(totalMinor: bigint, count: number): bigint[] {
  if (count < 1) return [];
  const each = totalMinor / BigInt(count);
  const more = Number(totalMinor % BigInt(count));
  return Array.from({ length: count }, (_, index) => each + (index < more ? 1n : 0n));
}

/** The same day so many months later; the last day of a month that is shorter. */
export function monthsAfter(date: IsoDate, months: number): IsoDate {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const at = year * 12 + month - 1 + months;
  const to = { year: Math.floor(at / 12), month: at % 12 };
  const leap = to.year % 4 === 0 && (to.year % 100 !== 0 || to.year % 400 === 0);
  const last = to.month === 1 && leap ? 29 : (LAST_DAYS[to.month] ?? 31);
  return `${to.year}-${String(to.month + 1).padStart(2, '0')}-${String(Math.min(day, last)).padStart(2, '0')}`;
}

/**
 * At most three plans within what a collector may grant, from the shortest to the longest. Each begins in a week and
 * pays monthly; where equal instalments would begin with too little, the first payment is the least share. Fewer when
 * the limits or the sum leave no room.
 */
export function offerPlans(totalMinor: bigint, today: IsoDate, limits: PlanLimits): readonly (readonly Instalment[])[] {
  const { mostInstalments, longestDays, smallestFirstPercent } = limits;
  const firstOn = addDays(today, FIRST_AFTER_DAYS);
  const fits = (count: number) => daysBetween(today, monthsAfter(firstOn, count - 1)) <= longestDays;
  let most = mostInstalments;
  while (most > 1 && (!fits(most) || BigInt(most) > totalMinor)) most--;
  if (most < 2) return [];
  const counts = Array.from({ length: OFFERS }, (_, index) => Math.max(2, Math.ceil((most * (index + 1)) / OFFERS)));
  return [...new Set(counts)].map((count) => {
    const equal = monthlyInstalments(totalMinor, count, firstOn);
    const leastMinor = (totalMinor * BigInt(smallestFirstPercent) + 99n) / 100n;
    const enough = (equal[0]?.minor ?? 0n) >= leastMinor || totalMinor - leastMinor < BigInt(count - 1);
    return enough ? equal : monthlyInstalments(totalMinor, count, firstOn, leastMinor);
  });
}
