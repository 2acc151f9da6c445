import type { ReversedPayment } from '@puntual/domain/decide/direct-debit';
import { sql } from '@puntual/db/sql';

/** Rows of `REVERSED_PAYMENTS`. */
export type ReversedRows = readonly ReversedPayment[] | null;

/**
 * SQL: the methods of the reversed payments of the invoice `i`, as a JSON array without repetitions; null when there is
 * none. `hasDebitFailed` says whether a direct debit is among them. A person who found that no debit came (the review
 * `direct-debit` ended with `chase`) counts as one.
 */
export const REVERSED_PAYMENTS = sql`(
  SELECT jsonb_agg(DISTINCT jsonb_build_object('method', failed.method))
  FROM (
    SELECT p.method
    FROM entry e JOIN payment p ON p.id = e.payment_id
    WHERE e.organization_id = i.organization_id AND e.invoice_id = i.id AND e.kind = 'reversal'
    UNION ALL
    SELECT 'direct-debit'
    FROM task t JOIN task_invoice ti ON ti.task_id = t.id
    WHERE ti.organization_id = i.organization_id AND ti.invoice_id = i.id AND t.kind = 'review-case'
      AND t.reason = 'direct-debit' AND t.outcome = 'chase'
  ) failed)`;
