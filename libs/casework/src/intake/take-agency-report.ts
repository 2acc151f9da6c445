import { createHash } from 'node:crypto';
import type { EventOf, PuntualEvent } from '@puntual/contracts/events/events';
import type { Tx } from '@puntual/db/database';
import { readAmount } from '@puntual/domain/money/amount';
import { findAgency, readAgency } from '../agencies/agencies.ts';
import { acknowledgeHandOver } from '../agencies/agency-messages.ts';
import { recordReport } from '../agencies/agency-reports.ts';
import { settlePlacementIn } from '../cases/placement.ts';
import { writeAudit } from '../record/audit.ts';
import type { OrganizationRef } from '../record/refs.ts';
import type { EventRefusal, Verdict } from './verdict.ts';

type Reported = EventOf<'puntual.agency.reported.v1'>;
type Received = EventOf<'puntual.payment.received.v1'>;

/** What the source of an event begins with that an agency sent itself; its key follows. */
export const AGENCY_SOURCE = '/agencies/';

/**
 * Records what the agency reports of a placement; `returned` and `uncollectable` end the placement and wake the case.
 * Rejects a report of an unknown invoice, of another customer's invoice, of an invoice that was not with this agency,
 * and an amount that its currency does not have.
 */
export async function takeAgencyReport(
  tx: Tx,
  organization: OrganizationRef,
  event: Reported,
  now: Date,
): Promise<Verdict> {
  const found = await findReported(tx, organization, event);
  if ('code' in found) return rejected(found);
  const { invoice, placementId } = found;
  const { outcome, on, reference, amount } = event.data;
  const currency = event.data.currency ?? invoice.currency;
  const amountMinor = amount === undefined ? null : readAmount(amount, currency, 'data.amount');
  if (amountMinor !== null && typeof amountMinor !== 'bigint')
    return rejected({ code: 'reported-amount-unreadable', values: { invoiceId: invoice.invoiceId, currency } });
  await recordReport(
    tx,
    organization,
    {
      placementId,
      source: event.source,
      reportId: event.id,
      outcome,
      on,
      amountMinor,
      currency: amountMinor === null ? null : currency,
      reference: reference ?? null,
    },
    now,
  );
  await acknowledgeByReport(tx, organization, { placementId, invoiceRowId: invoice.id }, now);
  await writeAudit(tx, organization.id, [
    {
      at: now,
      kind: `agency.${outcome}`,
      actor: `erp:${event.source}`,
      customerRowId: invoice.customerId,
      invoiceRowId: invoice.id,
      data: { on, ...(amount === undefined ? {} : { amount, currency }) },
    },
  ]);
  return { verdict: 'accepted' };
}

// An agency that reports of a debt has it, although its answer to the hand-over got lost.
async function acknowledgeByReport(
  tx: Tx,
  { id: organizationId, slug }: OrganizationRef,
  { placementId, invoiceRowId }: { readonly placementId: string; readonly invoiceRowId: string },
  now: Date,
): Promise<void> {
  const row = await tx.placement.findUniqueOrThrow({ where: { id: placementId } });
  if (row.state !== 'approved') return;
  await acknowledgeHandOver(tx, placementId, now);
  const settled = { placementId, state: 'placed', agencyRef: row.agencyRef } as const;
  await settlePlacementIn(tx, { organizationId, slug, invoiceRowId }, settled, now.getTime());
}

/**
 * The payments that reports of collected money stand for, by the report: those of agencies whose reports are booked
 * (`bookCollected`). What an agency collected in full pays the customer's invoice, whatever the agency keeps of it.
 */
