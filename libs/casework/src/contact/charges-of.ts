import type { ChargeKind } from '@puntual/domain/policy/charge-cap';
import type { Tx } from '@puntual/db/database';
import { groupValues } from '../record/group-by.ts';

/**
 * Every charge that invoices (row ids) have or had, waived ones too, by invoice in the order in which they were made.
 * One that was taken back does not count: its message reached nobody.
 */
export async function chargesOf(
  tx: Tx,
  invoiceRowIds: readonly string[],
): Promise<
  ReadonlyMap<string, readonly { readonly key: string; readonly kind: ChargeKind; readonly minor: bigint }[]>
> {
  const rows = await tx.$queryRaw<{ invoice_id: string; key: string; kind: ChargeKind; minor: bigint }[]>`
    SELECT invoice_id, key, kind, amount_minor AS minor
    FROM charge
    WHERE invoice_id = ANY(${invoiceRowIds as string[]}::uuid[]) AND state <> 'taken-back'
    ORDER BY id`;
  return groupValues(
    rows,
    (row) => row.invoice_id,
    ({ key, kind, minor }) => ({ key, kind, minor }),
  );
}
