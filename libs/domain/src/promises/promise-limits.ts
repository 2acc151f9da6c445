import { z } from 'zod';

/** What a collector may agree to without a manager. */
export const promiseLimitsSchema = z.strictObject({
  /** Most days from today to the last promised day. */
  longestDays: z.int().min(1).max(365).default(180),
  /** Least share of the open debt that a promise must cover, in percent. */
  smallestSharePercent: z.int().min(0).max(100).default(10),
  /** From this many broken promises on a manager must agree to another one: counted over `brokenWithinDays`. */
  mostBroken: z.int().min(1).max(50).default(3),
  brokenWithinDays: z.int().min(1).max(730).default(90),
});
export type PromiseLimits = z.infer<typeof promiseLimitsSchema>;

/** The limits of an organization that chose none. */
export const defaultPromiseLimits: PromiseLimits = promiseLimitsSchema.parse({});
