import type { Database, Tx } from '@puntual/db/database';
import { writeAudit } from '../record/audit.ts';
import { loadCaseWithoutPolicy } from '../facts/load-case.ts';
import { wakeCases } from '../record/wake-cases.ts';
import { assignPolicy } from '../cases/assign-policy.ts';
import { judgeDiscount } from '../cases/give-late-discount.ts';
import { loadPublishedPolicies } from '../policy-versions/load-policy.ts';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';
import { lockCustomerOfInvoice, lockCustomerRow } from '../record/lock-customer.ts';

export type GiveResult =
  | { readonly result: 'given'; /** Cases that run on another policy or version now. */ readonly moved: number }
  | { readonly result: 'not-found' }
  | { readonly result: 'unknown-policy' };

/**
 * Gives a customer (row id) a policy of its own; with `key` null the customer has none of its own any more. Assigns the
 * policies of the customer's open cases anew at once, except for cases whose invoice has a policy of its own.
 */
export async function giveCustomerPolicy(
  database: Database,
  actor: Actor,
  { customerRowId: named, key }: { readonly customerRowId: string; readonly key: string | null },
  now: number,
): Promise<GiveResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<GiveResult> => {
    if (!(await isPublished(tx, actor, key))) return { result: 'unknown-policy' };
    // Of a customer who was merged meanwhile: the other one.
    const customerRowId = await lockCustomerRow(tx, named);
    const { count } = await tx.customer.updateMany({ where: { id: customerRowId }, data: { policyKey: key } });
    if (count === 0) return { result: 'not-found' };
    await writeAudit(tx, actor.organizationId, [
      {
        at: new Date(now),
        kind: 'policy.given',
        actor: storedActor(actor),
        customerRowId,
        invoiceRowId: null,
        data: { key },
      },
    ]);
    const cases = await tx.$queryRaw<RunningCase[]>`
      SELECT id, runs_policy_key, runs_policy_version, policy_rule
      FROM invoice
      WHERE organization_id = ${actor.organizationId}::uuid
        AND customer_id = ${customerRowId}::uuid
        AND case_state = 'running'
        AND status = 'open'
        AND policy_rule IS DISTINCT FROM 'invoice'
      ORDER BY id`;
    return { result: 'given', moved: await reassignPolicies(tx, actor, cases, now) };
  });
}

/**
 * Gives an invoice (row id) a policy of its own, which takes precedence over all other rules; with `key` null the
 * invoice has none of its own any more. Assigns the policy of its open case anew at once.
 */
export async function giveInvoicePolicy(
  database: Database,
  actor: Actor,
  { invoiceRowId, key }: { readonly invoiceRowId: string; readonly key: string | null },
  now: number,
): Promise<GiveResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<GiveResult> => {
    if (!(await isPublished(tx, actor, key))) return { result: 'unknown-policy' };
    await lockCustomerOfInvoice(tx, invoiceRowId);
    const { count } = await tx.invoice.updateMany({ where: { id: invoiceRowId }, data: { policyKey: key } });
    if (count === 0) return { result: 'not-found' };
    await writeAudit(tx, actor.organizationId, [
      {
        at: new Date(now),
        kind: 'policy.given',
        actor: storedActor(actor),
        customerRowId: null,
        invoiceRowId,
        data: { key },
      },
    ]);
    const cases = await tx.$queryRaw<RunningCase[]>`
      SELECT id, runs_policy_key, runs_policy_version, policy_rule
      FROM invoice
      WHERE id = ${invoiceRowId}::uuid AND case_state = 'running' AND status = 'open'`;
    return { result: 'given', moved: await reassignPolicies(tx, actor, cases, now) };
  });
}

/**
 * Sets the policy of the new cases to which no other rule assigns one. Running cases keep their policies, so `moved` is
 * always 0.
 */
export async function setDefaultPolicy(
  database: Database,
  actor: Actor,
  key: string,
  now: number,
): Promise<Exclude<GiveResult, { result: 'not-found' }>> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    if (!(await isPublished(tx, actor, key))) return { result: 'unknown-policy' } as const;
    await tx.organizationSetting.upsert({
      where: { organizationId: actor.organizationId },
      create: { organizationId: actor.organizationId, defaultPolicyKey: key },
      update: { defaultPolicyKey: key },
    });
    await writeAudit(tx, actor.organizationId, [
      {
        at: new Date(now),
        kind: 'policy.default-set',
        actor: storedActor(actor),
        customerRowId: null,
        invoiceRowId: null,
        data: { key },
      },
    ]);
    return { result: 'given', moved: 0 } as const;
  });
}

interface RunningCase {
  readonly id: string;
  readonly runs_policy_key: string | null;
  readonly runs_policy_version: number | null;
  readonly policy_rule: string | null;
}

async function isPublished(tx: Tx, actor: Actor, key: string | null): Promise<boolean> {
  return key === null || (await loadPublishedPolicies(tx, actor.organizationId)).some((policy) => policy.key === key);
}

// Evaluates the rules of assignment as if each case began now, and in this transaction, so that no other transaction
// sees a case without a policy. A case whose policy and version stay the same is not woken.
async function reassignPolicies(tx: Tx, actor: Actor, cases: readonly RunningCase[], now: number): Promise<number> {
  const organization = organizationOf(actor);
  const moved: string[] = [];
  for (const before of cases) {
    const loaded = await loadCaseWithoutPolicy(tx, before.id, now);
    if (!loaded) continue;
    const { key, version } = loaded.facts.policy;
    const same = before.runs_policy_key === key && before.runs_policy_version === version;
    // A case whose customer's data have not arrived yet stays without a policy.
    if (loaded.keepPolicy)
      await assignPolicy(tx, organization.id, loaded, {
        now,
        again: same && before.policy_rule === loaded.policyRule,
      });
    if (before.runs_policy_key === null && loaded.keepPolicy) await judgeDiscount(tx, organization, loaded, now);
    if (!same) moved.push(before.id);
  }
  await wakeCases(tx, organization, moved, { signal: 'policy', detail: { changed: 'yes' } });
  return moved.length;
}
