import type { AuditKind } from '@puntual/domain/audit/audit-kinds';
import type { Database, Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { writeAudit } from '../record/audit.ts';
import { pinPolicies } from '../cases/pin-policies.ts';
import { lockCustomers } from '../record/lock-customer.ts';
import { wakeCases } from '../record/wake-cases.ts';
import { writeOutbox } from '../record/outbox.ts';
import type { PolicyPin } from '../policy-versions/load-policy.ts';
import { type Actor, organizationOf } from '../record/actor.ts';

/** When a case changes to the new version: once its next step is taken, or at once. */
export type MoveMode = 'at-next-step' | 'now';

export interface MoveRow {
  readonly id: string;
  readonly version: number;
  readonly mode: MoveMode;
  readonly state: 'running' | 'done' | 'stopped';
  /** Cases that were to move when it began, and those that have. */
  readonly total: number;
  readonly moved: number;
  readonly startedAt: Date;
  readonly startedBy: string;
  readonly endedAt: Date | null;
  readonly endedBy: string | null;
}

export interface MoveRef {
  readonly organizationId: string;
  readonly slug: string;
  readonly moveId: string;
}

/** How far a move has come; `done` also when it was stopped. */
export interface MoveProgress {
  readonly done: boolean;
  readonly moved: number;
  readonly total: number;
}

/** Cases that one transaction moves: short enough that no customer's lock is held for long. */
const SLICE = 200;

/** Begins the move of all cases that run on an older version of the key, in the transaction that publishes the new one. Returns the move's id. */
export async function startMove(tx: Tx, actor: Actor, pin: PolicyPin, mode: MoveMode, now: number): Promise<string> {
  const total = await tx.invoice.count({
    where: { runsPolicyKey: pin.key, runsPolicyVersion: { lt: pin.version }, caseState: 'running', status: 'open' },
  });
  const moveId = newId();
  await tx.policyMove.create({
    data: {
      id: moveId,
      organizationId: actor.organizationId,
      key: pin.key,
      version: pin.version,
      mode,
      state: 'running',
      total,
      startedAt: new Date(now),
      startedBy: actor.name,
    },
  });
  await writeOutbox(tx, organizationOf(actor), [
    { target: 'temporal', kind: 'start-move', subject: { slug: actor.slug, moveId, ...pin } },
  ]);
  return moveId;
}

/**
 * Moves the next cases of a move, up to 200 in one transaction, and says how far it has come. It goes on from the last case that it looked at: a repeat moves
 * nothing twice. Throws when there is no such move.
 */
export async function moveNextCases(database: Database, ref: MoveRef, now: number): Promise<MoveProgress> {
  return database.inOrganization(ref.organizationId, async (tx) => {
    const [move] = await tx.$queryRaw<
      {
        key: string;
        version: number;
        mode: MoveMode;
        state: string;
        total: number;
        moved: number;
        cursor: string | null;
        started_by: string;
      }[]
    >`
      SELECT key, version, mode, state, total, moved, cursor, started_by FROM policy_move WHERE id = ${ref.moveId}::uuid FOR UPDATE`;
    if (!move) throw new Error(`there is no move ${ref.moveId}`);
    if (move.state !== 'running') return { done: true, moved: move.moved, total: move.total };
    const found = await tx.$queryRaw<{ id: string; customer_id: string }[]>`
      SELECT id, customer_id FROM invoice WHERE organization_id = ${ref.organizationId}::uuid AND runs_policy_key = ${move.key} AND runs_policy_version < ${move.version}
        AND case_state = 'running' AND status = 'open' AND (${move.cursor}::uuid IS NULL OR id > ${move.cursor}::uuid) ORDER BY id LIMIT ${SLICE}`;
    const moved = await change(tx, ref, move, found, now);
    const done = found.length < SLICE;
    await tx.policyMove.update({
      where: { id: ref.moveId },
      data: {
        moved: { increment: moved },
        cursor: found.at(-1)?.id ?? move.cursor,
        ...(done ? { state: 'done', endedAt: new Date(now), endedBy: 'puntual' } : {}),
      },
    });
    const progress = { done, moved: move.moved + moved, total: move.total };
    if (done)
      await noteEnd(
        tx,
        ref.organizationId,
        { key: move.key, version: move.version, moved: progress.moved, total: move.total },
        'policy.moved',
        'puntual',
        now,
      );
    return progress;
  });
}

/** Ends a move where it stands: cases that have moved stay on the new version, the others on theirs. */
export async function stopMove(
  database: Database,
  actor: Actor,
  key: string,
  moveId: string,
  now: number,
): Promise<{ readonly result: 'stopped' | 'not-found' | 'ended-already' }> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const [move] = await tx.$queryRaw<
      { version: number; state: string; moved: number; total: number }[]
    >`SELECT version, state, moved, total FROM policy_move WHERE id = ${moveId}::uuid AND key = ${key} FOR UPDATE`;
    if (!move) return { result: 'not-found' } as const;
    if (move.state !== 'running') return { result: 'ended-already' } as const;
    await tx.policyMove.update({
      where: { id: moveId },
      data: { state: 'stopped', endedAt: new Date(now), endedBy: actor.name },
    });
    await noteEnd(
      tx,
      actor.organizationId,
      { key, version: move.version, moved: move.moved, total: move.total },
      'policy.move-stopped',
      actor.name,
      now,
    );
    return { result: 'stopped' } as const;
  });
}

