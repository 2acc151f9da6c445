import { decide } from '@puntual/domain/decide/decide';
import { localDate } from '@puntual/domain/calendar/dates';
import type { Database, Tx } from '@puntual/db/database';
import { toJson } from '@puntual/db/json';
import { readAgency, type Agency } from '../agencies/agencies.ts';
import {
  countAttempt,
  hashOf,
  MOST_ATTEMPTS,
  noteForAgency,
  pendingMessages,
  settleAgencyMessage,
  withdrawUntold,
  type AgencyMessage,
  type PlacementSubject,
} from '../agencies/agency-messages.ts';
import { placementEvent, readReported } from '../agencies/agency-reports.ts';
import { loadCase, type LoadedCase } from '../facts/load-case.ts';
import { organizationOf } from '../record/actor.ts';
import { lockCustomerOfPlacement } from '../record/lock-customer.ts';
import { writeOutbox } from '../record/outbox.ts';
import type { CaseRef } from '../record/refs.ts';
import { buildPack } from './pack.ts';
import { packFiles, readPackFiles, storePackFiles, type PackFile } from './pack-files.ts';
import { settlePlacementIn } from './placement.ts';

/** What an agency is to be told now. */
export interface AgencyTask {
  readonly placementId: string;
  /** The organization's slug. */
  readonly slug: string;
  readonly agency: Agency;
  /** The agency's own reference of the debt; null while it has given none. */
  readonly agencyRef: string | null;
  readonly message: AgencyMessage;
  /** How often it was tried before: the agency may have it already. */
  readonly triedBefore: number;
  /** Whether the debt is still to be handed over; false: only to find out whether the agency has it already. */
  readonly isWanted: boolean;
  readonly files: readonly PackFile[];
}

/** What is known after telling an agency. `later`: it surely does not have it, and may take it later. */
export type Told =
  | { readonly kind: 'accepted'; readonly reference: string | null }
  /** The agency does not have it, and it is not to be told any more. */
  | { readonly kind: 'withdrawn' }
  /** `ambiguous`: nobody can know, and no further try would show it. */
  | { readonly kind: 'refused' | 'later' | 'unknown' | 'ambiguous'; readonly error: string };

/** The placement (row id) of a case whose agency is still to be told what changed; null when there is none. */
export async function untoldPlacement(tx: Tx, { facts: { placement } }: LoadedCase): Promise<string | null> {
  if (placement?.state !== 'placed' || placement.stuck) return null;
  const row = await tx.placement.findUniqueOrThrow({ where: { id: placement.placementId } });
  if (row.agencyId === null) return null;
  // A recall that the evaluation asked for is decided in the next one.
  if (row.recallAskedAt !== null && !placement.recallAsked) return row.id;
  return (await pendingMessages(tx, row.id, 'changed')).length > 0 ? row.id : null;
}

/**
 * What the agency of a placement is to be told next: the debt as it stands at `now` when it is approved, else what
 * changed of it. Counts the attempt. Null when there is nothing to tell, or the installation's agency has it.
 */
export function nextForAgency(
  database: Database,
  ref: CaseRef,
  placementId: string,
  now: number,
): Promise<AgencyTask | null> {
  return withPlacement(database, { ref, placementId, now }, async (at, row) => {
    if (row.state === 'placed') {
      const [message] = await pendingMessages(at.tx, placementId, 'changed');
      return message ? attempt(at, row, message, { isWanted: true, files: [] }) : null;
    }
    return row.state === 'approved' ? handOver(at, row) : null;
  });
}

/** The recall that the agency of a placement is to be told; null when the debt is not to be recalled. */
export function recallForAgency(
  database: Database,
  ref: CaseRef,
  placementId: string,
  now: number,
): Promise<AgencyTask | null> {
  return withPlacement(database, { ref, placementId, now }, async (at, row) => {
    const { tx, loaded, decision } = at;
    if (row.state !== 'placed' || decision.kind !== 'recall-placement') return null;
    if (await settledByAgency(at, row)) return null;
    const [pending] = await pendingMessages(tx, placementId, 'recall');
    if (!pending) await withdrawUntold(tx, placementId, new Date(now));
    const isSettled = loaded.facts.invoice.status !== 'open';
    const body = { placementId, invoiceId: loaded.invoiceId, reason: isSettled ? 'settled' : 'recalled' };
    const of = { organizationId: ref.organizationId, placementId };
    const message = pending ?? (await noteForAgency(tx, of, { kind: 'recall', body }, new Date(now)));
    return attempt(at, row, message, { isWanted: true, files: [] });
  });
}

/**
 * Records what became of an attempt. Returns whether the same thing is to be tried again: not once the agency has it or
 * refused it, or it was tried for long.
 */
