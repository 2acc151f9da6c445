import { serviceStep, type ServiceTemplate } from '@puntual/domain/policy/vocabulary';
import {
  NEWS_MS,
  serviceSchedule,
  type DueServiceMessage,
  type Happened,
} from '@puntual/domain/service-messages/due-service-messages';
import type { Tx } from '@puntual/db/database';
import { stableId } from '@puntual/db/ids';
import { insertMessageSteps } from '../record/insert-message-steps.ts';
import type { LoadedCase } from '../facts/load-case.ts';
import { invoicesOfPlan } from '../payment-plans/plan-row.ts';
import { invoicesOfPromises } from '../promises/promise-row.ts';
import { organizationOf } from '../record/actor.ts';
import { dateColumn } from '../record/dates.ts';
import { contactWake } from '../record/outbox.ts';
import type { Evaluation } from './evaluation.ts';

/**
 * Requests the service messages that are due about the case's invoice, or about what its customer agreed: each once,
 * because its id is made of kind, subject and day. The gate sends them with the customer's other messages. Needs the
 * customer's lock. Returns the kinds that it requested.
 */
export async function requestServiceMessages(
  evaluation: Evaluation,
  loaded: LoadedCase,
): Promise<readonly ServiceTemplate[]> {
  const { tx, now } = evaluation;
  const { serviceSettings: settings, promises, plans, contacted, facts } = loaded;
  if (settings === null) return [];
  const { due } = serviceSchedule(
    {
      settings,
      ...(facts.invoice.status === 'open' ? { statementOf: contacted.id } : {}),
      promises,
      plans,
      happened: await readHappened(tx, facts.invoice.id, now),
      window: facts.window,
    },
    now,
  );
  const named = due.map((message) => ({ ...message, id: idOf(message) }));
  const known = await knownOf(
    tx,
    named.map(({ id }) => id),
  );
  const fresh = named.filter(({ id }) => !known.has(id));
  for (const message of fresh) await request(evaluation, loaded, message);
  return fresh.map(({ kind }) => kind);
}

async function knownOf(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx.serviceMessage.findMany({ where: { id: { in: [...ids] } }, select: { id: true } });
  return new Set(rows.map(({ id }) => id));
}

function idOf({ kind, subjectId, on }: DueServiceMessage): string {
  return stableId(`service:${kind}:${subjectId}:${on ?? ''}`);
}

async function request(
  { tx, ref, now, notes }: Evaluation,
  loaded: LoadedCase,
  { id, kind, subjectId, on }: DueServiceMessage & { readonly id: string },
): Promise<void> {
  const { contacted, facts } = loaded;
  const { organizationId } = ref;
  const invoiceRowIds = await invoicesOf(tx, { kind, subjectId }, facts.invoice.id);
  await tx.serviceMessage.create({
    data: {
      id,
      organizationId,
      customerId: contacted.id,
      kind,
      subjectId,
      onDay: on && dateColumn(on),
      requestedAt: new Date(now),
    },
  });
  const customer = { id: contacted.id, timeZone: facts.window.timeZone };
  const steps = { customer, part: { service: id }, stepId: serviceStep(kind), invoiceRowIds };
  await insertMessageSteps(tx, organizationId, steps, now);
  for (const invoiceRowId of invoiceRowIds)
    notes.audit.push({
      at: new Date(now),
      kind: 'message.service-requested',
      actor: 'puntual',
      customerRowId: loaded.customerRowId,
      invoiceRowId,
      data: { serviceId: id, service: kind },
    });
  notes.outbox.push(contactWake(organizationOf(ref), contacted));
}

// The invoices (row ids) that the message is about.
async function invoicesOf(
  tx: Tx,
  { kind, subjectId }: Pick<DueServiceMessage, 'kind' | 'subjectId'>,
  own: string,
): Promise<readonly string[]> {
  switch (kind) {
    case 'promise-confirmed':
    case 'promise-reminder':
      return (await invoicesOfPromises(tx, [subjectId])).get(subjectId) ?? [];
    case 'plan-confirmed':
    case 'instalment-due':
    case 'instalment-missed':
      return invoicesOfPlan(tx, subjectId);
    case 'receipt': {
      const paid = await tx.entry.findMany({
        where: { paymentId: subjectId, kind: 'payment' },
        distinct: ['invoiceId'],
        select: { invoiceId: true },
        orderBy: { invoiceId: 'asc' },
      });
      return paid.map(({ invoiceId }) => invoiceId);
    }
    case 'dispute-received':
    case 'dispute-decided': {
      const lines = await tx.disputeLine.findMany({
        where: { disputeId: subjectId },
        select: { invoiceId: true },
        orderBy: { invoiceId: 'asc' },
      });
      return lines.map(({ invoiceId }) => invoiceId);
    }
    case 'monthly-statement':
    case 'assignment':
    case 'last-letter':
    case 'agency-notice':
      return [own];
  }
}

// What has happened to the invoice lately.
function readHappened(tx: Tx, invoiceRowId: string, now: number): Promise<readonly Happened[]> {
  const since = new Date(now - NEWS_MS);
  return tx.$queryRaw<readonly Happened[]>`
    SELECT happened.kind, happened.subject_id AS "subjectId", extract(epoch FROM happened.at)::float8 * 1000 AS at
    FROM (
      SELECT 'dispute-received' AS kind, d.id AS subject_id, d.opened_at AS at
      FROM dispute_line l JOIN dispute d ON d.id = l.dispute_id
      WHERE l.invoice_id = ${invoiceRowId}::uuid AND d.origin = 'person' AND d.state IN ('open', 'waiting')
        AND d.opened_at > ${since}
      UNION ALL
      SELECT 'dispute-decided', d.id, d.resolved_at
      FROM dispute_line l JOIN dispute d ON d.id = l.dispute_id
      WHERE l.invoice_id = ${invoiceRowId}::uuid AND d.state = 'resolved' AND d.resolved_at > ${since}
      UNION ALL
      SELECT 'assignment', a.id, a.assigned_at
      FROM invoice_assignment a
      WHERE a.invoice_id = ${invoiceRowId}::uuid AND a.returned_at IS NULL AND a.assigned_at > ${since}
      UNION ALL
      SELECT 'last-letter', p.id, p.proposed_at
      FROM placement p JOIN agency g ON g.id = p.agency_id
      WHERE p.invoice_id = ${invoiceRowId}::uuid AND p.state IN ('proposed', 'approved')
        AND (g.terms->>'lastLetterDays') IS NOT NULL AND p.proposed_at > ${since}
      UNION ALL
      SELECT 'agency-notice', p.id, p.placed_at
      FROM placement p
      WHERE p.invoice_id = ${invoiceRowId}::uuid AND p.state = 'placed' AND p.placed_at > ${since}
      UNION ALL
      SELECT 'receipt', p.id, min(e.created_at)
      FROM entry e JOIN payment p ON p.id = e.payment_id
      WHERE e.invoice_id = ${invoiceRowId}::uuid AND e.kind = 'payment' AND p.status = 'received'
        AND e.created_at > ${since}
      GROUP BY p.id
    ) happened`;
}
