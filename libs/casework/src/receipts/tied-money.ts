import type { Tx } from '@puntual/db/database';

/** Money from a bank's file, and the reference or mandate with which it came. */
export interface TiedMoney {
  readonly creditorReference: string | null;
  readonly mandateId: string | null;
  readonly paymentId: string;
  /** Null: a receipt whose payer is unknown. */
  readonly customerId: string | null;
  readonly amountMinor: bigint;
  readonly currency: string;
  /** Neither reversed nor sent back. */
  readonly standing: boolean;
}

/** More payments with the references and mandates of one slice are not read. */
const MOST = 2000;

/** What stands behind a movement's id in the ids of its payments, the first of which has nothing there. */
const GIVEN_TO_OTHERS: readonly string[] = ['', ...Array.from({ length: 8 }, (_, index) => `.${index + 2}`)];

/** The payments and unassigned receipts that came with these references of the creditor or these mandates. */
export async function moneyByReference(
  tx: Tx,
  references: readonly string[],
  mandates: readonly string[],
): Promise<TiedMoney[]> {
  const rows = await tx.$queryRaw<
    {
      creditor_reference: string | null;
      mandate_id: string | null;
      payment_id: string;
      customer_id: string | null;
      amount_minor: bigint;
      currency: string;
      standing: boolean;
    }[]
  >`
    SELECT m.creditor_reference, m.mandate_id, coalesce(p.payment_id, m.movement_id) AS payment_id, c.customer_id,
      coalesce(p.amount_minor, r.amount_minor) AS amount_minor,
      coalesce(p.currency, r.currency)::text AS currency,
      coalesce(p.status = 'received', r.state = 'open') AS standing
    FROM bank_movement m
    -- A payment that was given to another customer has a number behind the movement's id.
    LEFT JOIN payment p ON p.organization_id = m.organization_id AND p.kind = 'payment'
      AND p.payment_id = ANY(ARRAY(
        SELECT m.movement_id || given.suffix
        FROM unnest(${GIVEN_TO_OTHERS as string[]}::text[]) AS given (suffix)))
    LEFT JOIN customer c ON c.id = p.customer_id
    LEFT JOIN unidentified_receipt r
      ON p.id IS NULL AND r.receipt_id = m.movement_id AND r.state IN ('open', 'returned', 'listed')
    WHERE (
        m.creditor_reference = ANY(${references as string[]}::text[])
        OR m.mandate_id = ANY(${mandates as string[]}::text[])
      )
      AND (p.id IS NOT NULL OR r.id IS NOT NULL)
    ORDER BY m.booked_on DESC
    LIMIT ${MOST}`;
  return rows.map((row) => ({
    creditorReference: row.creditor_reference,
    mandateId: row.mandate_id,
    paymentId: row.payment_id,
    customerId: row.customer_id,
    amountMinor: row.amount_minor,
    currency: row.currency,
    standing: row.standing,
  }));
}
