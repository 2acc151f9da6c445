import { daysBetween, type IsoDate } from '../calendar/dates.ts';
import { unmetCondition, type ConditionField } from '../policy/conditions.ts';
import type { PolicyStep } from '../policy/policy.ts';
import type { CaseFacts } from './case-facts.ts';
import { netOpenMinor } from './open-credit.ts';

interface ConditionFacts extends Pick<CaseFacts, 'customer' | 'policy' | 'creditMinor' | 'customerOpenMinor'> {
  readonly invoice: Pick<CaseFacts['invoice'], 'dueOn' | 'currency' | 'openMinor'>;
}

/**
 * The part of the step's condition that does not hold on `on`, or null. The minimum is compared with what is open once
 * credit is netted, not at the gross (docs/cases.md, case 20).
 */
export function unmetOn(step: PolicyStep, facts: ConditionFacts, on: IsoDate): ConditionField | null {
  const { invoice, customer, policy, creditMinor, customerOpenMinor } = facts;
  const daysLate = Math.max(0, daysBetween(invoice.dueOn, on));
  return unmetCondition(
    step.when,
    {
      ...customer,
      currency: invoice.currency,
      openMinor: netOpenMinor({ openMinor: invoice.openMinor, customerOpenMinor, creditMinor }),
      daysLate,
    },
    policy.currency,
  );
}
