import {
  defaultWorklistSettings,
  worklistSettingsSchema,
  type WorklistSettings,
} from '@puntual/domain/worklist/worklist-settings';
import type { Tx } from '@puntual/db/database';

/** How an organization's tasks are assigned and timed; the defaults when nothing is stored. */
export async function readWorklistSettings(tx: Tx, organizationId: string): Promise<WorklistSettings> {
  const row = await tx.worklistSetting.findUnique({ where: { organizationId } });
  return row ? worklistSettingsSchema.parse(row.document) : defaultWorklistSettings;
}
