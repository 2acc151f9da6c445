import type { InvoiceStatus } from '@puntual/domain/decide/case-facts';
import type { ContactRequest } from '@puntual/domain/decide/composition';
import type { Tx } from '@puntual/db/database';
import { sql } from '@puntual/db/sql';
import { groupBy } from '../record/group-by.ts';
import { lockAndReadCustomer } from '../record/lock-customer.ts';
import type { PostalAddress } from './address-lines.ts';
import { contactHistory, type ContactHistoryRow } from './contact-history.ts';
import { INVOICE_MENTIONS, type MentionRows } from './invoice-mentions.ts';
import { OPEN_HOLDS, type HoldRow } from './open-holds.ts';
import type { OptOut } from './opted-out.ts';
import type { ServiceRow } from './read-service-about.ts';
import { ORGANIZATION_SETTING, type SettingRow } from './organization-setting.ts';
import { PAYMENT_FEEDS, type FreshnessRow } from './payment-feeds.ts';
import { READER_BEATS } from './payments-backlog.ts';
import { type PromiseRows, recordedPromises } from './recorded-promises.ts';
import { REVERSED_PAYMENTS, type ReversedRows } from './reversed-payments.ts';
import { SHOWN_NUMBER } from '../record/shown-number.ts';
import type { CustomerKind, Risk, Stage } from '@puntual/domain/policy/vocabulary';

/**
 * Most requests, and most invoices, of one message: the oldest requests; the invoices with requests first, then those
 * with the earliest due dates.
 */
const MOST_INVOICES = 500;

/** The customer's row as the gate needs it. */
export interface GateCustomerRow {
  readonly id: string;
  readonly organization_id: string;
  readonly customer_id: string;
  readonly name: string;
  readonly language: string;
  readonly time_zone: string;
  readonly country: string;
  readonly region: string | null;
  readonly kind: CustomerKind;
  readonly risk: Risk | null;
  readonly tags: readonly string[] | null;
  readonly direct_debit: boolean;
  readonly address: PostalAddress | null;
  readonly last_reminder_on: Date | null;
  readonly procedure: unknown;
  readonly group_id: string | null;
}

/** Another customer of the group that a customer pays for, as the gate needs it. */
export interface MemberRow {
  readonly id: string;
  readonly customer_id: string;
  readonly name: string;
  readonly country: string;
  readonly kind: CustomerKind;
  readonly risk: Risk | null;
  readonly tags: readonly string[] | null;
  readonly direct_debit: boolean;
}

const CUSTOMER_COLUMNS = sql`
  id, organization_id, customer_id, name, language, time_zone, country, region, kind, risk, tags, direct_debit, address,
  last_reminder_on, procedure, group_id`;

/**
 * Reads one customer (row id), with `lock` in the statement that locks the customer to the end of the transaction.
 * Returns null when there is no such customer.
 */
export async function readGateCustomer(tx: Tx, customerRowId: string, lock: boolean): Promise<GateCustomerRow | null> {
  if (lock) return lockAndReadCustomer<GateCustomerRow>(tx, customerRowId, CUSTOMER_COLUMNS);
  const [row] = await tx.$queryRaw<GateCustomerRow[]>`
    SELECT ${CUSTOMER_COLUMNS} FROM customer WHERE id = ${customerRowId}::uuid`;
  return row ?? null;
}

/** The other customers of the group that the customer pays for; none of a customer who pays for no group. */
export async function readMembers(
  tx: Tx,
  { id, group_id }: Pick<GateCustomerRow, 'id' | 'group_id'>,
): Promise<readonly MemberRow[]> {
  if (group_id === null) return [];
  return tx.$queryRaw<MemberRow[]>`
    SELECT m.id, m.customer_id, m.name, m.country, m.kind, m.risk, m.tags, m.direct_debit
    FROM customer m JOIN customer_group g ON g.id = m.group_id
    WHERE m.group_id = ${group_id}::uuid AND g.payer_id = ${id}::uuid AND m.id <> ${id}::uuid
    ORDER BY m.name, m.id`;
}

/** A requested message as the database gives it, before it is known whether a service message still applies. */
export type RequestRow = Omit<ContactRequest, 'service'> & { readonly service: ServiceRow | null };

/**
 * The messages that the customer's cases have requested and that are not settled: what the customer asked for, then the
 * others, each the oldest first.
 */
export async function readRequests(tx: Tx, customerRowId: string): Promise<readonly RequestRow[]> {
  return tx.$queryRaw<RequestRow[]>`
    SELECT s.id AS "requestId", s.invoice_id AS "invoiceId", s.step_id AS "stepId",
      CASE WHEN a.id IS NOT NULL THEN jsonb_build_object(
        'id', a.id, 'what', a.what, 'contactId', a.contact_id, 'channel', a.channel) END AS asked,
      CASE WHEN v.id IS NOT NULL THEN jsonb_build_object(
        'id', v.id, 'kind', v.kind, 'subjectId', v.subject_id, 'on', v.on_day) END AS service
    FROM step s
      LEFT JOIN asked_message a ON a.id = s.asked_id
      LEFT JOIN service_message v ON v.id = s.service_id
    WHERE s.customer_id = ${customerRowId}::uuid AND s."do" = 'send' AND s.state = 'requested'
    ORDER BY a.asked_at NULLS LAST, s.requested_at, s.id LIMIT ${MOST_INVOICES}`;
}

