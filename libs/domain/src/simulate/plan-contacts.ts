import { localDate, type EpochMs, type IsoDate } from '../calendar/dates.ts';
import type { Composition, WaitReason } from '../decide/composition.ts';
import type { ContactRequest, GateContact } from '../decide/customer-facts.ts';
import { closedGate } from '../decide/decide.ts';
import type { CaseFacts } from '../decide/case-facts.ts';
import type { Reason } from '../decide/reason.ts';
import { planNextStep } from '../decide/plan-steps.ts';
import { simulateCustomer } from './simulate-customer.ts';
import type { Risk } from '../policy/vocabulary.ts';

/** A while for which the gate keeps a message back, and why. */
export interface KeptBack {
  readonly reason: WaitReason;
  readonly from: EpochMs;
  readonly until: EpochMs;
}

/**
 * A step that a planned message carries, and why its case asks for it then; no reasons for one that is asked for
 * already.
 */
export interface PlannedRequest extends ContactRequest {
  readonly reasons: readonly Reason[];
}

type Sent = Omit<Extract<Composition, { kind: 'send' }>, 'kind' | 'dropped' | 'carries'>;

/**
 * A message that the customer will get as things stand: what the gate will compose, when, and what keeps it until then.
 */
export interface PlannedMessage extends Sent {
  readonly at: EpochMs;
  /** The customer's local day. */
  readonly on: IsoDate;
  readonly carries: readonly PlannedRequest[];
  readonly keptBack: readonly KeptBack[];
  /** It does not leave before a closed gate opens; `at` is when it would if that were now. */
  readonly blocked: boolean;
}

/** What the customer will hear, and which steps would reach nobody. */
export interface ContactPlan {
  readonly messages: readonly PlannedMessage[];
  readonly unreachable: readonly { readonly at: EpochMs; readonly carries: readonly ContactRequest[] }[];
  /** What keeps everything from the customer now; null when open. */
  readonly gate: ReturnType<typeof closedGate>;
}

/** One customer as the plan finds them. */
export interface ContactPlanFacts {
  /** All cases, as they stand at `now`. */
  readonly cases: readonly CaseFacts[];
  readonly contacts: readonly GateContact[];
  readonly hasPostalAddress: boolean;
  readonly now: EpochMs;
  /** How long requests are gathered before a message is composed. */
  readonly gatherMs: number;
  /** Since when something is asked for already; null when nothing is. */
  readonly askedSince: EpochMs | null;
  /** The organization's daily limit is reached until then; null when it is not. */
  readonly dayFullUntil: EpochMs | null;
  readonly mostMessages: number;
  /** What the ERP says of the customer's risk. */
  readonly saidRisk: Risk | null;
  /** The versions that cases (by invoice id) change to once they have taken their next step. */
  readonly nextPolicies: ReadonlyMap<string, Pick<CaseFacts, 'policy' | 'window'>>;
}

/** How far ahead contacts are planned. */
const HORIZON_MS = 400 * 86_400_000;

/**
 * The next messages to a customer, by the functions that will decide and compose them, run forward from `now` over the
 * facts as they are: no payment comes, nobody makes a call, every message is accepted. Pure. Where a gate is closed to
 * all of the customer's cases, it is told what would leave if it opened now.
 */
export function planContacts(facts: ContactPlanFacts): ContactPlan {
  const { contacts, hasPostalAddress, now, gatherMs, mostMessages } = facts;
  const open = facts.cases.filter((each) => each.invoice.status === 'open');
  const gates = (open.length > 0 ? open : facts.cases).map(closedGate);
  const gate = gates.every((each) => each !== null) ? (gates[0] ?? null) : null;
  const cases =
    gate === null ? facts.cases : facts.cases.map((each) => ({ ...each, allStopped: false, staleFeed: null }));

  const messages: PlannedMessage[] = [];
  const unreachable: { at: EpochMs; carries: readonly ContactRequest[] }[] = [];
  const reasons = new Map<string, readonly Reason[]>();
  const keyOf = (invoiceId: string, stepId: string) => `${invoiceId} ${stepId}`;
  let keptBack: KeptBack[] = [];
  simulateCustomer({
    cases,
    contacts,
    hasPostalAddress,
    from: now,
    to: now + HORIZON_MS,
    calls: 'not-made',
    gatherMs,
    mostMessages,
    saidRisk: facts.saidRisk,
    nextPolicies: facts.nextPolicies,
    ...(facts.askedSince === null ? {} : { gateFrom: Math.max(now, facts.askedSince + gatherMs) }),
    ...(facts.dayFullUntil === null ? {} : { dayFullUntil: facts.dayFullUntil }),
    watch: {
      asked: (asking, stepId, at) => {
        const next = asking.invoice.status === 'open' ? planNextStep(asking, at) : null;
        reasons.set(keyOf(asking.invoice.id, stepId), next?.stepId === stepId ? next.reasons : []);
      },
      gate: (composed, at) => {
        switch (composed.kind) {
          case 'wait':
            if (!keptBack.some((kept) => kept.reason === composed.reason && kept.until === composed.until))
              keptBack.push({ reason: composed.reason, from: at, until: composed.until });
            return;
          case 'nothing':
            keptBack = [];
            return;
          case 'unreachable':
            unreachable.push({ at, carries: composed.carries });
            keptBack = [];
            return;
          case 'send': {
            const { kind: _kind, dropped: _dropped, carries, ...sent } = composed;
            messages.push({
              ...sent,
              at,
              on: localDate(at, cases[0]?.window.timeZone ?? 'UTC'),
              keptBack,
              carries: carries.map((request) => ({
                ...request,
                reasons: reasons.get(keyOf(request.invoiceId, request.stepId)) ?? [],
              })),
              // Thanks leave also while payments are not known to be complete.
              blocked: gate !== null && (gate.code === 'all-stopped' || composed.template !== 'thank-you'),
            });
            keptBack = [];
          }
        }
      },
    },
  });
  return { messages, unreachable, gate };
}
