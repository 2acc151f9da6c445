import type { z } from 'zod';
import { readCollectors } from '@puntual/casework/collectors/collectors';
import { nameActors } from '@puntual/casework/record/actor-names';
import type {
  accessRequestPageSchema,
  accessRequestQuerySchema,
  AccessRequestView,
  PortfolioView,
  TeamView,
} from '@puntual/contracts/api/portfolios';
import type { Tx } from '@puntual/db/database';
import { sql, type Sql } from '@puntual/db/sql';
import { idPosition, pageOfRows, readCursor } from '../http/cursor.ts';
import { withNames } from '../http/with-names.ts';

/** Who looks after a customer (row id). */
export async function readPortfolio(tx: Tx, customerRowId: string): Promise<PortfolioView> {
  const { ownerId, team, accountManager } = await tx.customer.findUniqueOrThrow({
    where: { id: customerRowId },
    select: { ownerId: true, team: true, accountManager: true },
  });
  return withNames<PortfolioView>(tx, { owner: ownerId, team, accountManager });
}

/** The teams that have a lead or members, by name. */
export async function listTeams(tx: Tx): Promise<TeamView[]> {
  const teams = await tx.team.findMany({ orderBy: { name: 'asc' } });
  const collectors = (await readCollectors(tx)).filter(({ active }) => active);
  const leads = new Map(teams.map(({ name, leadId }) => [name, leadId]));
  const names = [...new Set([...leads.keys(), ...collectors.flatMap((each) => each.teams)])].sort();
  const nameOf = await nameActors(
    tx,
    teams.flatMap(({ leadId }) => leadId ?? []),
  );
  return names.map((name) => {
    const leadId = leads.get(name) ?? null;
    return {
      name,
      leadId,
      lead: leadId && nameOf(leadId),
      members: collectors
        .filter((each) => each.teams.includes(name))
        .map((each) => ({ personId: each.personId, name: each.name })),
    };
  });
}

interface RequestRow {
  readonly id: string;
  readonly customer_id: string;
  readonly customer_name: string;
  readonly person_id: string;
  readonly state: AccessRequestView['state'];
  readonly reason: string;
  readonly asked_at: Date;
  readonly asked_by: string;
  readonly decided_at: Date | null;
  readonly decided_by: string | null;
}

const REQUESTS = sql`
  SELECT a.id, c.customer_id, c.name AS customer_name, a.person_id, a.state, a.reason, a.asked_at, a.asked_by,
    a.decided_at, a.decided_by
  FROM customer_access a JOIN customer c ON c.id = a.customer_id`;

/** The requests for access, the newest first. */
export async function listAccessRequests(
  tx: Tx,
  query: z.infer<typeof accessRequestQuerySchema>,
): Promise<z.infer<typeof accessRequestPageSchema>> {
  const before = readCursor(query.cursor, idPosition)?.[0] ?? null;
  const rows = await readRequests(
    tx,
    sql`(${query.state ?? null}::text IS NULL OR a.state = ${query.state ?? null}::text)
      AND (${before}::uuid IS NULL OR a.id < ${before}::uuid)`,
    query.limit + 1,
  );
  const page = pageOfRows(rows, query.limit, (row) => [row.id]);
  return { items: await requestViews(tx, page.rows), nextCursor: page.nextCursor };
}

/** One request for access; null when this organization has none of that id. */
export async function findAccessRequest(tx: Tx, id: string): Promise<AccessRequestView | null> {
  return (await requestViews(tx, await readRequests(tx, sql`a.id = ${id}::uuid`, 1)))[0] ?? null;
}

function readRequests(tx: Tx, where: Sql, most: number): Promise<RequestRow[]> {
  return tx.$queryRaw<RequestRow[]>`
    ${REQUESTS}
    WHERE ${where}
    ORDER BY a.id DESC LIMIT ${most}`;
}

async function requestViews(tx: Tx, rows: readonly RequestRow[]): Promise<AccessRequestView[]> {
  const nameOf = await nameActors(
    tx,
    rows.map((row) => row.person_id),
  );
  return withNames<AccessRequestView[]>(
    tx,
    rows.map((row) => ({
      id: row.id,
      customerId: row.customer_id,
      customerName: row.customer_name,
      person: nameOf(row.person_id),
      personId: row.person_id,
      state: row.state,
      reason: row.reason,
      askedAt: row.asked_at.toISOString(),
      askedBy: row.asked_by,
      decidedAt: row.decided_at?.toISOString() ?? null,
      decidedBy: row.decided_by,
    })),
  );
}
