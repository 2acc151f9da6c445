import type { AuditEvent } from '@puntual/domain/audit/audit-data';
import type { Tx } from '@puntual/db/database';
import type { PolicyPin } from '../policy-versions/load-policy.ts';
import { writeAudit } from '../record/audit.ts';

/** A case (row ids of its invoice and customer) with the policy that it runs on from now on. */
export type NewPin = {
  readonly invoiceRowId: string;
  readonly customerRowId: string;
  readonly to: PolicyPin;
} & (
  | {
      /**
       * A rule assigns the policy. `again`: the same rule had assigned the same policy, so no audit event is written.
       */
      readonly how: 'assigned';
      readonly rule: string;
      readonly again?: boolean;
    }
  | {
      /**
       * A user moves it to another version; the rule stays. `move`: the id of the move of many cases that it is part
       * of.
       */
      readonly how: 'changed';
      readonly from: PolicyPin;
      readonly move?: string;
    }
);

/**
 * Writes which policy each case runs on; nothing else writes it. Needs the locks of the cases' customers. A case keeps
 * its version until somebody moves it. A change that was planned for the next step is removed. Writes `policy.assigned`
 * or `policy.changed` to the audit of each case, with `by` as the actor.
 */
export async function pinPolicies(
  tx: Tx,
  organizationId: string,
  pins: readonly NewPin[],
  { by, at }: { readonly by: string; readonly at: Date },
): Promise<void> {
  if (pins.length === 0) return;
  await tx.$executeRaw`
    UPDATE invoice i
    SET runs_policy_key = v.key,
        runs_policy_version = v.version,
        policy_rule = coalesce(v.rule, i.policy_rule),
        next_policy_key = NULL,
        next_policy_version = NULL
    FROM unnest(
      ${pins.map((pin) => pin.invoiceRowId)}::uuid[],
      ${pins.map((pin) => pin.to.key)}::text[],
      ${pins.map((pin) => pin.to.version)}::int[],
      ${pins.map((pin) => (pin.how === 'assigned' ? pin.rule : null))}::text[]
    ) AS v(id, key, version, rule)
    WHERE i.id = v.id`;
  await writeAudit(
    tx,
    organizationId,
    pins
      .filter((pin) => !(pin.how === 'assigned' && pin.again))
      .map((pin) => ({
        ...auditEventOf(pin),
        at,
        actor: by,
        customerRowId: pin.customerRowId,
        invoiceRowId: pin.invoiceRowId,
      })),
  );
}

function auditEventOf(pin: NewPin): AuditEvent {
  const to = pinText(pin.to);
  switch (pin.how) {
    case 'assigned':
      return { kind: 'policy.assigned', data: { policy: to, rule: pin.rule } };
    case 'changed': {
      const move = pin.move === undefined ? {} : { move: pin.move };
      return { kind: 'policy.changed', data: { from: pinText(pin.from), to, ...move } };
    }
  }
}

function pinText({ key, version }: PolicyPin): string {
  return `${key}/${version}`;
}
