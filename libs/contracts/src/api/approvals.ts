import { z } from 'zod';
import { APPROVAL_KINDS, FOUR_EYES_KINDS } from '@puntual/domain/access/four-eyes';
import { bankAccountsSchema } from './bank-accounts.ts';
import { instant, pageOf, pageQuerySchema } from './common.ts';
import { setCreditLimitSchema } from './credit.ts';
import { writeOffSchema } from './payments.ts';
import { publishPolicySchema } from './policies.ts';

const id = z.string().min(1).max(200);

/** An act for which a second person is asked, as its own route takes it. */
export const requestApprovalSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('write-off'), invoiceId: id, ...writeOffSchema.shape }),
    z.strictObject({ kind: z.literal('placement'), taskId: z.uuid(), note: z.string().max(4000).optional() }),
    z.strictObject({ kind: z.literal('bank-details'), ...bankAccountsSchema.shape }),
    z.strictObject({ kind: z.literal('policy-publishing'), key: id, ...publishPolicySchema.shape }),
    z.strictObject({ kind: z.literal('credit-limit'), customerId: id, ...setCreditLimitSchema.shape }),
    z.strictObject({
      kind: z.literal('four-eyes'),
      kinds: z.array(z.enum(FOUR_EYES_KINDS)).max(FOUR_EYES_KINDS.length),
    }),
  ])
  .meta({ id: 'RequestApproval' });
export type RequestApproval = z.infer<typeof requestApprovalSchema>;

/** A request for a second person, with what is to be done. */
export const approvalSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(APPROVAL_KINDS),
    /** The row id of an invoice, a task or a customer, the key of a policy, or the kind of a setting. */
    subject: z.string(),
    request: z.record(z.string(), z.unknown()),
    /** `expired`: nobody decided in time, which refuses it. */
    state: z.enum(['open', 'approved', 'refused', 'expired', 'withdrawn']),
    requestedBy: z.string(),
    requestedByName: z.string(),
    requestedAt: instant,
    expiresAt: instant,
    decidedBy: z.string().nullable(),
    decidedByName: z.string().nullable(),
    decidedAt: instant.nullable(),
    note: z.string().nullable(),
    /** Whether the caller may decide it: it is open, and another person asked. */
    mayDecide: z.boolean(),
  })
  .meta({ id: 'Approval' });
export type ApprovalView = z.infer<typeof approvalSchema>;

export const approvalPageSchema = pageOf(approvalSchema, 'ApprovalPage');
/** `mine=true`: what the caller asked for. */
export const approvalListQuerySchema = pageQuerySchema.extend({
  state: z.enum(['open', 'approved', 'refused', 'expired', 'withdrawn']).optional(),
  kind: z.enum(APPROVAL_KINDS).optional(),
  mine: z.enum(['true', 'false']).optional(),
});

export const decideApprovalSchema = z
  .strictObject({ note: z.string().trim().max(500).optional() })
  .meta({ id: 'DecideApproval' });

/** The acts for which the organization asks for a second person. */
export const fourEyesSchema = z
  .strictObject({ kinds: z.array(z.enum(FOUR_EYES_KINDS)).max(FOUR_EYES_KINDS.length) })
  .meta({ id: 'FourEyes' });
export type FourEyesView = z.infer<typeof fourEyesSchema>;
