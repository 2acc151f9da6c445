import { addDays, localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import {
  departmentFor,
  type DisputeCategory,
  type DisputeDepartment,
  type DisputeOrigin,
} from '@puntual/domain/disputes/dispute-codes';
import { deadlineDaysFor } from '@puntual/domain/disputes/dispute-settings';
import { decimalAmount, readAmount } from '@puntual/domain/money/amount';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Database, Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { type Actor, isOfCustomer, organizationOf, storedActor } from '../record/actor.ts';
import { claimsOf } from '../record/claims-of.ts';
import { dateColumn } from '../record/dates.ts';
import { lockCustomer, type CustomerIdentity } from '../record/lock-customer.ts';
import type { OrganizationRef } from '../record/refs.ts';
import { wakeCases } from '../record/wake-cases.ts';
import { announceDispute, auditDispute, readDispute, type DisputeRecord } from './dispute-record.ts';
import { openDisputeTask } from './dispute-tasks.ts';
import { deriveHolds } from './hold-disputed.ts';
import { readOrganizationDays } from './organization-days.ts';

/** Longest time ahead that the deadline of a dispute may lie. */
export const LONGEST_DEADLINE_DAYS = 365;

/** What a customer disputes. */
export interface DisputeDetails {
  readonly reason: string;
  readonly category: DisputeCategory;
  /** Left out: the one that usually answers the category. */
  readonly department?: DisputeDepartment | undefined;
  /** The colleague who answers for it, as the audit names people; left out: whoever opens it. */
  readonly owner?: string | undefined;
  /** The last day for its resolution; left out: by the settings of the category. */
  readonly deadlineOn?: IsoDate | undefined;
}

/** A disputed invoice by the ERP's id or its row id. `amount`: a decimal of its currency; left out: the whole of it. */
export interface DisputedInvoice {
  readonly invoiceId: string;
  readonly amount?: string | undefined;
}

export type OpenDisputeResult =
  | { readonly result: 'done'; readonly disputeId: string }
  | { readonly result: 'not-found' }
  | { readonly result: 'settled' }
  | { readonly result: 'already-disputed'; readonly number: number }
  | ({ readonly result: 'invalid' } & Refusal);

/**
 * Opens a dispute of one or many invoices of a customer (row ids). What is disputed is silent from then on, and the
 * rest is chased. `settled`: its only invoice is not open. `already-disputed`: another dispute is about the whole of
 * one of the invoices. Refuses invoices of others, amounts beyond what is open and not disputed, and deadlines in the
 * past.
 */
export function openDispute(
  database: Database,
  actor: Actor,
  dispute: {
    readonly customerRowId: string;
    readonly invoices: readonly DisputedInvoice[];
    readonly details: DisputeDetails;
  },
  now: number,
): Promise<OpenDisputeResult> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const customer = await lockCustomer(tx, dispute.customerRowId);
    if (!customer) return { result: 'not-found' };
    const lines = await readDisputable(tx, customer, dispute.invoices);
    if ('result' in lines) return lines;
    return recordDispute(tx, organizationOf(actor), { ...dispute, customer, lines, by: storedActor(actor) }, now);
  });
}

/** An invoice that is disputed, in minor units of its currency. Null: the whole invoice. */
export interface LineToDispute {
  readonly invoiceRowId: string;
  readonly amountMinor: bigint | null;
}

/** A dispute to record under its customer's lock. */
export interface DisputeToRecord {
  readonly customer: CustomerIdentity;
  readonly lines: readonly LineToDispute[];
  readonly details: DisputeDetails;
  readonly by: string;
  readonly origin?: DisputeOrigin;
  readonly paymentRowId?: string | null;
  /** Whether a person has to agree first. */
  readonly proposed?: boolean;
}

/** Writes a dispute with its holds, its task, its audit events and its announcement. */
export async function recordDispute(
  tx: Tx,
  organization: OrganizationRef,
  given: DisputeToRecord,
  now: number,
): Promise<OpenDisputeResult> {
  const { customer, details, by, proposed = false } = given;
  const at = new Date(now);
  const days = await readOrganizationDays(tx, organization.id, now);
  const deadlineOn = details.deadlineOn ?? days.after(deadlineDaysFor(details.category, days.settings));
  const today = localDate(now, customer.time_zone);
  const late = deadlineFault(deadlineOn, days.today);
  if (late) return { result: 'invalid', ...late };
  const id = newId();
  await insertDispute(tx, organization.id, { ...given, id, deadlineOn, today, at });
  const dispute = await readDispute(tx, id, customer);
  if (!proposed) await startDispute(tx, organization, dispute, { by, at });
  return { result: 'done', disputeId: id };
}

/** Silences what an open dispute is about, opens its task, and tells everybody who has to know. */
export async function startDispute(
  tx: Tx,
  organization: OrganizationRef,
  dispute: DisputeRecord,
  { by, at }: { readonly by: string; readonly at: Date },
): Promise<void> {
  await deriveHolds(tx, organization.id, dispute, { by, at });
  const { category, department, deadlineOn } = dispute;
  await auditDispute(tx, organization.id, dispute, {
    kind: 'dispute.opened',
    more: { category, department, deadlineOn },
    by,
    at,
  });
  await openDisputeTask(tx, organization, dispute, {
    kind: 'dispute',
    dueOn: dispute.deadlineOn,
    claimedBy: dispute.owner,
    at,
  });
  await announceDispute(tx, organization, dispute, { type: 'puntual.dispute.opened.v1', at });
  await wakeCases(
    tx,
    organization,
    dispute.lines.map((line) => line.invoiceRowId),
    { signal: 'hold', detail: { disputeId: dispute.id } },
  );
}

