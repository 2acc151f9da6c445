import { activityInfo } from '@temporalio/activity';
import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { contactWorkflowId, customerOfContact, invoiceWorkflowId } from '@puntual/contracts/workflow-ids';
import { localDate } from '@puntual/domain/calendar/dates';
import { composeMessage } from '@puntual/domain/decide/compose-message';
import type { Composition } from '@puntual/domain/decide/composition';
import { addedSteps, applyDecision, type Act } from '@puntual/domain/decide/apply-decision';
import { decide } from '@puntual/domain/decide/decide';
import type {
  CallState,
  CaseFacts,
  Hold,
  InvoiceStatus,
  PlacementState,
  StepRecord,
} from '@puntual/domain/decide/case-facts';
import { isReminder } from '@puntual/domain/policy/policy';
import { standardPolicy } from '@puntual/domain/policy/standard';
import type { CaseActivities, CaseStep, ContactStep, DeliveryActivities } from '@puntual/workflows/activities';
import { COLLECTIONS_QUEUE } from '@puntual/workflows/queues';
import type { InvoiceRef } from '@puntual/workflows/messages';
import { madridWindow, sampleContact, sampleDebtor } from '../builders/case-facts.ts';
import type { TestClock } from './test-clock.ts';
import { type Stage, THANK_YOU_STEP, stageRank } from '@puntual/domain/policy/vocabulary';

export const ZONE = 'Europe/Madrid';
const DEBTOR = sampleDebtor({ id: 'customer' });
const WINDOW = madridWindow();
const MOST_STEPS = 8;

/** A decision whose effect is in the system of record alone. */
type WorldAct = Exclude<Act, { kind: 'place-with-agency' | 'recall-placement' }>;

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
  steps: (StepRecord & { run: number })[];
  holds: Hold[];
  call: CallState | null;
  placement: PlacementState | null;
}

/** Places where a test breaks the world. */
export interface WorldFaults {
  databaseAway: boolean;
  /** Called in a look that ends the case, before it answers: what happens here happens while the workflow closes. */
  onClosing: ((invoice: WorldInvoice) => Promise<void>) | null;
  /** Called for each message before it counts as sent; throwing is the provider's failure. */
  provider: ((steps: readonly string[]) => Promise<void>) | null;
}

/**
 * A customer with invoices, kept in memory and driven by the real rules (`decide`, `composeMessage`): what the workflows' activities are in tests of the workflows.
 * Everything that happens is written into the diary, `YYYY-MM-DD what`.
 */
export class InvoiceWorld {
  readonly invoices = new Map<string, WorldInvoice>();
  readonly diary: string[] = [];
  readonly faults: WorldFaults = { databaseAway: false, onClosing: null, provider: null };
  /** Every run that was started here, of cases and of contacts. */
  readonly runs: { readonly workflowId: string; readonly runId: string }[] = [];
  looks = 0;
  private lastReminderOn: string | null = null;
  private readonly client: Client;
  private readonly clock: TestClock;
  readonly slug: string;
  private readonly gatherMs: number;

  constructor(client: Client, clock: TestClock, slug: string, gatherMs: number) {
    this.client = client;
    this.clock = clock;
    this.slug = slug;
    this.gatherMs = gatherMs;
  }

  /** One world answers for a worker; several worlds on one server are told apart by their slug. */
  static activitiesOf(worlds: ReadonlyMap<string, InvoiceWorld>): CaseActivities & DeliveryActivities {
    const of = ({ slug }: { readonly slug: string }) => {
      const world = worlds.get(slug);
      if (!world) throw new Error(`there is no world ${slug}`);
      return world.activities();
    };
    const ofContact = () => of(customerOfContact(activityInfo().workflowExecution?.workflowId ?? ''));
    return {
      takeNextStep: (ref, now) => of(ref).takeNextStep(ref, now),
      sendNextMessage: () => ofContact().sendNextMessage(),
      giveUpOnMessage: () => ofContact().giveUpOnMessage(),
      placeWithAgency: (ref, placementId, now) => of(ref).placeWithAgency(ref, placementId, now),
      recallPlacement: (ref, placementId, now) => of(ref).recallPlacement(ref, placementId, now),
    };
  }

  /** The facts of a new invoice of 100.00 EUR; its case is started by `start`. */
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

  /** Starts the case as the relay does. */
  async start(invoice: WorldInvoice): Promise<void> {
    const args: [InvoiceRef] = [{ slug: this.slug, invoiceRowId: invoice.id }];
    const handle = await this.client.workflow.start('collectInvoice', {
      workflowId: invoiceWorkflowId(this.slug, invoice.id),
      taskQueue: COLLECTIONS_QUEUE,
      args,
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: invoice.run > 1 ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
    });
    this.runs.push({ workflowId: handle.workflowId, runId: handle.firstExecutionRunId });
  }