/** One invoice for the gate as the database gives it, before any rule is applied. */
export interface GateInvoiceRow {
  readonly id: string;
  /** The customer (row id) who owes it. */
  readonly owner_id: string;
  readonly invoice_id: string;
  readonly number: string;
  readonly issue_date: Date;
  readonly due_date: Date;
  readonly currency: string;
  readonly open_minor: bigint;
  readonly charges_minor: bigint;
  readonly total_minor: bigint;
  readonly document_url: string | null;
  readonly payment_url: string | null;
  readonly purchase_order: string | null;
  readonly terms: unknown;
  readonly status: InvoiceStatus;
  readonly stage: Stage;
  readonly contact_id: string | null;
  readonly runs_policy_key: string | null;
  readonly runs_policy_version: number | null;
  readonly holds: HoldRow[] | null;
  readonly mentions: MentionRows;
  /** Read only for customers who pay by direct debit. */
  readonly reversed: ReversedRows;
}

/** The open invoices of these customers and those with requests (`requested`, row ids): these first. */
export async function readInvoices(
  tx: Tx,
  customers: readonly Pick<GateCustomerRow, 'id' | 'direct_debit'>[],
  requested: readonly string[],
): Promise<readonly GateInvoiceRow[]> {
  return tx.$queryRaw<GateInvoiceRow[]>`
    SELECT i.id, i.customer_id AS owner_id, i.invoice_id, ${SHOWN_NUMBER} AS number, i.issue_date, i.due_date,
      i.currency, i.total_minor, i.open_minor, i.charges_minor, i.document_url, i.payment_url,
      i.purchase_order, i.terms, i.status, i.stage, i.contact_id, i.runs_policy_key, i.runs_policy_version,
      ${INVOICE_MENTIONS} AS mentions,
      ${OPEN_HOLDS} AS holds,
      ${customers.some(({ direct_debit }) => direct_debit) ? REVERSED_PAYMENTS : sql`NULL`} AS reversed
    FROM invoice i
    WHERE i.customer_id = ANY(${customers.map(({ id }) => id)}::uuid[])
      AND (i.status = 'open' OR i.id = ANY(${requested}::uuid[]))
    ORDER BY (i.id = ANY(${requested}::uuid[])) DESC, i.due_date, i.id LIMIT ${MOST_INVOICES}`;
}

/** The unallocated credit of customers in minor units: by customer (row id), then by currency. */
export async function readCredits(
  tx: Tx,
  customerRowIds: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<string, bigint>>>> {
  const credits = await tx.$queryRaw<{ customer_id: string; currency: string; minor: bigint }[]>`
    SELECT customer_id, currency, sum(unallocated_minor)::bigint AS minor
    FROM payment
    WHERE customer_id = ANY(${customerRowIds as string[]}::uuid[]) AND status = 'received' AND unallocated_minor > 0
    GROUP BY customer_id, currency`;
  const byCustomer = groupBy(credits, ({ customer_id }) => customer_id);
  return new Map(
    [...byCustomer].map(([id, own]) => [id, Object.fromEntries(own.map(({ currency, minor }) => [currency, minor]))]),
  );
}

/** What the gate reads of the customer and the organization besides invoices, before any rule is applied. */
export interface GateHistoryRow extends FreshnessRow {
  readonly promises: PromiseRows;
  readonly contacts: ContactHistoryRow;
  readonly setting: SettingRow | null;
  readonly opt_outs: readonly OptOut[] | null;
}

/**
 * Reads the promises, contacts, opt-outs, feeds and settings that count for a message to the customer at `now`; the
 * promises also of the members of the group that the customer pays for. Throws when the customer does not exist.
 */
export async function readGateHistory(
  tx: Tx,
  { customerRowId, memberRowIds }: { readonly customerRowId: string; readonly memberRowIds: readonly string[] },
  now: number,
): Promise<GateHistoryRow> {
  const customers =
    memberRowIds.length === 0 ? sql`c.id` : sql`SELECT unnest(${[customerRowId, ...memberRowIds]}::uuid[])`;
  const [row] = await tx.$queryRaw<GateHistoryRow[]>`
    SELECT
      ${recordedPromises(customers)} AS promises,
      ${contactHistory(now)} AS contacts,
      ${PAYMENT_FEEDS} AS feeds,
      ${READER_BEATS} AS beats,
      ${ORGANIZATION_SETTING} AS setting,
      (SELECT jsonb_agg(jsonb_build_object('contactId', x.contact_id, 'channel', x.channel))
        FROM opt_out x
        WHERE x.organization_id = c.organization_id AND x.customer_id = c.id) AS opt_outs
    FROM customer c
    WHERE c.id = ${customerRowId}::uuid`;
  if (!row) throw new Error(`there is no customer ${customerRowId}`);
  return row;
}
