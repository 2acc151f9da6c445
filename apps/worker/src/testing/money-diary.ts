import { expect } from '@jest/globals';
import { loadCase } from '@puntual/casework/facts/load-case';
import { evaluateCase } from '@puntual/casework/cases/evaluate-case';
import { readCsvItems } from '@puntual/casework/reconcile/read-open-items';
import { reconcile } from '@puntual/casework/ledger/reconcile';
import { loadStatement } from '@puntual/casework/statements/load-statement';
import { ChargeWorld } from '@puntual/testing/worlds/charge-world';
import type { CompleteTask } from '@puntual/contracts/api/tasks';
import type { PuntualEvent } from '@puntual/contracts/events/events';
import type { Database } from '@puntual/db/database';
import { instantAt } from '@puntual/domain/calendar/dates';
import { decimalAmount } from '@puntual/domain/money/amount';
import { openItems } from '@puntual/testing/builders/events';
import { renderDraft } from '../activities/render-draft.ts';
import { asPublished, type Delivery } from './delivery-order.ts';
import { BROKEN_RULES } from './ledger-invariants.ts';

/** The longest sleep of a case's workflow. */
const LONGEST_SLEEP_MS = 30 * 86_400_000;
/** The gathering window: time between a case's request and the customer's gate. */
const GATHER_MS = 60_000;
const MOST_LOOKS = 1000;

/**
 * Some months of a company, day by day. Events go through `takeEvents`. Cases and gates run when the outbox wakes them
 * or when their planned instant comes, as their workflows do. Mails are those that customers receive, and every
 * provider accepts. After every step the ledger is checked against its entries, payments against their allocations, and
 * charges against what was announced to the ERP.
 */
export class MoneyDiary extends ChargeWorld {
  private readonly published: PuntualEvent[] = [];
  private readonly zone: string;
  private readonly deliver: Delivery;
  private now = 0;
  private pages = 0;
  private relayed = 0n;
  /** The next instant of each case (row id of the invoice) and each gate (row id of the customer). */
  private readonly cases = new Map<string, number>();
  private readonly gates = new Map<string, number>();

  constructor(
    database: Database,
    organization: { readonly id: string; readonly slug: string },
    zone: string,
    deliver: Delivery = asPublished,
  ) {
    super(database, organization);
    this.zone = zone;
    this.deliver = deliver;
  }

  /** The instant of a local time at the company: `clock('2025-06-04 12:00')`. */
  clock(when: string): number {
    const [day = '', time = ''] = when.split(' ');
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    return instantAt(day, hours * 60 + minutes, this.zone);
  }

  /** Advances time to a local time or to epoch milliseconds. Returns the instant. */
  async until(when: string | number): Promise<number> {
    const to = typeof when === 'string' ? this.clock(when) : when;
    for (let looks = 0; ; looks++) {
      if (looks > MOST_LOOKS) throw new Error('the cases never come to rest');
      await this.relay();
      if (await this.lookOnce()) continue;
      const next = Math.min(...this.cases.values(), ...this.gates.values());
      if (next > to) break;
      this.now = next;
    }
    this.now = to;
    await this.balances();
    return to;
  }

  /** Advances time and then delivers events. Fails if one is rejected, in whatever order they are delivered. */
  async arrives(when: string | number, ...events: readonly PuntualEvent[]): Promise<void> {
    await this.until(when);
    for (const batch of this.deliver(events)) {
      expect((await this.take(batch, this.now)).filter((verdict) => verdict.verdict === 'rejected')).toEqual([]);
      await this.balances();
    }
    this.published.push(...events);
  }

  /** Delivers every event so far again, in reverse order: each must be a duplicate. */
  async comesAgain(): Promise<void> {
    expect(
      new Set((await this.take([...this.published].reverse(), this.now)).map((verdict) => verdict.verdict)),
    ).toEqual(new Set(['duplicate']));
    await this.balances();
  }

  /** A person acts at the given time; fails unless the result is `done`. */
  async does(when: string, act: (now: number) => Promise<{ readonly result: string }>): Promise<void> {
    expect(await act(await this.until(when))).toEqual({ result: 'done' });
    await this.balances();
  }

  /** Completes the customer's open call task with an outcome. */
  async call(customerId: string, when: string, outcome: CompleteTask): Promise<void> {
    await this.does(when, async (now) => {
      const task = await this.one<{ id: string }>(
        `
          SELECT t.id
          FROM task t
          JOIN customer c ON c.id = t.customer_id
          WHERE t.kind = 'call'
            AND t.state <> 'done'
            AND c.customer_id = $1`,
        customerId,
      );
      return this.complete(task.id, outcome, now);
    });
  }

