import type { Tx } from '@puntual/db/database';
import type { Books, ChargeBook } from '@puntual/domain/ledger/books';
import { readFallenCause } from '@puntual/domain/ledger/charge-waivers';
import type { ChargeKind } from '@puntual/domain/policy/charge-cap';

interface ChargeRow {
  readonly id: string;
  readonly invoice_id: string;
  readonly kind: ChargeKind;
  readonly amount_minor: bigint;
  readonly open_minor: bigint;
  readonly when_principal_paid: ChargeBook['whenPrincipalPaid'];
  readonly state: ChargeBook['state'];
  readonly reason: string | null;
  readonly ended_by: string | null;
  readonly paid: readonly { payment: string; minor: string }[] | null;
  readonly waived: readonly { cause: string; minor: string }[] | null;
}

/**
 * Loads the charges of these invoices (row ids) into the books, which must hold the invoices, in the order in which the
 * charges were made. Returns the payments (row ids) that are allocated to the charges.
 */
export async function loadCharges(tx: Tx, books: Books, invoiceRowIds: readonly string[]): Promise<readonly string[]> {
  if (invoiceRowIds.length === 0) return [];
  const rows = await tx.$queryRaw<ChargeRow[]>`
    SELECT c.id, c.invoice_id, c.kind, c.amount_minor, c.open_minor, c.when_principal_paid, c.state, c.reason,
      c.ended_by,
      (
        SELECT jsonb_agg(jsonb_build_object('payment', e.payment_id, 'minor', e.minor::text))
        FROM (
          SELECT payment_id, -sum(amount_minor) AS minor
          FROM entry
          WHERE invoice_id = c.invoice_id AND charge_id = c.id AND payment_id IS NOT NULL
          GROUP BY payment_id) e) AS paid,
      (
        SELECT jsonb_agg(jsonb_build_object('cause', e.cause, 'minor', e.minor::text))
        FROM (
          SELECT cause, -sum(amount_minor) AS minor
          FROM entry
          WHERE invoice_id = c.invoice_id AND charge_id = c.id AND kind = 'waiver'
          GROUP BY cause) e) AS waived
    FROM charge c
    WHERE c.invoice_id = ANY(${invoiceRowIds}::uuid[]) AND c.state <> 'taken-back'
    ORDER BY c.id`;
  for (const row of rows) books.invoicesById.get(row.invoice_id)?.charges.push(chargeBook(row));
  return rows.flatMap((row) => (row.paid ?? []).map((part) => part.payment));
}

function chargeBook(row: ChargeRow): ChargeBook {
  return {
    id: row.id,
    kind: row.kind,
    amountMinor: row.amount_minor,
    openMinor: row.open_minor,
    whenPrincipalPaid: row.when_principal_paid,
    state: row.state,
    reason: row.reason,
    endedBy: row.ended_by,
    paid: new Map((row.paid ?? []).map((part) => [part.payment, BigInt(part.minor)])),
    fallen: new Map(
      (row.waived ?? []).flatMap(({ cause, minor }) => {
        const rule = readFallenCause(cause);
        return rule ? [[rule, BigInt(minor)] as const] : [];
      }),
    ),
  };
}
