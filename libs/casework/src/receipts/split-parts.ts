import { decimalAmount } from '@puntual/domain/money/amount';
import type { SplitPart } from '@puntual/domain/matching/split-payers';
import type { Tx } from '@puntual/db/database';
import { BANK_SOURCE } from './bank-line.ts';

// The payments that a movement is split into are named after it: `bank-1f_1`, `bank-1f_2`.

/** The id of the payment that is the nth part of a split movement, from 1. */
export function partId(movementId: string, nth: number): string {
  return `${movementId}_${nth}`;
}

/** The movement that a payment of a bank's file is a part of; null when it is no part. */
export function movementOfPart(paymentId: string): string | null {
  return /^(.+)_\d+$/.exec(paymentId)?.[1] ?? null;
}

/** Which movements are payments already: of one customer (`whole`), or of several (`split`). */
export interface PostedMovements {
  readonly whole: ReadonlySet<string>;
  readonly split: ReadonlySet<string>;
}

/** Which of these movements are payments already, standing or reversed. */
export async function postedMovements(tx: Tx, movementIds: readonly string[]): Promise<PostedMovements> {
  if (movementIds.length === 0) return { whole: new Set(), split: new Set() };
  const posted = await postedPayments(
    tx,
    movementIds.flatMap((id) => [id, partId(id, 1)]),
  );
  const known = new Set(posted);
  return {
    whole: new Set(movementIds.filter((id) => known.has(id))),
    split: new Set(movementIds.filter((id) => known.has(partId(id, 1)))),
  };
}

/**
 * Throws when a movement of which these are payments was also posted the other way: as one payment, and as parts.
 * Another file or a person did so meanwhile; the caller must undo the transaction, and a second attempt finds it.
 */
export async function refusePostedTwice(tx: Tx, paymentIds: readonly string[]): Promise<void> {
  const [twice] = await postedPayments(
    tx,
    paymentIds.map((id) => movementOfPart(id) ?? partId(id, 1)),
  );
  if (twice !== undefined) throw new Error(`the movement was posted as ${twice} meanwhile`);
}

async function postedPayments(tx: Tx, paymentIds: readonly string[]): Promise<string[]> {
  if (paymentIds.length === 0) return [];
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT event_id AS id FROM inbox
    WHERE source = ${BANK_SOURCE} AND event_id = ANY(${paymentIds as string[]}::text[])`;
  return rows.map((row) => row.id);
}

/** A part of a split as the payment's event has it: decimal amounts in the movement's currency. */
export interface PartOfPayment {
  readonly customerId: string;
  readonly amount: string;
  readonly allocations: readonly { readonly invoiceId: string; readonly amount: string }[];
}

/** The parts of a split with decimal amounts. */
export function inDecimals(parts: readonly SplitPart[], currency: string): PartOfPayment[] {
  return parts.map(({ customerId, minor, allocations }) => ({
    customerId,
    amount: decimalAmount(minor, currency),
    allocations: allocations.map((part) => ({
      invoiceId: part.invoiceId,
      amount: decimalAmount(part.minor, currency),
    })),
  }));
}
