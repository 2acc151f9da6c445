import { localDate } from '@puntual/domain/calendar/dates';
import { decide } from '@puntual/domain/decide/decide';
import type { Database } from '@puntual/db/database';
import { loadCase } from '../facts/load-case.ts';
import { organizationOf } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { lockCustomerOfPlacement } from '../record/lock-customer.ts';
import { writeOutbox } from '../record/outbox.ts';
import type { CaseRef } from '../record/refs.ts';
import { buildPack, packHashOf } from './propose-agency.ts';
import { type Stage, stageRank } from '@puntual/domain/policy/vocabulary';

export interface PlacementPack {
  readonly placementId: string;
  readonly state: string;
  readonly pack: unknown;
  readonly packHash: string;
  readonly agencyRef: string | null;
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
    return (
      row && { placementId: row.id, state: row.state, pack: row.pack, packHash: row.packHash, agencyRef: row.agencyRef }
    );
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
    const decision = decide(loaded.facts, now);
    if (decision.kind !== 'place-with-agency' || decision.placementId !== placementId) return null;
    const pack = await buildPack(tx, loaded, localDate(now, loaded.facts.window.timeZone));
    const row = await tx.placement.update({
      where: { id: placementId },
      data: { pack: pack as object, packHash: packHashOf(pack), openMinor: loaded.facts.invoice.openMinor },
    });
    return { placementId, state: row.state, pack: row.pack, packHash: row.packHash, agencyRef: row.agencyRef };
  });
}

/** Records that the agency accepted a debt (`placed`) or that it was recalled. A second call changes nothing. */
export async function settlePlacement(
  database: Database,
  ref: CaseRef,
  { placementId, state, agencyRef }: SettledPlacement,
  now: number,
): Promise<void> {
  await database.inOrganization(ref.organizationId, async (tx) => {
    const at = new Date(now);
    await lockCustomerOfPlacement(tx, placementId);
    const { count } = await tx.placement.updateMany({
      where: { id: placementId, state: state === 'placed' ? 'approved' : 'placed' },
      data: state === 'placed' ? { state, placedAt: at, agencyRef } : { state, recalledAt: at },
    });
    if (count === 0) return;
    const placement = await tx.placement.findUniqueOrThrow({ where: { id: placementId } });
    const invoice = await tx.invoice.findUniqueOrThrow({ where: { id: placement.invoiceId } });
    const customer = await tx.customer.findUniqueOrThrow({ where: { id: placement.customerId } });
    if (state === 'placed' && stageRank(invoice.stage as Stage) < stageRank('agency'))
      await tx.invoice.update({ where: { id: invoice.id }, data: { stage: 'agency' } });
    await writeAudit(tx, ref.organizationId, [
      {
        at,
        kind: `agency.${state}`,
        actor: 'puntual',
        customerRowId: customer.id,
        invoiceRowId: invoice.id,
        data: { placementId, packHash: placement.packHash, agencyRef },
      },
    ]);
    await writeOutbox(tx, organizationOf(ref), [
      {
        target: 'kafka',
        kind: 'collections-event',
        type: `puntual.placement.${state}.v1`,
        customerId: customer.customerId,
        at,
        data: { placementId, invoiceId: invoice.invoiceId, customerId: customer.customerId, agencyRef },
      },
    ]);
  });
}
