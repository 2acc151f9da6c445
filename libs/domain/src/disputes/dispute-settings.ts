import { z } from 'zod';
import { DISPUTE_CATEGORIES, type DisputeCategory } from './dispute-codes.ts';

/** What becomes of a short payment that names a reason: nothing, a proposal as a task, or a dispute at once. */
const DEDUCTION_MODES = ['off', 'propose', 'open'] as const;

const days = z.int().min(1).max(90);

/** The organization's settings of disputes; what is left out has its default. Days are the organization's open days. */
export const disputeSettingsSchema = z.strictObject({
  /** Days within which a dispute should be resolved, by category. */
  deadlineDays: z.partialRecord(z.enum(DISPUTE_CATEGORIES), days).default({}),
  /** Days within which a promised credit note should arrive. */
  creditNoteDays: days.default(10),
  deductions: z.enum(DEDUCTION_MODES).default('propose'),
});
export type DisputeSettings = z.infer<typeof disputeSettingsSchema>;

const DEADLINE_DAYS: Readonly<Record<DisputeCategory, number>> = {
  quality: 10,
  quantity: 7,
  price: 5,
  delivery: 7,
  duplicate: 3,
  'already-paid': 3,
  terms: 5,
  'returned-goods': 10,
  tax: 5,
  other: 5,
};

export const defaultDisputeSettings: DisputeSettings = disputeSettingsSchema.parse({});

/** The organization's open days within which a dispute of the category should be resolved. */
export function deadlineDaysFor(category: DisputeCategory, settings: DisputeSettings): number {
  return settings.deadlineDays[category] ?? DEADLINE_DAYS[category];
}
