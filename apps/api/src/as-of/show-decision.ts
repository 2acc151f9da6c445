import type { z } from 'zod';
import type { PastDecision } from '@puntual/casework/as-of/read-decision';
import type { knownFactsSchema, pastDecisionSchema } from '@puntual/contracts/api/as-of';
import type { CaseFacts } from '@puntual/domain/decide/case-facts';
import type { Decision, Reason } from '@puntual/domain/decide/decision';
import { planCase, type CasePlan } from '@puntual/domain/decide/plan-steps';
import type { Language } from '@puntual/domain/language/languages';
import { decimalAmount } from '@puntual/domain/money/amount';
import { reasonInWords } from '../reasons/reasons.ts';

const NO_PLAN: CasePlan = { steps: [], skipped: [] };

/** The plan that the case had when it decided. */
export function planOf({ facts, at }: PastDecision): CasePlan {
  return facts.invoice.status === 'open' ? planCase(facts, at) : NO_PLAN;
}

/** A past decision in the reader's language. */
export function showDecision(past: PastDecision, language: Language): z.infer<typeof pastDecisionSchema> {
  const { facts, decision, hash, isIntact, decidesTheSame } = past;
  return {
    at: new Date(past.at).toISOString(),
    decision: decision.kind,
    facts: showFacts(facts),
    reasons: reasonsOf(decision, planOf(past)).map((reason) => reasonInWords(reason, language)),
    policy: `${facts.policy.key}/${facts.policy.version}`,
    hash,
    intact: isIntact,
    decidesTheSame,
  };
}

// Why the case waited, or why the step that it acted on had its day.
function reasonsOf(decision: Decision, { steps }: CasePlan): readonly Reason[] {
  if (decision.kind === 'wait') return decision.reasons;
  return 'stepId' in decision ? (steps.find(({ stepId }) => stepId === decision.stepId)?.reasons ?? []) : [];
}

function showFacts(facts: CaseFacts): z.infer<typeof knownFactsSchema> {
  const { status, dueOn, currency, openMinor, chargesMinor = 0n } = facts.invoice;
  return {
    status,
    dueDate: dueOn,
    currency,
    toPay: decimalAmount(openMinor, currency),
    chargesOpen: decimalAmount(chargesMinor, currency),
    credit: decimalAmount(facts.creditMinor, currency),
    customerToPay: decimalAmount(facts.customerOpenMinor, currency),
    holds: facts.holds.map(({ id, kind, untilOn }) => ({ id, kind, until: untilOn })),
    steps: facts.steps.map(({ stepId, occurrence, state, on, deadlineOn }) => ({
      stepId,
      occurrence,
      state,
      on,
      deadlineOn,
    })),
    lastReminderOn: facts.lastReminderOn,
    deadlineNamedOn: facts.deadlineNamedOn,
    brokenPromises: facts.customer.brokenPromises,
    staleFeed: facts.staleFeed?.feed ?? null,
  };
}