  signal(invoice: WorldInvoice, name: string, detail: Record<string, string | number> = {}): Promise<void> {
    return this.client.workflow.getHandle(invoiceWorkflowId(this.slug, invoice.id)).signal(name, detail);
  }

  /** How the case's current run ended. */
  result(invoice: WorldInvoice): Promise<string> {
    return this.client.workflow.getHandle(invoiceWorkflowId(this.slug, invoice.id)).result() as Promise<string>;
  }

  /** Resolves when every run that was started here has ended, and whatever it continued as. */
  async settled(): Promise<void> {
    for (const { workflowId } of this.runs) await this.client.workflow.getHandle(workflowId).result();
  }

  pay(invoice: WorldInvoice, minor = invoice.openMinor): void {
    invoice.openMinor -= minor;
    if (invoice.openMinor === 0n) invoice.status = 'paid';
  }

  /** Takes the payment back; the invoice's next run is to be started where the case was closed. */
  reverse(invoice: WorldInvoice): 'running' | 'closed' {
    const { caseState } = invoice;
    invoice.openMinor = invoice.totalMinor;
    invoice.status = 'open';
    if (caseState === 'closed') invoice.run += 1;
    invoice.caseState = 'running';
    return caseState;
  }

  note(now: number, what: string): void {
    this.diary.push(`${localDate(now, ZONE)} ${what}`);
  }

  activities(): CaseActivities & DeliveryActivities {
    return {
      takeNextStep: (ref, serverNow) => this.takeNextStep(ref, this.clock.fromReal(serverNow)),
      sendNextMessage: () => this.sendNextMessage(this.askedAt()),
      giveUpOnMessage: () => {
        for (const invoice of this.invoices.values())
          for (const step of invoice.steps)
            if (step.state === 'requested') this.replace(invoice, step, { state: 'failed' });
        this.note(this.askedAt(), 'gave up');
        return Promise.resolve();
      },
      placeWithAgency: (ref, placementId, serverNow) => this.settlePlacement(ref, placementId, 'placed', serverNow),
      recallPlacement: (ref, placementId, serverNow) => this.settlePlacement(ref, placementId, 'recalled', serverNow),
    };
  }

  // When the activity that runs was first scheduled, by the server's clock, as the world's shows it.
  private askedAt(): number {
    return this.clock.fromReal(activityInfo().scheduledTimestampMs);
  }

  private settlePlacement(
    ref: InvoiceRef,
    placementId: string,
    state: 'placed' | 'recalled',
    serverNow: number,
  ): Promise<void> {
    this.invoice(ref.invoiceRowId).placement = { placementId, state };
    this.note(this.clock.fromReal(serverNow), `${ref.invoiceRowId} ${state}`);
    return Promise.resolve();
  }

  private async takeNextStep(ref: InvoiceRef, now: number): Promise<CaseStep> {
    this.looks += 1;
    if (this.faults.databaseAway) throw new Error('the database does not answer');
    const invoice = this.invoice(ref.invoiceRowId);
    const did: string[] = [];
    for (let count = 0; count < MOST_STEPS; count++) {
      const decision = decide(this.factsOf(invoice), now);
      switch (decision.kind) {
        case 'close':
          // Thanks and end are one transaction: what comes in between comes after it.
          if (invoice.caseState === 'running') {
            invoice.caseState = 'closed';
            this.note(now, `${invoice.id} closed ${decision.outcome}`);
          }
          await this.faults.onClosing?.(invoice);
          return { kind: 'closed', outcome: decision.outcome, did };
        case 'wait':
          return {
            kind: 'sleep',
            wakeAt: decision.until === null ? null : this.clock.toReal(decision.until),
            waitingFor: `wait for ${decision.next?.stepId ?? 'a payment'}`,
            details: `next ${decision.next?.stepId ?? 'nothing'}`,
            did,
          };
        case 'place-with-agency':
        case 'recall-placement':
          return { kind: decision.kind, placementId: decision.placementId, did };
        default:
          did.push(await this.perform(invoice, decision, now));
      }
    }
    throw new Error(`still wants to act: ${did.join(', ')}`);
  }

  private async perform(invoice: WorldInvoice, decision: WorldAct, now: number): Promise<string> {
    const before = this.factsOf(invoice);
    const after = applyDecision(before, decision, now, {
      openCall: null,
      newTaskId: `call-${'round' in decision ? decision.round : 0}`,
      newPlacementId: `placement-${invoice.id}`,
    });
    invoice.steps.push(...addedSteps(before, after).map((step) => ({ ...step, run: invoice.run })));
    invoice.call = after.call;
    invoice.placement = after.placement;
    switch (decision.kind) {
      case 'request-contact':
        await this.pokeContact();
        return `requested ${decision.stepId}`;
      case 'open-call':
        invoice.stage = 'call';
        this.note(now, `${invoice.id} call ${decision.round}`);
        return 'opened call';
      case 'note-call-overdue':
        this.note(now, `${invoice.id} call overdue`);
        return 'call overdue';
      case 'hold-supply':
        return 'supply hold requested';
      case 'propose-agency':
        this.note(now, `${invoice.id} agency proposed`);
        return 'agency proposed';
    }
  }

