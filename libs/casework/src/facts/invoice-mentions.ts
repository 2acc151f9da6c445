import type { InvoiceMention } from '@puntual/domain/decide/named-deadline';
import { sql } from '@puntual/db/sql';

/** Rows of `INVOICE_MENTIONS`. */
export type MentionRows = readonly InvoiceMention[] | null;

/**
 * SQL: how sent messages with a payment deadline list the invoice `i`, as a JSON array without repetitions; null when
 * there is none. `namedDeadline` reads the deadline from it.
 */
export const INVOICE_MENTIONS = sql`(
  SELECT jsonb_agg(DISTINCT jsonb_build_object(
    'section', mi.section, 'deadlineOn', m.deadline_on, 'deliveryState', m.delivery_state))
  FROM message_invoice mi JOIN message m ON m.id = mi.message_id
  WHERE mi.organization_id = i.organization_id AND mi.invoice_id = i.id
    AND m.state = 'sent' AND m.deadline_on IS NOT NULL)`;
