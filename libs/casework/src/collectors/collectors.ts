import { localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Collector } from '@puntual/domain/worklist/choose-assignee';
import type { Absence } from '@puntual/domain/worklist/on-duty';
import type { Tx } from '@puntual/db/database';
import { dateColumn, isoDate } from '../record/dates.ts';

/** Most collectors of an organization, and most absences of one of them that are not over. */
export const MOST_COLLECTORS = 1000;
export const MOST_ABSENCES = 50;

/** A collector with the name that others read, and the handle. */
export interface NamedCollector extends Collector {
  readonly name: string;
  readonly handle: string | null;
}

/**
 * The collectors of an organization, by person id, those who left included. The name is the one that the user or key
 * has now; the row's own name is that of a collector who is neither.
 */
export async function readCollectors(tx: Tx): Promise<NamedCollector[]> {
  const rows = await tx.$queryRaw<(Omit<NamedCollector, 'aliases'> & { readonly email: string | null })[]>`
    SELECT c.person_id AS "personId", coalesce(u.name, k.name, c.name) AS name, c.handle, lower(u.email) AS email,
      c.languages, c.teams, c.minutes_per_day AS "minutesPerDay", c.is_manager AS "isManager",
      c.manager_id AS "managerId", c.active
    FROM collector c
    LEFT JOIN app_user u ON u.id = CASE WHEN c.person_id ~ ${idPattern('user')} THEN substr(c.person_id, 6)::uuid END
    LEFT JOIN credential k ON k.id = CASE WHEN c.person_id ~ ${idPattern('key')} THEN substr(c.person_id, 5)::uuid END
    ORDER BY c.person_id
    LIMIT ${MOST_COLLECTORS}`;
  return rows.map(({ email, ...row }) => ({
    ...row,
    aliases: [row.handle, email].filter((alias) => alias !== null),
  }));
}

const idPattern = (kind: 'user' | 'key') => `^${kind}:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`;

/** The absences of all collectors that end on `today` or later, by their first day. */
export async function readAbsences(tx: Tx, today: IsoDate): Promise<Absence[]> {
  const rows = await tx.collectorAbsence.findMany({
    where: { untilOn: { gte: dateColumn(today) } },
    orderBy: [{ fromOn: 'asc' }, { id: 'asc' }],
    take: MOST_COLLECTORS * MOST_ABSENCES,
  });
  return rows.map((row) => ({
    personId: row.personId,
    fromOn: isoDate(row.fromOn),
    untilOn: isoDate(row.untilOn),
    substituteId: row.substituteId,
  }));
}

/** An organization's own day, by whose clock its people work. */
export async function organizationToday(tx: Tx, organizationId: string, now: number): Promise<IsoDate> {
  return localDate(now, await organizationZone(tx, organizationId));
}

/** The time zone of an organization. */
export async function organizationZone(tx: Tx, organizationId: string): Promise<string> {
  const { timeZone } = await tx.organization.findUniqueOrThrow({
    where: { id: organizationId },
    select: { timeZone: true },
  });
  return timeZone;
}

/** The refusal of a person id that is no collector who could do the work. */
export function unknownCollector(path: string, personId: string): Refusal {
  return { code: 'unknown-collector', path, values: { personId } };
}
