import type { Tx } from '@puntual/db/database';
import { type Actor, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';

/** Takes all open tasks from a collector (person id) who has left; everybody may claim them. */
export async function releaseTasksOf(tx: Tx, actor: Actor, personId: string, at: Date): Promise<void> {
  const rows = await tx.$queryRaw<{ id: string; customer_id: string | null }[]>`
    UPDATE task
    SET assigned_to = NULL, assigned_rule = NULL, assigned_at = ${at}::timestamptz, claimed_by = NULL, state = 'open'
    WHERE state <> 'done' AND coalesce(claimed_by, assigned_to) = ${personId}
    RETURNING id, customer_id`;
  await writeAudit(
    tx,
    actor.organizationId,
    rows.map(({ id, customer_id }) => ({
      at,
      kind: 'task.assigned' as const,
      actor: storedActor(actor),
      customerRowId: customer_id,
      invoiceRowId: null,
      data: { taskId: id, from: personId, to: null },
    })),
  );
}
