import type { InvoiceMention } from '@puntual/domain/decide/named-deadline';
import type { Listing } from '@puntual/domain/decide/earlier-listings';
import { sql } from '@puntual/db/sql';

/** How a message lists an invoice: what `namedDeadline`, `strongestDemand` and `listedUpcomingOn` read. */
export type MentionRow = InvoiceMention & Listing;

/** Rows of `INVOICE_MENTIONS`. */
export type MentionRows = readonly MentionRow[] | null;

/**
 * SQL: how messages list the invoice `i` that were sent, or of which nobody knows whether they were, as a JSON
 * array; null when there is none. A thank-you for the invoice is left out.
 */
export const INVOICE_MENTIONS = sql`(
  SELECT jsonb_agg(jsonb_build_object(
    'section', mi.section, 'deadlineOn', m.deadline_on, 'deliveryState', m.delivery_state, 'stage', m.stage,
    'severity', m.severity, 'template', m.template, 'composedAt', extract(epoch FROM m.composed_at) * 1000,
    'own', EXISTS (
      SELECT 1 FROM step s
      WHERE s.organization_id = i.organization_id AND s.invoice_id = i.id AND s.message_id = m.id)))
  FROM message_invoice mi JOIN message m ON m.id = mi.message_id
  WHERE mi.organization_id = i.organization_id AND mi.invoice_id = i.id
    AND m.state IN ('sent', 'ambiguous') AND mi.section NOT IN ('settled', 'concerned'))`;
