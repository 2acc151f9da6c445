import { sql } from '@puntual/db/sql';
import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { Hold } from '@puntual/domain/decide/case-facts';
import { chasedPart, type ChasedPart, type OpenAmounts } from '@puntual/domain/disputes/chased-part';

/** An unreleased hold as the database gives it. */
export interface HoldRow extends Hold {
  /** What of the invoice is disputed, less what was credited since; null: the whole invoice, or no dispute. */
  readonly disputedMinor: string | null;
  /** The dispute that the hold follows from, and the customer's day from which its case judges the dispute. */
  readonly disputeId: string | null;
  readonly judgeOn: IsoDate | null;
  /** The mail for which the customer is paused. */
  readonly replyId: string | null;
}

// A look-up by the key for the few holds of disputes: a join would read the table of disputes for every case.
const DISPUTE_OPENED_AT = sql`CASE WHEN h.dispute_id IS NOT NULL THEN (
  SELECT d.opened_at FROM dispute d WHERE d.id = h.dispute_id) END`;
const DISPUTE_JUDGE_ON = sql`CASE WHEN h.dispute_id IS NOT NULL THEN (
  SELECT d.judge_on FROM dispute d WHERE d.id = h.dispute_id) END`;

/**
 * SQL: what was credited of the invoice of the hold `h` since its dispute was opened, in minor units: by credit notes,
 * and by amendments that lowered the total.
 */
const CREDITED_SINCE = sql`(
  SELECT coalesce(-sum(e.amount_minor), 0)
  FROM entry e LEFT JOIN payment p ON p.id = e.payment_id
  WHERE e.organization_id = h.organization_id AND e.invoice_id = h.invoice_id AND e.charge_id IS NULL
    AND e.created_at > coalesce(${DISPUTE_OPENED_AT}, h.opened_at)
    AND (p.kind = 'credit-note' OR (e.kind = 'amendment' AND e.amount_minor < 0)))`;

/** SQL: what the dispute hold `h` of a part still keeps silent, in minor units; null for the whole invoice. */
export const DISPUTED_LEFT = sql`greatest(h.amount_minor - ${CREDITED_SINCE}, 0)`;

/**
 * SQL: the unreleased holds of the invoice `i`, as a JSON array of `HoldRow`; null when there is none. A pause of the
 * whole customer holds each of the customer's invoices, as a manual hold with an end.
 */
export const OPEN_HOLDS = sql`(
  SELECT jsonb_agg(jsonb_build_object(
    'id', h.id, 'kind', h.kind, 'untilOn', h.until_on, 'wakeOn', h.wake_on, 'disputeId', h.dispute_id,
    'judgeOn', ${DISPUTE_JUDGE_ON}, 'replyId', h.reply_id,
    'disputedMinor', CASE WHEN h.kind = 'dispute' AND h.amount_minor IS NOT NULL THEN ${DISPUTED_LEFT}::text END))
  FROM (
    SELECT id, organization_id, invoice_id, kind, until_on, wake_on, dispute_id, amount_minor, opened_at,
      NULL::uuid AS reply_id
    FROM hold
    WHERE organization_id = i.organization_id AND invoice_id = i.id AND released_at IS NULL
    UNION ALL
    SELECT id, organization_id, i.id, 'manual', until_on, NULL, NULL, NULL, opened_at, reply_id
    FROM customer_pause
    WHERE organization_id = i.organization_id AND customer_id = i.customer_id AND channel IS NULL
      AND released_at IS NULL
  ) h)`;

/** What of an open invoice is chased on `today`, from its unreleased holds (`chasedPart`). */
export function chasedOf(amounts: OpenAmounts, rows: readonly HoldRow[] | null, today: IsoDate): ChasedPart<Hold> {
  const recorded = (rows ?? []).map(({ id, kind, untilOn, wakeOn, disputedMinor }) => ({
    id,
    kind,
    untilOn,
    wakeOn: wakeOn ?? null,
    disputedMinor: disputedMinor === null ? null : BigInt(disputedMinor),
  }));
  const { holds, ...part } = chasedPart(amounts, recorded, today);
  return {
    ...part,
    holds: holds.map(({ id, kind, untilOn, wakeOn }) => ({
      id,
      kind,
      untilOn,
      ...(wakeOn === null ? {} : { wakeOn }),
    })),
  };
}

/** Whether the pause for a customer's mail is over, and nobody has ended it. */
export function isReplyLapsed(rows: readonly HoldRow[] | null, today: IsoDate): boolean {
  return (rows ?? []).some(({ replyId, untilOn }) => replyId !== null && untilOn !== null && untilOn < today);
}

/** The first day on which a dispute of the invoice has to be judged; null: none has to be. */
export function judgeOnOf(rows: readonly HoldRow[] | null): IsoDate | null {
  return (rows ?? []).flatMap(({ judgeOn }) => judgeOn ?? []).sort()[0] ?? null;
}
