import { createHash } from 'node:crypto';
import { localDate } from '@puntual/domain/calendar/dates';
import { addOpenDays } from '@puntual/domain/calendar/send-window';
import type { PlacementState } from '@puntual/domain/decide/case-facts';
import { decimalAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import { canonicalJson, toJson, type Json } from '@puntual/db/json';
import { organizationOf } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { isoDate } from '../record/dates.ts';
import type { LoadedCase } from '../facts/load-case.ts';
import type { Evaluation } from './evaluation.ts';
import { openTask } from '../tasks/open-task.ts';

/**
 * What the id of the next placement of a case is made from: its run, and how many proposals were taken back, each of
 * which leaves its step dropped.
 */
export function placementSeed({ facts: { invoice, steps }, caseRun }: LoadedCase): string {
  const withdrawn = steps.filter((step) => step.do === 'agency' && step.state === 'dropped').length;
  return [`placement:${invoice.id}:${caseRun}`, ...(withdrawn === 0 ? [] : [withdrawn])].join(':');
}

/** Open days that a person has to approve a hand-off before its task shows as overdue. */
const APPROVAL_OPEN_DAYS = 3;

/**
 * Prepares the hand-off of a debt: stores the pack as it stands now (debtor, invoice with its ledger, calls, and every
 * message that was sent with its hash and delivery), and opens a task for the person who approves it when `placement`
 * needs approval. Throws when `placement` is null.
 */
export async function proposeAgency(
  { tx, ref, now }: Evaluation,
  loaded: LoadedCase,
  placement: PlacementState | null,
): Promise<void> {
  if (placement === null) throw new Error(`the placement of invoice ${ref.invoiceRowId} is missing`);
  const { facts } = loaded;
  const today = localDate(now, facts.window.timeZone);
  const pack = await buildPack(tx, loaded, today);
  const { placementId, state } = placement;
  const task =
    state === 'proposed'
      ? await openTask(
          tx,
          organizationOf(ref),
          {
            kind: 'approve-agency',
            owner: { customerRowId: loaded.customerRowId, customerId: loaded.customerId },
            invoiceRowIds: [facts.invoice.id],
            dueOn: addOpenDays(today, APPROVAL_OPEN_DAYS, facts.window),
            announced: { invoiceId: loaded.invoiceId },
          },
          new Date(now),
        )
      : null;
  await tx.placement.create({
    data: {
      id: placementId,
      organizationId: ref.organizationId,
      invoiceId: facts.invoice.id,
      customerId: loaded.customerRowId,
      taskId: task?.taskId ?? null,
      state,
      openMinor: facts.invoice.openMinor,
      proposedMinor: facts.invoice.openMinor,
      pack: pack as object,
      packHash: packHashOf(pack),
      proposedAt: new Date(now),
    },
  });
  await writeAudit(tx, ref.organizationId, [
    {
      at: new Date(now),
      kind: 'agency.proposed',
      actor: 'puntual',
      customerRowId: loaded.customerRowId,
      invoiceRowId: facts.invoice.id,
      data: { placementId, ...(task ? { taskId: task.taskId } : {}) },
    },
  ]);
}

/** SHA-256 of a pack with sorted keys, so that the pack has the same hash before it is stored and after it is read. */
export function packHashOf(pack: Json): string {
  return createHash('sha256').update(canonicalJson(pack)).digest('hex');
}

/**
 * The pack of a debt as it stands on `today`: debtor, invoice with its ledger, calls, and every message that was sent
 * with its hash and delivery.
 */
export async function buildPack(tx: Tx, { customerRowId, facts }: LoadedCase, today: string): Promise<Json> {
  return toJson({
    preparedOn: today,
    debtor: await debtorOf(tx, customerRowId),
    invoice: await invoiceWithLedger(tx, facts.invoice),
    messages: await sentMessages(tx, facts.invoice.id),
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
