import { localDate } from '@puntual/domain/calendar/dates';
import type { Database, Tx } from '@puntual/db/database';
import { dateColumn } from '../record/dates.ts';
import { lockCustomer } from '../record/lock-customer.ts';
import type { OrganizationRef } from '../record/refs.ts';
import { judgeCredit } from './judge-credit.ts';

/** Customers whose limits one pass judges; the next pass goes on. */
const MOST_PER_PASS = 500;

/** Has all limits of the organization judged again, because its exchange rates or settings changed. */
export async function judgeAllAgain(tx: Tx, organizationId: string): Promise<void> {
  await tx.customerCredit.updateMany({
    where: { organizationId, limitMinor: { not: null } },
    data: { judgedOn: null },
  });
}

/**
 * Judges the limits that were not judged on the organization's day yet: exchange rates hold from a day on, and settings
 * change. Each customer in a transaction of its own. Returns how many limits were passed or met.
 */
export async function judgeWaitingCredit(
  database: Database,
  organization: OrganizationRef & { readonly timeZone: string },
  now: number,
): Promise<number> {
  const today = dateColumn(localDate(now, organization.timeZone));
  const waiting = await database.inOrganization(
    organization.id,
    (tx) => tx.$queryRaw<{ customer_id: string }[]>`
      SELECT customer_id
      FROM customer_credit
      WHERE organization_id = ${organization.id}::uuid AND limit_minor IS NOT NULL
        AND (judged_on IS NULL OR judged_on < ${today}::date)
      ORDER BY judged_on NULLS FIRST, customer_id
      LIMIT ${MOST_PER_PASS}`,
  );
  let changed = 0;
  for (const { customer_id: customerRowId } of waiting)
    changed += await database.inOrganization(organization.id, async (tx) => {
      const customer = await lockCustomer(tx, customerRowId);
      if (!customer) return 0;
      await tx.customerCredit.updateMany({ where: { customerId: customer.id }, data: { judgedOn: today } });
      return judgeCredit(tx, organization, [customer.id], new Date(now));
    });
  return changed;
}
