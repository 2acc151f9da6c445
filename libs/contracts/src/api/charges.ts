import { z } from 'zod';
import { CHARGE_KINDS } from '@puntual/domain/policy/charge-cap';
import { ENTRY_KINDS } from '@puntual/domain/entries/entries';
import { amount, date, instant, pageOf, pageQuerySchema } from './common.ts';
import { stageSchema } from '@puntual/domain/policy/vocabulary';

/** A fee, interest or lump sum on an invoice: a claim of its own. */
export const chargeSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(CHARGE_KINDS),
    currency: z.string(),
    amount,
    open: amount,
    on: date,
    stage: stageSchema,
    /** The message that made the charge. */
    messageId: z.uuid(),
    /** `taken-back`: the message that made the charge reached nobody. */
    state: z.enum(['charged', 'waived', 'taken-back']),
    /** Whether the charge is waived or still demanded once the invoice itself is paid. */
    whenPrincipalPaid: z.enum(['waive', 'demand']),
    /** How the amount was computed; for interest, every run of days with its rate, base and source. */
    how: z.record(z.string(), z.unknown()),
    endedAt: instant.nullable(),
    endedBy: z.string().nullable(),
    endedById: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'Charge' });
export type ChargeView = z.infer<typeof chargeSchema>;

/** One line of an invoice's ledger. A line without `chargeId` is the invoice's own, which the ERP knows too. */
export const entrySchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(ENTRY_KINDS),
    amount,
    on: date,
    cause: z.string(),
    at: instant,
    chargeId: z.uuid().nullable(),
    paymentId: z.string().nullable(),
  })
  .meta({ id: 'Entry' });

/** `on`: return balance and lines as of the end of that day. */
export const entriesQuerySchema = pageQuerySchema.extend({ on: date.optional() });

/** The lines in the order of writing, and three sums: the invoice itself, its charges, and both. */
export const entryPageSchema = z
  .object({
    items: z.array(entrySchema),
    nextCursor: z.string().nullable(),
    balance: z.object({ on: date.nullable(), currency: z.string(), open: amount, charges: amount, toPay: amount }),
  })
  .meta({ id: 'EntryPage' });
export type EntryPageView = z.infer<typeof entryPageSchema>;

export const chargePageSchema = pageOf(chargeSchema, 'ChargePage');

export const waiveChargeSchema = z
  .strictObject({ reason: z.string().trim().min(1).max(500) })
  .meta({ id: 'WaiveCharge' });
