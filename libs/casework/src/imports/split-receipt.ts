import type { Refusal } from '@puntual/domain/refusals/refusals';
import { decimalAmount, readAmount } from '@puntual/domain/money/amount';
import type { Database, Tx } from '@puntual/db/database';
import { EventRejected, refuseRejected } from '../intake/event-rejected.ts';
import { takeEventsWith } from '../intake/take-events.ts';
import { bankLineSchema } from '../receipts/bank-line.ts';
import { closeReceipts } from '../receipts/close-receipts.ts';
import type { PartOfPayment } from '../receipts/split-parts.ts';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';
import { mapParts } from './bank/map-bank-lines.ts';
import { lockOpenReceipt, NotOpen, readStoredEvent, type ReceiptResult } from './decide-receipt.ts';

/** Which receipt (row id) is split over which customers; amounts are decimal, in the receipt's currency. */
export interface ReceiptSplit {
  readonly receiptRowId: string;
  readonly parts: readonly PartOfPayment[];
}

/**
 * Splits a receipt over several customers: each part is posted as a payment of its customer on the day of the receipt,
 * and is matched like any other unless it names invoices. All of it or nothing. Refuses parts that do not add up to the
 * receipt, a customer who is unknown or named twice, an invoice that is unknown or another customer's, and what
 * `takeEvents` refuses.
 */
export async function splitReceipt(
  database: Database,
  actor: Actor,
  { receiptRowId, parts }: ReceiptSplit,
  now: number,
): Promise<ReceiptResult> {
  const found = await database.inOrganization(actor.organizationId, (tx) => findReceipt(tx, receiptRowId, parts));
  if (!found) return { result: 'not-found' };
  const { row, knownCustomers, ownerOf } = found;
  if (row.state !== 'open') return { result: 'not-open' };
  const refusal =
    customerFault(parts, knownCustomers) ?? invoiceFault(parts, ownerOf) ?? amountFault(parts, row.amountMinor, row);
  if (refusal) return { result: 'invalid', ...refusal };
  const at = new Date(now);
  const line = bankLineSchema.parse(row.movement);
  const mapped = mapParts(line, row.receiptId, parts, { slug: actor.slug, givenAt: at });
  const events = mapped.events.map(readStoredEvent);
  try {
    await takeEventsWith(database, { slug: actor.slug, events, now: at }, async (tx, verdicts) => {
      refuseRejected(verdicts);
      const receipt = await lockOpenReceipt(tx, row.id);
      const shown = parts.map(({ customerId, amount }) => ({ customerId, amount }));
      const closed = { ...receipt, state: 'split' as const, parts: shown };
      await closeReceipts(tx, organizationOf(actor), [closed], { by: storedActor(actor), at });
    });
    return { result: 'done' };
  } catch (error) {
    if (error instanceof NotOpen) return { result: 'not-open' };
    if (error instanceof EventRejected) return { result: 'invalid', path: 'parts', ...error.refusal };
    throw error;
  }
}

// The receipt, those of the customers that exist, and the customer of each named invoice. Null: no receipt.
async function findReceipt(tx: Tx, receiptRowId: string, parts: readonly PartOfPayment[]) {
  const row = await tx.unidentifiedReceipt.findUnique({ where: { id: receiptRowId } });
  if (!row) return null;
  const customers = await tx.customer.findMany({
    where: { customerId: { in: parts.map((part) => part.customerId) } },
    select: { id: true, customerId: true },
  });
  const invoices = await tx.invoice.findMany({
    where: { invoiceId: { in: parts.flatMap((part) => part.allocations.map((each) => each.invoiceId)) } },
    select: { invoiceId: true, customerId: true },
  });
  const idOf = new Map(customers.map((customer) => [customer.id, customer.customerId]));
  return {
    row,
    knownCustomers: new Set(idOf.values()),
    ownerOf: new Map(invoices.map((invoice) => [invoice.invoiceId, idOf.get(invoice.customerId) ?? null])),
  };
}

function customerFault(parts: readonly PartOfPayment[], known: ReadonlySet<string>): Refusal | null {
  for (const [index, { customerId }] of parts.entries()) {
    const path = `parts.${index}.customerId`;
    if (!known.has(customerId)) return { code: 'no-such-customer', path, values: { customerId } };
    if (parts.findIndex((part) => part.customerId === customerId) !== index)
      return { code: 'customer-twice', path, values: { customerId } };
  }
  return null;
}

function invoiceFault(parts: readonly PartOfPayment[], ownerOf: ReadonlyMap<string, string | null>): Refusal | null {
  for (const [index, { customerId, allocations }] of parts.entries())
    for (const [nth, { invoiceId }] of allocations.entries())
      if (ownerOf.get(invoiceId) !== customerId) {
        const path = `parts.${index}.allocations.${nth}.invoiceId`;
        return { code: 'no-such-invoice', path, values: { invoiceId } };
      }
  return null;
}

function amountFault(
  parts: readonly PartOfPayment[],
  receiptMinor: bigint,
  { currency }: { readonly currency: string },
): Refusal | null {
  let sum = 0n;
  for (const [index, { amount, allocations }] of parts.entries()) {
    const minor = readPositive(amount, currency, `parts.${index}.amount`);
    if (typeof minor !== 'bigint') return minor;
    sum += minor;
    let left = minor;
    for (const [nth, part] of allocations.entries()) {
      const path = `parts.${index}.allocations.${nth}.amount`;
      const placed = readPositive(part.amount, currency, path);
      if (typeof placed !== 'bigint') return placed;
      left -= placed;
      if (left < 0n) return { code: 'allocations-exceed-part', path, values: {} };
    }
  }
  if (sum === receiptMinor) return null;
  const money = (minor: bigint) => ({ amount: decimalAmount(minor, currency), currency });
  return {
    code: 'parts-do-not-add-up',
    path: 'parts',
    values: { parts: money(sum), receipt: money(receiptMinor) },
  };
}

function readPositive(text: string, currency: string, path: string): bigint | Refusal {
  const minor = readAmount(text, currency, path);
  return typeof minor === 'bigint' && minor <= 0n ? { code: 'not-positive', path, values: {} } : minor;
}