  /** Asks for the customer's messages, as the relay does: started after the gathering window, told when it runs. */
  async pokeContact(): Promise<void> {
    const workflowId = contactWorkflowId(this.slug, 'customer');
    for (let tries = 0; tries < 3; tries++) {
      try {
        const handle = await this.client.workflow.start('contactCustomer', {
          workflowId,
          taskQueue: COLLECTIONS_QUEUE,
          workflowIdConflictPolicy: 'FAIL',
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          startDelay: this.gatherMs,
        });
        this.runs.push({ workflowId: handle.workflowId, runId: handle.firstExecutionRunId });
        return;
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
      try {
        await this.client.workflow.getHandle(workflowId).signal('contact-requested', {});
        return;
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
    }
    throw new Error('the contact workflow ended between every start and signal');
  }

  private async sendNextMessage(now: number): Promise<ContactStep> {
    const composition = this.compose(now);
    for (const { requestId } of composition.dropped) {
      const found = this.request(requestId);
      if (!found) continue;
      this.replace(found.invoice, found.step, { state: 'dropped', on: localDate(now, ZONE) });
      this.note(now, `${found.invoice.id} ${found.step.stepId} dropped`);
    }
    switch (composition.kind) {
      case 'nothing':
        return { kind: 'idle' };
      case 'wait':
        return { kind: 'wait', wakeAt: this.clock.toReal(composition.until), reason: composition.reason };
      case 'unreachable':
        throw new Error('everybody can be reached in this world');
      case 'send': {
        await this.faults.provider?.(composition.carries.map((request) => request.stepId));
        for (const { requestId } of composition.carries) {
          const found = this.request(requestId);
          if (!found) continue;
          this.replace(found.invoice, found.step, {
            state: 'sent',
            on: localDate(now, ZONE),
            deadlineOn: composition.deadlineOn,
          });
          const own = standardPolicy.steps.find((step) => step.id === found.step.stepId)?.stage;
          if (own && stageRank(own) > stageRank(found.invoice.stage)) found.invoice.stage = own;
        }
        if (isReminder(composition)) this.lastReminderOn = localDate(now, ZONE);
        this.note(
          now,
          `sent ${composition.template}: ${composition.carries
            .map((request) => request.invoiceId)
            .sort()
            .join(' ')}`,
        );
        return {
          kind: 'sent',
          messageId: `message-${this.diary.length}`,
          ...(this.requests().length > 0 ? { more: true as const } : {}),
        };
      }
    }
  }

  private compose(now: number): Composition {
    return composeMessage(
      {
        customer: DEBTOR,
        hasPostalAddress: false,
        window: WINDOW,
        lastReminderOn: this.lastReminderOn,
        recentContacts: [],
        allStopped: false,
        staleFeed: null,
        dailyLimitReached: false,
        creditMinor: {},
        requests: this.requests().map(({ invoice, step }) => ({
          requestId: `${invoice.id}/${step.stepId}/${step.occurrence}/${step.run}`,
          invoiceId: invoice.id,
          stepId: step.stepId,
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

  private requests(): { invoice: WorldInvoice; step: WorldInvoice['steps'][number] }[] {
    return [...this.invoices.values()].flatMap((invoice) =>
      invoice.steps.filter((step) => step.state === 'requested').map((step) => ({ invoice, step })),
    );
  }

  private request(requestId: string): { invoice: WorldInvoice; step: WorldInvoice['steps'][number] } | undefined {
    return this.requests().find(
      ({ invoice, step }) => `${invoice.id}/${step.stepId}/${step.occurrence}/${step.run}` === requestId,
    );
  }

  private replace(invoice: WorldInvoice, step: WorldInvoice['steps'][number], change: Partial<StepRecord>): void {
    invoice.steps = invoice.steps.map((each) => (each === step ? { ...each, ...change } : each));
  }

  private factsOf(invoice: WorldInvoice): CaseFacts {
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
      lastReminderOn: this.lastReminderOn,
      creditMinor: 0n,
      customerOpenMinor: [...this.invoices.values()].reduce((sum, each) => sum + each.openMinor, 0n),
      call: invoice.call,
      placement: invoice.placement,
    };
  }

  private invoice(id: string): WorldInvoice {
    const invoice = this.invoices.get(id);
    if (!invoice) throw new Error(`there is no invoice ${id}`);
    return invoice;
  }
}
