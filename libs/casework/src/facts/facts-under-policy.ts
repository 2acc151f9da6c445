import type { CaseFacts } from '@puntual/domain/decide/case-facts';
import type { Policy } from '@puntual/domain/policy/policy';
import { sendWindowOf } from './send-window.ts';
import type { LoadedCase } from './load-case.ts';

/** What of a case's facts another policy changes: the policy, and when its customer may be contacted. */
export function underPolicy(
  { facts, calendar }: LoadedCase,
  policy: Policy,
  now: number,
): Pick<CaseFacts, 'policy' | 'window'> {
  return { policy, window: sendWindowOf(policy, facts.customer.country, facts.window.timeZone, now, calendar) };
}