export async function settleTold(
  database: Database,
  ref: CaseRef,
  { task: { placementId, message, triedBefore, agencyRef }, told }: { readonly task: AgencyTask; readonly told: Told },
  now: number,
): Promise<'again' | 'over'> {
  return database.inOrganization(ref.organizationId, async (tx) => {
    await lockCustomerOfPlacement(tx, placementId);
    const row = await tx.placement.findUniqueOrThrow({ where: { id: placementId } });
    const subject = subjectOf(ref, row);
    const at = new Date(now);
    const isLast = triedBefore + 1 >= MOST_ATTEMPTS;
    switch (told.kind) {
      case 'later':
      case 'unknown': {
        if (!isLast) return 'again';
        // An agency that was surely not reached by the last try may still have got an earlier one.
        const state = told.kind === 'later' && triedBefore === 0 ? 'refused' : 'unknown';
        await settleAgencyMessage(tx, subject, { message, state, error: told.error }, at);
        return 'over';
      }
      case 'ambiguous':
        await settleAgencyMessage(tx, subject, { message, state: 'unknown', error: told.error }, at);
        return 'over';
      case 'refused':
        await settleAgencyMessage(tx, subject, { message, state: 'refused', error: told.error }, at);
        return 'over';
      case 'withdrawn':
        await settleAgencyMessage(tx, subject, { message, state: 'withdrawn' }, at);
        return 'over';
      case 'accepted': {
        const { reference } = told;
        if (!(await settleAgencyMessage(tx, subject, { message, state: 'sent', reference }, at))) return 'over';
        const settled = { placementId, agencyRef: reference ?? agencyRef };
        if (message.kind === 'placement') await settlePlacementIn(tx, ref, { ...settled, state: 'placed' }, now);
        if (message.kind === 'recall') await settlePlacementIn(tx, ref, { ...settled, state: 'recalled' }, now);
        return 'over';
      }
    }
  });
}

interface PlacementRow {
  readonly id: string;
  readonly state: string;
  readonly agencyId: string | null;
  readonly agencyRef: string | null;
  readonly invoiceId: string;
  readonly customerId: string;
  readonly openMinor: bigint;
}

/** The case of a placement at an instant, under its customer's lock, with what the rules decide. */
interface CaseAt {
  readonly tx: Tx;
  readonly ref: CaseRef;
  readonly now: number;
  readonly loaded: LoadedCase;
  readonly decision: ReturnType<typeof decide>;
}

function withPlacement(
  database: Database,
  { ref, placementId, now }: { readonly ref: CaseRef; readonly placementId: string; readonly now: number },
  then: (at: CaseAt, row: PlacementRow) => Promise<AgencyTask | null>,
): Promise<AgencyTask | null> {
  return database.inOrganization(ref.organizationId, async (tx) => {
    const loaded = await loadCase(tx, ref.invoiceRowId, now, true);
    const row = await tx.placement.findUnique({ where: { id: placementId } });
    if (!loaded || !row || row.agencyId === null) return null;
    return then({ tx, ref, now, loaded, decision: decide(loaded.facts, now) }, row);
  });
}

// An attempt that was made may have arrived: the same bytes go under the same id. Before the first one the pack is made
// of the day.
async function handOver(at: CaseAt, row: PlacementRow): Promise<AgencyTask | null> {
  const { tx, ref, now, loaded, decision } = at;
  const placementId = row.id;
  const isOpen = loaded.facts.invoice.status === 'open';
  const isWanted = isOpen && decision.kind === 'place-with-agency' && decision.placementId === placementId;
  const [pending] = await pendingMessages(tx, placementId, 'placement');
  if (pending && pending.attempts > 0)
    return attempt(at, row, pending, { isWanted, files: await readPackFiles(tx, placementId, pending.id) });
  await withdrawUntold(tx, placementId, new Date(now));
  if (!isWanted) return null;
  const pack = await buildPack(tx, loaded, localDate(now, loaded.facts.window.timeZone));
  const packHash = hashOf(pack);
  const files = await packFiles(tx, pack, row.invoiceId);
  await tx.placement.update({
    where: { id: placementId },
    data: { pack: pack as object, packHash, openMinor: loaded.facts.invoice.openMinor },
  });
  const body = toJson({ placementId, packHash, pack });
  const of = { organizationId: ref.organizationId, placementId };
  const message = await noteForAgency(tx, of, { kind: 'placement', body }, new Date(now));
  await storePackFiles(tx, { ...of, messageId: message.id }, files, new Date(now));
  return attempt(at, row, message, { isWanted, files });
}

async function attempt(
  { tx, ref }: CaseAt,
  row: PlacementRow,
  message: AgencyMessage,
  { isWanted, files }: Pick<AgencyTask, 'isWanted' | 'files'>,
): Promise<AgencyTask | null> {
  const agency = row.agencyId === null ? null : await readAgency(tx, row.agencyId);
  if (!agency) return null;
  const triedBefore = await countAttempt(tx, message.id);
  return {
    placementId: row.id,
    slug: ref.slug,
    agency,
    agencyRef: row.agencyRef,
    message,
    triedBefore,
    isWanted,
    files,
  };
}

// An agency that collected the whole debt itself knows that it is settled: the placement ends without a recall.
async function settledByAgency({ tx, ref, now, loaded }: CaseAt, row: PlacementRow): Promise<boolean> {
  if (loaded.facts.invoice.status !== 'paid') return false;
  const { collectedMinor } = await readReported(tx, row.id);
  if (collectedMinor < row.openMinor) return false;
  const at = new Date(now);
  await tx.placement.update({
    where: { id: row.id },
    data: { state: 'recalled', recalledAt: at, endedBecause: 'settled' },
  });
  await withdrawUntold(tx, row.id, at);
  const of = { placementId: row.id, invoiceId: loaded.invoiceId, customerId: loaded.customerId };
  await writeOutbox(tx, organizationOf(ref), [placementEvent('settled', { ...of, agencyRef: row.agencyRef }, at)]);
  return true;
}

function subjectOf({ organizationId }: CaseRef, row: PlacementRow): PlacementSubject {
  return { placementId: row.id, organizationId, customerRowId: row.customerId, invoiceRowId: row.invoiceId };
}
