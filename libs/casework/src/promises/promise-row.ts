import { decimalAmount } from '@puntual/domain/money/amount';
import type { PromisedPart } from '@puntual/domain/promises/judge-promise';
import type { Tx } from '@puntual/db/database';

/** A promise as its table holds it. */
export type PromiseRow = NonNullable<Awaited<ReturnType<Tx['paymentPromise']['findUnique']>>>;

/** The dated sums of a stored promise. */
export function partsOf({ parts }: Pick<PromiseRow, 'parts'>): readonly PromisedPart[] {
  return (parts as { on: string; minor: string }[]).map(({ on, minor }) => ({ on, minor: BigInt(minor) }));
}

/** The dated sums as the table holds them. */
export function storedParts(parts: readonly PromisedPart[]): { on: string; minor: string }[] {
  return parts.map(({ on, minor }) => ({ on, minor: minor.toString() }));
}

/** The dated sums as people read them. */
export function saidParts(parts: readonly PromisedPart[], currency: string): { date: string; amount: string }[] {
  return parts.map(({ on, minor }) => ({ date: on, amount: decimalAmount(minor, currency) }));
}

/** The invoices (row ids) of promises, by promise. */
export async function invoicesOfPromises(
  tx: Tx,
  promiseIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await tx.promiseInvoice.findMany({
    where: { promiseId: { in: [...promiseIds] } },
    orderBy: { invoiceId: 'asc' },
  });
  return new Map(promiseIds.map((id) => [id, rows.filter((row) => row.promiseId === id).map((row) => row.invoiceId)]));
}
