import { createHash } from 'node:crypto';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { canonicalJson, toJson, type Json } from '@puntual/db/json';
import { writeAudit } from '../record/audit.ts';

export type AgencyMessageKind = 'placement' | 'changed' | 'recall';

/** Something that an agency is told. Its id is the idempotency key of every attempt. */
export interface AgencyMessage {
  readonly id: string;
  readonly kind: AgencyMessageKind;
  readonly body: Json;
  readonly attempts: number;
}

/** How often an agency is told the same thing before a person has to act: about twelve hours. */
export const MOST_ATTEMPTS = 20;

/** A placement and its invoice, for what is written about them. */
export interface PlacementSubject {
  readonly placementId: string;
  readonly organizationId: string;
  readonly customerRowId: string;
  readonly invoiceRowId: string;
}

/** SHA-256 of a body with sorted keys: it has the same hash before it is stored and after it is read. */
export function hashOf(body: Json): string {
  return createHash('sha256').update(canonicalJson(body)).digest('hex');
}

/**
 * Notes what the agency is to be told of a placement, after all that it is to be told already. Needs the customer's
 * lock.
 */
export async function noteForAgency(
  tx: Tx,
  { organizationId, placementId }: Pick<PlacementSubject, 'organizationId' | 'placementId'>,
  { kind, body }: { readonly kind: AgencyMessageKind; readonly body: unknown },
  at: Date,
): Promise<AgencyMessage> {
  const json = toJson(body);
  const row = await tx.agencyMessage.create({
    data: {
      id: newId(),
      organizationId,
      placementId,
      kind,
      state: 'pending',
      body: json as object,
      bodyHash: hashOf(json),
      createdAt: at,
    },
  });
  return { id: row.id, kind, body: json, attempts: 0 };
}

/** What the agency is still to be told of a placement, the oldest first; of one kind when it is named. */
export async function pendingMessages(
  tx: Tx,
  placementId: string,
  kind?: AgencyMessageKind,
): Promise<readonly AgencyMessage[]> {
  const rows = await tx.agencyMessage.findMany({
    where: { placementId, state: 'pending', ...(kind ? { kind } : {}) },
    orderBy: { id: 'asc' },
    take: 100,
  });
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind as AgencyMessageKind,
    body: row.body as Json,
    attempts: row.attempts,
  }));
}

/** Counts an attempt before it is made, so that a lost answer is known. Returns how many there were before. */
export async function countAttempt(tx: Tx, messageId: string): Promise<number> {
  const row = await tx.agencyMessage.update({ where: { id: messageId }, data: { attempts: { increment: 1 } } });
  return row.attempts - 1;
}

/** What became of a message: the agency has it, refused it, or nobody knows; withdrawn: it is not to be told. */
export interface SettledMessage {
  readonly message: Pick<AgencyMessage, 'id' | 'kind'>;
  readonly state: 'sent' | 'refused' | 'unknown' | 'withdrawn';
  readonly error?: string;
  readonly reference?: string | null;
}

/**
 * Records what became of a message that was pending. One that the agency did not get, or perhaps not, is audited: the
 * case then asks a person. Returns whether it was pending.
 */
export async function settleAgencyMessage(
  tx: Tx,
  subject: PlacementSubject,
  { message, state, error, reference }: SettledMessage,
  at: Date,
): Promise<boolean> {
  const { count } = await tx.agencyMessage.updateMany({
    where: { id: message.id, state: { in: ['pending', 'unknown'] } },
    data: { state, error: error ?? null, reference: reference ?? null, settledAt: at },
  });
  if (count > 0 && (state === 'refused' || state === 'unknown'))
    await writeAudit(tx, subject.organizationId, [
      {
        at,
        kind: 'agency.not-told',
        actor: 'puntual',
        customerRowId: subject.customerRowId,
        invoiceRowId: subject.invoiceRowId,
        data: { placementId: subject.placementId, messageKind: message.kind, state, error: error ?? '' },
      },
    ]);
  return count > 0;
}

/** Withdraws what the agency was to be told and has surely not been. */
export async function withdrawUntold(tx: Tx, placementId: string, at: Date): Promise<void> {
  await tx.agencyMessage.updateMany({
    where: { placementId, OR: [{ state: 'pending', attempts: 0 }, { state: 'refused' }] },
    data: { state: 'withdrawn', settledAt: at },
  });
}

/** Records that the agency got the hand-over of a placement, although its answer got lost. */
export async function acknowledgeHandOver(tx: Tx, placementId: string, at: Date): Promise<void> {
  await tx.agencyMessage.updateMany({
    where: { placementId, kind: 'placement', state: { in: ['pending', 'unknown'] } },
    data: { state: 'sent', settledAt: at },
  });
}

/** Lets the case tell the agency again what a person found out that it did not get. */
export async function tellOnceMore(tx: Tx, messageId: string): Promise<void> {
  await tx.agencyMessage.update({ where: { id: messageId }, data: { state: 'pending', attempts: 0, settledAt: null } });
}
