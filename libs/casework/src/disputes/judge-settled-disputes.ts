import { addDays } from '@puntual/domain/calendar/dates';
import type { Database, Tx } from '@puntual/db/database';
import { dateColumn } from '../record/dates.ts';
import type { OrganizationRef } from '../record/refs.ts';
import { lockDispute } from './dispute-record.ts';
import { judgeSettledDispute } from './judge-disputes.ts';

/** Disputes that are looked at in one pass, the longest overdue first; the next pass goes on. */
const MOST_PER_PASS = 200;

/**
 * Judges the disputes of an organization that promised a credit note, and whose invoices were settled since: no case
 * looks at them any more. Each in a transaction of its own, so that two processes at once judge each once. Returns how
 * many were judged.
 */
export async function judgeSettledDisputes(
  database: Database,
  organization: OrganizationRef,
  now: number,
): Promise<number> {
  const late = await database.inOrganization(organization.id, (tx) => readLate(tx, now));
  let judged = 0;
  for (const id of late) {
    const did = await database.inOrganization(organization.id, async (tx) => {
      const dispute = await lockDispute(tx, id);
      return dispute && (await judgeSettledDispute({ tx, organization, now }, dispute, await hasArrived(tx, id)));
    });
    if (did !== null) judged++;
  }
  return judged;
}

// `judge_on` is a day of the customer, which may have begun where it has not in the organization's own time zone.
async function readLate(tx: Tx, now: number): Promise<string[]> {
  const latest = dateColumn(addDays(new Date(now).toISOString().slice(0, 10), 1));
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT d.id
    FROM dispute d
    WHERE d.state = 'resolved' AND d.credit_state = 'expected' AND d.judge_on <= ${latest}::date
      AND NOT EXISTS (
        SELECT 1
        FROM dispute_line l JOIN invoice i ON i.id = l.invoice_id
        WHERE l.dispute_id = d.id AND i.status = 'open'
      )
    ORDER BY d.judge_on, d.id
    LIMIT ${MOST_PER_PASS}`;
  return rows.map(({ id }) => id);
}

// A credit note for a settled invoice finds nothing open, and stays credit: it names the invoice, or has the amount.
async function hasArrived(tx: Tx, disputeId: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ arrived: boolean }[]>`
    SELECT coalesce(bool_and(
      EXISTS (
        SELECT 1
        FROM payment p
        WHERE p.customer_id = d.customer_id AND p.kind = 'credit-note' AND p.currency = i.currency
          AND p.created_at > d.opened_at
          AND (
            p.amount_minor = l.credited_minor
            OR p.awaiting @> jsonb_build_array(jsonb_build_object('invoiceId', i.invoice_id))
          )
      )
    ), false) AS arrived
    FROM dispute d
      JOIN dispute_line l ON l.dispute_id = d.id
      JOIN invoice i ON i.id = l.invoice_id
    WHERE d.id = ${disputeId}::uuid AND coalesce(l.credited_minor, 0) > 0`;
  return row?.arrived ?? false;
}
