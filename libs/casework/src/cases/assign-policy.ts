import type { AuditKind } from '@puntual/domain/audit/audit-kinds';
import type { Tx } from '@puntual/db/database';
import type { AuditRow } from '../record/audit.ts';
import type { LoadedCase } from '../facts/load-case.ts';
import type { PolicyPin } from '../policy-versions/load-policy.ts';
import type { Notes } from '../record/notes.ts';

/** Gives a case the policy that it was read with, for good: it keeps this version until it is moved on purpose. */
export async function assignPolicy(
  tx: Tx,
  loaded: LoadedCase,
  now: number,
  notes: Pick<Notes, 'audit'>,
): Promise<void> {
  const { policy, invoice } = loaded.facts;
  await tx.$executeRaw`UPDATE invoice SET runs_policy_key = ${policy.key}, runs_policy_version = ${policy.version}, policy_rule = ${loaded.policyRule} WHERE id = ${invoice.id}::uuid`;
  notes.audit.push(auditOf(loaded, 'policy.assigned', { policy: pinText(policy), rule: loaded.policyRule }, now));
}

/** Moves a case to another version, in the transaction that took its step or that was asked to move it now. */
export async function changePolicy(
  tx: Tx,
  loaded: LoadedCase,
  pin: PolicyPin,
  now: number,
  notes: Pick<Notes, 'audit'>,
): Promise<void> {
  await tx.invoice.update({
    where: { id: loaded.facts.invoice.id },
    data: { runsPolicyKey: pin.key, runsPolicyVersion: pin.version, nextPolicyKey: null, nextPolicyVersion: null },
  });
  notes.audit.push(auditOf(loaded, 'policy.changed', { from: pinText(loaded.facts.policy), to: pinText(pin) }, now));
}

function auditOf(loaded: LoadedCase, kind: AuditKind, data: Record<string, unknown>, now: number): AuditRow {
  return {
    at: new Date(now),
    kind,
    actor: 'puntual',
    customerRowId: loaded.customerRowId,
    invoiceRowId: loaded.facts.invoice.id,
    data,
  };
}

function pinText({ key, version }: PolicyPin): string {
  return `${key}/${version}`;
}
