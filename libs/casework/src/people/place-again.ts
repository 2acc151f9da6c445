import { newId } from '@puntual/db/ids';
import type { Database, Tx } from '@puntual/db/database';
import { proposeAgency } from '../cases/propose-agency.ts';
import { loadCase } from '../facts/load-case.ts';
import { type Actor, organizationOf } from '../record/actor.ts';
import { lockCustomerOfPlacement } from '../record/lock-customer.ts';
import { wakeCases } from '../record/wake-cases.ts';

/**
 * `not-over`: the placement has not ended, or a later one of the invoice has not. `settled`: nothing is open of the
 * invoice.
 */
export type PlaceAgainResult = { readonly result: 'done'; readonly placementId: string } | { readonly result: Refused };
type Refused = 'not-found' | 'not-over' | 'settled' | 'on-hold';

/**
 * Proposes to hand a debt over once more whose placement (row id) ended: the agency returned it or called it
 * uncollectable, or it was recalled or rejected. The rules choose the agency of today, the pack is of today, and a
 * person approves it whatever the policy says of approval; then the days of the last letter count as for any hand-over.
 */
export function placeAgain(
  database: Database,
  actor: Actor,
  placementId: string,
  now: number,
): Promise<PlaceAgainResult> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<PlaceAgainResult> => {
    await lockCustomerOfPlacement(tx, placementId);
    const ended = await tx.placement.findUnique({ where: { id: placementId } });
    if (!ended) return { result: 'not-found' };
    if (await isWithAgency(tx, ended.invoiceId)) return { result: 'not-over' };
    const loaded = await loadCase(tx, ended.invoiceId, now, true);
    if (loaded?.facts.invoice.status !== 'open') return { result: 'settled' };
    if (loaded.facts.holds.length > 0) return { result: 'on-hold' };
    const ref = { ...organizationOf(actor), organizationId: actor.organizationId, invoiceRowId: ended.invoiceId };
    const evaluation = { tx, ref, now, notes: { audit: [], outbox: [] }, decisions: [] };
    const next = { placementId: newId(), state: 'proposed' as const };
    await proposeAgency(evaluation, loaded, next);
    const detail = { placementId: next.placementId };
    await wakeCases(tx, organizationOf(actor), [ended.invoiceId], { signal: 'placement', detail });
    return { result: 'done', placementId: next.placementId };
  });
}

// Whether a placement of the invoice is under way: proposed, approved, or with an agency.
async function isWithAgency(tx: Tx, invoiceId: string): Promise<boolean> {
  return (await tx.placement.count({ where: { invoiceId, state: { in: ['proposed', 'approved', 'placed'] } } })) > 0;
}
