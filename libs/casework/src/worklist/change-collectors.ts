import type { AuditEvent } from '@puntual/domain/audit/audit-data';
import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Absence } from '@puntual/domain/worklist/on-duty';
import type { Database, Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { insertRows } from '@puntual/db/insert-rows';
import {
  MOST_COLLECTORS,
  organizationToday,
  readCollectors,
  unknownCollector,
  type NamedCollector,
} from '../collectors/collectors.ts';
import type { Actor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { dateColumn } from '../record/dates.ts';
import { assignUnassignedTasks } from '../tasks/assign-by-rule.ts';
import { releaseTasksOf } from '../tasks/release-tasks.ts';

export type SavedCollector =
  { readonly result: 'saved'; readonly changed: boolean } | { readonly result: 'invalid'; readonly refusal: Refusal };

/**
 * Adds a collector or replaces what is known of one; the tasks of one who has left are given to others. Refuses a
 * manager who is no collector of the organization.
 */
export async function saveCollector(
  database: Database,
  actor: Actor,
  collector: NamedCollector,
  now: number,
): Promise<SavedCollector> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const { personId, name, ...rest } = collector;
    await lockCollectors(tx, actor.organizationId);
    const all = await readCollectors(tx);
    const { managerId } = collector;
    if (managerId !== null && (managerId === personId || !all.some((each) => each.personId === managerId)))
      return { result: 'invalid', refusal: unknownCollector('managerId', managerId) };
    const before = all.find((each) => each.personId === personId);
    if (before && JSON.stringify(sorted(before)) === JSON.stringify(sorted(collector)))
      return { result: 'saved', changed: false };
    if (!before && all.length >= MOST_COLLECTORS)
      return { result: 'invalid', refusal: { code: 'list-too-long', path: '', values: { most: MOST_COLLECTORS } } };
    const data = { ...rest, languages: [...rest.languages], teams: [...rest.teams] };
    await tx.collector.upsert({
      where: { organizationId_personId: { organizationId: actor.organizationId, personId } },
      create: { organizationId: actor.organizationId, personId, name, ...data },
      update: { name, ...data },
    });
    await audit(tx, actor, { kind: 'collector.saved', data: { ...data, personId } }, now);
    if (!collector.active) await releaseTasksOf(tx, actor, personId, new Date(now));
    await assignUnassignedTasks(tx, actor.organizationId, new Date(now));
    return { result: 'saved', changed: true };
  });
}

export type SavedAbsences =
  | { readonly result: 'saved' }
  | { readonly result: 'not-found' }
  | { readonly result: 'invalid'; readonly refusal: Refusal };

/**
 * Replaces the absences of a collector that are not over. Refuses one that ends before it begins or has ended, two that
 * overlap, and a substitute who is the collector or is not known.
 */
export async function setAbsences(
  database: Database,
  actor: Actor,
  { personId, absences }: { readonly personId: string; readonly absences: readonly Omit<Absence, 'personId'>[] },
  now: number,
): Promise<SavedAbsences> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const { organizationId } = actor;
    await lockCollectors(tx, organizationId);
    const known = new Set((await readCollectors(tx)).filter(({ active }) => active).map((each) => each.personId));
    if (!(await tx.collector.findFirst({ where: { personId } }))) return { result: 'not-found' };
    const today = await organizationToday(tx, organizationId, now);
    const refusal = refusalOf(absences, { personId, known, today });
    if (refusal) return { result: 'invalid', refusal };
    await tx.collectorAbsence.deleteMany({ where: { personId, untilOn: { gte: dateColumn(today) } } });
    await insertRows(
      tx,
      'collector_absence',
      {
        id: 'uuid',
        organization_id: 'uuid',
        person_id: 'text',
        from_on: 'date',
        until_on: 'date',
        substitute_id: 'text',
      },
      absences.map((absence) => ({
        id: newId(),
        organization_id: organizationId,
        person_id: personId,
        from_on: absence.fromOn,
        until_on: absence.untilOn,
        substitute_id: absence.substituteId,
      })),
    );
    await audit(tx, actor, { kind: 'collector.absences-set', data: { personId, absences: [...absences] } }, now);
    await assignUnassignedTasks(tx, organizationId, new Date(now));
    return { result: 'saved' };
  });
}

function refusalOf(
  absences: readonly Omit<Absence, 'personId'>[],
  {
    personId,
    known,
    today,
  }: { readonly personId: string; readonly known: ReadonlySet<string>; readonly today: IsoDate },
): Refusal | null {
  const inOrder = absences.map((absence, index) => ({ absence, index }));
  inOrder.sort((a, b) => (a.absence.fromOn < b.absence.fromOn ? -1 : 1));
  let lastDay: IsoDate | null = null;
  for (const { absence, index } of inOrder) {
    const path = `absences.${index}`;
    const { fromOn, untilOn, substituteId } = absence;
    if (untilOn < fromOn) return { code: 'absence-ends-first', path: `${path}.untilOn`, values: { from: fromOn } };
    if (untilOn < today) return { code: 'day-in-past', path: `${path}.untilOn`, values: { today } };
    if (lastDay !== null && fromOn <= lastDay)
      return { code: 'absences-overlap', path: `${path}.fromOn`, values: { from: fromOn } };
    if (substituteId !== null && (substituteId === personId || !known.has(substituteId)))
      return unknownCollector(`${path}.substituteId`, substituteId);
    lastDay = untilOn;
  }
  return null;
}

// Changes of an organization's collectors happen one after the other.
async function lockCollectors(tx: Tx, organizationId: string): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`collectors/${organizationId}`}, 0))::text`;
}

function sorted({ languages, teams, ...rest }: NamedCollector): unknown {
  return [Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)), languages, teams];
}

async function audit(
  tx: Tx,
  actor: Actor,
  event: AuditEvent<'collector.saved' | 'collector.absences-set'>,
  now: number,
): Promise<void> {
  await writeAudit(tx, actor.organizationId, [
    { at: new Date(now), actor: actor.name, customerRowId: null, invoiceRowId: null, ...event },
  ]);
}
