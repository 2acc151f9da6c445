import type { ChargeKind } from '@puntual/domain/policy/charge-cap';
import type { ChargeHow } from '@puntual/domain/charges/message-charges';
import type { Tx } from '@puntual/db/database';
import { groupValues } from '../record/group-by.ts';

export interface OpenCharge {
  readonly id: string;
  readonly kind: ChargeKind;
  /** The open balance in minor units. */
  readonly minor: bigint;
  readonly how: ChargeHow;
}

/** The open charges of these invoices, by the invoice's row id, in the order in which they were made. */
export async function openCharges(
  tx: Tx,
  invoiceRowIds: readonly string[],
): Promise<ReadonlyMap<string, readonly OpenCharge[]>> {
  if (invoiceRowIds.length === 0) return new Map();
  const rows = await tx.charge.findMany({
    where: { invoiceId: { in: [...invoiceRowIds] }, openMinor: { gt: 0n } },
    orderBy: { id: 'asc' },
  });
  return groupValues(
    rows,
    (row) => row.invoiceId,
    (row) => ({ id: row.id, kind: row.kind as ChargeKind, minor: row.openMinor, how: row.how as unknown as ChargeHow }),
  );
}
