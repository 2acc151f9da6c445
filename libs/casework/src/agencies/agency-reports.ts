import { collectionEntries } from '@puntual/domain/agencies/commission';
import {
  summarizeReports,
  type AgencyReport,
  type ReportedPlacement,
  type ReportOutcome,
} from '@puntual/domain/agencies/placement-reports';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { dateColumn, isoDate } from '../record/dates.ts';
import { writeOutbox, type OutboxRow } from '../record/outbox.ts';
import type { OrganizationRef } from '../record/refs.ts';
import { wakeCases } from '../record/wake-cases.ts';
import { readAgency } from './agencies.ts';
import { withdrawUntold } from './agency-messages.ts';

/** A report as it arrived: `source` and `reportId` tell it apart from every other one. */
export interface IncomingReport {
  readonly placementId: string;
  readonly source: string;
  readonly reportId: string;
  readonly outcome: ReportOutcome;
  readonly on: string;
  readonly amountMinor: bigint | null;
  readonly currency: string | null;
  readonly reference: string | null;
}

/**
 * Stores a report of a placement (row id) with what it changes of the agency's account, and applies what all reports of
 * the placement come to. Needs the customer's lock. Returns false for a report that was stored before.
 */
export async function recordReport(
  tx: Tx,
  organization: OrganizationRef,
  { placementId, on, ...report }: IncomingReport,
  at: Date,
): Promise<boolean> {
  const { source, reportId } = report;
  const key = { organizationId_source_reportId: { organizationId: organization.id, source, reportId } };
  if (await tx.agencyReport.findUnique({ where: key })) return false;
  const id = newId();
  await tx.agencyReport.create({
    data: { id, organizationId: organization.id, placementId, ...report, on: dateColumn(on), receivedAt: at },
  });
  if (report.outcome === 'collected' && report.amountMinor !== null && report.currency !== null)
    await bookCollection(tx, organization.id, { placementId, reportRowId: id, on, ...report }, at);
  await endAsReported(tx, organization, placementId, at);
  return true;
}

async function bookCollection(
  tx: Tx,
  organizationId: string,
  of: {
    readonly placementId: string;
    readonly reportRowId: string;
    readonly on: string;
    readonly source: string;
    readonly amountMinor: bigint | null;
    readonly currency: string | null;
  },
  at: Date,
): Promise<void> {
  const placement = await tx.placement.findUniqueOrThrow({ where: { id: of.placementId } });
  const agency = placement.agencyId === null ? null : await readAgency(tx, placement.agencyId);
  if (!agency || of.amountMinor === null || of.amountMinor <= 0n || of.currency === null) return;
  const { amountMinor, currency } = of;
  await tx.agencyEntry.createMany({
    data: collectionEntries(amountMinor, agency.terms).map(({ kind, minor }) => ({
      id: newId(),
      organizationId,
      agencyId: agency.id,
      placementId: of.placementId,
      reportId: of.reportRowId,
      kind,
      currency,
      amountMinor: minor,
      on: dateColumn(of.on),
      notedAt: at,
      notedBy: of.source,
    })),
  });
}

/** What the agency reported of a placement, taken together. */
export async function readReported(tx: Tx, placementId: string): Promise<ReportedPlacement> {
  const rows = await tx.agencyReport.findMany({ where: { placementId }, orderBy: { id: 'asc' } });
  return summarizeReports(
    rows.map((row): AgencyReport => ({
      key: `${row.source} ${row.reportId}`,
      outcome: row.outcome as ReportOutcome,
      on: isoDate(row.on),
      amountMinor: row.amountMinor,
      reference: row.reference,
    })),
  );
}

/**
 * Ends a placement that the agency ended by its reports, announces the end once, and wakes the case. Keeps the agency's
 * reference. Needs the customer's lock.
 */
export async function endAsReported(
  tx: Tx,
  organization: OrganizationRef,
  placementId: string,
  at: Date,
): Promise<void> {
  const { ended, reference } = await readReported(tx, placementId);
  const before = await tx.placement.findUniqueOrThrow({ where: { id: placementId } });
  const agencyRef = reference ?? before.agencyRef;
  const isNew = ended !== null && before.state === 'placed';
  const endedBecause = !ended || before.state === 'approved' ? before.endedBecause : becauseOf(before, ended.because);
  await tx.placement.update({
    where: { id: placementId },
    data: { agencyRef, endedBecause, ...(isNew ? { state: 'recalled', recalledAt: at } : {}) },
  });
  if (!isNew) return;
  await withdrawUntold(tx, placementId, at);
  const invoice = await tx.invoice.findUniqueOrThrow({ where: { id: before.invoiceId } });
  const customer = await tx.customer.findUniqueOrThrow({ where: { id: before.customerId } });
  const of = { placementId, invoiceId: invoice.invoiceId, customerId: customer.customerId, agencyRef };
  await writeOutbox(tx, organization, [placementEvent('returned', { ...of, because: ended.because }, at)]);
  await wakeCases(tx, organization, [invoice.id], { signal: 'placement', detail: { placementId, returned: 'yes' } });
}

// A debt that was recalled, or settled, stays so: the agency's report only answers that.
function becauseOf({ endedBecause }: { readonly endedBecause: string | null }, reported: string): string {
  return endedBecause === 'recalled' || endedBecause === 'settled' ? endedBecause : reported;
}

/** The event that announces what became of a placement. */
export function placementEvent(
  what: 'placed' | 'recalled' | 'returned' | 'settled',
  data: {
    readonly placementId: string;
    readonly invoiceId: string;
    readonly customerId: string;
    readonly agencyRef: string | null;
    readonly because?: string;
  },
  at: Date,
): OutboxRow {
  return {
    target: 'kafka',
    kind: 'collections-event',
    type: `puntual.placement.${what}.v1`,
    customerId: data.customerId,
    at,
    data,
  };
}
