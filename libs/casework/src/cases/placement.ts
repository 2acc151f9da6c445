import { localDate } from '@puntual/domain/calendar/dates';
import { decide } from '@puntual/domain/decide/decide';
import type { Database, Tx } from '@puntual/db/database';
import { loadCase } from '../facts/load-case.ts';
import { organizationOf } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { lockCustomerOfPlacement } from '../record/lock-customer.ts';
import { writeOutbox } from '../record/outbox.ts';
import type { CaseRef } from '../record/refs.ts';
import { endAsReported, placementEvent } from '../agencies/agency-reports.ts';
import { hashOf } from '../agencies/agency-messages.ts';
import { buildPack } from './pack.ts';
import { type Stage, stageRank } from '@puntual/domain/policy/vocabulary';

export interface PlacementPack {
  readonly placementId: string;
  readonly state: string;
  readonly pack: unknown;
  readonly packHash: string;
  readonly agencyRef: string | null;
  /** Row id; null: the agency of the installation. */
  readonly agencyId: string | null;
}

/** What became of a placement at the agency, and the agency's own reference of it. */
interface SettledPlacement {
  readonly placementId: string;
  readonly state: 'placed' | 'recalled';
  readonly agencyRef: string | null;
}

/** The pack of a placement as it is stored; null when there is none. */
export async function readPlacement(
  database: Database,
  ref: CaseRef,
  placementId: string,
): Promise<PlacementPack | null> {
  return database.inOrganization(ref.organizationId, async (tx) => {
    const row = await tx.placement.findUnique({ where: { id: placementId } });
    return row && packOf(row);
  });
}

/**
 * Makes the pack of an approved placement again, as the debt stands at `now`, when the rules still hand it over.
 * Returns the pack as it is stored; null when the debt is not to be handed over any more, or was already.
 */
export async function prepareHandOver(
  database: Database,
  ref: CaseRef,
  placementId: string,
  now: number,
): Promise<PlacementPack | null> {
  return database.inOrganization(ref.organizationId, async (tx) => {
    const loaded = await loadCase(tx, ref.invoiceRowId, now, true);
    if (!loaded) return null;
    const known = await tx.placement.findUnique({ where: { id: placementId }, select: { agencyId: true } });
    // An agency of the organization gets its own pack (`nextForAgency`).
    if (known?.agencyId != null) return null;
    const decision = decide(loaded.facts, now);
    if (decision.kind !== 'place-with-agency' || decision.placementId !== placementId) return null;
    const pack = await buildPack(tx, loaded, localDate(now, loaded.facts.window.timeZone));
    const row = await tx.placement.update({
      where: { id: placementId },
      data: { pack: pack as object, packHash: hashOf(pack), openMinor: loaded.facts.invoice.openMinor },
    });
    return packOf(row);
  });
}

function packOf({ id, ...row }: Omit<PlacementPack, 'placementId'> & { readonly id: string }): PlacementPack {
  const { state, pack, packHash, agencyRef, agencyId } = row;
  return { placementId: id, state, pack, packHash, agencyRef, agencyId };
}

/** Records that the agency accepted a debt (`placed`) or that it was recalled. A second call changes nothing. */
export async function settlePlacement(
  database: Database,
  ref: CaseRef,
  settled: SettledPlacement,
  now: number,
): Promise<void> {
  await database.inOrganization(ref.organizationId, async (tx) => {
    await lockCustomerOfPlacement(tx, settled.placementId);
    await settlePlacementIn(tx, ref, settled, now);
  });
}

/** Does what `settlePlacement` does, in a transaction that holds the customer's lock. */
export async function settlePlacementIn(
  tx: Tx,
  ref: CaseRef,
  { placementId, state, agencyRef }: SettledPlacement,
  now: number,
): Promise<void> {
  const at = new Date(now);
  const known = await tx.placement.findUniqueOrThrow({ where: { id: placementId } });
  const invoice = await tx.invoice.findUniqueOrThrow({ where: { id: known.invoiceId } });
  const { count } = await tx.placement.updateMany({
    where: { id: placementId, state: state === 'placed' ? 'approved' : 'placed' },
    data:
      state === 'placed'
        ? { state, placedAt: at, agencyRef: agencyRef ?? known.agencyRef }
        : { state, recalledAt: at, endedBecause: invoice.status === 'open' ? 'recalled' : 'settled' },
  });
  if (count === 0) return;
  const customer = await tx.customer.findUniqueOrThrow({ where: { id: known.customerId } });
  if (state === 'placed' && stageRank(invoice.stage as Stage) < stageRank('agency'))
    await tx.invoice.update({ where: { id: invoice.id }, data: { stage: 'agency' } });
  await writeAudit(tx, ref.organizationId, [
    {
      at,
      kind: `agency.${state}`,
      actor: 'puntual',
      customerRowId: customer.id,
      invoiceRowId: invoice.id,
      data: { placementId, packHash: known.packHash, agencyRef },
    },
  ]);
  const of = { placementId, invoiceId: invoice.invoiceId, customerId: customer.customerId, agencyRef };
  await writeOutbox(tx, organizationOf(ref), [placementEvent(state, of, at)]);
  // The agency may have given the debt back before its acknowledgement was recorded.
  if (state === 'placed') await endAsReported(tx, organizationOf(ref), placementId, at);
}
