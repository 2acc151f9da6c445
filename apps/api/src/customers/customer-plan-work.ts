import { planCustomer } from '@puntual/casework/plans/plan-customer';
import type { CustomerPlanView } from '@puntual/contracts/api/customer-plan';
import type { Database } from '@puntual/db/database';
import { customerPlanView } from './customer-plan.ts';
import type { CustomerPlanInput } from './customer-plan-job.ts';

/** Plans a customer's next messages and shows them; null for an unknown customer. */
export async function planAsShown(
  database: Database,
  { organization, options, language, now }: CustomerPlanInput,
): Promise<CustomerPlanView | null> {
  const planned = await database.inOrganization(organization.id, (tx) => planCustomer(tx, organization, options, now));
  return planned && customerPlanView(planned, language, now);
}
