import type { ReceiptState } from '@puntual/contracts/api/receipts';
import type { EventOf } from '@puntual/contracts/events/events';
import type { IsoDate } from '@puntual/domain/calendar/dates';
import { decimalAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { insertRows } from '@puntual/db/insert-rows';
import { writeAudit } from '../record/audit.ts';
import { dateColumn } from '../record/dates.ts';
import { BANK_SOURCE, type BankLine } from './bank-line.ts';
import { groupBy } from '../record/group-by.ts';
import { closeReceipts, type ClosedReceipt, type ReceiptPart } from './close-receipts.ts';
import { movementOfPart, partId, refusePostedTwice } from './split-parts.ts';
import type { OrganizationRef } from '../record/refs.ts';
import { openTasks } from '../tasks/open-task.ts';

/** Money whose payer is unknown. Its id is the id of its movement, and of the payment that it may become. */
export interface NewReceipt {
  /** `untied`: a payment that came back, and nobody knows which. `untied-refund`: money paid back to one of several. */
  readonly kind: keyof typeof OPENED;
  readonly receiptId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly line: BankLine;
}

/** What each kind of money opens, and what the audit says of it. */
const OPENED = {
  new: { task: 'unidentified-receipt', audit: 'receipt.kept' },
  untied: { task: 'untied-return', audit: 'return.untied' },
  'untied-refund': { task: 'untied-refund', audit: 'refund.untied' },
} as const;

/**
 * What a line of a bank's file says about such money: it arrived (or went out); the bank sent it back; the file lists
 * its payments one by one; the payment that came back is known now; or it is known already.
 */
export type ReceiptChange =
  | NewReceipt
  | { readonly kind: 'sent-back'; readonly receiptId: string; readonly on: IsoDate }
  | { readonly kind: 'listed'; readonly receiptId: string }
  | { readonly kind: 'tied'; readonly receiptId: string }
  | { readonly kind: 'known' };

export interface ReceiptChanges {
  readonly changes: readonly ReceiptChange[];
  readonly payments: readonly EventOf<'puntual.payment.received.v1'>[];
}

/**
 * Stores new receipts, each with a task, and closes the receipts that `payments` (processed in this transaction) give
 * to their customers and those whose money was sent back. Returns the ids of the receipts that changed. Files that are
 * processed at the same time wait for each other here, so that one movement is never both a receipt and a payment.
 * Throws when the money of a payment has been sent back, or was posted in another way; the caller must undo the
 * transaction.
 */
export async function applyReceiptChanges(
  tx: Tx,
  owner: OrganizationRef,
  { changes, payments }: ReceiptChanges,
  now: Date,
): Promise<ReadonlySet<string>> {
  const fresh = changes.flatMap((change) => ('line' in change ? [change] : []));
  const back = new Map(
    changes.flatMap((change) => (change.kind === 'sent-back' ? [[change.receiptId, change.on] as const] : [])),
  );
  const tied = changes.flatMap((change) => (change.kind === 'tied' ? [change.receiptId] : []));
  const listed = new Set(changes.flatMap((change) => (change.kind === 'listed' ? [change.receiptId] : [])));
  await tx.$queryRaw`
    SELECT 1
    FROM (
      SELECT pg_advisory_xact_lock(hashtextextended('receipts', 0) # hashtextextended(${owner.id}, 0))
    ) AS turn`;
  const stored = await storeNew(tx, owner, fresh, now);
  const customers = new Map(payments.map((event) => [event.data.paymentId, event.data.customerId]));
  const parts = groupBy(payments, (event) => movementOfPart(event.data.paymentId));
  const split = [...parts.keys()].flatMap((id) => id ?? []);
  const rows = await lockReceipts(tx, [...customers.keys(), ...split, ...back.keys(), ...listed, ...tied]);
  await refusePostedTwice(tx, [...customers.keys()]);
  const closed = rows.flatMap((row): ClosedReceipt[] => {
    const customerId = customers.get(row.receipt_id);
    const ownParts = parts.get(row.receipt_id);
    if ((customerId !== undefined || ownParts) && row.state === 'returned')
      throw new Error(`receipt ${row.receipt_id} was sent back meanwhile`);
    const receipt = { rowId: row.id, receiptId: row.receipt_id, amountMinor: row.amount_minor, currency: row.currency };
    if (row.state === 'untied' && tied.includes(row.receipt_id)) return [{ ...receipt, state: 'tied' }];
    if (row.state !== 'open') return [];
    if (listed.has(row.receipt_id)) return [{ ...receipt, state: 'listed' }];
    const returnedOn = back.get(row.receipt_id);
    if (ownParts) return [{ ...receipt, state: 'split', parts: ownParts.map(partOf) }];
    if (customerId !== undefined) return [{ ...receipt, state: 'assigned', customerId }];
    return returnedOn === undefined ? [] : [{ ...receipt, state: 'returned', on: returnedOn, reason: null }];
  });
  await closeReceipts(tx, owner, closed, { by: 'puntual', at: now });
  return new Set([...stored, ...closed.map((receipt) => receipt.receiptId)]);
}

function partOf({ data }: EventOf<'puntual.payment.received.v1'>): ReceiptPart {
  return { customerId: data.customerId, amount: data.amount };
}

interface ReceiptRow {
  readonly id: string;
  readonly receipt_id: string;
  readonly state: ReceiptState;
  readonly amount_minor: bigint;
  readonly currency: string;
}

async function lockReceipts(tx: Tx, receiptIds: readonly string[]): Promise<readonly ReceiptRow[]> {
  if (receiptIds.length === 0) return [];
  return tx.$queryRaw<ReceiptRow[]>`
    SELECT id, receipt_id, state, amount_minor, currency
    FROM unidentified_receipt
    WHERE receipt_id = ANY(${receiptIds as string[]})
    ORDER BY id
    FOR UPDATE`;
}

// Stores the receipts that are new, each with a task, and returns their ids.
async function storeNew(tx: Tx, owner: OrganizationRef, receipts: readonly NewReceipt[], now: Date): Promise<string[]> {
  if (receipts.length === 0) return [];
  const known = await knownMovements(
    tx,
    receipts.map((receipt) => receipt.receiptId),
  );
  const fresh = receipts
    .filter((receipt) => !known.has(receipt.receiptId))
    .map((receipt) => ({ ...receipt, rowId: newId() }));
  await insertReceipts(tx, owner.id, fresh, now);
  const tasks = await openTasks(
    tx,
    owner,
    fresh.map((receipt) => ({
      kind: OPENED[receipt.kind].task,
      owner: { receiptRowId: receipt.rowId, receiptId: receipt.receiptId },
      announced: moneyOf(receipt),
      noted: moneyOf(receipt),
    })),
    now,
  );
  await writeAudit(
    tx,
    owner.id,
    fresh.map((receipt, index) => ({
      at: now,
      kind: OPENED[receipt.kind].audit,
      actor: 'puntual',
      customerRowId: null,
      invoiceRowId: null,
      data: { ...moneyOf(receipt), taskId: tasks[index]?.taskId },
    })),
  );
  return fresh.map((receipt) => receipt.receiptId);
}

// Which of these movements are a payment (by a file or a person) or a receipt already.
async function knownMovements(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const named = ids.flatMap((id) => [id, partId(id, 1)]);
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT event_id AS id FROM inbox WHERE source = ${BANK_SOURCE} AND event_id = ANY(${named})
    UNION ALL
    SELECT receipt_id FROM unidentified_receipt WHERE receipt_id = ANY(${ids as string[]})`;
  return new Set(rows.flatMap((row) => [row.id, movementOfPart(row.id) ?? row.id]));
}

async function insertReceipts(
  tx: Tx,
  organizationId: string,
  receipts: readonly (NewReceipt & { readonly rowId: string })[],
  now: Date,
): Promise<void> {
  await insertRows(
    tx,
    'unidentified_receipt',
    {
      id: 'uuid',
      organization_id: 'uuid',
      receipt_id: 'text',
      amount_minor: 'bigint',
      currency: 'text',
      received_on: 'date',
      end_to_end: 'text',
      movement: 'jsonb',
      kept_at: 'timestamptz',
      state: 'text',
    },
    receipts.map((receipt) => ({
      id: receipt.rowId,
      organization_id: organizationId,
      receipt_id: receipt.receiptId,
      amount_minor: receipt.amountMinor,
      currency: receipt.currency,
      received_on: dateColumn(receipt.line.bookedOn),
      end_to_end: receipt.line.endToEndId,
      movement: receipt.line,
      kept_at: now,
      state: receipt.kind === 'new' ? 'open' : 'untied',
    })),
  );
}

function moneyOf({ receiptId, amountMinor, currency }: NewReceipt): {
  receiptId: string;
  amount: string;
  currency: string;
} {
  return { receiptId, amount: decimalAmount(amountMinor, currency), currency };
}
