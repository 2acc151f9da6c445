import type { Database } from '@puntual/db/database';
import { type Actor, storedActor } from '../record/actor.ts';
import { nameActor } from '../record/actor-names.ts';
import { writeAudit } from '../record/audit.ts';

export type ClaimResult =
  | { readonly result: 'done' }
  | { readonly result: 'not-found' }
  | { readonly result: 'already-done' }
  | { readonly result: 'claimed-by-other'; readonly by: string };

/** Claims a task for the actor. `claimed-by-other`: somebody else has claimed it. A second call changes nothing. */
export async function claimTask(database: Database, actor: Actor, taskId: string, now: number): Promise<ClaimResult> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const [task] = await tx.$queryRaw<{ state: string; claimed_by: string | null; customer_id: string | null }[]>`
      SELECT state, claimed_by, customer_id FROM task WHERE id = ${taskId}::uuid FOR UPDATE`;
    if (!task) return { result: 'not-found' };
    if (task.state === 'done') return { result: 'already-done' };
    if (task.claimed_by && task.claimed_by !== storedActor(actor))
      return { result: 'claimed-by-other', by: await nameActor(tx, task.claimed_by) };
    if (task.claimed_by === storedActor(actor)) return { result: 'done' };
    await tx.task.update({ where: { id: taskId }, data: { state: 'claimed', claimedBy: storedActor(actor) } });
    await writeAudit(tx, actor.organizationId, [
      {
        at: new Date(now),
        kind: 'task.claimed',
        actor: storedActor(actor),
        customerRowId: task.customer_id,
        invoiceRowId: null,
        data: { taskId },
      },
    ]);
    return { result: 'done' };
  });
}
