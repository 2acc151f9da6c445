import type { Database, Tx } from '@puntual/db/database';
import { sql } from '@puntual/db/sql';
import { BLOCK_FORM, EVENT_FORM, HIGHEST_ID, NO_HASH, NO_ID } from './sealed-block.ts';

/** Most events of one block. */
export const BLOCK_EVENTS = 1000;
/** How many events one look at events that were sealed before reads. */
const SWEPT_AT_ONCE = 5000;
/**
 * How long an event may take, in real milliseconds, from getting its id to being visible to other transactions: the
 * services end a transaction after 35 seconds, and the rest is for clocks that differ.
 */
const VISIBLE_AFTER_MS = 2 * 60_000;

/** When a block is sealed: the instant that it records (of the virtual clock), and real milliseconds. */
export interface SealInstants {
  readonly now: number;
  readonly realMs: number;
}

export interface NewBlock {
  readonly number: number;
  readonly events: number;
  readonly hash: string;
}

/** An organization with events that are in no block; `oldest` is the id of the oldest of them. */
export interface WaitingOrganization {
  readonly organizationId: string;
  readonly oldest: string;
}

/** The organizations whose ids come after `after` and that have events in no block, in the order of their ids. */
export async function readWaitingOrganizations(
  shared: Tx,
  after: string,
  most: number,
): Promise<readonly WaitingOrganization[]> {
  return shared.$queryRaw`
    SELECT organization_id AS "organizationId", oldest
    FROM audit_to_seal(${after}::uuid, ${most}::int)`;
}

/**
 * Seals the oldest events that are in no block, at most `BLOCK_EVENTS`, as the next block of the organization. Chooses
 * them by what is visible and in no block, never by the order of ids alone, so that an event whose transaction commits
 * late is in a later block. Returns null when there are none, or when another process is sealing for the organization.
 */
export async function sealBlock(
  database: Database,
  organizationId: string,
  at: SealInstants,
): Promise<NewBlock | null> {
  return database.inOrganization(organizationId, async (tx) => {
    const last = await lockChain(tx, organizationId);
    if (!last) return null;
    return insertBlock(tx, organizationId, at, {
      ...last,
      after: last.sealedUpTo,
      last: HIGHEST_ID,
      upTo: idAt(at.realMs - VISIBLE_AFTER_MS),
    });
  });
}

/**
 * Looks again at some events that were sealed before, after the id `after`, and seals those that are in no block: they
 * became visible later than any transaction may take, so that a verification names them. Returns the id after which the
 * next call goes on; null at the end.
 */
export async function sealLeftOver(
  database: Database,
  organizationId: string,
  after: string,
  at: SealInstants,
): Promise<string | null> {
  return database.inOrganization(organizationId, async (tx) => {
    const last = await lockChain(tx, organizationId);
    if (!last) return null;
    const [page] = await tx.$queryRaw<{ end: string | null }[]>`
      SELECT (array_agg(id ORDER BY id DESC))[1] AS end
      FROM (
        SELECT id
        FROM audit_event
        WHERE organization_id = ${organizationId}::uuid
          AND id > ${after}::uuid AND id <= ${last.sealedUpTo}::uuid
        ORDER BY id
        LIMIT ${SWEPT_AT_ONCE}
      ) page`;
    if (!page?.end) return null;
    const block = await insertBlock(tx, organizationId, at, {
      ...last,
      after,
      last: page.end,
      upTo: last.sealedUpTo,
    });
    return block?.events === BLOCK_EVENTS ? after : page.end;
  });
}

/** The last block of a chain; before the first block there is none, with number 0. */
interface ChainEnd {
  readonly number: number;
  readonly hash: string;
  readonly sealedUpTo: string;
}

