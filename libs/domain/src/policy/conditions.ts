import { z } from 'zod';
import { parseAmount } from '../money/amount.ts';
import { isCurrency } from '../money/currency.ts';
import { format } from '../refusals/schema-issues.ts';
import { CUSTOMER_KINDS, RISKS, type CustomerKind, type Risk } from './vocabulary.ts';

const amountText = z.string().regex(/^\d{1,16}(\.\d{1,4})?$/, format('amount'));
const currencyCode = z.string().refine(isCurrency, format('currency-code'));

/**
 * A limit by currency: `{ "EUR": "1000.00", "CLP": "900000" }`. A plain "1000.00" is in the policy's currency. Other
 * currencies have no limit: amounts are never compared across currencies (docs/cases.md, case 33).
 */
export const limitSchema = z.union([amountText, z.record(currencyCode, amountText)]);
export type Limit = z.infer<typeof limitSchema>;

/**
 * When a step or a policy applies: every part of the condition must hold. A part that is missing, null or empty always
 * holds.
 */
export const conditionSchema = z.strictObject({
  /** Compared with the open amount, not with the gross of the invoice (docs/cases.md, case 20). */
  openAtLeast: limitSchema.nullish(),
  openBelow: limitSchema.nullish(),
  /** Calendar days past the due date. */
  daysLateAtLeast: z.int().min(0).max(3650).nullish(),
  daysLateBelow: z.int().min(1).max(3650).nullish(),
  risk: z.array(z.enum(RISKS)).max(RISKS.length).nullish(),
  /** `tags`: the customer has one of them. `withoutTags`: the customer has none of them. */
  tags: z.array(z.string().min(1).max(40)).max(50).nullish(),
  withoutTags: z.array(z.string().min(1).max(40)).max(50).nullish(),
  country: z
    .array(z.string().regex(/^[A-Z]{2}$/, format('country')))
    .max(250)
    .nullish(),
  currency: z.array(currencyCode).max(200).nullish(),
  kind: z.array(z.enum(CUSTOMER_KINDS)).max(CUSTOMER_KINDS.length).nullish(),
  brokenPromisesAtLeast: z.int().min(1).max(100).nullish(),
});
export type Condition = z.infer<typeof conditionSchema>;

/** The facts that conditions are compared with. */
export interface ConditionSubject {
  readonly currency: string;
  readonly openMinor: bigint;
  readonly daysLate: number;
  readonly kind: CustomerKind;
  readonly country: string;
  readonly tags: readonly string[];
  readonly risk: Risk;
  readonly brokenPromises: number;
}

export type ConditionField = keyof Condition;

/**
 * The first part of the condition that does not hold, or null when all hold. `policyCurrency` is the currency of plain
 * amounts.
 */
export function unmetCondition(
  when: Condition,
  subject: ConditionSubject,
  policyCurrency: string,
): ConditionField | null {
  const least = limitIn(when.openAtLeast, subject.currency, policyCurrency);
  if (least !== null && subject.openMinor < least) return 'openAtLeast';
  const below = limitIn(when.openBelow, subject.currency, policyCurrency);
  if (below !== null && subject.openMinor >= below) return 'openBelow';
  if (typeof when.daysLateAtLeast === 'number' && subject.daysLate < when.daysLateAtLeast) return 'daysLateAtLeast';
  if (typeof when.daysLateBelow === 'number' && subject.daysLate >= when.daysLateBelow) return 'daysLateBelow';
  if (excludes(when.risk, subject.risk)) return 'risk';
  if (when.tags && when.tags.length > 0 && !when.tags.some((tag) => subject.tags.includes(tag))) return 'tags';
  if (when.withoutTags?.some((tag) => subject.tags.includes(tag))) return 'withoutTags';
  if (excludes(when.country, subject.country)) return 'country';
  if (excludes(when.currency, subject.currency)) return 'currency';
  if (excludes(when.kind, subject.kind)) return 'kind';
  if (typeof when.brokenPromisesAtLeast === 'number' && subject.brokenPromises < when.brokenPromisesAtLeast)
    return 'brokenPromisesAtLeast';
  return null;
}

/**
 * The limit in minor units of `currency`; null when there is no limit in that currency, or when the amount has more
 * decimals than the currency.
 */
export function limitIn(limit: Limit | null | undefined, currency: string, policyCurrency: string): bigint | null {
  const text = typeof limit === 'string' ? (currency === policyCurrency ? limit : undefined) : limit?.[currency];
  if (text === undefined) return null;
  try {
    return parseAmount(text, currency);
  } catch {
    return null;
  }
}

function excludes<T>(wanted: readonly T[] | null | undefined, value: T): boolean {
  return wanted !== null && wanted !== undefined && wanted.length > 0 && !wanted.includes(value);
}
