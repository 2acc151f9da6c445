import type { CustomerPlanOptions } from '@puntual/casework/plans/plan-customer';
import type { CustomerPlanView } from '@puntual/contracts/api/customer-plan';
import type { Language } from '@puntual/domain/language/languages';
import type { JobKind } from '../threads/job-kind.ts';

export interface CustomerPlanInput {
  readonly organization: { readonly id: string; readonly timeZone: string };
  readonly options: CustomerPlanOptions;
  readonly language: Language;
  readonly now: number;
}

/** The plan of a customer as the API answers it; null for an unknown customer. */
export const customerPlanJob: JobKind<CustomerPlanInput, CustomerPlanView | null> = { name: 'customer-plan' };
