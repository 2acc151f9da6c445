import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { Tx } from '@puntual/db/database';

/** One day of an organization, with the most messages that the organization allows on a day. */
export interface LimitedDay {
  readonly organizationId: string;
  /** The day in the organization's own time zone. */
  readonly on: IsoDate;
  readonly most: number;
}

/**
 * Whether as many messages as allowed are reserved on the day. Takes no lock, so another transaction may use the last
 * place: only `takePlaceOfDay` decides.
 */
export async function isDayFull(tx: Tx, { organizationId, on, most }: LimitedDay): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1
    FROM message_day
    WHERE organization_id = ${organizationId}::uuid AND message_on = ${on}::date AND reserved >= ${most}`;
  return rows.length > 0;
}

/**
 * Counts one more message of the day, and locks the count to the end of the transaction. Returns false, and counts
 * nothing, when the day is full. Call it as late as possible: until the transaction ends, every other message of the
 * organization waits for it.
 */
export async function takePlaceOfDay(tx: Tx, { organizationId, on, most }: LimitedDay): Promise<boolean> {
  const counted = await tx.$executeRaw`
    INSERT INTO message_day (organization_id, message_on, reserved) VALUES (${organizationId}::uuid, ${on}::date, 1)
    ON CONFLICT (organization_id, message_on) DO UPDATE SET reserved = message_day.reserved + 1
      WHERE message_day.reserved < ${most}`;
  return counted > 0;
}
