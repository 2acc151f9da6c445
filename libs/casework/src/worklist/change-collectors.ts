import type { AuditEvent } from '@puntual/domain/audit/audit-data';
import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import { isNamed } from '@puntual/domain/worklist/choose-assignee';
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
import { type Actor, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { dateColumn } from '../record/dates.ts';
import { assignUnassignedTasks } from '../tasks/assign-by-rule.ts';
import { releaseTasksOf } from '../tasks/release-tasks.ts';

export type SavedCollector =
  { readonly result: 'saved'; readonly changed: boolean } | { readonly result: 'invalid'; readonly refusal: Refusal };

/** What is said of a collector. Without a handle, the handle stays; a new collector gets one where it is free. */
export type StatedCollector = Omit<NamedCollector, 'handle' | 'aliases'> & {
  readonly handle?: string | null | undefined;
};

/**
 * Adds a collector or replaces what is known of one; the tasks of one who has left are given to others. Refuses a
 * manager who is no collector of the organization, and the handle of somebody else.
 */
export async function saveCollector(
  database: Database,
  actor: Actor,
  stated: StatedCollector,
  now: number,
): Promise<SavedCollector> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const { personId, name } = stated;
    await lockCollectors(tx, actor.organizationId);
    const all = await readCollectors(tx);
    const before = all.find((each) => each.personId === personId);
    const managerId = stated.managerId && (all.find((each) => isNamed(each, stated.managerId ?? ''))?.personId ?? null);
    if (stated.managerId !== null && (managerId === null || managerId === personId))
      return { result: 'invalid', refusal: unknownCollector('managerId', stated.managerId) };
    const handle =
      stated.handle === undefined
        ? before
          ? before.handle
          : await freeHandle(tx, personId, all)
        : (stated.handle?.toLowerCase() ?? null);
    if (handle !== null && all.some((each) => each.personId !== personId && isNamed(each, handle)))
      return { result: 'invalid', refusal: { code: 'handle-taken', path: 'handle', values: { handle } } };
    const collector = { ...stated, managerId, handle };
    if (before && JSON.stringify(sorted(before)) === JSON.stringify(sorted(collector)))
      return { result: 'saved', changed: false };
    if (!before && all.length >= MOST_COLLECTORS)
      return { result: 'invalid', refusal: { code: 'list-too-long', path: '', values: { most: MOST_COLLECTORS } } };
    const data = {
      handle,
      languages: [...stated.languages],
      teams: [...stated.teams],
      minutesPerDay: stated.minutesPerDay,
      isManager: stated.isManager,
      managerId,
      active: stated.active,
    };
    await tx.collector.upsert({
      where: { organizationId_personId: { organizationId: actor.organizationId, personId } },
      create: { organizationId: actor.organizationId, personId, name, ...data },
      update: { name, ...data },
    });
    await audit(tx, actor, { kind: 'collector.saved', data: { ...data, personId } }, now);
    if (!stated.active) await releaseTasksOf(tx, actor, personId, new Date(now));
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
  {
    personId,
    absences: stated,
  }: { readonly personId: string; readonly absences: readonly Omit<Absence, 'personId'>[] },
  now: number,
): Promise<SavedAbsences> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const { organizationId } = actor;
    await lockCollectors(tx, organizationId);
    const collectors = (await readCollectors(tx)).filter((each) => each.active);
    if (!(await tx.collector.findFirst({ where: { personId } }))) return { result: 'not-found' };
    const today = await organizationToday(tx, organizationId, now);
    const meant = (text: string) => collectors.find((each) => isNamed(each, text))?.personId ?? null;
    const refusal = refusalOf(stated, { personId, meant, today });
    if (refusal) return { result: 'invalid', refusal };
    const absences = stated.map((each) => ({ ...each, substituteId: each.substituteId && meant(each.substituteId) }));
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
    meant,
    today,
  }: { readonly personId: string; readonly meant: (text: string) => string | null; readonly today: IsoDate },
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
    const substitute = substituteId && meant(substituteId);
    if (substituteId !== null && (substitute === null || substitute === personId))
      return unknownCollector(`${path}.substituteId`, substituteId);
    lastDay = untilOn;
  }
  return null;
}

/** What a handle may be made of: what a mention may. */
const HANDLE = /^[\p{L}\d][\p{L}\d._-]{0,59}$/u;

// The beginning of the user's e-mail address or the name of the key, when it is a handle and nobody has it.
async function freeHandle(tx: Tx, personId: string, all: readonly NamedCollector[]): Promise<string | null> {
  const [kind, id] = personId.split(':');
  const found =
    kind === 'user'
      ? (await tx.appUser.findUnique({ where: { id } }))?.email?.split('@')[0]
      : kind === 'key'
        ? (await tx.credential.findUnique({ where: { id } }))?.name
        : personId;
  const handle = found?.toLowerCase().replace(/[._-]+$/, '') ?? '';
  return HANDLE.test(handle) && !all.some((each) => isNamed(each, handle)) ? handle : null;
}

// Changes of an organization's collectors happen one after the other.
async function lockCollectors(tx: Tx, organizationId: string): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`collectors/${organizationId}`}, 0))::text`;
}

function sorted({ languages, teams, aliases: _, ...rest }: NamedCollector): unknown {
  return [Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)), languages, teams];
}

async function audit(
  tx: Tx,
  actor: Actor,
  event: AuditEvent<'collector.saved' | 'collector.absences-set'>,
  now: number,
): Promise<void> {
  await writeAudit(tx, actor.organizationId, [
    { at: new Date(now), actor: storedActor(actor), customerRowId: null, invoiceRowId: null, ...event },
  ]);
}
