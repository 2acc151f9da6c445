import { activityInfo } from '@temporalio/activity';
import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { contactWorkflowId, customerOfContact, invoiceWorkflowId } from '@puntual/contracts/workflow-ids';
import { localDate } from '@puntual/domain/calendar/dates';
import type { Act } from '@puntual/domain/decide/apply-decision';
import type { Composition } from '@puntual/domain/decide/composition';
import { decide } from '@puntual/domain/decide/decide';
import type { CaseActivities, CaseStep, ContactStep, DeliveryActivities } from '@puntual/workflows/activities';
import { COLLECTIONS_QUEUE } from '@puntual/workflows/queues';
import type { InvoiceRef } from '@puntual/workflows/messages';
import { CustomerRecord, type WorldInvoice, ZONE } from './customer-record.ts';
import type { TestClock } from './test-clock.ts';

const MOST_STEPS = 8;

/** A decision that only changes the system of record. */
type WorldAct = Exclude<Act, { kind: 'place-with-agency' | 'recall-placement' }>;

/** Faults that a test switches on. */
export interface WorldFaults {
  databaseAway: boolean;
  /**
   * Called by the evaluation that closes the case, before it returns: events sent here arrive while the workflow ends.
   */
  onClosing: ((invoice: WorldInvoice) => Promise<void>) | null;
  /** Called for each message before it counts as sent; an exception is the provider's failure. */
  provider: ((steps: readonly string[]) => Promise<void>) | null;
}

/**
 * A customer with invoices, kept in memory and driven by the real rules (`decide`, `composeMessage`). In tests of the
 * workflows it implements their activities. Everything that happens is written into the diary as `YYYY-MM-DD what`.
 */
export class InvoiceWorld {
  readonly diary: string[] = [];
  readonly faults: WorldFaults = { databaseAway: false, onClosing: null, provider: null };
  /** Every run that was started here, of cases and of contacts. */
  readonly runs: { readonly workflowId: string; readonly runId: string }[] = [];
  /** How often a case was evaluated. */
  evaluations = 0;
  private readonly record = new CustomerRecord();
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

  get invoices(): ReadonlyMap<string, WorldInvoice> {
    return this.record.invoices;
  }

  /** The activities of one worker that serves several worlds; the organization's slug says which one is meant. */
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

  /** Adds a new invoice of 100.00 EUR; its case is started by `start`. */
  issue(id: string, dates: { readonly knownOn: string; readonly dueOn: string }): WorldInvoice {
    return this.record.issue(id, dates);
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

  /** Resolves when every run that was started here has ended, with the runs that continued it. */
  async settled(): Promise<void> {
    for (const { workflowId } of this.runs) await this.client.workflow.getHandle(workflowId).result();
  }

  pay(invoice: WorldInvoice, minor = invoice.openMinor): void {
    invoice.openMinor -= minor;
    if (invoice.openMinor === 0n) invoice.status = 'paid';
  }

  /** Takes the payment back. Returns `closed` when the case was closed, so that the caller starts its next run. */
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
      sendNextMessage: () => this.sendNextMessage(this.scheduledAt()),
      giveUpOnMessage: () => {
        this.record.failRequests();
        this.note(this.scheduledAt(), 'gave up');
        return Promise.resolve();
      },
      placeWithAgency: (ref, placementId, serverNow) => this.settlePlacement(ref, placementId, 'placed', serverNow),
      recallPlacement: (ref, placementId, serverNow) => this.settlePlacement(ref, placementId, 'recalled', serverNow),
    };
  }

  /** The instant at which the server first scheduled the running activity, on the world's clock. */
  private scheduledAt(): number {
    return this.clock.fromReal(activityInfo().scheduledTimestampMs);
  }

  private settlePlacement(
    ref: InvoiceRef,
    placementId: string,
    state: 'placed' | 'recalled',
    serverNow: number,
  ): Promise<void> {
    this.record.invoice(ref.invoiceRowId).placement = { placementId, state };
    this.note(this.clock.fromReal(serverNow), `${ref.invoiceRowId} ${state}`);
    return Promise.resolve();
  }

  private async takeNextStep(ref: InvoiceRef, now: number): Promise<CaseStep> {
    this.evaluations += 1;
    if (this.faults.databaseAway) throw new Error('the database does not answer');
    const invoice = this.record.invoice(ref.invoiceRowId);
    const did: string[] = [];
    for (let count = 0; count < MOST_STEPS; count++) {
      const decision = decide(this.record.factsOf(invoice), now);
      switch (decision.kind) {
        case 'close':
          await this.close(invoice, decision.outcome, now);
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
        case 'request-contact':
        case 'open-task':
        case 'open-call':
        case 'note-call-overdue':
        case 'hold-supply':
        case 'propose-agency':
          did.push(await this.perform(invoice, decision, now));
      }
    }
    throw new Error(`the case still acts after ${MOST_STEPS} steps: ${did.join(', ')}`);
  }

  private async close(invoice: WorldInvoice, outcome: string, now: number): Promise<void> {
    // The case is closed first: an event that `onClosing` sends comes after the transaction that closed it.
    if (invoice.caseState === 'running') {
      invoice.caseState = 'closed';
      this.note(now, `${invoice.id} closed ${outcome}`);
    }
    await this.faults.onClosing?.(invoice);
  }

  private async perform(invoice: WorldInvoice, decision: WorldAct, now: number): Promise<string> {
    this.record.apply(invoice, decision, now);
    switch (decision.kind) {
      case 'request-contact':
        await this.requestContact();
        return `requested ${decision.stepId}`;
      case 'open-task':
        this.note(now, `${invoice.id} task ${decision.task}`);
        return `opened ${decision.task}`;
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

  /**
   * Starts the customer's contact workflow after the gathering window, or signals it when it runs already, as the relay
   * does.
   */
  async requestContact(): Promise<void> {
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
    const composition = this.record.compose(now);
    for (const { invoice, step } of this.record.drop(composition, localDate(now, ZONE)))
      this.note(now, `${invoice.id} ${step.stepId} dropped`);
    switch (composition.kind) {
      case 'nothing':
        return { kind: 'idle' };
      case 'wait':
        return { kind: 'wait', wakeAt: this.clock.toReal(composition.until), reason: composition.reason };
      case 'unreachable':
        throw new Error('everybody can be reached in this world');
      case 'send':
        return this.send(composition, now);
    }
  }

  private async send(message: Extract<Composition, { kind: 'send' }>, now: number): Promise<ContactStep> {
    await this.faults.provider?.(message.carries.map((request) => request.stepId));
    this.record.markSent(message, localDate(now, ZONE));
    const invoices = message.carries.map((request) => request.invoiceId).sort();
    this.note(now, `sent ${message.template}: ${invoices.join(' ')}`);
    return {
      kind: 'sent',
      messageId: `message-${this.diary.length}`,
      ...(this.record.hasRequests() ? { more: true as const } : {}),
    };
  }
}
