import { createHash } from 'node:crypto';

/**
 * An audit event as it is hashed: the text of each column. `data` is the text of the stored JSON as Postgres prints it,
 * so that a change of any stored byte changes the hash.
 */
export interface AuditRecord {
  readonly id: string;
  readonly organizationId: string;
  /** ISO 8601 in UTC, with milliseconds. */
  readonly at: string;
  readonly kind: string;
  readonly actor: string;
  readonly credentialId: string | null;
  readonly customerRowId: string | null;
  readonly invoiceRowId: string | null;
  readonly data: string;
}

/** A block of the chain. Hashes are hexadecimal SHA-256. */
export interface AuditBlock {
  readonly organizationId: string;
  /** From 1, without gaps. */
  readonly number: number;
  readonly previousHash: string;
  readonly firstEvent: string;
  readonly lastEvent: string;
  readonly events: number;
  /** Every event whose id is not higher is in this block or in one before. */
  readonly sealedUpTo: string;
  readonly sealedAt: string;
  readonly hash: string;
}

/** An event's place in a block, and the event; `record` null: the event is not stored any more. */
export interface SealedEvent {
  readonly id: string;
  readonly position: number;
  readonly hash: string;
  readonly record: AuditRecord | null;
}

/** The previous hash of the first block. */
export const NO_HASH = '0'.repeat(64);
/** Lower than the id of every event. */
export const NO_ID = '00000000-0000-0000-0000-000000000000';
/** Higher than the id of every event. */
export const HIGHEST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The first field of what is hashed, so that a later form of the text is another text. */
export const EVENT_FORM = 'puntual-audit-event-1';
export const BLOCK_FORM = 'puntual-audit-block-1';

/** The hash of an event. `seal-block.ts` computes the same one in SQL. */
export function eventHash(record: AuditRecord): string {
  const { id, organizationId, at, kind, actor, credentialId, customerRowId, invoiceRowId, data } = record;
  return sha256(
    netstrings([EVENT_FORM, organizationId, id, at, kind, actor, credentialId, customerRowId, invoiceRowId, data]),
  );
}

/** The hash of a block over the hashes of its events, in their order. `seal-block.ts` computes the same one in SQL. */
export function blockHash(block: Omit<AuditBlock, 'hash'>, eventHashes: readonly string[]): string {
  const { organizationId, number, previousHash, firstEvent, lastEvent, events, sealedUpTo, sealedAt } = block;
  const header = [BLOCK_FORM, organizationId, String(number), previousHash, firstEvent, lastEvent, String(events)];
  return sha256(netstrings([...header, sealedUpTo, sealedAt]) + eventHashes.join(''));
}

function netstrings(fields: readonly (string | null)[]): string {
  return fields.map((field) => (field === null ? '-' : `${Buffer.byteLength(field)}:${field},`)).join('');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
