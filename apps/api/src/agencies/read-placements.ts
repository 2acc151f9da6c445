import type { z } from 'zod';
import { readReported } from '@puntual/casework/agencies/agency-reports';
import { REVERSAL_SOURCE } from '@puntual/casework/agencies/reverse-collection';
import { isoDate } from '@puntual/casework/record/dates';
import {
  placementSchema,
  type PlacementDetailView,
  type placementPageSchema,
  type placementQuerySchema,
  type PlacementView,
} from '@puntual/contracts/api/agencies';
import type { Tx } from '@puntual/db/database';
import { sql, type Sql } from '@puntual/db/sql';
import { decimalAmount } from '@puntual/domain/money/amount';
import { instantPosition, pageOfRows, readCursor } from '../http/cursor.ts';

interface PlacementRow {
  readonly id: string;
  readonly invoice_id: string;
  readonly customer_id: string;
  readonly state: string;
  readonly agency: string | null;
  readonly agency_ref: string | null;
  readonly currency: string;
  readonly open_minor: bigint;
  readonly pack_hash: string;
  readonly proposed_at: Date;
  readonly placed_at: Date | null;
  readonly recalled_at: Date | null;
  readonly ended_because: string | null;
  readonly recall_asked_at: Date | null;
}

/** The placements of the organization, the newest proposal first. */
export async function listPlacements(
  tx: Tx,
  { state, cursor, limit }: z.infer<typeof placementQuerySchema>,
): Promise<z.infer<typeof placementPageSchema>> {
  const before = readCursor(cursor, instantPosition);
  const rows = await readRows(
    tx,
    sql`(${state ?? null}::text IS NULL OR p.state = ${state ?? null}::text)
      AND (
        ${before?.[0] ?? null}::timestamptz IS NULL
        OR (p.proposed_at, p.id) < (${before?.[0] ?? null}::timestamptz, ${before?.[1] ?? null}::uuid)
      )`,
    limit + 1,
  );
  const page = pageOfRows(rows, limit, (row) => [row.proposed_at.toISOString(), row.id]);
  return { items: page.rows.map(placementView), nextCursor: page.nextCursor };
}

/** Most reports and messages of a placement that are shown, the newest. */
const MOST_SHOWN = 200;

/** A placement (row id) with its reports, what the agency was told, and the files that it got. Null: there is none. */
export async function showPlacement(tx: Tx, id: string): Promise<PlacementDetailView | null> {
  const [row] = await readRows(tx, sql`p.id = ${id}::uuid`, 1);
  if (!row) return null;
  const { acknowledgedOn, collectedMinor } = await readReported(tx, id);
  return {
    ...placementView(row),
    acknowledgedOn,
    collected: decimalAmount(collectedMinor, row.currency),
    reports: await readReports(tx, id),
    ...(await readTold(tx, id)),
  };
}

function readRows(tx: Tx, which: Sql, limit: number): Promise<PlacementRow[]> {
  return tx.$queryRaw<PlacementRow[]>`
    SELECT p.id, i.invoice_id, c.customer_id, p.state, a.key AS agency, p.agency_ref, i.currency, p.open_minor,
      p.pack_hash, p.proposed_at, p.placed_at, p.recalled_at, p.ended_because, p.recall_asked_at
    FROM placement p
    JOIN invoice i ON i.id = p.invoice_id
    JOIN customer c ON c.id = p.customer_id
    LEFT JOIN agency a ON a.id = p.agency_id
    WHERE ${which}
    ORDER BY p.proposed_at DESC, p.id DESC LIMIT ${limit}`;
}

function placementView(row: PlacementRow): PlacementView {
  const { shape } = placementSchema;
  return {
    id: row.id,
    invoiceId: row.invoice_id,
    customerId: row.customer_id,
    state: shape.state.parse(row.state),
    agency: row.agency,
    agencyRef: row.agency_ref,
    currency: row.currency,
    amount: decimalAmount(row.open_minor, row.currency),
    packHash: row.pack_hash,
    proposedAt: row.proposed_at.toISOString(),
    placedAt: row.placed_at?.toISOString() ?? null,
    endedAt: row.recalled_at?.toISOString() ?? null,
    endedBecause: shape.endedBecause.parse(row.ended_because),
    recallAskedAt: row.recall_asked_at?.toISOString() ?? null,
  };
}

async function readReports(tx: Tx, placementId: string): Promise<PlacementDetailView['reports']> {
  const rows = await tx.agencyReport.findMany({ where: { placementId }, orderBy: { id: 'desc' }, take: MOST_SHOWN });
  return rows.reverse().map(({ id, source, reportId, outcome, on, amountMinor, currency, reference, receivedAt }) => ({
    id,
    outcome: outcome as PlacementDetailView['reports'][number]['outcome'],
    on: isoDate(on),
    amount: amountMinor === null || currency === null ? null : decimalAmount(amountMinor, currency),
    currency,
    reference,
    receivedAt: receivedAt.toISOString(),
    reverses: source === REVERSAL_SOURCE ? reportId : null,
  }));
}

async function readTold(tx: Tx, placementId: string): Promise<Pick<PlacementDetailView, 'messages' | 'files'>> {
  const rows = await tx.agencyMessage.findMany({ where: { placementId }, orderBy: { id: 'desc' }, take: MOST_SHOWN });
  const handOver = rows.find(({ kind, state }) => kind === 'placement' && state !== 'withdrawn');
  const files = handOver
    ? await tx.placementFile.findMany({
        where: { placementId, messageId: handOver.id },
        select: { id: true, name: true, mediaType: true, size: true, sha256: true },
        orderBy: { id: 'asc' },
      })
    : [];
  return {
    files,
    messages: rows.reverse().map(({ kind, state, attempts, error, createdAt, settledAt }) => ({
      kind: kind as PlacementDetailView['messages'][number]['kind'],
      state: state as PlacementDetailView['messages'][number]['state'],
      attempts,
      error,
      createdAt: createdAt.toISOString(),
      settledAt: settledAt?.toISOString() ?? null,
    })),
  };
}
