import { z } from 'zod';
import { organizationToday, readAbsences, readCollectors } from '@puntual/casework/collectors/collectors';
import type { CollectorView } from '@puntual/contracts/api/collectors';
import type { pageQuerySchema } from '@puntual/contracts/api/common';
import type { Tx } from '@puntual/db/database';
import { pageOfRows, readCursor } from '../http/cursor.ts';

const position = z.tuple([z.string().max(254)]);

/** The collectors by their ids. */
export async function listCollectors(
  tx: Tx,
  organizationId: string,
  query: z.infer<typeof pageQuerySchema>,
  now: number,
): Promise<{ items: CollectorView[]; nextCursor: string | null }> {
  const [after] = readCursor(query.cursor, position) ?? [];
  const all = await allCollectors(tx, organizationId, now);
  const rest = after === undefined ? all : all.filter(({ personId }) => personId > after);
  const page = pageOfRows(rest.slice(0, query.limit + 1), query.limit, ({ personId }) => [personId]);
  return { items: [...page.rows], nextCursor: page.nextCursor };
}

/** One collector, by id, handle or e-mail address; null when this organization has none. */
export async function findCollector(
  tx: Tx,
  organizationId: string,
  id: string,
  now: number,
): Promise<CollectorView | null> {
  const all = await allCollectors(tx, organizationId, now);
  return all.find(({ personId }) => personId === id) ?? null;
}

async function allCollectors(tx: Tx, organizationId: string, now: number): Promise<CollectorView[]> {
  const absences = await readAbsences(tx, await organizationToday(tx, organizationId, now));
  const collectors = await readCollectors(tx);
  return collectors
    .map((collector) => ({
      personId: collector.personId,
      name: collector.name,
      handle: collector.handle,
      languages: [...collector.languages],
      teams: [...collector.teams],
      minutesPerDay: collector.minutesPerDay,
      isManager: collector.isManager,
      managerId: collector.managerId,
      active: collector.active,
      absences: absences
        .filter(({ personId }) => personId === collector.personId)
        .map(({ fromOn, untilOn, substituteId }) => ({ fromOn, untilOn, substituteId })),
    }))
    .sort((a, b) => (a.personId < b.personId ? -1 : 1));
}
