import { createHash } from 'node:crypto';
import type { Tx } from '@puntual/db/database';
import { insertRows } from '@puntual/db/insert-rows';
import { dateColumn, isoDate } from '../record/dates.ts';
import { bankLineSchema, type PlainFormat } from './bank-line.ts';
import { compactName } from './number-candidates.ts';
import { MOST_DAYS_APART, type MovementTraits } from './same-movement.ts';

/** A bank movement as it is stored. */
export interface StoredMovement extends MovementTraits {
  readonly id: string;
  readonly moneyKey: string;
  readonly batchKey: string | null;
  readonly creditorReference: string | null;
  readonly mandateId: string | null;
}

/** A movement that was imported before. */
export interface KnownMovement extends Pick<StoredMovement, keyof MovementTraits | 'id' | 'moneyKey' | 'batchKey'> {
  /** The import in which it was seen last. */
  readonly seenIn: string | null;
}

interface MovementRow {
  readonly movement_id: string;
  readonly money_key: string;
  readonly batch_key: string | null;
  readonly booked_on: Date;
  readonly format: PlainFormat | null;
  readonly entry_ref: string | null;
  readonly refs: string;
  readonly end_to_end: string | null;
  readonly payer: string;
  readonly account_hash: string | null;
  readonly said: string;
  readonly seen_in: string;
}

/** The known movements of these sums (`keys`) near these days, and those with these ids, the oldest first. */
export async function knownMovements(
  tx: Tx,
  {
    keys,
    ids,
    days,
  }: { readonly keys: readonly string[]; readonly ids: readonly string[]; readonly days: readonly string[] },
): Promise<KnownMovement[]> {
  const [first] = days;
  if (first === undefined) return [];
  const from = days.reduce((least, day) => (day < least ? day : least), first);
  const to = days.reduce((most, day) => (day > most ? day : most), first);
  const rows = await tx.$queryRaw<MovementRow[]>`
    SELECT movement_id, money_key, batch_key, booked_on, format, entry_ref, refs, end_to_end, payer, account_hash, said,
      seen_in
    FROM bank_movement
    WHERE movement_id = ANY(${ids as string[]}::text[])
      OR (
        (money_key = ANY(${keys as string[]}::text[]) OR batch_key = ANY(${keys as string[]}::text[]))
        AND booked_on BETWEEN ${from}::date - ${MOST_DAYS_APART}::int AND ${to}::date + ${MOST_DAYS_APART}::int
      )
    ORDER BY booked_on, movement_id`;
  return rows.map((row) => ({
    id: row.movement_id,
    moneyKey: row.money_key,
    batchKey: row.batch_key,
    bookedOn: isoDate(row.booked_on),
    format: row.format,
    entryRef: row.entry_ref,
    refs: row.refs === '' ? [] : row.refs.split('\n'),
    endToEndId: row.end_to_end,
    payer: row.payer,
    accountHash: row.account_hash,
    said: row.said,
    seenIn: row.seen_in,
  }));
}

/** What a version before `bank_movement` stored of a movement. */
export interface FormerMovement {
  readonly id: string;
  /** Null for a return. */
  readonly bookedOn: string | null;
  readonly endToEndId: string | null;
  readonly payer: string;
  readonly said: string;
}

/** The payments, receipts and returns with these ids, whether or not they are in `bank_movement`. */
export async function formerMovements(
  tx: Tx,
  source: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, FormerMovement>> {
  const wanted = ids as string[];
  const returns = await tx.$queryRaw<{ id: string }[]>`
    SELECT event_id AS id FROM inbox WHERE source = ${source} AND event_id = ANY(${wanted}::text[])`;
  const payments = await tx.$queryRaw<{ id: string; received_on: Date; reference: string | null }[]>`
    SELECT payment_id AS id, received_on, reference
    FROM payment
    WHERE kind = 'payment' AND payment_id = ANY(${wanted}::text[])`;
  const receipts = await tx.$queryRaw<{ id: string; movement: unknown }[]>`
    SELECT receipt_id AS id, movement FROM unidentified_receipt WHERE receipt_id = ANY(${wanted}::text[])`;
  const found = new Map<string, FormerMovement>();
  for (const { id } of returns) found.set(id, { id, bookedOn: null, endToEndId: null, payer: '', said: '' });
  for (const { id, received_on, reference } of payments) {
    const [, text = '', endToEndId = null] = /^(.*?)\n?(?:E2E ([^\n]+))?$/s.exec(reference ?? '') ?? [];
    found.set(id, { id, bookedOn: isoDate(received_on), endToEndId, payer: '', said: saidOf(text) });
  }
  for (const { id, movement } of receipts) {
    const line = bankLineSchema.parse(movement);
    const { bookedOn, endToEndId, payer, text } = line;
    found.set(id, { id, bookedOn, endToEndId, payer: payerOf(payer), said: saidOf(text) });
  }
  return found;
}

const MOST_SAID = 200;
const MOST_OF_NAME = 60;

/** The letters and digits of a movement's text, as `MovementTraits` has them. */
export function saidOf(text: string): string {
  const said = compactName(text);
  return said.length <= MOST_SAID ? said : `${said.slice(0, MOST_SAID)} ${textHash(said)}`;
}

function textHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** The letters and digits of a payer's name, as `MovementTraits` has them. */
export function payerOf(name: string | null): string {
  return compactName(name ?? '').slice(0, MOST_OF_NAME);
}

/** Stores movements that an import took, and that it has seen these known ones (`seenIds`). */
export async function storeMovements(
  tx: Tx,
  { organizationId, importId }: { readonly organizationId: string; readonly importId: string },
  movements: readonly StoredMovement[],
  seenIds: readonly string[],
): Promise<void> {
  const seen = seenIds as string[];
  if (seen.length > 0)
    await tx.$executeRaw`
      UPDATE bank_movement SET seen_in = ${importId}::uuid WHERE movement_id = ANY(${seen}::text[])`;
  await insertRows(
    tx,
    { table: 'bank_movement', conflict: 'ON CONFLICT DO NOTHING' },
    {
      movement_id: 'text',
      organization_id: 'uuid',
      money_key: 'text',
      batch_key: 'text',
      booked_on: 'date',
      format: 'text',
      entry_ref: 'text',
      refs: 'text',
      end_to_end: 'text',
      payer: 'text',
      account_hash: 'text',
      said: 'text',
      creditor_reference: 'text',
      mandate_id: 'text',
      seen_in: 'uuid',
    },
    movements.map((movement) => ({
      movement_id: movement.id,
      organization_id: organizationId,
      money_key: movement.moneyKey,
      batch_key: movement.batchKey,
      booked_on: dateColumn(movement.bookedOn),
      format: movement.format,
      entry_ref: storable(movement.entryRef),
      refs: storable(movement.refs.join('\n')),
      end_to_end: storable(movement.endToEndId),
      payer: movement.payer,
      account_hash: movement.accountHash,
      said: movement.said,
      creditor_reference: storable(movement.creditorReference),
      mandate_id: storable(movement.mandateId),
      seen_in: importId,
    })),
  );
}

function storable(text: string | null): string | null {
  return text?.replaceAll('\0', '') ?? null;
}
