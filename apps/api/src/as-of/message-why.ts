import { decisionOfStep } from '@puntual/casework/as-of/read-decision';
import { readComposition } from '@puntual/casework/as-of/read-composition';
import { contentHash } from '@puntual/casework/contact/content-hash';
import type { MessageWhyView } from '@puntual/contracts/api/as-of';
import type { Tx } from '@puntual/db/database';
import type { Language } from '@puntual/domain/language/languages';
import { word } from '../invoices/audit-words.ts';
import { findMessage } from '../messages/read-messages.ts';
import { showDecision } from './show-decision.ts';

/** Most steps of a message whose decisions are shown, and most audit events; a message may list many invoices. */
const MOST_REQUESTS = 100;
const MOST_EVENTS = 500;

interface RequestRow {
  readonly invoiceRowId: string;
  readonly invoiceId: string;
  readonly number: string;
  readonly stepId: string;
  readonly occurrence: number;
}

interface EventRow {
  readonly id: string;
  readonly kind: string;
  readonly at: Date;
  readonly invoiceId: string | null;
  readonly number: number | null;
  readonly hash: string | null;
  readonly sealedAt: Date | null;
}

/**
 * Why a message was written: the decisions that requested it with what was known then, its exact bytes, its delivery,
 * and the audit events with the blocks that seal them. Null when there is no such message.
 */
export async function messageWhy(
  tx: Tx,
  organizationId: string,
  messageId: string,
  language: Language,
): Promise<MessageWhyView | null> {
  const message = await findMessage(tx, messageId);
  if (!message) return null;
  const requests: MessageWhyView['requests'] = [];
  for (const { invoiceRowId, ...request } of await readRequests(tx, messageId)) {
    const past = await decisionOfStep(tx, organizationId, { invoiceRowId, ...request });
    requests.push({ ...request, decision: past && showDecision(past, language) });
  }
  return {
    message,
    content: await contentOf(tx, messageId, message.contentHash),
    requests,
    composition: await compositionOf(tx, organizationId, messageId, language),
    audit: await readEvents(tx, organizationId, messageId),
  };
}

async function compositionOf(
  tx: Tx,
  organizationId: string,
  messageId: string,
  language: Language,
): Promise<MessageWhyView['composition']> {
  const past = await readComposition(tx, organizationId, messageId);
  if (!past) return null;
  const { template, severity, deadlineOn, overdue, upcoming, dropped } = past.composition;
  const names = await tx.invoice.findMany({
    where: { id: { in: [...overdue, ...upcoming] } },
    select: { id: true, invoiceId: true },
  });
  const nameOf = new Map(names.map(({ id, invoiceId }) => [id, invoiceId]));
  const named = (ids: readonly string[]) => ids.map((id) => nameOf.get(id) ?? id);
  return {
    at: new Date(past.at).toISOString(),
    template,
    severity,
    deadlineOn,
    overdue: named(overdue),
    upcoming: named(upcoming),
    dropped: dropped.map(({ requestId, reason }) => ({ requestId, reason, text: word(reason, language) })),
    hash: past.hash,
    intact: past.isIntact,
    decidesTheSame: past.decidesTheSame,
  };
}

async function contentOf(tx: Tx, messageId: string, hash: string): Promise<MessageWhyView['content']> {
  const { pdf, ...bytes } = await tx.message.findUniqueOrThrow({
    where: { id: messageId },
    select: { subject: true, html: true, text: true, pdf: true },
  });
  const intact = contentHash({ ...bytes, pdf: pdf && Buffer.from(pdf) }) === hash;
  return { path: `/v1/messages/${messageId}/content`, hash, intact };
}

async function readRequests(tx: Tx, messageId: string): Promise<readonly RequestRow[]> {
  return tx.$queryRaw`
    SELECT i.id AS "invoiceRowId", i.invoice_id AS "invoiceId", i.number, s.step_id AS "stepId", s.occurrence
    FROM message m
      JOIN step s ON s.organization_id = m.organization_id AND s.customer_id = m.customer_id AND s.message_id = m.id
      JOIN invoice i ON i.id = s.invoice_id
    WHERE m.id = ${messageId}::uuid
    ORDER BY i.due_date, i.id
    LIMIT ${MOST_REQUESTS}`;
}

// The events of the message itself, and the requests of the steps that it carried.
async function readEvents(tx: Tx, organizationId: string, messageId: string): Promise<MessageWhyView['audit']> {
  const rows = await tx.$queryRaw<EventRow[]>`
    SELECT e.id, e.kind, e.at, i.invoice_id AS "invoiceId", b.number, b.hash, b.sealed_at AS "sealedAt"
    FROM message_invoice mi
      JOIN message m ON m.id = mi.message_id
      JOIN audit_event e ON e.organization_id = mi.organization_id AND e.invoice_id = mi.invoice_id
      JOIN invoice i ON i.id = e.invoice_id
      LEFT JOIN audit_sealed_event s ON s.organization_id = e.organization_id AND s.event_id = e.id
      LEFT JOIN audit_block b ON b.organization_id = s.organization_id AND b.number = s.block
    WHERE mi.organization_id = ${organizationId}::uuid AND mi.message_id = ${messageId}::uuid
      AND (
        e.data->>'messageId' = ${messageId}
        OR (
          e.kind = 'step.requested'
          AND EXISTS (
            SELECT 1
            FROM step s
            WHERE s.organization_id = e.organization_id AND s.invoice_id = e.invoice_id AND s.message_id = m.id
              AND s.step_id = e.data->>'stepId' AND s.occurrence::text = e.data->>'occurrence'
          )
        )
      )
    ORDER BY e.id
    LIMIT ${MOST_EVENTS}`;
  return rows.map(({ id, kind, at, invoiceId, number, hash, sealedAt }) => ({
    eventId: id,
    kind,
    at: at.toISOString(),
    invoiceId,
    block:
      number === null || hash === null || sealedAt === null ? null : { number, hash, sealedAt: sealedAt.toISOString() },
  }));
}
