import { z } from 'zod';

/** Most instalments of a plan, whoever agrees to it. */
export const MOST_INSTALMENTS = 60;
/** Longest time ahead of the last instalment, whoever agrees to it. */
export const LONGEST_PLAN_DAYS = 1826;

/** What payment plans a collector may grant without a manager, and the grace of every plan. */
export const planLimitsSchema = z.strictObject({
  mostInstalments: z.int().min(1).max(MOST_INSTALMENTS).default(6),
  /** Most days from today to the last instalment. */
  longestDays: z.int().min(1).max(LONGEST_PLAN_DAYS).default(180),
  /** Least share of the sum that the first instalment pays, in percent. */
  smallestFirstPercent: z.int().min(0).max(100).default(10),
  /** Days after the day of an instalment until the plan defaults. */
  graceDays: z.int().min(0).max(60).default(7),
});
export type PlanLimits = z.infer<typeof planLimitsSchema>;

/** The limits of an organization that chose none. */
export const defaultPlanLimits: PlanLimits = planLimitsSchema.parse({});
