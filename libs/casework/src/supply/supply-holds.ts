import { hasHeldSupply } from '@puntual/domain/decide/supply-steps';
import type { CaseFacts } from '@puntual/domain/decide/case-facts';
import type { PolicyStep } from '@puntual/domain/policy/policy';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { policyOf } from '../policy-versions/load-policy.ts';
import type { AuditRow } from '../record/audit.ts';
import { dateColumn } from '../record/dates.ts';
import type { OutboxRow } from '../record/outbox.ts';

/**
 * Why a supply hold ended: the invoice was settled or assigned to a factor, a payment plan was agreed, a person lifted
 * it, or the customer is back under the limit of credit.
 */
export type LiftedBecause = 'settled' | 'plan' | 'assigned' | 'person' | 'credit';

/** Stands in a supply hold in the place of a policy's step: a person asked for it, over the limit of credit. */
export const CREDIT_STEP = 'person:credit-limit';

/** The invoice of a supply hold, by row ids and the ERP's ids. */
export interface HeldInvoice {
  readonly organizationId: string;
  readonly invoiceRowId: string;
  readonly invoiceId: string;
  readonly number: string;
  readonly customerRowId: string;
  readonly customerId: string;
}

/**
 * Stores that the ERP was asked to stop supply, by a step of the case or by a person. A hold that a person asked for
 * and that is not lifted becomes that of the step.
 */
export async function storeSupplyHold(
  tx: Tx,
  invoice: HeldInvoice,
  { stepId, caseRun }: { readonly stepId: string; readonly caseRun: number },
  at: Date,
): Promise<void> {
  const { count } = await tx.supplyHold.updateMany({
    where: { organizationId: invoice.organizationId, invoiceId: invoice.invoiceRowId, state: { not: 'lifted' } },
    data: { stepId, caseRun },
  });
  if (count > 0) return;
  await tx.supplyHold.create({
    data: {
      id: newId(),
      organizationId: invoice.organizationId,
      invoiceId: invoice.invoiceRowId,
      stepId,
      caseRun,
      state: 'requested',
      requestedAt: at,
    },
  });
}

/**
 * Records that the ERP stopped supply from the day `on`. Returns null when no hold was ever requested for the invoice;
 * `lifted`: the hold was lifted meanwhile, so that the release must be announced again.
 */
export async function confirmSupplyHold(
  tx: Tx,
  invoice: HeldInvoice,
  on: string,
  at: Date,
): Promise<'confirmed' | 'confirmed-before' | 'lifted' | null> {
  const last = await tx.supplyHold.findFirst({
    where: { organizationId: invoice.organizationId, invoiceId: invoice.invoiceRowId },
    orderBy: { id: 'desc' },
  });
  if (!last) return null;
  if (last.state !== 'requested') return last.state === 'lifted' ? 'lifted' : 'confirmed-before';
  await tx.supplyHold.update({
    where: { id: last.id },
    data: { state: 'confirmed', confirmedAt: at, confirmedOn: dateColumn(on) },
  });
  return 'confirmed';
}

/** Who lifts a supply hold, why, and when; `reason`: a person's words. */
export interface Lifting {
  readonly because: LiftedBecause;
  readonly by: string;
  readonly reason: string | null;
  readonly at: Date;
}

/**
 * Lifts the supply hold of an invoice, if it has one that is not lifted. Returns what the caller must write in the same
 * transaction, the audit event and the announcement to the ERP; null: there is no such hold.
 */
export async function liftSupplyHold(
  tx: Tx,
  invoice: HeldInvoice,
  { because, by, reason, at }: Lifting,
): Promise<{ readonly audit: AuditRow; readonly outbox: OutboxRow } | null> {
  const { count } = await tx.supplyHold.updateMany({
    where: { organizationId: invoice.organizationId, invoiceId: invoice.invoiceRowId, state: { not: 'lifted' } },
    data: { state: 'lifted', liftedAt: at, liftedBecause: because, liftedBy: by, reason },
  });
  if (count === 0) return null;
  return {
    audit: {
      at,
      kind: 'supply-hold.lifted',
      actor: by,
      customerRowId: invoice.customerRowId,
      invoiceRowId: invoice.invoiceRowId,
      data: { because, ...(reason === null ? {} : { reason }) },
    },
    outbox: releasedEvent(invoice, at),
  };
}

/** The request to stop supply, from the day `on`. `announcedUntil`: the deadline that the customer was told. */
export function requestedEvent(
  { customerId, invoiceId, number }: HeldInvoice,
  { on, announcedUntil, at }: { readonly on: string; readonly announcedUntil: string | null; readonly at: Date },
): OutboxRow {
  return {
    target: 'kafka',
    kind: 'collections-event',
    type: 'puntual.supply-hold.requested.v1',
    customerId,
    at,
    data: { customerId, invoiceId, number, on, announcedUntil },
  };
}

/** The announcement that the ERP may supply again. */
export function releasedEvent({ customerId, invoiceId, number }: HeldInvoice, at: Date): OutboxRow {
  return {
    target: 'kafka',
    kind: 'collections-event',
    type: 'puntual.supply-hold.released.v1',
    customerId,
    at,
    data: { customerId, invoiceId, number },
  };
}

/** Whether the case asked for a supply hold that is stored in its steps alone, by the version before. */
export async function hasUnstoredHold(tx: Tx, invoice: HeldInvoice, facts: CaseFacts): Promise<boolean> {
  if (!hasHeldSupply(facts)) return false;
  const caseRun = facts.invoice.caseRun ?? 1;
  const where = { organizationId: invoice.organizationId, invoiceId: invoice.invoiceRowId, caseRun };
  return (await tx.supplyHold.count({ where })) === 0;
}

/** A supply hold as people see it. `announced`: the customer was told, and the ERP was not asked yet. */
export interface SupplyHoldState {
  readonly state: 'announced' | 'requested' | 'confirmed' | 'lifted';
  readonly since: Date;
  readonly liftedBecause: LiftedBecause | null;
}

/** The state of the supply hold of an invoice (row id) in its present run; null: none was announced. */
export async function readSupplyHold(tx: Tx, invoiceRowId: string): Promise<SupplyHoldState | null> {
  const invoice = await tx.invoice.findUniqueOrThrow({
    where: { id: invoiceRowId },
    select: { organizationId: true, caseRun: true, runsPolicyKey: true, runsPolicyVersion: true },
  });
  const { caseRun } = invoice;
  const hold = await tx.supplyHold.findFirst({ where: { invoiceId: invoiceRowId, caseRun }, orderBy: { id: 'desc' } });
  if (hold) {
    const state = hold.state as Exclude<SupplyHoldState['state'], 'announced'>;
    const since = { requested: hold.requestedAt, confirmed: hold.confirmedAt, lifted: hold.liftedAt }[state];
    return { state, since: since ?? hold.requestedAt, liftedBecause: hold.liftedBecause as LiftedBecause | null };
  }
  const announcing = (await policyOf(tx, invoice.organizationId, invoice)).steps.filter(isAnnouncement);
  if (announcing.length === 0) return null;
  const step = await tx.step.findFirst({
    where: { invoiceId: invoiceRowId, caseRun, stepId: { in: announcing.map(({ id }) => id) }, state: 'sent' },
    orderBy: { occurrence: 'desc' },
    select: { requestedAt: true },
  });
  return step && { state: 'announced', since: step.requestedAt, liftedBecause: null };
}

function isAnnouncement(step: PolicyStep): boolean {
  return step.do === 'announce-supply-hold';
}
