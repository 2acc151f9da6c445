import { z } from 'zod';
import { DROP_REASONS } from '@puntual/domain/decide/composition';
import { HOLD_KINDS, INVOICE_STATUSES } from '@puntual/domain/decide/case-facts';
import { SEVERITIES, templateSchema } from '@puntual/domain/policy/vocabulary';
import { amount, date, instant, reasonSchema } from './common.ts';
import { plannedStepSchema, skippedStepSchema } from './invoices.ts';
import { messageSchema } from './messages.ts';
import { DECISION_KINDS } from './reason-codes.ts';

/** `at`: an instant, or a day, which means its end in the debtor's time zone. Left out: now. */
export const asOfQuerySchema = z.strictObject({
  at: z.union([z.iso.date(), z.iso.datetime({ offset: true })]).optional(),
});

/** What a case knew when it decided. */
export const knownFactsSchema = z
  .object({
    status: z.enum(INVOICE_STATUSES),
    dueDate: date,
    currency: z.string(),
    /** What was open of the invoice and its charges, and the part that was charges. */
    toPay: amount,
    chargesOpen: amount,
    /** Unallocated credit of the customer in the currency, and all that was open in it. */
    credit: amount,
    customerToPay: amount,
    holds: z.array(z.object({ id: z.uuid(), kind: z.enum(HOLD_KINDS), until: date.nullable() })),
    /** The steps of the case so far, with their states of then. */
    steps: z.array(
      z.object({ stepId: z.string(), occurrence: z.int(), state: z.string(), on: date, deadlineOn: date.nullable() }),
    ),
    lastReminderOn: date.nullable(),
    deadlineNamedOn: date.nullable(),
    brokenPromises: z.int(),
    /** The payment feed that was too old to chase by; null: none was. */
    staleFeed: z.string().nullable(),
  })
  .meta({ id: 'KnownFacts' });

/** A decision of the past, with what was known then. */
export const pastDecisionSchema = z
  .object({
    /** When the case decided. */
    at: instant,
    decision: z.enum(DECISION_KINDS),
    facts: knownFactsSchema,
    /** Why it waited, or why the step had its day: the rules that applied, in the reader's language. */
    reasons: z.array(reasonSchema),
    /** The policy by which it decided, `<key>/<version>`. */
    policy: z.string(),
    /** The hash of decision and facts; the audit event of a requested step quotes it. */
    hash: z.string(),
    /** Whether decision and facts are those of which the hash was made. */
    intact: z.boolean(),
    /** Whether today's rules decide the same by these facts. */
    decidesTheSame: z.boolean(),
  })
  .meta({ id: 'PastDecision' });

export const invoiceAsOfSchema = z
  .object({
    /** The instant that was asked about. */
    at: instant,
    /** The last decision up to then; null when none was stored yet. */
    decision: pastDecisionSchema.nullable(),
    /** The plan of then. */
    steps: z.array(plannedStepSchema),
    skipped: z.array(skippedStepSchema),
  })
  .meta({ id: 'InvoiceAsOf' });
export type InvoiceAsOfView = z.infer<typeof invoiceAsOfSchema>;

/** An audit event and the block that seals it; `block` null: it waits to be sealed. */
const sealedEventSchema = z.object({
  eventId: z.uuid(),
  kind: z.string(),
  at: instant,
  invoiceId: z.string().nullable(),
  block: z.object({ number: z.int(), hash: z.string(), sealedAt: instant }).nullable(),
});

export const messageWhySchema = z
  .object({
    /** The message, with its delivery. */
    message: messageSchema,
    /** Where its exact bytes are, and whether they are those of which the hash was made. */
    content: z.object({ path: z.string(), hash: z.string(), intact: z.boolean() }),
    /** The steps that it carried, each with the decision that requested it; null: older than decisions are stored. */
    requests: z.array(
      z.object({
        invoiceId: z.string(),
        number: z.string(),
        stepId: z.string(),
        occurrence: z.int(),
        decision: pastDecisionSchema.nullable(),
      }),
    ),
    /**
     * How the gate composed it from what was requested, by what it knew right before the message left; null: older than
     * compositions are stored. `dropped`: the requests that did not apply any more.
     */
    composition: z
      .object({
        at: instant,
        template: templateSchema,
        severity: z.enum(SEVERITIES),
        deadlineOn: date.nullable(),
        overdue: z.array(z.string()),
        upcoming: z.array(z.string()),
        dropped: z.array(z.object({ requestId: z.uuid(), reason: z.enum(DROP_REASONS), text: z.string() })),
        /** The hash of composition and facts; the audit event `message.sent` quotes it. */
        hash: z.string(),
        intact: z.boolean(),
        decidesTheSame: z.boolean(),
      })
      .nullable(),
    /** The audit events of the message and of the steps that it carried. */
    audit: z.array(sealedEventSchema),
  })
  .meta({ id: 'MessageWhy' });
export type MessageWhyView = z.infer<typeof messageWhySchema>;
