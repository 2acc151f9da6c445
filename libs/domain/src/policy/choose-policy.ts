import { unmetCondition, type ConditionSubject } from './conditions.ts';
import { isMessage, isReminder, type Policy } from './policy.ts';

/** Which rule gave a case its policy, most specific first. */
export const POLICY_RULES = ['invoice', 'customer', 'segment', 'default'] as const;
export type PolicyRule = (typeof POLICY_RULES)[number];

export interface PolicyChoice {
  readonly policy: Policy;
  readonly rule: PolicyRule;
}

export interface PolicyWishes {
  /** Named by the invoice's event or by a person for this invoice. */
  readonly invoiceKey: string | null;
  /** Given to the customer by a person. */
  readonly customerKey: string | null;
  /** The organization's own default. */
  readonly defaultKey: string;
}

/**
 * The policy of a case: the invoice's, else the customer's, else the policy with the highest priority whose segment
 * includes the customer (the gentler one of equal priorities), else the organization's default. `published` holds the
 * newest version of each key that is not retired; other keys do not count. Returns `lastResort` when the default key
 * is not published.
 */
export function choosePolicy(
  wishes: PolicyWishes,
  published: readonly Policy[],
  subject: ConditionSubject,
  lastResort: Policy,
): PolicyChoice {
  const byKey = (key: string | null) => (key === null ? undefined : published.find((policy) => policy.key === key));
  const invoice = byKey(wishes.invoiceKey);
  if (invoice) return { policy: invoice, rule: 'invoice' };
  const customer = byKey(wishes.customerKey);
  if (customer) return { policy: customer, rule: 'customer' };
  const fitting = published.filter(
    (policy) => policy.appliesTo && unmetCondition(policy.appliesTo.when, subject, policy.currency) === null,
  );
  const [segment] = [...fitting].sort(
    (a, b) =>
      (b.appliesTo?.priority ?? 0) - (a.appliesTo?.priority ?? 0) || comparePressure(a, b) || (a.key < b.key ? -1 : 1),
  );
  if (segment) return { policy: segment, rule: 'segment' };
  return { policy: byKey(wishes.defaultKey) ?? lastResort, rule: 'default' };
}

/**
 * Compares how gentle two policies are: negative when `a` is gentler, zero when neither is. The gentler policy has the
 * later first reminder; else the longer distance between reminders; else fewer steps.
 */
export function comparePressure(a: Policy, b: Policy): number {
  const [first, second] = [firstReminderDay(a), firstReminderDay(b)];
  return (
    (first === second ? 0 : second - first) ||
    b.contact.minDaysBetween - a.contact.minDaysBetween ||
    a.steps.length - b.steps.length
  );
}

function firstReminderDay(policy: Policy): number {
  return policy.steps.find((step) => isMessage(step) && isReminder(step))?.day ?? Infinity;
}