/** The moves of a key, newest first. */
export async function listMoves(tx: Tx, key: string): Promise<readonly MoveRow[]> {
  const rows = await tx.policyMove.findMany({ where: { key }, orderBy: { startedAt: 'desc' }, take: 100 });
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    mode: row.mode as MoveMode,
    state: row.state as MoveRow['state'],
    total: row.total,
    moved: row.moved,
    startedAt: row.startedAt,
    startedBy: row.startedBy,
    endedAt: row.endedAt,
    endedBy: row.endedBy,
  }));
}

// Under the customers' locks, in the order in which everybody takes them: nothing is decided by the old version while it changes.
async function change(
  tx: Tx,
  ref: MoveRef,
  move: PolicyPin & { readonly mode: MoveMode; readonly started_by: string },
  found: readonly { readonly id: string; readonly customer_id: string }[],
  now: number,
): Promise<number> {
  if (found.length === 0) return 0;
  const ids = found.map((row) => row.id);
  await lockCustomers(
    tx,
    found.map((row) => row.customer_id),
  );
  switch (move.mode) {
    case 'at-next-step':
      return tx.$executeRaw`UPDATE invoice SET next_policy_key = ${move.key}, next_policy_version = ${move.version}
        WHERE id = ANY(${ids}::uuid[]) AND runs_policy_key = ${move.key} AND runs_policy_version < ${move.version} AND case_state = 'running'`;
    case 'now': {
      const changed = await tx.$queryRaw<{ id: string; customer_id: string; version: number }[]>`
        SELECT id, customer_id, runs_policy_version AS version FROM invoice
        WHERE id = ANY(${ids}::uuid[])
          AND runs_policy_key = ${move.key}
          AND runs_policy_version < ${move.version}
          AND case_state = 'running'`;
      await pinPolicies(
        tx,
        ref.organizationId,
        changed.map((row) => ({
          invoiceRowId: row.id,
          customerRowId: row.customer_id,
          how: 'changed',
          from: { key: move.key, version: row.version },
          to: { key: move.key, version: move.version },
          move: ref.moveId,
        })),
        { by: move.started_by, at: new Date(now) },
      );
      await wakeCases(
        tx,
        organizationOf(ref),
        changed.map((row) => row.id),
        'policy',
        { version: move.version },
      );
      return changed.length;
    }
  }
}

async function noteEnd(
  tx: Tx,
  organizationId: string,
  data: Record<string, unknown>,
  kind: AuditKind,
  actor: string,
  now: number,
): Promise<void> {
  await writeAudit(tx, organizationId, [
    { at: new Date(now), kind, actor, customerRowId: null, invoiceRowId: null, data },
  ]);
}
