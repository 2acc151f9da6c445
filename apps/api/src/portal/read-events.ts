import { localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import type { PortalAct } from '@puntual/domain/portal/portal-acts';
import type { PortalVisitor } from '@puntual/casework/portal-links/portal-links';
import { claimsOf } from '@puntual/casework/record/claims-of';
import type { Tx } from '@puntual/db/database';

/** Events on one page of the history. */
export const EVENTS_A_PAGE = 25;

/** One line of the history: what both sides know, and nothing that people noted for themselves. */
export interface PortalEvent {
  readonly on: IsoDate;
  readonly kind: 'message' | 'payment' | 'credit-note' | 'act';
  /** The subject of a message. */
  readonly subject: string | null;
  readonly act: PortalAct | null;
  readonly money: { readonly minor: bigint; readonly currency: string } | null;
}

interface EventRow {
  readonly at: Date;
  readonly kind: PortalEvent['kind'];
  readonly subject: string | null;
  readonly act: PortalAct | null;
  readonly minor: bigint | null;
  readonly currency: string | null;
}

/** One page of what was sent, paid and done in the portal, newest first. `page`: 1, 2, ... */
export async function readEvents(
  tx: Tx,
  visitor: PortalVisitor,
  page: number,
): Promise<{ readonly events: readonly PortalEvent[]; readonly more: boolean }> {
  const claims = await claimsOf(tx, visitor.customerRowId);
  const customer = await tx.customer.findUniqueOrThrow({ where: { id: visitor.customerRowId } });
  const rows = await tx.$queryRaw<EventRow[]>`
    SELECT * FROM (
      SELECT m.sent_at AS at, 'message' AS kind, m.subject, NULL AS act, NULL::bigint AS minor, NULL AS currency, m.id
      FROM message m
      WHERE m.customer_id = ${visitor.customerRowId}::uuid AND m.state = 'sent'
      UNION ALL
      SELECT p.created_at, p.kind, NULL, NULL, p.amount_minor - p.reversed_minor, p.currency, p.id
      FROM payment p
      WHERE p.customer_id = ANY(${claims}::uuid[]) AND p.status = 'received'
      UNION ALL
      SELECT a.acted_at, 'act', NULL, a.kind, NULL, NULL, a.id
      FROM portal_act a
      WHERE a.customer_id = ${visitor.customerRowId}::uuid
    ) event
    WHERE at IS NOT NULL
    ORDER BY at DESC, id DESC
    LIMIT ${EVENTS_A_PAGE + 1} OFFSET ${(page - 1) * EVENTS_A_PAGE}`;
  return {
    events: rows.slice(0, EVENTS_A_PAGE).map(({ at, kind, subject, act, minor, currency }) => ({
      on: localDate(at.getTime(), customer.timeZone),
      kind,
      subject,
      act,
      money: minor === null || currency === null ? null : { minor, currency },
    })),
    more: rows.length > EVENTS_A_PAGE,
  };
}