// Makes this transaction the only sealer of the organization; null when another one is. The statements after it see
// what the sealer before committed.
async function lockChain(tx: Tx, organizationId: string): Promise<ChainEnd | null> {
  const [lock] = await tx.$queryRaw<{ held: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${`audit-chain:${organizationId}`}, 0)) AS held`;
  if (!lock?.held) return null;
  const [last] = await tx.$queryRaw<ChainEnd[]>`
    SELECT number, hash, sealed_up_to AS "sealedUpTo"
    FROM audit_block
    WHERE organization_id = ${organizationId}::uuid
    ORDER BY number DESC
    LIMIT 1`;
  return last ?? { number: 0, hash: NO_HASH, sealedUpTo: NO_ID };
}

/** What the next block follows, and its events: those above `after` and up to `last`. Up to `upTo` nothing is left. */
interface NextBlock extends ChainEnd {
  readonly after: string;
  readonly last: string;
  readonly upTo: string;
}

// Hashes in SQL, so that sealing moves no event out of the database. A full block may leave later events behind: up to
// its last event nothing is left.
async function insertBlock(
  tx: Tx,
  organizationId: string,
  { now }: SealInstants,
  next: NextBlock,
): Promise<NewBlock | null> {
  const [block] = await tx.$queryRaw<NewBlock[]>`
    WITH candidate AS MATERIALIZED (
      SELECT e.id, encode(sha256(convert_to(${eventText}, 'UTF8')), 'hex') AS hash
      FROM audit_event e
      WHERE e.organization_id = ${organizationId}::uuid
        AND e.id > ${next.after}::uuid AND e.id <= ${next.last}::uuid
        AND NOT EXISTS (
          SELECT 1
          FROM audit_sealed_event s
          WHERE s.organization_id = e.organization_id AND s.event_id = e.id
            AND s.event_id > ${next.after}::uuid AND s.event_id <= ${next.last}::uuid
        )
      ORDER BY e.id
      LIMIT ${BLOCK_EVENTS}
    ), content AS (
      SELECT count(*)::int AS events, (array_agg(id ORDER BY id))[1] AS first_event,
        (array_agg(id ORDER BY id DESC))[1] AS last_event, string_agg(hash, '' ORDER BY id) AS hashes
      FROM candidate
    ), header AS (
      SELECT c.*, ${organizationId}::uuid AS organization_id, ${next.number + 1}::int AS number,
        ${next.hash}::text AS previous_hash, ${new Date(now)}::timestamptz(3) AS sealed_at,
        greatest(
          ${next.sealedUpTo}::uuid,
          CASE WHEN c.events = ${BLOCK_EVENTS}::int
            THEN least(c.last_event, ${next.upTo}::uuid)
            ELSE ${next.upTo}::uuid END
        ) AS sealed_up_to
      FROM content c
      WHERE c.events > 0
    ), block AS (
      INSERT INTO audit_block
        (organization_id, number, previous_hash, first_event, last_event, events, sealed_up_to, sealed_at, hash)
      SELECT organization_id, number, previous_hash, first_event, last_event, events, sealed_up_to, sealed_at,
        encode(sha256(convert_to(${blockText} || hashes, 'UTF8')), 'hex')
      FROM header
      RETURNING number, events, hash
    ), sealed AS (
      INSERT INTO audit_sealed_event (organization_id, event_id, block, position, hash)
      SELECT h.organization_id, c.id, h.number, row_number() OVER (ORDER BY c.id), c.hash
      FROM candidate c CROSS JOIN header h
    )
    SELECT number, events, hash FROM block`;
  return block ?? null;
}

const eventText = sql`
  netstring(${EVENT_FORM}) || netstring(e.organization_id::text) || netstring(e.id::text)
    || netstring(hashed_instant(e.at)) || netstring(e.kind) || netstring(e.actor)
    || netstring(e.credential_id::text) || netstring(e.customer_id::text) || netstring(e.invoice_id::text)
    || netstring(e.data::text)`;

const blockText = sql`
  netstring(${BLOCK_FORM}) || netstring(organization_id::text) || netstring(number::text)
    || netstring(previous_hash) || netstring(first_event::text) || netstring(last_event::text)
    || netstring(events::text) || netstring(sealed_up_to::text) || netstring(hashed_instant(sealed_at))`;

/** The lowest id that an event could get at a real instant: a UUIDv7 begins with its milliseconds. */
export function idAt(realMs: number): string {
  const hex = Math.max(0, Math.floor(realMs)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
}

/** The real milliseconds at which an event got its id. */
export function idMs(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}
