import { defaultWorklistSettings, type WorklistSettings } from '@puntual/domain/worklist/worklist-settings';
import type { Database } from '@puntual/db/database';
import { readWorklistSettings } from '../collectors/worklist-settings.ts';
import { judgeAllAgain } from '../credit/judge-waiting.ts';
import { type Actor, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { assignUnassignedTasks } from '../tasks/assign-by-rule.ts';

/**
 * Replaces how an organization's tasks are assigned and timed, and asks the new rules about the tasks that are with
 * nobody. Equal settings change nothing.
 */
export async function saveWorklistSettings(
  database: Database,
  actor: Actor,
  settings: WorklistSettings,
  now: number,
): Promise<'saved' | 'unchanged'> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const { organizationId } = actor;
    await tx.$executeRaw`
      INSERT INTO worklist_setting (organization_id, document)
      VALUES (${organizationId}::uuid, ${JSON.stringify(defaultWorklistSettings)}::jsonb)
      ON CONFLICT DO NOTHING`;
    await tx.$queryRaw`SELECT 1 FROM worklist_setting WHERE organization_id = ${organizationId}::uuid FOR UPDATE`;
    const before = await readWorklistSettings(tx, organizationId);
    if (JSON.stringify(before) === JSON.stringify(settings)) return 'unchanged';
    await tx.worklistSetting.update({ where: { organizationId }, data: { document: settings } });
    await writeAudit(tx, organizationId, [
      {
        at: new Date(now),
        kind: 'settings.changed',
        actor: storedActor(actor),
        customerRowId: null,
        invoiceRowId: null,
        data: { from: { worklist: before }, to: { worklist: settings } },
      },
    ]);
    if (JSON.stringify(before.exchangeRates) !== JSON.stringify(settings.exchangeRates))
      await judgeAllAgain(tx, organizationId);
    await assignUnassignedTasks(tx, organizationId, new Date(now));
    return 'saved';
  });
}
