import type { CustomerPlan } from '@puntual/casework/plans/plan-customer';
import type { LoadedCase } from '@puntual/casework/facts/load-case';
import type { CustomerPlanView } from '@puntual/contracts/api/customer-plan';
import { closedGate, decide } from '@puntual/domain/decide/decide';
import { explainWait } from '@puntual/domain/decide/explain';
import type { Reason } from '@puntual/domain/decide/decision';
import type { Language } from '@puntual/domain/language/languages';
import { blocks, changeInWords, noWayToReach, reasonInWords, wouldChange } from '../reasons/reasons.ts';
import { plannedContactView, uniqueByText } from './planned-contact.ts';

type Blocker = CustomerPlanView['blockers'][number];

/** A customer's plan as the contract shows it, in the reader's language. */
export function customerPlanView(planned: CustomerPlan, language: Language, now: number): CustomerPlanView {
  const { plan, customer, underWay } = planned;
  const [next, ...following] = plan.messages.map((message) => plannedContactView(message, planned, language));
  const blocking = blockingReasons(planned, now);
  return {
    now: new Date(now).toISOString(),
    timeZone: customer.timeZone,
    next: next ?? null,
    following,
    blockers: blockersOf(planned, blocking, language),
    changes: uniqueByText([
      ...blocking.flatMap(({ reason }) => wouldChange(reason, language) ?? []),
      ...(planned.dayFull ? [changeInWords('limit-raised', language)] : []),
      ...(unreachableNow(planned).length > 0 ? [changeInWords('contact-data', language)] : []),
      changeInWords('facts', language),
    ]),
    underWay: underWay && { messageId: underWay.messageId, composedAt: underWay.composedAt.toISOString() },
  };
}

// What keeps the customer's messages back: the reasons of cases, the organization's daily limit, missing contacts.
function blockersOf(planned: CustomerPlan, blocking: readonly BlockingReason[], language: Language): Blocker[] {
  const unreachable = [...new Set(unreachableNow(planned).map((id) => planned.cases.get(id)?.invoiceId ?? id))];
  return [
    ...blocking.map(({ reason, invoices }) => ({ ...reasonInWords(reason, language), invoices: [...invoices] })),
    ...(planned.dayFull
      ? [{ code: 'daily-limit' as const, text: explainWait('daily-limit', language), invoices: [] }]
      : []),
    ...(unreachable.length > 0 ? [{ ...noWayToReach(language), invoices: unreachable }] : []),
  ];
}

interface BlockingReason {
  readonly reason: Reason;
  /** The ERP's ids of the invoices that the reason keeps back; empty for a closed gate, which applies to all. */
  readonly invoices: readonly string[];
}

// The reasons that keep cases silent, each once with all its invoices.
function blockingReasons({ plan, cases }: CustomerPlan, now: number): readonly BlockingReason[] {
  const found = new Map<string, { reason: Reason; invoices: string[] }>();
  if (plan.gate) found.set(JSON.stringify(plan.gate), { reason: plan.gate, invoices: [] });
  for (const loaded of cases.values()) {
    if (loaded.facts.invoice.status !== 'open') continue;
    for (const reason of blockingReasonsOf(loaded, plan.gate, now)) {
      const key = JSON.stringify(reason);
      const known = found.get(key);
      if (known) known.invoices.push(loaded.invoiceId);
      else found.set(key, { reason, invoices: [loaded.invoiceId] });
    }
  }
  return [...found.values()];
}

// The reasons that keep one case silent, without those of a gate that is closed to all cases of the customer.
function blockingReasonsOf({ facts }: LoadedCase, gateOfAll: Reason | null, now: number): readonly Reason[] {
  const decision = decide(facts, now);
  const reasons =
    decision.kind === 'wait'
      ? decision.reasons.filter(
          (reason) => blocks(reason) && reason.code !== 'being-sent' && reason.code !== gateOfAll?.code,
        )
      : [];
  const ownGate = gateOfAll ? null : closedGate(facts);
  return ownGate && !reasons.some(({ code }) => code === ownGate.code) ? [...reasons, ownGate] : reasons;
}

// The row ids of the invoices about which the customer cannot be contacted before the next message leaves.
function unreachableNow({ plan: { messages, unreachable } }: CustomerPlan): readonly string[] {
  const before = messages[0]?.at ?? Infinity;
  return unreachable.flatMap(({ at, carries }) => (at <= before ? carries.map(({ invoiceId }) => invoiceId) : []));
}