/** Why a day is no deadline; null when it is one. `today`: the organization's day. */
export function deadlineFault(deadlineOn: IsoDate, today: IsoDate): Refusal | null {
  if (deadlineOn < today) return { code: 'day-in-past', path: 'deadline', values: { today } };
  if (deadlineOn > addDays(today, LONGEST_DEADLINE_DAYS))
    return { code: 'deadline-too-far', path: 'deadline', values: { mostDays: LONGEST_DEADLINE_DAYS } };
  return null;
}

interface DisputeToInsert extends DisputeToRecord {
  readonly id: string;
  readonly deadlineOn: IsoDate;
  /** The customer's day. */
  readonly today: IsoDate;
  readonly at: Date;
}

async function insertDispute(
  tx: Tx,
  organizationId: string,
  { id, customer, lines, details, by, origin = 'person', paymentRowId = null, ...given }: DisputeToInsert,
): Promise<void> {
  await tx.dispute.create({
    data: {
      id,
      organizationId,
      number: await nextNumber(tx, organizationId),
      customerId: customer.id,
      origin,
      paymentId: paymentRowId,
      category: details.category,
      department: details.department ?? departmentFor(details.category),
      owner: details.owner ?? (origin === 'person' && !isOfCustomer(by) ? by : null),
      reason: details.reason,
      state: given.proposed ? 'proposed' : 'open',
      deadlineOn: dateColumn(given.deadlineOn),
      judgeOn: given.proposed ? null : dateColumn(addDays(given.deadlineOn, 1)),
      openedAt: given.at,
      openedBy: by,
      openedOn: dateColumn(given.today),
    },
  });
  await tx.disputeLine.createMany({
    data: lines.map(({ invoiceRowId, amountMinor }) => ({
      disputeId: id,
      invoiceId: invoiceRowId,
      organizationId,
      amountMinor,
    })),
  });
}

// Two disputes that are opened at once follow each other.
async function nextNumber(tx: Tx, organizationId: string): Promise<number> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`dispute ${organizationId}`}, 0))::text`;
  const [row] = await tx.$queryRaw<{ next: number }[]>`
    SELECT coalesce(max(number), 0)::int + 1 AS next FROM dispute WHERE organization_id = ${organizationId}::uuid`;
  return row?.next ?? 1;
}

interface DisputableInvoice {
  readonly id: string;
  readonly invoice_id: string;
  readonly currency: string;
  readonly status: string;
  readonly open_minor: bigint;
  /** Of unsettled disputes: what they keep silent in parts, and the number of one about the whole invoice. */
  readonly disputed_minor: bigint;
  readonly whole_in: number | null;
}

async function readDisputable(
  tx: Tx,
  customer: CustomerIdentity,
  wanted: readonly DisputedInvoice[],
): Promise<readonly LineToDispute[] | Exclude<OpenDisputeResult, { result: 'done' }>> {
  const rows = await tx.$queryRaw<DisputableInvoice[]>`
    SELECT i.id, i.invoice_id, i.currency, i.status, i.open_minor,
      coalesce(sum(l.amount_minor) FILTER (WHERE d.id IS NOT NULL), 0)::bigint AS disputed_minor,
      min(d.number) FILTER (WHERE l.amount_minor IS NULL) AS whole_in
    FROM invoice i
      LEFT JOIN dispute_line l ON l.organization_id = i.organization_id AND l.invoice_id = i.id
      LEFT JOIN dispute d ON d.id = l.dispute_id AND d.state IN ('open', 'waiting')
    WHERE i.customer_id = ANY(${await claimsOf(tx, customer.id)}::uuid[])
      AND (i.invoice_id = ANY(${wanted.map(({ invoiceId }) => invoiceId)}::text[])
        OR i.id::text = ANY(${wanted.map(({ invoiceId }) => invoiceId.toLowerCase())}::text[]))
    GROUP BY i.id`;
  const lines: LineToDispute[] = [];
  for (const [index, { invoiceId, amount }] of wanted.entries()) {
    const path = `invoices.${index}`;
    const row = rows.find((each) => each.invoice_id === invoiceId || each.id === invoiceId.toLowerCase());
    if (row && row.status !== 'open' && wanted.length === 1) return { result: 'settled' };
    if (!row || row.status !== 'open')
      return { result: 'invalid', code: 'invoice-unknown-or-other', path: `${path}.invoiceId`, values: { invoiceId } };
    if (lines.some(({ invoiceRowId }) => invoiceRowId === row.id))
      return { result: 'invalid', code: 'invoice-named-twice', path: `${path}.invoiceId`, values: { invoiceId } };
    if (row.whole_in !== null) return { result: 'already-disputed', number: row.whole_in };
    const minor = amount === undefined ? null : readPart(row, amount, `${path}.amount`);
    if (minor !== null && typeof minor !== 'bigint') return { result: 'invalid', ...minor };
    lines.push({ invoiceRowId: row.id, amountMinor: minor });
  }
  return lines;
}

function readPart(row: DisputableInvoice, amount: string, path: string): bigint | Refusal {
  const minor = readAmount(amount, row.currency, path);
  if (typeof minor !== 'bigint') return minor;
  if (minor <= 0n) return { code: 'not-positive', path, values: {} };
  const leftMinor = row.open_minor > row.disputed_minor ? row.open_minor - row.disputed_minor : 0n;
  if (minor <= leftMinor) return minor;
  const left = { amount: decimalAmount(leftMinor, row.currency), currency: row.currency };
  return { code: 'dispute-beyond-open', path, values: { left } };
}
