import type { Database, Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import {
  APPROVAL_LIFE_MS,
  FOUR_EYES_KINDS,
  whyNotDecide,
  type ApprovalKind,
  type FourEyesKind,
} from '@puntual/domain/access/four-eyes';
import { type Actor, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';

/** A request for a second person. */
export interface ApprovalRow {
  readonly id: string;
  readonly kind: ApprovalKind;
  readonly subject: string;
  readonly request: unknown;
  readonly state: 'open' | 'approved' | 'refused' | 'expired' | 'withdrawn';
  readonly requested_by: string;
  readonly requested_name: string;
  readonly requested_user: string;
  readonly requested_at: Date;
  readonly expires_at: Date;
  readonly decided_by: string | null;
  readonly decided_name: string | null;
  readonly decided_at: Date | null;
  readonly note: string | null;
}

/** The kinds of acts for which the transaction's organization asks for a second person. */
export async function readFourEyes(tx: Tx, organizationId: string): Promise<FourEyesKind[]> {
  const [row] = await tx.$queryRaw<{ four_eyes: string[] }[]>`
    SELECT four_eyes FROM organization_setting WHERE organization_id = ${organizationId}::uuid`;
  return FOUR_EYES_KINDS.filter((kind) => row?.four_eyes.includes(kind));
}

/** What is asked for: the act as it is to be done, and what it is about. */
export interface WantedApproval {
  readonly kind: ApprovalKind;
  readonly subject: string;
  readonly request: object;
}

/** Does the act in the transaction of `within`, and throws when it cannot be done. */
export type Act = (within: Database) => Promise<void>;

class TriedOnly extends Error {}

/**
 * Keeps a request for a second person. The act is tried and rolled back first, so that what could not be done is
 * refused to whoever asks (`act` throws). `pending`: a request about the same subject is open. `no-person`: nobody in
 * particular asks, so that nobody could be told apart from them.
 */
export async function requestApproval(
  database: Database,
  actor: Actor,
  wanted: WantedApproval & { readonly act: Act },
  now: number,
): Promise<{ readonly result: 'requested'; readonly approval: ApprovalRow } | { result: 'pending' | 'no-person' }> {
  const userId = actor.userId ?? null;
  if (userId === null) return { result: 'no-person' };
  await tryOnly(database, actor.organizationId, wanted.act);
  return database.inOrganization(actor.organizationId, async (tx) => {
    await expireApprovals(tx, actor.organizationId, now);
    const id = newId();
    const made = await tx.$executeRaw`
      INSERT INTO approval (
        id, organization_id, kind, subject, request, state,
        requested_by, requested_name, requested_user, requested_at, expires_at)
      VALUES (
        ${id}::uuid, ${actor.organizationId}::uuid, ${wanted.kind}, ${wanted.subject},
        ${JSON.stringify(wanted.request)}::jsonb, 'open',
        ${storedActor(actor)}, ${actor.name}, ${userId}::uuid, ${new Date(now)},
        ${new Date(now + APPROVAL_LIFE_MS)})
      ON CONFLICT (organization_id, kind, subject) WHERE state = 'open' DO NOTHING`;
    if (made === 0) return { result: 'pending' };
    await writeAudit(tx, actor.organizationId, [
      {
        at: new Date(now),
        kind: 'approval.requested',
        actor: storedActor(actor),
        customerRowId: null,
        invoiceRowId: null,
        data: { approvalId: id, kind: wanted.kind, subject: wanted.subject },
      },
    ]);
    const approval = await readApproval(tx, id);
    if (!approval) throw new Error('a request that was just made is not there');
    return { result: 'requested', approval };
  });
}

async function tryOnly(database: Database, organizationId: string, act: Act): Promise<void> {
  try {
    await database.inOrganization(organizationId, async (tx) => {
      await act(within(database, organizationId, tx));
      throw new TriedOnly();
    });
  } catch (error) {
    if (!(error instanceof TriedOnly)) throw error;
  }
}

export type DecideResult =
  | { readonly result: 'decided'; readonly approval: ApprovalRow }
  | { readonly result: 'not-found' | 'not-open' | 'expired' | 'no-person' | 'own' };

/**
 * Decides a request. Approving does the act in the same transaction: of two people who decide at once, one does, and an
 * act that cannot be done any more (`act` throws) leaves the request open. A request past its end is refused, and that
 * is recorded. Withdrawing is for whoever asked.
 */
export async function decideApproval(
  database: Database,
  actor: Actor,
  decision: {
    readonly id: string;
    readonly as: 'approved' | 'refused' | 'withdrawn';
    readonly note: string | null;
    readonly act: (approval: ApprovalRow, within: Database) => Promise<void>;
  },
  now: number,
): Promise<DecideResult> {
  const { organizationId } = actor;
  return database.inOrganization(organizationId, async (tx): Promise<DecideResult> => {
    await expireApprovals(tx, organizationId, now);
    await tx.$queryRaw`SELECT 1 FROM approval WHERE id = ${decision.id}::uuid FOR UPDATE`;
    const before = await readApproval(tx, decision.id);
    if (!before) return { result: 'not-found' };
    const { state, expires_at: end, requested_user: requestedUser } = before;
    const why = whyNotDecide({ state, expiresAtMs: end.getTime(), requestedUser }, actor.userId ?? null, now);
    const isWithdrawn = decision.as === 'withdrawn';
    // Only whoever asked withdraws, and they do nothing else.
    if (why !== null && !(isWithdrawn && why === 'own')) return { result: why };
    if (isWithdrawn && why === null) return { result: 'not-found' };
    if (decision.as === 'approved') await decision.act(before, within(database, organizationId, tx));
    await tx.approval.update({
      where: { id: decision.id },
      data: {
        state: decision.as,
        decidedBy: storedActor(actor),
        decidedName: actor.name,
        decidedAt: new Date(now),
        note: decision.note,
      },
    });
    await auditDecision(tx, organizationId, { of: before, as: decision.as, actor: storedActor(actor) }, now);
    const approval = await readApproval(tx, decision.id);
    if (!approval) throw new Error('a request that was just decided is not there');
    return { result: 'decided', approval };
  });
}

/**
 * Refuses the requests of an organization that nobody decided in time, and records that for whoever asked. Returns how
 * many. Two processes at once refuse each request once.
 */
export function sweepApprovals(database: Database, organizationId: string, now: number): Promise<number> {
  return database.inOrganization(organizationId, (tx) => expireApprovals(tx, organizationId, now));
}

/** As `sweepApprovals`, in a transaction. */
export async function expireApprovals(tx: Tx, organizationId: string, now: number): Promise<number> {
  const expired = await tx.$queryRaw<ApprovalRow[]>`
    UPDATE approval SET state = 'expired', decided_at = expires_at
    WHERE id IN (
      SELECT id FROM approval
      WHERE organization_id = ${organizationId}::uuid AND state = 'open' AND expires_at <= ${new Date(now)}
      ORDER BY expires_at
      LIMIT 500
      FOR UPDATE SKIP LOCKED)
    RETURNING *`;
  for (const of of expired) await auditDecision(tx, organizationId, { of, as: 'expired', actor: 'puntual' }, now);
  return expired.length;
}

/** A request of the transaction's organization (row id); null when there is none. */
export async function readApproval(tx: Tx, id: string): Promise<ApprovalRow | null> {
  const [row] = await tx.$queryRaw<ApprovalRow[]>`SELECT * FROM approval WHERE id = ${id}::uuid`;
  return row ?? null;
}

async function auditDecision(
  tx: Tx,
  organizationId: string,
  { of, as, actor }: { readonly of: ApprovalRow; readonly as: Exclude<ApprovalRow['state'], 'open'>; actor: string },
  now: number,
): Promise<void> {
  await writeAudit(tx, organizationId, [
    {
      at: new Date(now),
      kind: 'approval.decided',
      actor,
      customerRowId: null,
      invoiceRowId: null,
      data: { approvalId: of.id, kind: of.kind, subject: of.subject, decision: as, requestedBy: of.requested_by },
    },
  ]);
}

// The database as use cases take it, whose transactions of the organization are this one.
function within(database: Database, organizationId: string, tx: Tx): Database {
  return {
    ...database,
    inOrganization: (id, work) => {
      if (id !== organizationId) throw new Error('an approved act stays within its organization');
      return work(tx);
    },
  };
}
