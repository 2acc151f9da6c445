import type { AuditEvent } from '@puntual/domain/audit/audit-data';
import type { Database, Tx } from '@puntual/db/database';
import { findAgency } from '../agencies/agencies.ts';
import { settleAgencyMessage, tellOnceMore, withdrawUntold } from '../agencies/agency-messages.ts';
import { settlePlacementIn } from '../cases/placement.ts';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { lockCustomerOfPlacement } from '../record/lock-customer.ts';
import { wakeCases } from '../record/wake-cases.ts';

/** `over`: the placement has ended, or is not so far. `told`: the agency has it already, or perhaps has. */
export type PlacementActResult = 'done' | 'not-found' | 'asked' | 'over' | 'told' | 'no-such-agency';

interface PlacementRow {
  readonly id: string;
  readonly state: string;
  readonly invoiceId: string;
  readonly customerId: string;
  readonly agencyRef: string | null;
  readonly recallAskedAt: Date | null;
}

interface Acting {
  readonly tx: Tx;
  readonly actor: Actor;
  readonly at: Date;
}

/**
 * Calls a placed debt back: its case tells the agency, and goes on when the agency has confirmed. A hand-over that was
 * approved and of which the agency knows nothing is rejected instead. `asked`: it was called back before.
 */
export function recallPlacedDebt(
  database: Database,
  actor: Actor,
  { placementId, reason }: { readonly placementId: string; readonly reason: string },
  now: number,
): Promise<PlacementActResult> {
  return actOn(database, { actor, placementId, now }, async (acting, row) => {
    const { tx, at } = acting;
    if (row.state === 'placed') {
      if (row.recallAskedAt !== null) return 'asked';
      await tx.placement.update({
        where: { id: row.id },
        data: { recallAskedAt: at, recallAskedBy: storedActor(actor), recallReason: reason },
      });
    } else if (row.state === 'approved') {
      if (await isTold(tx, row.id)) return 'told';
      await withdrawUntold(tx, row.id, at);
      await tx.placement.update({ where: { id: row.id }, data: { state: 'rejected', recallReason: reason } });
    } else return 'over';
    await note(acting, row, { kind: 'agency.recall-asked', data: { placementId: row.id, reason } });
    return 'done';
  });
}

/** Gives a debt that no agency has been told of to another agency (its key), whatever the rules say. */
export function reassignPlacement(
  database: Database,
  actor: Actor,
  { placementId, key }: { readonly placementId: string; readonly key: string },
  now: number,
): Promise<PlacementActResult> {
  return actOn(database, { actor, placementId, now }, async (acting, row) => {
    const { tx, at } = acting;
    const agency = await findAgency(tx, actor.organizationId, key);
    if (agency?.state !== 'active') return 'no-such-agency';
    if (row.state !== 'proposed' && row.state !== 'approved') return 'over';
    if (await isTold(tx, row.id)) return 'told';
    await withdrawUntold(tx, row.id, at);
    await tx.placement.update({ where: { id: row.id }, data: { agencyId: agency.id } });
    await note(acting, row, { kind: 'agency.reassigned', data: { placementId: row.id, agencyId: agency.id } });
    return 'done';
  });
}

/**
 * A person asked the agency whether it got what it was told when nobody could know: it did (with its reference), or it
 * did not, and the case tells it again.
 */
export function settleUnknownTelling(
  database: Database,
  actor: Actor,
  answer: { readonly placementId: string; readonly arrived: boolean; readonly reference: string | null },
  now: number,
): Promise<PlacementActResult> {
  return actOn(database, { actor, placementId: answer.placementId, now }, async (acting, row) => {
    const { tx, at } = acting;
    const message = await tx.agencyMessage.findFirst({
      where: { placementId: row.id, state: 'unknown' },
      orderBy: { id: 'asc' },
    });
    if (!message) return 'over';
    const { kind, id } = message;
    const { organizationId } = actor;
    const subject = { placementId: row.id, organizationId, customerRowId: row.customerId, invoiceRowId: row.invoiceId };
    const told = { id, kind: kind as 'placement' | 'changed' | 'recall' };
    if (!answer.arrived) {
      await tellOnceMore(tx, id);
    } else {
      await settleAgencyMessage(tx, subject, { message: told, state: 'sent', reference: answer.reference }, at);
      const agencyRef = answer.reference ?? row.agencyRef;
      const ref = { organizationId, slug: actor.slug, invoiceRowId: row.invoiceId };
      const settled = { placementId: row.id, agencyRef };
      if (kind === 'placement') await settlePlacementIn(tx, ref, { ...settled, state: 'placed' }, now);
      if (kind === 'recall') await settlePlacementIn(tx, ref, { ...settled, state: 'recalled' }, now);
    }
    return 'done';
  });
}

// Runs under the customer's lock, and wakes the case when something was done.
function actOn(
  database: Database,
  { actor, placementId, now }: { readonly actor: Actor; readonly placementId: string; readonly now: number },
  act: (acting: Acting, row: PlacementRow) => Promise<PlacementActResult>,
): Promise<PlacementActResult> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    await lockCustomerOfPlacement(tx, placementId);
    const row = await tx.placement.findUnique({ where: { id: placementId } });
    if (!row) return 'not-found';
    const result = await act({ tx, actor, at: new Date(now) }, row);
    if (result === 'done')
      await wakeCases(tx, organizationOf(actor), [row.invoiceId], { signal: 'placement', detail: { placementId } });
    return result;
  });
}

// Whether the agency got the hand-over, or may have got it.
async function isTold(tx: Tx, placementId: string): Promise<boolean> {
  const told = await tx.agencyMessage.count({
    where: { placementId, OR: [{ state: 'unknown' }, { state: 'sent' }, { state: 'pending', attempts: { gt: 0 } }] },
  });
  return told > 0;
}

async function note(
  { tx, actor, at }: Acting,
  row: PlacementRow,
  event: AuditEvent<'agency.recall-asked' | 'agency.reassigned'>,
): Promise<void> {
  await writeAudit(tx, actor.organizationId, [
    { at, actor: storedActor(actor), customerRowId: row.customerId, invoiceRowId: row.invoiceId, ...event },
  ]);
}
