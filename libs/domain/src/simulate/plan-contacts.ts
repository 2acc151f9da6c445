import { localDate, type EpochMs, type IsoDate } from '../calendar/dates.ts';
import type { Composition, ContactRequest, GateContact, WaitReason } from '../decide/composition.ts';
import { closedGate } from '../decide/decide.ts';
import type { CaseFacts } from '../decide/case-facts.ts';
import type { Reason } from '../decide/decision.ts';
import { planNextStep } from '../decide/plan-steps.ts';
import { simulateCustomer, type SimulationWatch } from './simulate-customer.ts';
import { TERMS_STEP, type Risk } from '../policy/vocabulary.ts';

/** A stretch of time in which the gate keeps a message back, and the reason. */
export interface KeptBack {
  readonly reason: WaitReason;
  readonly from: EpochMs;
  readonly until: EpochMs;
}

/**
 * A step that a planned message carries, and why its case requests the step then; no reasons when it is requested
 * already.
 */
export interface PlannedRequest extends ContactRequest {
  readonly reasons: readonly Reason[];
}

type Sent = Omit<Extract<Composition, { kind: 'send' }>, 'kind' | 'dropped' | 'carries'>;

/**
 * A message that the customer will get by the current facts: its content, its instant, and what keeps it back before.
 */
export interface PlannedMessage extends Sent {
  readonly at: EpochMs;
  /** The customer's local day. */
  readonly on: IsoDate;
  readonly carries: readonly PlannedRequest[];
  readonly keptBack: readonly KeptBack[];
  /** True: the message waits for a closed gate to open; `at` is when it would leave if the gate opened now. */
  readonly blocked: boolean;
}

/** The messages that the customer will get, and the steps that would reach nobody. */
export interface ContactPlan {
  readonly messages: readonly PlannedMessage[];
  readonly unreachable: readonly { readonly at: EpochMs; readonly carries: readonly ContactRequest[] }[];
  /** What keeps every message from the customer now; null when nothing does. */
  readonly gate: ReturnType<typeof closedGate>;
}

/** The facts from which a customer's contacts are planned. */
export interface ContactPlanFacts {
  /** All cases of the customer, with their facts at `now`. */
  readonly cases: readonly CaseFacts[];
  readonly contacts: readonly GateContact[];
  readonly hasPostalAddress: boolean;
  readonly now: EpochMs;
  /** How long requests are gathered before a message is composed. */
  readonly gatherMs: number;
  /** The instant of the oldest open request; null when nothing is requested. */
  readonly askedSince: EpochMs | null;
  /** The instant until which the organization's daily limit is reached; null when it is not reached. */
  readonly dayFullUntil: EpochMs | null;
  readonly mostMessages: number;
  /**
   * The ERP's rating of the customer's risk; null when the ERP gives none. Left out: the risk stays as the cases have
   * it.
   */
  readonly saidRisk?: Risk | null;
  /** The policy version, by invoice id, that a case changes to once it has taken its next step. */
  readonly nextPolicies: ReadonlyMap<string, Pick<CaseFacts, 'policy' | 'window'>>;
}

/** How far ahead contacts are planned. */
const HORIZON_MS = 400 * 86_400_000;

/**
 * Plans the next messages to a customer with the functions that will decide and compose them, run forward from `now`
 * over the current facts: no payment comes, nobody makes a call, every message is accepted. Where a gate is closed to
 * all of the customer's cases, the plan shows what would leave if the gate opened now. Pure.
 */
export function planContacts(facts: ContactPlanFacts): ContactPlan {
  const { contacts, hasPostalAddress, now, gatherMs, mostMessages, saidRisk, nextPolicies } = facts;
  const gate = gateOfAll(facts.cases);
  const cases =
    gate === null ? facts.cases : facts.cases.map((each) => ({ ...each, allStopped: false, staleFeed: null }));
  const collected = collector(gate, cases[0]?.window.timeZone ?? 'UTC');
  simulateCustomer({
    cases,
    contacts,
    hasPostalAddress,
    from: now,
    to: now + HORIZON_MS,
    calls: 'not-made',
    gatherMs,
    mostMessages,
    ...(saidRisk === undefined ? {} : { saidRisk }),
    nextPolicies,
    ...(facts.askedSince === null ? {} : { gateFrom: Math.max(now, facts.askedSince + gatherMs) }),
    ...(facts.dayFullUntil === null ? {} : { dayFullUntil: facts.dayFullUntil }),
    watch: collected.watch,
  });
  return { messages: collected.messages, unreachable: collected.unreachable, gate };
}

// The gate that is closed to every open case (or to every case, when none is open); null when one of them may go on.
function gateOfAll(cases: readonly CaseFacts[]): ContactPlan['gate'] {
  const open = cases.filter((each) => each.invoice.status === 'open');
  const gates = (open.length > 0 ? open : cases).map(closedGate);
  return gates.every((each) => each !== null) ? (gates[0] ?? null) : null;
}

// Collects the plan's messages from what the simulation's gate composes, each with its reasons and what kept it back.
function collector(gate: ContactPlan['gate'], timeZone: string) {
  const messages: PlannedMessage[] = [];
  const unreachable: { at: EpochMs; carries: readonly ContactRequest[] }[] = [];
  const reasons = new Map<string, readonly Reason[]>();
  const keyOf = (invoiceId: string, stepId: string) => `${invoiceId} ${stepId}`;
  let keptBack: KeptBack[] = [];
  const planned = (composed: Extract<Composition, { kind: 'send' }>, at: EpochMs): PlannedMessage => {
    const { kind: _kind, dropped: _dropped, carries, ...sent } = composed;
    return {
      ...sent,
      at,
      on: localDate(at, timeZone),
      keptBack,
      carries: carries.map((request) => ({
        ...request,
        reasons: reasons.get(keyOf(request.invoiceId, request.stepId)) ?? [],
      })),
      // A thank-you leaves even while payments are not known to be complete.
      blocked: gate !== null && (gate.code === 'all-stopped' || composed.template !== 'thank-you'),
    };
  };
  const watch: SimulationWatch = {
    asked: (asking, stepId, at) => {
      const next = asking.invoice.status === 'open' ? planNextStep(asking, at) : null;
      reasons.set(
        keyOf(asking.invoice.id, stepId),
        stepId === TERMS_STEP ? [{ code: 'first-invoice' }] : next?.stepId === stepId ? next.reasons : [],
      );
    },
    gate: (composed, at) => {
      if (composed.kind === 'wait') {
        if (!keptBack.some((kept) => kept.reason === composed.reason && kept.until === composed.until))
          keptBack.push({ reason: composed.reason, from: at, until: composed.until });
        return;
      }
      if (composed.kind === 'unreachable') unreachable.push({ at, carries: composed.carries });
      if (composed.kind === 'send') messages.push(planned(composed, at));
      keptBack = [];
    },
  };
  return { watch, messages, unreachable };
}
