import { SEVERITIES, STAGES } from '@puntual/domain/policy/vocabulary';
import { withClient } from '@puntual/sandbox/prepare-database';

/** What the customers of a whole run received, and what was left without anybody to act. */
export interface DebtorFigures {
  /** Reminders for each customer and month in which the customer received one, on average and at most. */
  readonly remindersPerMonth: number;
  readonly mostInAMonth: number;
  /** Messages that demanded an overdue invoice in a milder tone than an earlier message did. */
  readonly fallsInTone: number;
  /** Messages that chased an invoice on the day after another message had chased the same one. */
  readonly consecutiveDays: number;
  /** Open cases without a next act, a dated hold or an open task. */
  readonly withoutNextAct: number;
}

const ARRIVED = `m.state = 'sent' AND coalesce(m.delivery_state, '') NOT IN ('bounced', 'failed', 'suppressed')`;

const MONTHS = `
  SELECT round(avg(count), 2)::float AS "remindersPerMonth", coalesce(max(count), 0)::int AS "mostInAMonth"
  FROM (
    SELECT count(*) AS count
    FROM message m
    JOIN customer c ON c.id = m.customer_id
    WHERE ${ARRIVED}
      AND m.reminder
    GROUP BY c.id, date_trunc('month', m.composed_at AT TIME ZONE c.time_zone)
  ) months`;

// What each message said of each invoice that it called overdue. A later run of the case (the invoice was settled and
// re-opened) is compared with its own messages: `paid` counts the times that the invoice was announced as settled.
const CHASED = `
  SELECT mi.invoice_id, m.composed_at, (m.composed_at AT TIME ZONE c.time_zone)::date AS day,
    array_position($1::text[], m.stage) * 10 + array_position($2::text[], coalesce(m.severity, 'firm')) AS tone,
    (
      SELECT count(*)
      FROM audit_event a
      WHERE a.invoice_id = mi.invoice_id
        AND a.kind = 'case.closed'
        AND a.at < m.composed_at
    ) AS paid
  FROM message m
  JOIN message_invoice mi ON mi.message_id = m.id
  JOIN customer c ON c.id = m.customer_id
  WHERE ${ARRIVED}
    AND mi.section = 'overdue'
    AND m.template <> 'thank-you'`;

const TONES = `
  SELECT count(*) FILTER (WHERE tone < before_tone AND before_tone >= $3)::int AS "fallsInTone",
    count(*) FILTER (WHERE day = before_day + 1)::int AS "consecutiveDays"
  FROM (
    SELECT tone, day,
      max(tone) OVER (run ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before_tone,
      lag(day) OVER run AS before_day
    FROM (${CHASED}) chased
    WINDOW run AS (PARTITION BY invoice_id, paid ORDER BY composed_at)
  ) compared`;

/** Reads the figures from the database of a run. `late`: the instant before which a case should have acted. */
export async function readDebtorFigures(ownerUrl: string, late: Date): Promise<DebtorFigures> {
  return withClient(ownerUrl, async (client) => {
    const months = await client.query<Pick<DebtorFigures, 'remindersPerMonth' | 'mostInAMonth'>>(MONTHS);
    const tones = await client.query<Pick<DebtorFigures, 'fallsInTone' | 'consecutiveDays'>>(TONES, [
      STAGES,
      SEVERITIES,
      (STAGES.indexOf('demand') + 1) * 10,
    ]);
    const cases = await client.query<{ count: number }>(
      `
        SELECT count(*)::int AS count
        FROM unattended_cases($1::timestamptz, '00000000-0000-0000-0000-000000000000'::uuid, 1000, NULL)`,
      [late],
    );
    return {
      remindersPerMonth: months.rows[0]?.remindersPerMonth ?? 0,
      mostInAMonth: months.rows[0]?.mostInAMonth ?? 0,
      fallsInTone: tones.rows[0]?.fallsInTone ?? 0,
      consecutiveDays: tones.rows[0]?.consecutiveDays ?? 0,
      withoutNextAct: cases.rows[0]?.count ?? 0,
    };
  });
}
