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

/** The movements, of these, that were split. */
export async function splitMovements(tx: Tx, movementIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (movementIds.length === 0) return new Set();
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT event_id AS id FROM inbox
    WHERE source = ${BANK_SOURCE} AND event_id = ANY(${movementIds.map((id) => partId(id, 1))}::text[])`;
  return new Set(rows.flatMap((row) => movementOfPart(row.id) ?? []));
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