  /**
   * Advances time until the case of an invoice requests its message, which then waits at the gate. Returns the instant.
   */
  async asks(invoiceId: string): Promise<number> {
    const { id, at } = await this.one<{ id: string; at: Date }>(
      'SELECT id, next_action_at AS at FROM invoice WHERE invoice_id = $1',
      invoiceId,
    );
    await this.until(at.getTime() - 1);
    this.now = at.getTime();
    expect((await this.evaluate(this.now, invoiceId)).did).toEqual([expect.stringMatching(/^requested /)]);
    this.cases.delete(id);
    return this.now;
  }

  /**
   * The messages sent since the last call, one line each: day, template, and the numbers and sums of the table that the
   * customer reads.
   */
  async page(): Promise<string[]> {
    const rows = await this.query<{ on: string; template: string; customer: string; text: string }>(
      `
      SELECT (m.composed_at AT TIME ZONE c.time_zone)::date::text AS on, m.template, c.customer_id AS customer,
        m.text
      FROM message m
      JOIN customer c ON c.id = m.customer_id
      WHERE m.state = 'sent' ORDER BY m.composed_at, m.id OFFSET $1`,
      this.pages,
    );
    this.pages += rows.length;
    // Two customers may be written to in any order on one day.
    const place = (row: (typeof rows)[number]) => `${row.on} ${row.customer}`;
    return rows
      .sort((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0))
      .map((row) => `${place(row)} ${row.template}: ${tableOf(row.text)}`);
  }

  /** All invoices of the ledger, as `2502 open 40.00 at friendly`, with their open charges. */
  async books(): Promise<string[]> {
    const rows = await this.query<{
      invoice_id: string;
      status: string;
      stage: string;
      currency: string;
      open_minor: bigint;
      charges_minor: bigint;
    }>('SELECT invoice_id, status, stage, currency, open_minor, charges_minor FROM invoice ORDER BY invoice_id');
    return rows.map((row) => {
      const charges = row.charges_minor === 0n ? '' : ` and charges ${decimalAmount(row.charges_minor, row.currency)}`;
      const open = `${decimalAmount(row.open_minor, row.currency)}${charges} at ${row.stage}`;
      return row.status === 'open' ? `${row.invoice_id} open ${open}` : `${row.invoice_id} ${row.status}`;
    });
  }

  /** The customers' unallocated money, as `B-06 100.00`. */
  async credit(): Promise<string[]> {
    const rows = await this.query<{ payment_id: string; unallocated_minor: bigint; currency: string }>(
      'SELECT payment_id, unallocated_minor, currency FROM payment WHERE unallocated_minor > 0 ORDER BY payment_id',
    );
    return rows.map((row) => `${row.payment_id} ${decimalAmount(row.unallocated_minor, row.currency)}`);
  }

  /**
   * The ERP closes its day at 20:00: it publishes each customer's open items (lines as in `agreesWith`), and the ledger
   * must agree.
   */
  async closes(on: string, ...lines: readonly string[]): Promise<void> {
    await this.until(`${on} 20:00`);
    const owners = await this.query<{ customer_id: string; ids: string[] }>(
      `
        SELECT c.customer_id, array(SELECT invoice_id FROM invoice i WHERE i.customer_id = c.id
          UNION
          SELECT 'payment ' || payment_id FROM payment p WHERE p.customer_id = c.id) AS ids
        FROM customer c
        ORDER BY 1`,
    );
    await this.arrives(
      this.now,
      ...owners.map(({ customer_id: customerId, ids }) => {
        const own = lines
          .map((line) => line.split(','))
          .filter(([id = '']) => ids.includes(id))
          .map(([id = '', currency = '', open = '']) => ({ id, currency, open }));
        return openItems({
          customerId,
          asOf: on,
          items: own.filter(({ id }) => !isCredit(id)).map(({ id, ...money }) => ({ invoiceId: id, ...money })),
          credits: own
            .filter(({ id }) => isCredit(id))
            .map(({ id, ...money }) => ({ paymentId: id.replace('payment ', ''), ...money })),
        });
      }),
    );
    expect(await this.tasks('reconcile')).toEqual([]);
    await this.agreesWith(on, ...lines);
  }

  /**
   * Compares the ERP's open items at the end of a day (CSV lines `id,currency,open` of invoices, `payment
   * id,currency,open` of payments) with the ledger of that day; fails on a difference.
   */
  async agreesWith(on: string, ...lines: readonly string[]): Promise<void> {
    const read = await readCsvItems(
      [
        'id,paymentId,currency,open',
        ...lines.map((line) => (isCredit(line) ? line.replace('payment ', ',') : line.replace(',', ',,'))),
      ].join('\n'),
    );
    if ('faults' in read) throw new Error(JSON.stringify(read.faults));
    const { agreed, differences } = await this.database.inOrganization(this.organization.id, (tx) =>
      reconcile(tx, read, { asOf: on, knownAt: null }),
    );
    expect({ on, agreed, differences }).toEqual({ on, agreed: lines.length, differences: [] });
  }

