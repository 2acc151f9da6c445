import { composeMessage } from '@puntual/domain/decide/compose-message';
import { addedSteps, applyDecision, type Act } from '@puntual/domain/decide/apply-decision';
import type {
  CallState,
  CaseFacts,
  Hold,
  InvoiceStatus,
  PlacementState,
  StepRecord,
} from '@puntual/domain/decide/case-facts';
import type { Composition } from '@puntual/domain/decide/composition';
import { isReminder } from '@puntual/domain/policy/policy';
import { standardPolicy } from '@puntual/domain/policy/standard';
import { type Stage, THANK_YOU_STEP, stageRank } from '@puntual/domain/policy/vocabulary';
import { madridWindow, sampleContact, sampleDebtor } from '../builders/case-facts.ts';

export const ZONE = 'Europe/Madrid';
const DEBTOR = sampleDebtor({ id: 'customer' });
const WINDOW = madridWindow();

type WorldStep = StepRecord & { run: number };

/** One invoice of the in-memory system of record: the facts, changed by the test as events would. */
export interface WorldInvoice {
  readonly id: string;
  dueOn: string;
  readonly knownOn: string;
  openMinor: bigint;
  readonly totalMinor: bigint;
  status: InvoiceStatus;
  stage: Stage;
  run: number;
  caseState: 'running' | 'closed';
  steps: WorldStep[];
  holds: Hold[];
  call: CallState | null;
  placement: PlacementState | null;
}

/** A requested contact: the step of an invoice that waits for a message. */
interface ContactRequest {
  readonly invoice: WorldInvoice;
  readonly step: WorldStep;
}

/** The facts of one customer and the invoices, in memory, where the services have Postgres. */
export class CustomerRecord {
  readonly invoices = new Map<string, WorldInvoice>();
  #lastReminderOn: string | null = null;

  /** Adds a new invoice of 100.00 EUR. */
  issue(id: string, dates: { readonly knownOn: string; readonly dueOn: string }): WorldInvoice {
    const invoice: WorldInvoice = {
      id,
      ...dates,
      openMinor: 10_000n,
      totalMinor: 10_000n,
      status: 'open',
      stage: 'not-due',
      run: 1,
      caseState: 'running',
      steps: [],
      holds: [],
      call: null,
      placement: null,
    };
    this.invoices.set(id, invoice);
    return invoice;
  }

  /** @throws when there is no such invoice. */
  invoice(id: string): WorldInvoice {
    const invoice = this.invoices.get(id);
    if (!invoice) throw new Error(`there is no invoice ${id}`);
    return invoice;
  }

  /** What `decide` reads about an invoice. */
  factsOf(invoice: WorldInvoice): CaseFacts {
    return {
      invoice: {
        id: invoice.id,
        status: invoice.status,
        dueOn: invoice.dueOn,
        knownOn: invoice.knownOn,
        currency: 'EUR',
        openMinor: invoice.openMinor,
        alreadyReached: null,
        caseRun: invoice.run,
      },
      customer: DEBTOR,
      window: WINDOW,
      policy: standardPolicy,
      deadlineNamedOn: null,
      recentContacts: [],
      allStopped: false,
      staleFeed: null,
      steps: invoice.steps.filter((step) => step.run === invoice.run || step.stepId !== THANK_YOU_STEP),
      holds: invoice.holds,
      lastReminderOn: this.#lastReminderOn,
      creditMinor: 0n,
      customerOpenMinor: [...this.invoices.values()].reduce((sum, each) => sum + each.openMinor, 0n),
      call: invoice.call,
      placement: invoice.placement,
    };
  }

  /** Applies a decision to the facts of an invoice. */
  apply(invoice: WorldInvoice, decision: Act, now: number): void {
    const before = this.factsOf(invoice);
    const after = applyDecision(before, decision, now, {
      openCall: null,
      newTaskId: `call-${'round' in decision ? decision.round : 0}`,
      newPlacementId: `placement-${invoice.id}`,
    });
    invoice.steps.push(...addedSteps(before, after).map((step) => ({ ...step, run: invoice.run })));
    invoice.call = after.call;
    invoice.placement = after.placement;
  }

  /** Composes the customer's next message from all requests. */
  compose(now: number): Composition {
    return composeMessage(
      {
        customer: DEBTOR,
        hasPostalAddress: false,
        window: WINDOW,
        lastReminderOn: this.#lastReminderOn,
        recentContacts: [],
        allStopped: false,
        staleFeed: null,
        dailyLimitReached: false,
        creditMinor: {},
        requests: this.#requests().map((request) => ({
          requestId: requestIdOf(request),
          invoiceId: request.invoice.id,
          stepId: request.step.stepId,
        })),
        invoices: [...this.invoices.values()].map((invoice) => ({
          id: invoice.id,
          dueOn: invoice.dueOn,
          currency: 'EUR',
          openMinor: invoice.openMinor,
          status: invoice.status,
          stage: invoice.stage,
          holds: invoice.holds,
          policy: standardPolicy,
          deadlineNamedOn: null,
        })),
        contacts: [sampleContact({ contactId: 'contact', email: 'pagos@cliente.example' })],
      },
      now,
      0,
    );
  }

  hasRequests(): boolean {
    return this.#requests().length > 0;
  }

  /** Drops the requests that `composition` drops; returns them. */
  drop(composition: Composition, on: string): readonly ContactRequest[] {
    const dropped = this.#requestsOf(composition.dropped);
    for (const { invoice, step } of dropped) this.#change(invoice, step, { state: 'dropped', on });
    return dropped;
  }

  /** Marks the requests of a message as sent, and moves their invoices to the stage of the step. */
  markSent(message: Extract<Composition, { kind: 'send' }>, on: string): void {
    for (const { invoice, step } of this.#requestsOf(message.carries)) {
      this.#change(invoice, step, { state: 'sent', on, deadlineOn: message.deadlineOn });
      const stage = standardPolicy.steps.find((each) => each.id === step.stepId)?.stage;
      if (stage && stageRank(stage) > stageRank(invoice.stage)) invoice.stage = stage;
    }
    if (isReminder(message)) this.#lastReminderOn = on;
  }

  /** Marks every requested step as failed: the provider could not be reached. */
  failRequests(): void {
    for (const { invoice, step } of this.#requests()) this.#change(invoice, step, { state: 'failed' });
  }

  #requests(): ContactRequest[] {
    return [...this.invoices.values()].flatMap((invoice) =>
      invoice.steps.filter((step) => step.state === 'requested').map((step) => ({ invoice, step })),
    );
  }

  #requestsOf(named: readonly { readonly requestId: string }[]): ContactRequest[] {
    const requests = new Map(this.#requests().map((request) => [requestIdOf(request), request]));
    return named.flatMap(({ requestId }) => requests.get(requestId) ?? []);
  }

  #change(invoice: WorldInvoice, step: WorldStep, change: Partial<StepRecord>): void {
    invoice.steps = invoice.steps.map((each) => (each === step ? { ...each, ...change } : each));
  }
}

function requestIdOf({ invoice, step }: ContactRequest): string {
  return `${invoice.id}/${step.stepId}/${step.occurrence}/${step.run}`;
}
