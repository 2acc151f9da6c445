import type { PuntualEvent } from '@puntual/contracts/events/events';
import type { CompleteTask } from '@puntual/contracts/api/tasks';
import type { Database } from '@puntual/db/database';
import { evaluateCase, type NextStep } from '@puntual/casework/cases/evaluate-case';
import type { GateInstants, ReservedMessage } from '@puntual/casework/contact/gate-run';
import type { MessageDraft, RenderedMessage } from '@puntual/casework/contact/message-draft';
import { reserveMessage } from '@puntual/casework/contact/reserve-message';
import { settleMessage, type TryOutcome } from '@puntual/casework/contact/settle-message';
import { takeEvents } from '@puntual/casework/intake/take-events';
import { completeTask, type TaskResult } from '@puntual/casework/people/complete-task';
import type { CaseRef, ContactRef } from '@puntual/casework/record/refs';
import type { Verdict } from '@puntual/casework/intake/verdict';

/** An instant by the wall clock of Madrid in winter: `at('2026-12-02 10:00')`, in epoch milliseconds. */
export function at(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}+01:00`);
}

/** The last day on which money of the events came in, was taken back or was paid back, 2026-11-02 at the earliest. */
export function lastDayOfMoney(events: readonly PuntualEvent[]): string {
  const days = events.flatMap(({ data }) => [
    ...('receivedOn' in data ? [data.receivedOn] : []),
    ...('reversedOn' in data ? [data.reversedOn] : []),
    ...('refundedOn' in data ? [data.refundedOn] : []),
  ]);
  return days.reduce((last, day) => (day > last ? day : last), '2026-11-02');
}

/** Renders a draft as short plain text, so that a test can compare the content of a message. */
export function renderPlainly(draft: MessageDraft): Promise<RenderedMessage> {
  const list = (rows: MessageDraft['overdue']) =>
    rows
      .map((row) => {
        const charges = row.charges.map((charge) => `+${charge.kind}:${charge.minor}`).join('');
        const offer = row.offer ? ` or ${row.offer.payMinor} until ${row.offer.untilOn}` : '';
        return `${row.number}=${row.openMinor}${charges}${offer}`;
      })
      .join(' ');
  return Promise.resolve({
    subject: draft.template,
    html: null,
    text: `overdue: ${list(draft.overdue)}; upcoming: ${list(draft.upcoming)}; settled: ${list(draft.settled)}`,
    pdf: null,
  });
}

/** One organization for tests of the use cases: calls each use case with its surrounding arguments, and reads rows. */
export class CaseWorld {
  readonly database: Database;
  readonly organization: { readonly id: string; readonly slug: string };

  constructor(database: Database, organization: { readonly id: string; readonly slug: string }) {
    this.database = database;
    this.organization = organization;
  }

  /** Takes events, by default on 2026-11-02 or, when money of a later day is among them, at 10:00 of that day. */
  async take(events: readonly PuntualEvent[], now = at(`${lastDayOfMoney(events)} 10:00`)): Promise<Verdict[]> {
    return takeEvents(this.database, this.organization.slug, events, new Date(now));
  }

  /** Runs a query as the services' role, inside the organization. */
  query<T = Record<string, unknown>>(sql: string, ...values: unknown[]): Promise<T[]> {
    return this.database.inOrganization(this.organization.id, (tx) => tx.$queryRawUnsafe<T[]>(sql, ...values));
  }

  async one<T = Record<string, unknown>>(sql: string, ...values: unknown[]): Promise<T> {
    const [row] = await this.query<T>(sql, ...values);
    if (!row) throw new Error(`no row: ${sql}`);
    return row;
  }

  invoice(invoiceId = 'INV-1'): Promise<{
    id: string;
    status: string;
    stage: string;
    open_minor: bigint;
    total_minor: bigint;
    due: string;
    revision: number;
    case_state: string;
    case_run: number;
    document_url: string | null;
    next_action: { do: string; stepId: string | null; reasons: { code: string }[] } | null;
  }> {
    return this.one(
      `
        SELECT id, status, stage, open_minor, total_minor, due_date::text AS due, revision, case_state, case_run,
          document_url, next_action
        FROM invoice
        WHERE invoice_id = $1`,
      invoiceId,
    );
  }

  async open(invoiceId = 'INV-1'): Promise<bigint> {
    return (await this.invoice(invoiceId)).open_minor;
  }

  payment(
    paymentId = 'P-1',
  ): Promise<{ status: string; amount_minor: bigint; unallocated_minor: bigint; awaiting: unknown }> {
    return this.one(
      'SELECT status, amount_minor, unallocated_minor, awaiting FROM payment WHERE payment_id = $1',
      paymentId,
    );
  }

  steps(invoiceId = 'INV-1'): Promise<
    {
      step_id: string;
      occurrence: number;
      state: string;
      reason: string | null;
      on: string;
      message_id: string | null;
    }[]
  > {
    return this.query(
      `
        SELECT s.step_id, s.occurrence, s.state, s.reason, s.changed_on::text AS on, s.message_id
        FROM step s
        JOIN invoice i ON i.id = s.invoice_id
        WHERE i.invoice_id = $1
        ORDER BY s.requested_at, s.occurrence, s.step_id`,
      invoiceId,
    );
  }

  tasks(kind?: string): Promise<
    {
      id: string;
      kind: string;
      state: string;
      round: number;
      due: string | null;
      outcome: string | null;
      claimed_by: string | null;
    }[]
  > {
    return this.query(
      `
        SELECT id, kind, state, round, due_on::text AS due, outcome, claimed_by
        FROM task
        WHERE $1::text IS NULL OR kind = $1
        ORDER BY opened_at, id`,
      kind ?? null,
    );
  }

  /** Outbox rows of a kind, oldest first; for `collections-event`, of a CloudEvents type. */
  outbox(
    kind: string,
    type?: string,
  ): Promise<
    {
      key: string;
      payload: { subject?: { run?: number; invoiceId?: string }; signal?: string; data?: Record<string, unknown> };
    }[]
  > {
    return this.query(
      `SELECT key, payload FROM outbox WHERE kind = $1 AND ($2::text IS NULL OR payload->>'type' = $2) ORDER BY id`,
      kind,
      type ?? null,
    );
  }

  audit(kind: string): Promise<{ data: Record<string, unknown>; actor: string }[]> {
    return this.query('SELECT data, actor FROM audit_event WHERE kind = $1 ORDER BY id', kind);
  }

  async ref(invoiceId = 'INV-1'): Promise<CaseRef> {
    return {
      organizationId: this.organization.id,
      slug: this.organization.slug,
      invoiceRowId: (await this.invoice(invoiceId)).id,
    };
  }

  async contactRef(customerId = 'C-1'): Promise<ContactRef> {
    const row = await this.one<{ id: string }>('SELECT id FROM customer WHERE customer_id = $1', customerId);
    return { organizationId: this.organization.id, slug: this.organization.slug, customerRowId: row.id };
  }

  /** Evaluates the case of an invoice, as its workflow does when it wakes. */
  async evaluate(now: number, invoiceId = 'INV-1'): Promise<NextStep> {
    return evaluateCase(this.database, await this.ref(invoiceId), now);
  }

  /** Runs the gate. `wallMs` is real time and defaults to `now`. */
  async gate(
    now: number,
    options: {
      readonly wallMs?: number;
      readonly customerId?: string;
      readonly render?: (draft: MessageDraft) => Promise<RenderedMessage>;
      readonly replyAddresses?: GateInstants['replyAddresses'];
    } = {},
  ) {
    return reserveMessage(
      this.database,
      await this.contactRef(options.customerId),
      {
        now,
        realMs: options.wallMs ?? now,
        toleranceMs: 0,
        ...(options.replyAddresses ? { replyAddresses: options.replyAddresses } : {}),
      },
      options.render ?? renderPlainly,
    );
  }

  /** Runs the gate, and fails unless it reserves a message. */
  async reserve(
    now: number,
    options: { readonly wallMs?: number; readonly customerId?: string } = {},
  ): Promise<ReservedMessage> {
    const reservation = await this.gate(now, options);
    if (reservation.kind !== 'reserved') throw new Error(`nothing was reserved: ${JSON.stringify(reservation)}`);
    return reservation.message;
  }

  async settle(messageId: string, outcome: TryOutcome, now: number, customerId?: string) {
    return settleMessage(this.database, await this.contactRef(customerId), { messageId, outcome }, now);
  }

  /** Sends one message: the gate reserves it and the provider accepts it. */
  async send(now: number): Promise<ReservedMessage> {
    const message = await this.reserve(now);
    await this.settle(message.messageId, { kind: 'sent', providerId: `re-${message.messageId}`, by: 'answer' }, now);
    return message;
  }

  get actor() {
    return { organizationId: this.organization.id, slug: this.organization.slug, name: 'Marta' };
  }

  complete(taskId: string, input: CompleteTask, now: number): Promise<TaskResult> {
    return completeTask(this.database, this.actor, { taskId, input }, now);
  }
}
