import type { Policy } from '@puntual/domain/policy/policy';
import { TERMS_STEP } from '@puntual/domain/policy/vocabulary';
import type { Tx } from '@puntual/db/database';
import type { CaseRow } from './read-case-rows.ts';

/**
 * Whether the case's invoice is the first of a new customer, who has not been told the terms and whom no case is about
 * to tell. First: no other invoice of the customer was issued, or became known, on an earlier day. New: the invoice
 * became known after the first version of the policy that tells the terms was published. Reads nothing when the policy
 * does not tell them, or when the invoice is settled or was chased elsewhere before.
 */
export async function termsOwedBy(
  tx: Tx,
  row: Pick<CaseRow, 'id' | 'status' | 'already_reached' | 'provisional'>,
  policy: Policy,
): Promise<boolean> {
  if (!policy.termsAtStart || row.status !== 'open' || row.already_reached || row.provisional) return false;
  const [answer] = await tx.$queryRaw<{ owed: boolean }[]>`
    SELECT i.known_at >= (
        SELECT min(v.published_at)
        FROM policy_version v
        WHERE v.organization_id = i.organization_id AND v.key = ${policy.key} AND v.published_at IS NOT NULL
          AND v.document @> '{"termsAtStart": true}'::jsonb)
      AND NOT EXISTS (
        SELECT 1
        FROM invoice o
        WHERE o.organization_id = i.organization_id AND o.customer_id = i.customer_id
          AND (o.issue_date < i.issue_date
            OR (o.known_at AT TIME ZONE c.time_zone)::date < (i.known_at AT TIME ZONE c.time_zone)::date))
      AND NOT EXISTS (
        SELECT 1
        FROM step s JOIN invoice told ON told.id = s.invoice_id
        WHERE s.organization_id = i.organization_id AND s.customer_id IN (i.customer_id, grp.payer_id)
          AND told.customer_id = i.customer_id AND s.step_id = ${TERMS_STEP} AND s.state <> 'dropped') AS owed
    FROM invoice i JOIN customer c ON c.id = i.customer_id LEFT JOIN customer_group grp ON grp.id = c.group_id
    WHERE i.id = ${row.id}::uuid`;
  return answer?.owed ?? false;
}