  /** The sums of a customer's statement of a day, as `EUR open 640.00, late 40.00, credit 0.00`. */
  async statement(customerId: string, on: string): Promise<string> {
    const { customerRowId } = await this.contactRef(customerId);
    const found = await this.database.inOrganization(this.organization.id, (tx) =>
      loadStatement(tx, customerRowId, { on, knownAt: null }, this.now),
    );
    return (found?.statement.sums ?? [])
      .map((sum) => {
        const say = (minor: bigint) => decimalAmount(minor, sum.currency);
        return (
          `${sum.currency} open ${say(sum.openMinor)}, late ${say(sum.overdueMinor)}, credit ` +
          `${say(sum.creditMinor)}`
        );
      })
      .join('; ');
  }

  /** Number of broken promises of the invoice's customer. */
  async brokenPromises(invoiceId: string): Promise<number | undefined> {
    const { id } = await this.invoice(invoiceId);
    return this.database.inOrganization(
      this.organization.id,
      async (tx) => (await loadCase(tx, id, this.now, false))?.facts.customer.brokenPromises,
    );
  }

  override gate(now: number, options: Parameters<ChargeWorld['gate']>[1] = {}): ReturnType<ChargeWorld['gate']> {
    return super.gate(now, { render: renderDraft, ...options });
  }

  /** Fails unless every invariant of the ledger holds. */
  async balances(): Promise<void> {
    expect(await this.query(BROKEN_RULES)).toEqual([]);
  }

  /** Relays the new outbox rows to cases and gates. */
  private async relay(): Promise<void> {
    const rows = await this.query<{ id: bigint; kind: string; subject: string }>(
      `
        SELECT id, kind, payload->'subject'->>'id' AS subject
        FROM outbox
        WHERE target = 'temporal'
          AND id > $1
        ORDER BY id`,
      this.relayed,
    );
    for (const row of rows) {
      if (row.kind === 'poke-contact')
        this.gates.set(row.subject, Math.min(this.gates.get(row.subject) ?? Infinity, this.now + GATHER_MS));
      else this.cases.set(row.subject, this.now);
    }
    this.relayed = rows.at(-1)?.id ?? this.relayed;
  }

  /** Runs every case that is due, then every gate that is due, once each. Returns whether any ran. */
  private async lookOnce(): Promise<boolean> {
    const { id: organizationId, slug } = this.organization;
    const due = (map: ReadonlyMap<string, number>) => [...map].filter(([, at]) => at <= this.now).map(([id]) => id);
    const cases = due(this.cases);
    for (const invoiceRowId of cases) {
      const step = await evaluateCase(this.database, { organizationId, slug, invoiceRowId }, this.now);
      if (step.kind === 'closed') this.cases.delete(invoiceRowId);
      else
        this.cases.set(
          invoiceRowId,
          Math.min((step.kind === 'sleep' ? step.until : null) ?? Infinity, this.now + LONGEST_SLEEP_MS),
        );
    }
    if (cases.length > 0) return true;
    const gates = due(this.gates);
    for (const customerRowId of gates) {
      const { customer_id: customerId } = await this.one<{ customer_id: string }>(
        'SELECT customer_id FROM customer WHERE id = $1::uuid',
        customerRowId,
      );
      const reservation = await this.gate(this.now, { customerId });
      if (reservation.kind === 'nothing') this.gates.delete(customerRowId);
      if (reservation.kind === 'wait') this.gates.set(customerRowId, reservation.until);
      if (reservation.kind !== 'reserved') continue;
      await this.settle(
        reservation.message.messageId,
        { kind: 'sent', providerId: reservation.message.messageId, by: 'answer' },
        this.now,
        customerId,
      );
      await this.balances();
    }
    return gates.length > 0;
  }
}

const isCredit = (id: string) => id.startsWith('payment ');
const NUMBER = /^F-\d+$/;
const SUM = /(^|\s|-)([€$¥] ?\d|\d[\d.,]* ([€$¥]|[A-Z]{3}\b))/;

/**
 * The table of a mail from its first invoice on: each number with its sums and charges, then the totals. Non-breaking
 * spaces become ordinary ones.
 */
function tableOf(text: string): string {
  const lines = text.split('\n').map((line) => line.replace(/\s+/g, ' ').trim());
  return lines
    .slice(lines.findIndex((line) => NUMBER.test(line)))
    .filter((line) => NUMBER.test(line) || (SUM.test(line) && !line.includes('sobre ')))
    .join('; ')
    .replace(/(F-\d+);/g, '$1');
}
