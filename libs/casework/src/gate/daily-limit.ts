import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { Tx } from '@puntual/db/database';

/** An organization's day with the most messages that it allows itself on one. */
export interface LimitedDay {
  readonly organizationId: string;
  /** By the organization's own calendar. */
  readonly on: IsoDate;
  readonly most: number;
}

/** Whether as many messages as allowed are reserved on the day. No lock is taken: whoever goes on must still take their place. */
export async function isDayFull(tx: Tx, { organizationId, on, most }: LimitedDay): Promise<boolean> {
  const rows = await tx.$queryRaw<
    unknown[]
  >`SELECT 1 FROM message_day WHERE organization_id = ${organizationId}::uuid AND message_on = ${on}::date AND reserved >= ${most}`;
  return rows.length > 0;
}

/**
 * Counts one message more, and locks the day's count to the end of the transaction; false, and nothing counted, when the day is full. Taken as late as can
 * be: all messages of the organization take turns from here on.
 */
export async function takePlaceOfDay(tx: Tx, { organizationId, on, most }: LimitedDay): Promise<boolean> {
  const counted = await tx.$executeRaw`
    INSERT INTO message_day (organization_id, message_on, reserved) VALUES (${organizationId}::uuid, ${on}::date, 1)
    ON CONFLICT (organization_id, message_on) DO UPDATE SET reserved = message_day.reserved + 1 WHERE message_day.reserved < ${most}`;
  return counted > 0;
}
