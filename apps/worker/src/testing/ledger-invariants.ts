// Invariants of the ledger that hold after every step. Each statement selects the rows that break its rule.
const RULES: Readonly<Record<string, string>> = {
  'an invoice is open by the sum of its entries, and settled at zero': `
    SELECT i.invoice_id AS subject FROM invoice i LEFT JOIN entry e ON e.invoice_id = i.id GROUP BY i.id
    HAVING i.open_minor <> coalesce(sum(e.amount_minor) FILTER (WHERE e.charge_id IS NULL), 0)
      OR i.charges_minor <> coalesce(sum(e.amount_minor) FILTER (WHERE e.charge_id IS NOT NULL), 0)
      OR (i.status = 'open') <> (i.open_minor + i.charges_minor > 0)`,
  'a charge is open by the sum of its entries': `
      SELECT c.key AS subject
      FROM charge c
      LEFT JOIN entry e ON e.charge_id = c.id
      GROUP BY c.id
      HAVING c.open_minor <> coalesce(sum(e.amount_minor), 0)
        OR c.open_minor < 0`,
  'received money is allocated or credit, and reversed money is allocated nowhere': `
    SELECT p.payment_id AS subject FROM payment p LEFT JOIN entry e ON e.payment_id = p.id GROUP BY p.id
    HAVING CASE p.status WHEN 'reversed' THEN 0 ELSE p.amount_minor END <> p.unallocated_minor -
      coalesce(sum(e.amount_minor), 0)`,
  'a charge is announced once when added, and once when it ends, unless it is restored': `
    SELECT c.key AS subject
    FROM charge c
    LEFT JOIN outbox o ON o.kind = 'collections-event'
      AND o.payload->'data'->>'chargeId' = c.id::text
    GROUP BY c.id
    HAVING count(o.id) FILTER (WHERE o.payload->>'type' = 'puntual.charge.added.v1') <> 1
        OR count(o.id) FILTER (WHERE o.payload->>'type' = 'puntual.charge.waived.v1') - count(o.id) FILTER (WHERE
          o.payload->>'type' = 'puntual.charge.restored.v1') <> (CASE WHEN c.state = 'charged' THEN 0 ELSE 1 END)`,
  'every announced charge exists': `
    SELECT o.payload->'data'->>'chargeId' AS subject
    FROM outbox o
    WHERE o.kind = 'collections-event'
      AND o.payload->>'type' LIKE 'puntual.charge.%'
      AND NOT EXISTS (SELECT 1 FROM charge c WHERE c.id::text = o.payload->'data'->>'chargeId')`,
};

/**
 * One statement that returns the broken rules of an organization with the offending rows; no rows when all rules hold.
 */
export const BROKEN_RULES = Object.entries(RULES)
  .map(([rule, sql]) => `SELECT '${rule}' AS rule, x.subject FROM (${sql}) x`)
  .join('\nUNION ALL\n');
