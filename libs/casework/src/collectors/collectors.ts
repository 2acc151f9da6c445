import { localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Collector } from '@puntual/domain/worklist/choose-assignee';
import type { Absence } from '@puntual/domain/worklist/on-duty';
import type { Tx } from '@puntual/db/database';
import { dateColumn, isoDate } from '../record/dates.ts';

/** Most collectors of an organization, and most absences of one of them that are not over. */
export const MOST_COLLECTORS = 1000;
export const MOST_ABSENCES = 50;

/** A collector with the name that others read. */
export interface NamedCollector extends Collector {
  readonly name: string;
}

/** The collectors of an organization, by person id, those who left included. */
export async function readCollectors(tx: Tx): Promise<NamedCollector[]> {
  return tx.collector.findMany({
    select: {
      personId: true,
      name: true,
      languages: true,
      teams: true,
      minutesPerDay: true,
      isManager: true,
      managerId: true,
      active: true,
    },
    orderBy: { personId: 'asc' },
    take: MOST_COLLECTORS,
  });
}

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