export async function collectedPayments(
  tx: Tx,
  organization: OrganizationRef,
  events: readonly PuntualEvent[],
): Promise<ReadonlyMap<PuntualEvent, Received>> {
  const payments = new Map<PuntualEvent, Received>();
  for (const event of events) {
    if (event.type !== 'puntual.agency.reported.v1' || event.data.outcome !== 'collected') continue;
    const { amount, invoiceId, customerId, on } = event.data;
    const found = amount === undefined ? null : await findReported(tx, organization, event);
    if (amount === undefined || !found || 'code' in found || found.agencyId === null) continue;
    const minor = readAmount(amount, event.data.currency ?? found.invoice.currency, 'data.amount');
    if (typeof minor !== 'bigint' || minor <= 0n) continue;
    const agency = await readAgency(tx, found.agencyId);
    if (agency?.terms.bookCollected !== 'report') continue;
    payments.set(event, {
      ...event,
      id: `${event.id}/payment`,
      type: 'puntual.payment.received.v1',
      data: {
        paymentId: paymentIdOfReport(event),
        customerId,
        amount,
        currency: event.data.currency ?? found.invoice.currency,
        receivedOn: on,
        method: 'other',
        reference: `agency ${agency.key}`,
        allocations: [{ invoiceId, amount }],
      },
    });
  }
  return payments;
}

/** The id of the payment that a report of collected money stands for. */
export function paymentIdOfReport({ source, id }: Pick<Reported, 'source' | 'id'>): string {
  return `agency-${createHash('sha256').update(`${source}\n${id}`).digest('hex').slice(0, 32)}`;
}

interface ReportedDebt {
  readonly invoice: {
    readonly id: string;
    readonly invoiceId: string;
    readonly customerId: string;
    readonly currency: string;
  };
  readonly placementId: string;
  readonly agencyId: string | null;
}

// The placement that a report is about: the one that has the agency's reference, else the newest that the agency got or
// may have got. It may have ended since: a late report still counts.
async function findReported(
  tx: Tx,
  organization: OrganizationRef,
  event: Reported,
): Promise<ReportedDebt | EventRefusal> {
  const { invoiceId, customerId, reference } = event.data;
  const invoice = await tx.invoice.findUnique({
    where: { organizationId_invoiceId: { organizationId: organization.id, invoiceId } },
    select: { id: true, invoiceId: true, customerId: true, currency: true },
  });
  if (!invoice) return { code: 'reported-invoice-unknown', values: { invoiceId } };
  const customer = await tx.customer.findUnique({ where: { id: invoice.customerId }, select: { customerId: true } });
  if (customer?.customerId !== customerId)
    return { code: 'belongs-to-another-customer', values: { of: 'invoice', id: invoiceId } };
  const [placement] = await tx.$queryRaw<{ id: string; agency_id: string | null }[]>`
    SELECT p.id, p.agency_id
    FROM placement p
    WHERE p.organization_id = ${organization.id}::uuid AND p.invoice_id = ${invoice.id}::uuid
      AND (p.state IN ('placed', 'recalled') OR EXISTS (
        SELECT 1 FROM agency_message m
        WHERE m.organization_id = p.organization_id AND m.placement_id = p.id AND m.attempts > 0))
    ORDER BY (p.agency_ref IS NOT DISTINCT FROM ${reference ?? null}::text) DESC, p.proposed_at DESC, p.id DESC
    LIMIT 1`;
  if (!placement || !(await isOfSender(tx, organization, event.source, placement.agency_id)))
    return { code: 'reported-invoice-not-placed', values: { invoiceId } };
  return { invoice, placementId: placement.id, agencyId: placement.agency_id };
}

// An agency reports of its own placements only; the ERP reports for every agency.
async function isOfSender(tx: Tx, { id }: OrganizationRef, source: string, agencyId: string | null): Promise<boolean> {
  if (!source.startsWith(AGENCY_SOURCE)) return true;
  return (await findAgency(tx, id, source.slice(AGENCY_SOURCE.length)))?.id === agencyId;
}

function rejected(refusal: EventRefusal): Verdict {
  return { verdict: 'rejected', code: 'invalid', refusal };
}
