import { takeEvents } from '@puntual/casework/intake/take-events';
import { customer, issued } from '@puntual/testing/builders/events';
import { withClient } from '@puntual/sandbox/prepare-database';
import type { TestDatabase } from '@puntual/testing/database/test-database';

export const CUSTOMERS = 2000;
export const INVOICES_EACH = 5;
/** The morning after the due date: every invoice is to get its friendly reminder. */
export const MORNING = Date.parse('2026-12-02T09:30:00+01:00');
const BATCH = 250;
const KNOWN_AT = '2026-11-02T10:00:00+01:00';
const DUE_ON = '2026-12-01';

/**
 * Customers and invoices as their events bring them; where they are `asking`, the cases' requests for contact as well, as `takeNextStep` writes them, in one statement. Returns the
 * row ids of the customers.
 */
export async function fillMorning(db: TestDatabase, cases: 'asking' | 'new'): Promise<string[]> {
  const { id, slug } = db.organization;
  const events = Array.from({ length: CUSTOMERS }, (_, n) => [
    customer(
      {
        customerId: `C-${n}`,
        name: `Talleres Núñez ${n} S.L.`,
        contacts: [{ contactId: 'k1', name: 'Ana Núñez', email: `ana.${n}@nunez.example`, channels: ['email'] }],
      },
      { id: `C-${n}/known` },
    ),
    ...Array.from({ length: INVOICES_EACH }, (_each, m) =>
      issued({ invoiceId: `INV-${n}-${m}`, customerId: `C-${n}`, dueDate: DUE_ON }, { id: `INV-${n}-${m}/issued` }),
    ),
  ]).flat();
  for (let from = 0; from < events.length; from += BATCH)
    await takeEvents(db.database, slug, events.slice(from, from + BATCH), new Date(KNOWN_AT));
  return withClient(db.ownerUrl, async (client) => {
    if (cases === 'asking') {
      await client.query(
        `
        INSERT INTO step (id, organization_id, invoice_id, customer_id, step_id, "do", stage, day, state, requested_at, changed_on)
        SELECT gen_random_uuid(), $1, id, customer_id, 'friendly', 'send', 'friendly', 1, 'requested', $2, $2::timestamptz::date FROM invoice`,
        [id, new Date(MORNING)],
      );
    }
    await client.query('ANALYZE');
    return (await client.query<{ id: string }>('SELECT id FROM customer ORDER BY id')).rows.map((row) => row.id);
  });
}
