import type { CaseFacts } from '@puntual/domain/decide/case-facts';
import { contactedCustomer } from '@puntual/domain/decide/contacted-customer';
import type { Policy } from '@puntual/domain/policy/policy';
import { sendWindowOf } from './send-window.ts';
import type { LoadedCase } from './load-case.ts';

/** The facts of a case that depend on its policy, as they are under another policy. */
export function underPolicy(
  { facts, calendar }: LoadedCase,
  policy: Policy,
  now: number,
): Pick<CaseFacts, 'policy' | 'window'> {
  return {
    policy,
    window: sendWindowOf(
      policy,
      { country: contactedCustomer(facts.customer).country, timeZone: facts.window.timeZone, calendar },
      now,
    ),
  };
}
