import { choosePolicy, type PolicyChoice } from '@puntual/domain/policy/choose-policy';
import type { ConditionSubject } from '@puntual/domain/policy/conditions';
import { standardPolicy } from '@puntual/domain/policy/standard';
import type { Tx } from '@puntual/db/database';
import { writeAudit } from '../audit.ts';
import type { LoadedCase } from '../cases/load-case.ts';
import { loadPublishedPolicies, type PolicyPin } from './load-policy.ts';

/** The policy that a case which has none yet would get now, and the rule that gives it (DOMAIN §2, "most specific wins"). */
export async function policyToAssign(tx: Tx, organizationId: string, wishes: { readonly invoiceKey: string | null; readonly customerKey: string | null; readonly defaultKey: string | null }, subject: ConditionSubject): Promise<PolicyChoice> {
  const published = await loadPublishedPolicies(tx, organizationId);
  return choosePolicy({ ...wishes, defaultKey: wishes.defaultKey ?? standardPolicy.key }, published, subject, standardPolicy);
}

/** Gives a case the policy that it was read with, for good: it keeps this version until it is moved on purpose. */
export async function assignPolicy(tx: Tx, ref: { readonly organizationId: string }, loaded: LoadedCase, now: number): Promise<void> {
  const { policy, invoice } = loaded.facts;
  await tx.invoice.update({ where: { id: invoice.id }, data: { runsPolicyKey: policy.key, runsPolicyVersion: policy.version, policyRule: loaded.policyRule } });
  await auditPolicy(tx, ref, loaded, 'policy.assigned', { policy: pinText(policy), rule: loaded.policyRule }, now);
}

/** Moves a case to another version, in the transaction that took its step or that was asked to move it now. */
export async function changePolicy(tx: Tx, ref: { readonly organizationId: string }, loaded: LoadedCase, pin: PolicyPin, now: number): Promise<void> {
  await tx.invoice.update({ where: { id: loaded.facts.invoice.id }, data: { runsPolicyKey: pin.key, runsPolicyVersion: pin.version, nextPolicyKey: null, nextPolicyVersion: null } });
  await auditPolicy(tx, ref, loaded, 'policy.changed', { from: pinText(loaded.facts.policy), to: pinText(pin) }, now);
}

async function auditPolicy(tx: Tx, ref: { readonly organizationId: string }, loaded: LoadedCase, kind: string, data: Record<string, unknown>, now: number): Promise<void> {
  await writeAudit(tx, ref.organizationId, [{ at: new Date(now), kind, actor: 'puntual', customerRowId: loaded.customerRowId, invoiceRowId: loaded.facts.invoice.id, data }]);
}

function pinText({ key, version }: PolicyPin): string {
  return `${key}/${version}`;
}
