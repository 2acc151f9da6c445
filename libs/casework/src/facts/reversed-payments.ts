import type { ReversedPayment } from '@puntual/domain/decide/direct-debit';
import { sql } from '@puntual/db/sql';

/** Rows of `REVERSED_PAYMENTS`. */
export type ReversedRows = readonly ReversedPayment[] | null;

/**
 * SQL: the methods of the reversed payments of the invoice `i`, as a JSON array without repetitions; null when there is
 * none. `hasDebitFailed` says whether a direct debit is among them.
 */
export const REVERSED_PAYMENTS = sql`(
  SELECT jsonb_agg(DISTINCT jsonb_build_object('method', p.method))
  FROM entry e JOIN payment p ON p.id = e.payment_id
  WHERE e.organization_id = i.organization_id AND e.invoice_id = i.id AND e.kind = 'reversal')`;
