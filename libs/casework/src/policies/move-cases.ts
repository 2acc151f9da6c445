import type { AuditEvent } from '@puntual/domain/audit/audit-data';
import type { Database, Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { writeAudit } from '../record/audit.ts';
import { pinPolicies } from '../cases/pin-policies.ts';
import { lockCustomers } from '../record/lock-customer.ts';
import { wakeCases } from '../record/wake-cases.ts';
import { writeOutbox } from '../record/outbox.ts';
import type { PolicyPin } from '../policy-versions/load-policy.ts';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';

/** When a case changes to the new version: with its next step, or at once. */
export type MoveMode = 'at-next-step' | 'now';

export interface MoveRow {
  readonly id: string;
  readonly version: number;
  readonly mode: MoveMode;
  readonly state: 'running' | 'done' | 'stopped';
  /** How many cases were to move when the move began, and how many have moved. */
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

/** How far a move has come. A stopped move is `done` too. */
export interface MoveProgress {
  readonly done: boolean;
  readonly moved: number;
  readonly total: number;
}

/** The most cases that one transaction moves; a longer transaction would hold customers' locks for too long. */
const SLICE = 200;

/**
 * Begins to move all open cases that run on an older version of the key. The workflow of the move starts from the
 * outbox, once the transaction that publishes the new version has committed. Returns the move's id.
 */
export async function startMove(
  tx: Tx,
  actor: Actor,
  { key, version, mode }: PolicyPin & { readonly mode: MoveMode },
  now: number,
): Promise<string> {
  const total = await tx.invoice.count({
    where: { runsPolicyKey: key, runsPolicyVersion: { lt: version }, caseState: 'running', status: 'open' },
  });
  const moveId = newId();
  await tx.policyMove.create({
    data: {
      id: moveId,
      organizationId: actor.organizationId,
      key,
      version,
      mode,
      state: 'running',
      total,
      startedAt: new Date(now),
      startedBy: storedActor(actor),
    },
  });
  await writeOutbox(tx, organizationOf(actor), [
    { target: 'temporal', kind: 'start-move', subject: { slug: actor.slug, moveId, key, version } },
  ]);
  return moveId;
}

/**
 * Moves the next cases of a move, up to 200 in one transaction, and returns how far the move has come. Each call goes
 * on after the last case of the call before, so a repeated call moves no case twice. Throws when the move does not
 * exist.
 */
export async function moveNextCases(database: Database, ref: MoveRef, now: number): Promise<MoveProgress> {
  return database.inOrganization(ref.organizationId, async (tx) => {
    const [move] = await tx.$queryRaw<LockedMove[]>`
      SELECT key, version, mode, state, total, moved, cursor, started_by
      FROM policy_move
      WHERE id = ${ref.moveId}::uuid
      FOR UPDATE`;
    if (!move) throw new Error(`there is no move ${ref.moveId}`);
    if (move.state !== 'running') return { done: true, moved: move.moved, total: move.total };
    const found = await tx.$queryRaw<{ id: string; customer_id: string }[]>`
      SELECT id, customer_id
      FROM invoice
      WHERE organization_id = ${ref.organizationId}::uuid
        AND runs_policy_key = ${move.key}
        AND runs_policy_version < ${move.version}
        AND case_state = 'running'
        AND status = 'open'
        AND (${move.cursor}::uuid IS NULL OR id > ${move.cursor}::uuid)
      ORDER BY id
      LIMIT ${SLICE}`;
    const moved = await moveCases(tx, ref, { ...move, cases: found }, now);
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
      await auditEnd(
        tx,
        ref.organizationId,
        {
          kind: 'policy.moved',
          actor: 'puntual',
          data: { key: move.key, version: move.version, moved: progress.moved, total: move.total },
        },
        now,
      );
    return progress;
  });
}

interface LockedMove {
  readonly key: string;
  readonly version: number;
  readonly mode: MoveMode;
  readonly state: string;
  readonly total: number;
  readonly moved: number;
  readonly cursor: string | null;
  readonly started_by: string;
}

/**
 * Stops a move of a key: cases that have moved stay on the new version, and the others on the version that they run on.
 * Refuses a move that is over (`ended-already`).
 */
export async function stopMove(
  database: Database,
  actor: Actor,
  { key, moveId }: { readonly key: string; readonly moveId: string },
  now: number,
): Promise<{ readonly result: 'stopped' | 'not-found' | 'ended-already' }> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const [move] = await tx.$queryRaw<{ version: number; state: string; moved: number; total: number }[]>`
      SELECT version, state, moved, total
      FROM policy_move
      WHERE id = ${moveId}::uuid AND key = ${key}
      FOR UPDATE`;
    if (!move) return { result: 'not-found' } as const;
    if (move.state !== 'running') return { result: 'ended-already' } as const;
    await tx.policyMove.update({
      where: { id: moveId },
      data: { state: 'stopped', endedAt: new Date(now), endedBy: storedActor(actor) },
    });
    await auditEnd(
      tx,
      actor.organizationId,
      {
        kind: 'policy.move-stopped',
        actor: storedActor(actor),
        data: { key, version: move.version, moved: move.moved, total: move.total },
      },
      now,
    );
    return { result: 'stopped' } as const;
  });
}

/** The last 100 moves of a key, newest first. */
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

interface CasesToMove extends PolicyPin {
  readonly mode: MoveMode;
  readonly started_by: string;
  readonly cases: readonly { readonly id: string; readonly customer_id: string }[];
}

// Locks the customers first, so that no evaluation of a case decides by the old version while the case changes to the
// new one. Returns how many cases changed.
async function moveCases(tx: Tx, ref: MoveRef, move: CasesToMove, now: number): Promise<number> {
  if (move.cases.length === 0) return 0;
  const ids = move.cases.map((row) => row.id);
  await lockCustomers(
    tx,
    move.cases.map((row) => row.customer_id),
  );
  switch (move.mode) {
    case 'at-next-step':
      return tx.$executeRaw`
        UPDATE invoice
        SET next_policy_key = ${move.key}, next_policy_version = ${move.version}
        WHERE id = ANY(${ids}::uuid[])
          AND runs_policy_key = ${move.key}
          AND runs_policy_version < ${move.version}
          AND case_state = 'running'`;
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
        { signal: 'policy', detail: { version: move.version } },
      );
      return changed.length;
    }
  }
}

async function auditEnd(
  tx: Tx,
  organizationId: string,
  end: AuditEvent<'policy.moved' | 'policy.move-stopped'> & { readonly actor: string },
  now: number,
): Promise<void> {
  await writeAudit(tx, organizationId, [{ ...end, at: new Date(now), customerRowId: null, invoiceRowId: null }]);
}
