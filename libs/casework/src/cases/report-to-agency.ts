import { localDate } from '@puntual/domain/calendar/dates';
import { blockingDispute } from '@puntual/domain/decide/decide';
import { amountOf } from '@puntual/domain/ledger/announce';
import type { LoadedCase } from '../facts/load-case.ts';
import type { Evaluation } from './evaluation.ts';

/**
 * Announces what changed of a debt that is with the agency, so that the agency asks for the right sum: payments,
 * credits and charges by what is open now, and disputes. Compares with what the agency was told last; does nothing when
 * both are the same, or when the debt is not with an agency.
 */
export async function reportToAgency({ tx, now, notes }: Evaluation, loaded: LoadedCase, did: string[]): Promise<void> {
  const { placement, invoice, holds, window } = loaded.facts;
  if (placement?.state !== 'placed') return;
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
