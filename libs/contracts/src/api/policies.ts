import { z } from 'zod';
import { date, instant, pageQuerySchema } from './common.ts';

const inBoth = z.object({ en: z.string(), es: z.string() });
const policyKey = z.string().min(1).max(40);

/**
 * A policy document in requests and answers. `policy.json` among the published schemas describes its fields; the domain
 * validates it, so that faults name the step and the field.
 */
const documentSchema = z.record(z.string(), z.unknown());
export const policyBodySchema = documentSchema;

export const policyFaultSchema = z
  .object({ path: z.string(), step: z.string().nullable(), field: z.string(), message: z.string() })
  .meta({ id: 'PolicyFault' });

export const policyVersionSchema = z
  .object({
    version: z.int(),
    state: z.enum(['built-in', 'published', 'retired']),
    publishedAt: instant.nullable(),
    publishedBy: z.string().nullable(),
    publishedById: z.string().nullable(),
    running: z.int(),
  })
  .meta({ id: 'PolicyVersion' });

export const policySchema = z
  .object({
    key: z.string(),
    name: inBoth,
    state: z.enum(['draft', 'built-in', 'published', 'retired']),
    isDefault: z.boolean(),
    draft: z.object({ savedAt: instant, savedBy: z.string(), savedById: z.string() }).nullable(),
    versions: z.array(policyVersionSchema),
  })
  .meta({ id: 'Policy' });
export type PolicyView = z.infer<typeof policySchema>;

export const policyListSchema = z.object({ items: z.array(policySchema) }).meta({ id: 'PolicyList' });

/** Adds the documents of the draft and of the newest version. */
export const policyDetailSchema = policySchema
  .extend({ draftDocument: documentSchema.nullable(), document: documentSchema.nullable() })
  .meta({ id: 'PolicyDetail' });
export type PolicyDetailView = z.infer<typeof policyDetailSchema>;

/** The stored draft, and the faults that still prevent its publication. */
export const savedDraftSchema = z
  .object({ key: z.string(), document: documentSchema, faults: z.array(policyFaultSchema) })
  .meta({ id: 'SavedDraft' });

export const publishPolicySchema = z
  .strictObject({ mode: z.enum(['new-only', 'at-next-step', 'now']) })
  .meta({ id: 'PublishPolicy' });
export const publishedPolicySchema = z
  .object({ version: z.int(), moveId: z.uuid().nullable() })
  .meta({ id: 'PublishedPolicy' });
export const retiredPolicySchema = z.object({ version: z.int() }).meta({ id: 'RetiredPolicy' });

/** The document to preview; without one the draft, else the newest version. */
export const previewMoveSchema = pageQuerySchema
  .extend({ document: documentSchema.optional() })
  .meta({ id: 'PreviewMove' });
const nextStep = z.object({ stepId: z.string(), on: date }).nullable();
const change = z.enum(['earlier', 'later', 'same', 'skipped', 'other']);
export const movePreviewSchema = z
  .object({
    items: z.array(
      z.object({
        id: z.uuid(),
        invoiceId: z.string(),
        number: z.string(),
        customerId: z.string(),
        fromVersion: z.int(),
        before: nextStep,
        after: nextStep,
        change,
      }),
    ),
    nextCursor: z.string().nullable(),
    /**
     * On the first page only: counts over all cases. `looked` is less than `total` when there are more than 100,000
     * cases.
     */
    summary: z
      .object({
        earlier: z.int(),
        later: z.int(),
        same: z.int(),
        skipped: z.int(),
        other: z.int(),
        total: z.int(),
        looked: z.int(),
      })
      .nullable(),
  })
  .meta({ id: 'MovePreview' });
export type MovePreviewView = z.infer<typeof movePreviewSchema>;

export const policyMoveSchema = z
  .object({
    id: z.uuid(),
    version: z.int(),
    mode: z.enum(['at-next-step', 'now']),
    state: z.enum(['running', 'done', 'stopped']),
    total: z.int(),
    moved: z.int(),
    startedAt: instant,
    startedBy: z.string(),
    startedById: z.string(),
    endedAt: instant.nullable(),
    endedBy: z.string().nullable(),
    endedById: z.string().nullable(),
    workflowId: z.string(),
  })
  .meta({ id: 'PolicyMove' });
export const policyMoveListSchema = z.object({ items: z.array(policyMoveSchema) }).meta({ id: 'PolicyMoveList' });
export type PolicyMoveView = z.infer<typeof policyMoveSchema>;

/** Null removes the customer's own policy: the rules choose again. */
export const givePolicySchema = z.strictObject({ key: policyKey.nullable() }).meta({ id: 'GivePolicy' });
export const defaultPolicySchema = z.strictObject({ key: policyKey }).meta({ id: 'DefaultPolicy' });
/** How many open cases now run on another policy or version. */
export const givenPolicySchema = z.object({ moved: z.int() }).meta({ id: 'GivenPolicy' });
