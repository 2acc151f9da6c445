import { createHash } from 'node:crypto';
import { evidenceKind, MOST_EVIDENCE_FILES } from '@puntual/domain/disputes/evidence-kind';
import { evidenceName } from '@puntual/domain/disputes/evidence-name';
import type { Database } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { type Actor, storedActor } from '../record/actor.ts';
import { auditDispute, lockDispute } from './dispute-record.ts';

/** Most notes of one dispute. */
export const MOST_NOTES = 500;

/** Writes a note on a dispute, whatever its state. `full`: it has as many notes as a dispute may have. */
export function noteDispute(
  database: Database,
  actor: Actor,
  { disputeId, text }: { readonly disputeId: string; readonly text: string },
  now: number,
): Promise<'done' | 'not-found' | 'full'> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const dispute = await lockDispute(tx, disputeId);
    if (!dispute) return 'not-found';
    if ((await tx.disputeNote.count({ where: { disputeId } })) >= MOST_NOTES) return 'full';
    const at = new Date(now);
    await tx.disputeNote.create({
      data: { id: newId(), organizationId: actor.organizationId, disputeId, at, author: storedActor(actor), text },
    });
    await auditDispute(tx, actor.organizationId, dispute, {
      kind: 'dispute.noted',
      more: {},
      by: storedActor(actor),
      at,
    });
    return 'done';
  });
}

export type EvidenceResult =
  | { readonly result: 'done'; readonly fileId: string; readonly sha256: string }
  | { readonly result: 'not-found' }
  | { readonly result: 'full' }
  | { readonly result: 'other-kind' };

/**
 * Keeps a file as evidence of a dispute, byte for byte with its hash. A file with the same bytes is kept once,
 * and a name as `evidenceName` cleans it.
 * `other-kind`: its bytes are neither PDF, PNG, JPEG nor plain text. `full`: the dispute has as many files as it may
 * have.
 */
export async function addEvidence(
  database: Database,
  actor: Actor,
  file: { readonly disputeId: string; readonly name: string; readonly content: Buffer },
  now: number,
): Promise<EvidenceResult> {
  const { disputeId, name, content } = file;
  const kind = evidenceKind(content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return database.inOrganization(actor.organizationId, async (tx): Promise<EvidenceResult> => {
    const dispute = await lockDispute(tx, disputeId);
    if (!dispute) return { result: 'not-found' };
    if (kind === null) return { result: 'other-kind' };
    const same = await tx.disputeFile.findFirst({ where: { disputeId, sha256 }, select: { id: true } });
    if (same) return { result: 'done', fileId: same.id, sha256 };
    if ((await tx.disputeFile.count({ where: { disputeId } })) >= MOST_EVIDENCE_FILES) return { result: 'full' };
    const at = new Date(now);
    const fileId = newId();
    await tx.disputeFile.create({
      data: {
        id: fileId,
        organizationId: actor.organizationId,
        disputeId,
        name: evidenceName(name, kind),
        kind,
        bytes: content.length,
        sha256,
        content: new Uint8Array(content),
        uploadedAt: at,
        uploadedBy: storedActor(actor),
      },
    });
    const more = { fileId, sha256 };
    await auditDispute(tx, actor.organizationId, dispute, {
      kind: 'dispute.file-added',
      more,
      by: storedActor(actor),
      at,
    });
    return { result: 'done', fileId, sha256 };
  });
}
