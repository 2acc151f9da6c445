import { localDate } from '@puntual/domain/calendar/dates';
import { blockingDispute } from '@puntual/domain/decide/decide';
import { amountOf } from '@puntual/domain/ledger/announce';
import { decimalAmount } from '@puntual/domain/money/amount';
import { readAgency } from '../agencies/agencies.ts';
import { noteForAgency } from '../agencies/agency-messages.ts';
import { readReported } from '../agencies/agency-reports.ts';
import type { LoadedCase } from '../facts/load-case.ts';
import type { Evaluation } from './evaluation.ts';

/**
 * Announces what changed of a debt that is with the agency, so that the agency asks for the right sum: payments,
 * credits and charges by what is open now, and disputes. Compares with what the agency was told last; does nothing when
 * both are the same, or when the debt is not with an agency.
 */
export async function reportToAgency(evaluation: Evaluation, loaded: LoadedCase, did: string[]): Promise<void> {
  const { tx, now, notes } = evaluation;
  const { placement, invoice, holds, window } = loaded.facts;
  if (placement?.state !== 'placed' || invoice.status !== 'open') return;
  const row = await tx.placement.findUniqueOrThrow({ where: { id: placement.placementId } });
  const disputed =
    (invoice.disputedMinor ?? 0n) > 0n || blockingDispute(holds, localDate(now, window.timeZone)) !== null;
  const reportedMinor = row.reportedMinor ?? row.openMinor;
  if (reportedMinor === invoice.openMinor && row.reportedDisputed === disputed) return;
  await tx.placement.update({
    where: { id: row.id },
    data: { reportedMinor: invoice.openMinor, reportedDisputed: disputed },
  });
  const at = new Date(now);
  if (row.agencyId !== null) await informAgency(evaluation, row, { loaded, reportedMinor, disputed });
  const open = amountOf(invoice.openMinor, invoice.currency);
  const before = amountOf(reportedMinor, invoice.currency);
  notes.outbox.push({
    target: 'kafka',
    kind: 'collections-event',
    type: 'puntual.placement.changed.v1',
    customerId: loaded.customerId,
    at,
    data: {
      placementId: row.id,
      invoiceId: loaded.invoiceId,
      number: loaded.number,
      customerId: loaded.customerId,
      agencyRef: row.agencyRef,
      on: localDate(now, window.timeZone),
      open: open.amount,
      openBefore: before.amount,
      currency: open.currency,
      disputed,
    },
  });
  notes.audit.push({
    at,
    kind: 'agency.informed',
    actor: 'puntual',
    customerRowId: loaded.customerRowId,
    invoiceRowId: invoice.id,
    data: { placementId: row.id, open, before, disputed },
  });
  did.push('told the agency what changed');
}

interface ChangedDebt {
  readonly loaded: LoadedCase;
  readonly reportedMinor: bigint;
  readonly disputed: boolean;
}

// The agency is told through its adapter. Money that it did not collect itself calls the debt back instead, when the
// organization wants that.
async function informAgency(
  { tx, now, ref }: Evaluation,
  row: { readonly id: string; readonly agencyId: string | null; readonly openMinor: bigint },
  { loaded, reportedMinor, disputed }: ChangedDebt,
): Promise<void> {
  const { invoice, window } = loaded.facts;
  const agency = row.agencyId === null ? null : await readAgency(tx, row.agencyId);
  const at = new Date(now);
  const body = {
    placementId: row.id,
    invoiceId: loaded.invoiceId,
    number: loaded.number,
    on: localDate(now, window.timeZone),
    open: decimalAmount(invoice.openMinor, invoice.currency),
    openBefore: decimalAmount(reportedMinor, invoice.currency),
    currency: invoice.currency,
    disputed,
  };
  const { collectedMinor } = await readReported(tx, row.id);
  const isPaidElsewhere = invoice.openMinor < reportedMinor && invoice.openMinor + collectedMinor < row.openMinor;
  if (agency?.terms.onPayment === 'recall' && isPaidElsewhere) {
    await tx.placement.updateMany({
      where: { id: row.id, recallAskedAt: null },
      data: { recallAskedAt: at, recallAskedBy: 'puntual', recallReason: 'payment' },
    });
    return;
  }
  await noteForAgency(tx, { organizationId: ref.organizationId, placementId: row.id }, { kind: 'changed', body }, at);
}
