import type { ContactCaps } from '@puntual/domain/caps/contact-caps';
import { LOOK_BACK_DAYS } from '@puntual/domain/decide/contact-budget';
import type { ClosingDays } from '@puntual/domain/calendar/closing-days';
import { staleFeedOf, type FeedState } from '@puntual/domain/decide/stale-feed';
import type { StaleFeed } from '@puntual/domain/decide/facts';
import type { Policy } from '@puntual/domain/policy/policy';
import { NO_CONVERSATION } from '@puntual/domain/tasks/call-outcomes';
import { TOPIC_PAYMENTS } from '@puntual/contracts/events/events';
import { sql, type Sql } from '@puntual/db/sql';
import { feedLags } from './payments-backlog.ts';
import type { CustomerCalendar } from './send-window.ts';

// What the case's decision and the customer's gate both look at, read by the same words of SQL. Each stands in a statement over `invoice i` or none: the organization is
// the one of the transaction (row-level security), the customer is `c`, the invoice `i`.

export interface FeedRow {
  readonly feed: string;
  readonly completeUntil: string;
}

export interface SettingRow {
  readonly country: string;
  readonly defaultPolicyKey: string | null;
  readonly stopped: boolean;
  readonly maxMessagesPerDay: number | null;
  readonly closingDays: ClosingDays | null;
}

/** The holds of the invoice `i` that nobody has lifted. */
export const OPEN_HOLDS = sql`(SELECT jsonb_agg(jsonb_build_object('id', h.id, 'kind', h.kind, 'untilOn', h.until_on)) FROM hold h WHERE h.organization_id = i.organization_id AND h.invoice_id = i.id AND h.released_at IS NULL)`;

/** The latest day to pay by that a message which left and lists the invoice `i`, as overdue or as coming up, named. */
export const DEADLINE_NAMED_ON = sql`(SELECT max(m.deadline_on) FROM message_invoice mi JOIN message m ON m.id = mi.message_id
  WHERE mi.organization_id = i.organization_id AND mi.invoice_id = i.id AND mi.section IN ('overdue', 'upcoming') AND m.deadline_on IS NOT NULL AND m.state = 'sent' AND m.delivery_state IS DISTINCT FROM 'bounced')`;

/** Whether a direct debit that had paid of the invoice `i` came back. */
export const DEBIT_FAILED = sql`EXISTS (SELECT 1 FROM entry e JOIN payment p ON p.id = e.payment_id WHERE e.organization_id = i.organization_id AND e.invoice_id = i.id AND e.kind = 'reversal' AND p.method = 'direct-debit')`;

/** The organization's feeds with what they vouch for. */
export const FEEDS = sql`(SELECT jsonb_agg(jsonb_build_object('feed', f.feed, 'completeUntil', f.complete_until)) FROM feed_state f WHERE f.organization_id = c.organization_id)`;

/** Whether payments are known to wait unread (`feedLags`). */
export const LAGS = feedLags();

/** What the organization has decided for all its cases, and where it is. */
export const SETTING = sql`(SELECT jsonb_build_object('country', o.country, 'defaultPolicyKey', os.default_policy_key, 'stopped', os.contact_stopped_at IS NOT NULL, 'maxMessagesPerDay', os.max_messages_per_day, 'closingDays', os.closing_days)
  FROM organization o LEFT JOIN organization_setting os ON os.organization_id = o.id WHERE o.id = c.organization_id)`;

/**
 * The customer's contacts of the last month, oldest first, on the customer's local days: messages that left and did not bounce (thank-yous apart), and calls that were made; with the people
 * that a message went to (a letter goes to nobody by name, and whom a call reached is not known) and the invoices that it was about.
 */
export function recentContacts(now: number): Sql {
  const since = new Date(now - LOOK_BACK_DAYS * 86_400_000);
  return sql`(SELECT jsonb_agg(jsonb_build_object('on', x.on, 'how', x.how, 'personIds', x.people, 'invoiceIds', x.invoices, 'conversation', x.conversation) ORDER BY x.on, x.how) FROM (
    SELECT (m.composed_at AT TIME ZONE c.time_zone)::date AS on, m.channel AS how, nullif(jsonb_path_query_array(m.recipients, '$[*].contactId ? (@ != null)'), '[]'::jsonb) AS people,
        (SELECT jsonb_agg(mi.invoice_id) FROM message_invoice mi WHERE mi.message_id = m.id) AS invoices, false AS conversation FROM message m
      WHERE m.organization_id = c.organization_id AND m.customer_id = c.id AND m.state = 'sent' AND m.template <> 'thank-you' AND m.composed_at > ${since} AND m.delivery_state IS DISTINCT FROM 'bounced'
    UNION ALL
    SELECT t.completed_on, 'call', NULL, (SELECT jsonb_agg(ti.invoice_id) FROM task_invoice ti WHERE ti.task_id = t.id), t.outcome <> ALL (${NO_CONVERSATION}) FROM task t
      WHERE t.organization_id = c.organization_id AND t.customer_id = c.id AND t.kind = 'call' AND t.state = 'done' AND t.completed_on IS NOT NULL AND t.completed_at > ${since} AND t.outcome <> 'settled') x)`;
}

/**
 * How many promises to pay of the customer `c` passed without the payment. What a call brings holds every invoice that the call was about, and is one promise: promises for one day count once. One is kept when
 * what it is about was settled by its day, or when the sum that was promised had come by then (in the currency of the invoice), also where more was open.
 */
export function brokenPromises(now: number): Sql {
  return sql`(SELECT count(DISTINCT h.until_on)::int FROM hold h WHERE h.organization_id = c.organization_id AND h.customer_id = c.id AND h.kind = 'promise'
    AND h.until_on < (${new Date(now)}::timestamptz AT TIME ZONE c.time_zone)::date AND (h.released_at IS NULL OR (h.released_at AT TIME ZONE c.time_zone)::date > h.until_on)
    AND (h.amount_minor IS NULL OR h.amount_minor > (SELECT coalesce(-sum(e.amount_minor), 0) FROM hold t JOIN entry e ON e.organization_id = t.organization_id AND e.invoice_id = t.invoice_id JOIN payment m ON m.id = e.payment_id
      WHERE t.organization_id = h.organization_id AND t.customer_id = h.customer_id AND t.kind = 'promise' AND t.opened_at = h.opened_at AND e.kind = 'payment' AND e.created_at >= h.opened_at
        AND m.status = 'received' AND m.received_on <= h.until_on AND e.currency = (SELECT o.currency FROM invoice o WHERE o.id = h.invoice_id))))`;
}

/** Whose holidays and closing days count for a customer, and the law that protects them. */
export function calendarOf(region: string | null, setting: SettingRow | null, law: ContactCaps): CustomerCalendar {
  return {
    region,
    law,
    ...(setting
      ? {
          organization: {
            country: setting.country,
            region: null,
            closing: setting.closingDays ?? { days: [], ranges: [] },
          },
        }
      : {}),
  };
}

/** The feed that keeps a case, or a message of these policies, from the customer; null when all are fresh. The first policy that minds names it. */
export function staleFeedFor(
  policies: readonly Policy[],
  { feeds, lags }: { readonly feeds: readonly FeedRow[] | null; readonly lags: boolean },
  now: number,
): StaleFeed | null {
  const states = (feeds ?? []).map((row): FeedState => ({
    feed: row.feed,
    completeUntil: Date.parse(row.completeUntil),
  }));
  return (
    policies
      .map((policy) => staleFeedOf(states, lags ? TOPIC_PAYMENTS : null, policy, now))
      .find((stale) => stale !== null) ?? null
  );
}
