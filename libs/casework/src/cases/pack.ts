import { decimalAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import { toJson, type Json } from '@puntual/db/json';
import type { LoadedCase } from '../facts/load-case.ts';
import { isoDate } from '../record/dates.ts';

/** Most open invoices of the customer that the statement of a pack lists. */
const MOST_OPEN_INVOICES = 500;
/** Most promises that a pack lists, the newest. */
const MOST_PROMISES = 50;

/**
 * The pack of a debt as it stands on `today`: debtor, invoice with its ledger, the statement of what else is open,
 * every message that was sent with its hash and delivery, promises and calls.
 */
export async function buildPack(tx: Tx, { customerRowId, facts }: LoadedCase, today: string): Promise<Json> {
  return toJson({
    preparedOn: today,
    debtor: await debtorOf(tx, customerRowId),
    invoice: await invoiceWithLedger(tx, facts.invoice),
    statement: await statementOf(tx, customerRowId, today),
    messages: await sentMessages(tx, facts.invoice.id),
    promises: await promisesMade(tx, customerRowId, facts.invoice.id),
    calls: await callsMade(tx, customerRowId),
  });
}

async function debtorOf(tx: Tx, customerRowId: string) {
  const customer = await tx.customer.findUniqueOrThrow({ where: { id: customerRowId } });
  return {
    customerId: customer.customerId,
    name: customer.name,
    taxId: customer.taxId,
    kind: customer.kind,
    country: customer.country,
    language: customer.language,
    address: customer.address,
  };
}

async function invoiceWithLedger(tx: Tx, { id, currency }: LoadedCase['facts']['invoice']) {
  const invoice = await tx.invoice.findUniqueOrThrow({ where: { id } });
  const entries = await tx.entry.findMany({ where: { invoiceId: id }, orderBy: { id: 'asc' } });
  return {
    invoiceId: invoice.invoiceId,
    number: invoice.number,
    issueDate: isoDate(invoice.issueDate),
    dueDate: isoDate(invoice.dueDate),
    currency,
    total: decimalAmount(invoice.totalMinor, currency),
    open: decimalAmount(invoice.openMinor, currency),
    documentUrl: invoice.documentUrl,
    entries: entries.map((entry) => ({
      kind: entry.kind,
      on: isoDate(entry.on),
      amount: decimalAmount(entry.amountMinor, currency),
      cause: entry.cause,
    })),
  };
}

interface SentMessageRow {
  readonly id: string;
  readonly template: string;
  readonly channel: string;
  readonly subject: string;
  readonly sent_at: Date;
  readonly delivery_state: string | null;
  readonly provider_id: string | null;
  readonly content_hash: string;
}

async function sentMessages(tx: Tx, invoiceRowId: string) {
  const messages = await tx.$queryRaw<SentMessageRow[]>`
    SELECT m.id, m.template, m.channel, m.subject, m.sent_at, m.delivery_state, m.provider_id, m.content_hash
    FROM message m JOIN message_invoice mi ON mi.message_id = m.id
    WHERE mi.invoice_id = ${invoiceRowId}::uuid AND m.state = 'sent'
    ORDER BY m.sent_at
    LIMIT 200`;
  return messages.map((message) => ({
    messageId: message.id,
    template: message.template,
    channel: message.channel,
    subject: message.subject,
    sentAt: message.sent_at,
    delivery: message.delivery_state,
    providerId: message.provider_id,
    sha256: message.content_hash,
  }));
}

async function callsMade(tx: Tx, customerRowId: string) {
  const calls = await tx.task.findMany({
    where: { customerId: customerRowId, kind: 'call', state: 'done' },
    orderBy: { openedAt: 'asc' },
    take: 50,
  });
  return calls.map((call) => ({
    round: call.round,
    on: call.completedOn && isoDate(call.completedOn),
    outcome: call.outcome,
    note: call.note,
  }));
}

async function statementOf(tx: Tx, customerRowId: string, today: string) {
  const open = await tx.invoice.findMany({
    where: { customerId: customerRowId, status: 'open' },
    orderBy: [{ dueDate: 'asc' }, { id: 'asc' }],
    take: MOST_OPEN_INVOICES,
  });
  return {
    on: today,
    openInvoices: open.map((invoice) => ({
      invoiceId: invoice.invoiceId,
      number: invoice.number,
      dueDate: isoDate(invoice.dueDate),
      open: decimalAmount(invoice.openMinor + invoice.chargesMinor, invoice.currency),
      currency: invoice.currency,
    })),
  };
}

interface PromiseMadeRow {
  readonly opened_at: Date;
  readonly currency: string;
  readonly promised_minor: bigint;
  readonly state: string;
}

async function promisesMade(tx: Tx, customerRowId: string, invoiceRowId: string) {
  const promises = await tx.$queryRaw<PromiseMadeRow[]>`
    SELECT p.opened_at, p.currency, p.promised_minor, p.state
    FROM promise p
    WHERE p.customer_id = ${customerRowId}::uuid
      AND EXISTS (SELECT 1 FROM promise_invoice pi WHERE pi.promise_id = p.id AND pi.invoice_id = ${invoiceRowId}::uuid)
    ORDER BY p.opened_at DESC
    LIMIT ${MOST_PROMISES}`;
  return promises.map((promise) => ({
    madeAt: promise.opened_at,
    amount: decimalAmount(promise.promised_minor, promise.currency),
    currency: promise.currency,
    state: promise.state,
  }));
}
