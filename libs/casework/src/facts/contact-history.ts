import {
  contactsCountAfter,
  countedContacts,
  type EndedCall,
  type SentMessage,
} from '@puntual/domain/caps/counted-contacts';
import type { PastContact } from '@puntual/domain/caps/past-contact';
import { sql, type Sql } from '@puntual/db/sql';

/** Row of `contactHistory`. */
export interface ContactHistoryRow {
  readonly messages: readonly SentMessage[] | null;
  readonly calls: readonly EndedCall[] | null;
  /** Calls of the call log that belong to no task; those of a task count by the task. Left out: none. */
  readonly loggedCalls?: readonly EndedCall[] | null;
}

/**
 * SQL: the messages that were or may have been sent and the ended calls to the customer `c`, not those by it, since the
 * first day that a contact limit at `now` covers, as one JSON object. Of a message's recipients only the ERP's contact
 * ids are read. `recentContactsOf` selects the contacts that count.
 */
export function contactHistory(now: number): Sql {
  const since = new Date(contactsCountAfter(now));
  return sql`jsonb_build_object(
    'messages', (
      SELECT jsonb_agg(jsonb_build_object(
        'composedAt', extract(epoch FROM m.composed_at) * 1000, 'channel', m.channel, 'template', m.template,
        'deliveryState', m.delivery_state,
        'personIds', jsonb_path_query_array(m.recipients, '$[*].contactId ? (@ != null)'),
        'invoiceIds', (SELECT jsonb_agg(mi.invoice_id) FROM message_invoice mi WHERE mi.message_id = m.id)))
      FROM message m
      WHERE m.organization_id = c.organization_id AND m.customer_id = c.id AND m.state IN ('sent', 'ambiguous')
        AND m.composed_at > ${since}),
    'calls', (
      SELECT jsonb_agg(jsonb_build_object(
        'completedAt', extract(epoch FROM t.completed_at) * 1000, 'completedOn', t.completed_on, 'outcome', t.outcome,
        'invoiceIds', (SELECT jsonb_agg(ti.invoice_id) FROM task_invoice ti WHERE ti.task_id = t.id)))
      FROM task t
      WHERE t.organization_id = c.organization_id AND t.customer_id = c.id AND t.kind = 'call' AND t.state = 'done'
        AND t.completed_at > ${since}
        AND NOT EXISTS (
          SELECT 1 FROM call_log l
          WHERE l.organization_id = t.organization_id AND l.task_id = t.id AND l.direction = 'in'
            AND l.superseded_at IS NULL)),
    'loggedCalls', (
      SELECT jsonb_agg(jsonb_build_object(
        'completedAt', extract(epoch FROM l.ended_at) * 1000,
        'completedOn', (l.ended_at AT TIME ZONE c.time_zone)::date, 'outcome', l.outcome, 'invoiceIds', NULL))
      FROM call_log l
      WHERE l.organization_id = c.organization_id AND l.customer_id = c.id AND l.direction = 'out'
        AND l.task_id IS NULL AND l.superseded_at IS NULL AND l.ended_at > ${since}))`;
}

/** The contacts in the history that count at `now`, oldest first, on the customer's local days. */
export function recentContactsOf(
  { messages, calls, loggedCalls }: ContactHistoryRow,
  now: number,
  timeZone: string,
): readonly PastContact[] {
  return countedContacts(
    { messages: messages ?? [], calls: [...(calls ?? []), ...(loggedCalls ?? [])] },
    now,
    timeZone,
  );
}
