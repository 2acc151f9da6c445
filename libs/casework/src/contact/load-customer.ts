import type { CustomerFacts, GateContact, GateInvoice } from '@puntual/domain/decide/compose-message';
import type { Hold, InvoiceStatus } from '@puntual/domain/decide/facts';
import { channelSchema, type Channel, type ContactRole, type Stage } from '@puntual/domain/policy/policy';
import type { Tx } from '@puntual/db/database';
import { sendWindowOf } from '../cases/closed-days.ts';
import { policyOf } from '../cases/policies.ts';
import { isoDate } from '../dates.ts';
import type { PostalAddress } from './address-lines.ts';
import { deadChannels } from './reachability.ts';

/** One invoice as a message shows it. */
export interface NoticeRow {
  readonly id: string;
  readonly invoiceId: string;
  readonly number: string;
  readonly issueDate: string;
  readonly dueOn: string;
  readonly currency: string;
  readonly totalMinor: bigint;
  readonly openMinor: bigint;
  readonly documentUrl: string | null;
  readonly paymentUrl: string | null;
  readonly purchaseOrder: string | null;
}

export interface LoadedCustomer {
  readonly facts: CustomerFacts;
  readonly customerId: string;
  readonly name: string;
  readonly language: string;
  readonly timeZone: string;
  readonly address: PostalAddress | null;
  readonly contactNames: ReadonlyMap<string, string>;
  readonly invoices: ReadonlyMap<string, NoticeRow>;
}

/** Most invoices that one message lists: those that ask for it, then the oldest. */
const MOST_INVOICES = 500;

/** Reads what the gate looks at, under the customer's lock. Null for an unknown customer row id. */
export async function loadCustomer(tx: Tx, customerRowId: string, now: number): Promise<LoadedCustomer | null> {
  const [locked] = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM customer WHERE id = ${customerRowId}::uuid FOR NO KEY UPDATE`;
  if (!locked) return null;
  const customer = await tx.customer.findUniqueOrThrow({ where: { id: customerRowId } });
  const requests = await tx.$queryRaw<{ id: string; invoice_id: string; step_id: string }[]>`
    SELECT id, invoice_id, step_id FROM step WHERE customer_id = ${customerRowId}::uuid AND "do" = 'send' AND state = 'requested' ORDER BY requested_at, id LIMIT ${MOST_INVOICES}`;
  const rows = await tx.$queryRaw<(Omit<NoticeRow, 'id'> & {
    id: string; invoice_id: string; issue_date: Date; due_date: Date; open_minor: bigint; total_minor: bigint; document_url: string | null; payment_url: string | null; purchase_order: string | null; status: InvoiceStatus; stage: Stage; policy_key: string | null; holds: Hold[] | null;
  })[]>`
    SELECT i.id, i.invoice_id, i.number, i.issue_date, i.due_date, i.currency, i.total_minor, i.open_minor, i.document_url, i.payment_url, i.purchase_order, i.status, i.stage, i.policy_key,
      (SELECT jsonb_agg(jsonb_build_object('id', h.id, 'kind', h.kind, 'untilOn', h.until_on)) FROM hold h WHERE h.organization_id = i.organization_id AND h.invoice_id = i.id AND h.released_at IS NULL) AS holds
    FROM invoice i WHERE i.customer_id = ${customerRowId}::uuid AND (i.status = 'open' OR i.id = ANY(${requests.map((request) => request.invoice_id)}::uuid[]))
    ORDER BY (i.id = ANY(${requests.map((request) => request.invoice_id)}::uuid[])) DESC, i.due_date, i.id LIMIT ${MOST_INVOICES}`;
  const contacts = await tx.contact.findMany({ where: { customerId: customerRowId }, orderBy: { contactId: 'asc' } });
  const credits = await tx.$queryRaw<{ currency: string; minor: bigint }[]>`
    SELECT currency, sum(unallocated_minor)::bigint AS minor FROM payment WHERE customer_id = ${customerRowId}::uuid AND status = 'received' AND unallocated_minor > 0 GROUP BY currency`;
  // The gentlest common ground of part 1: one policy speaks for the customer, that of the first request.
  const policy = policyOf(rows.find((row) => row.id === requests[0]?.invoice_id)?.policy_key ?? null);
  return {
    customerId: customer.customerId, name: customer.name, language: customer.language, timeZone: customer.timeZone, address: customer.address as LoadedCustomer['address'],
    contactNames: new Map(contacts.map((contact) => [contact.contactId, contact.name])),
    invoices: new Map(rows.map((row) => [row.id, {
      id: row.id, invoiceId: row.invoice_id, number: row.number, issueDate: isoDate(row.issue_date), dueOn: isoDate(row.due_date), currency: row.currency, totalMinor: row.total_minor, openMinor: row.open_minor,
      documentUrl: row.document_url, paymentUrl: row.payment_url, purchaseOrder: row.purchase_order,
    }])),
    facts: {
      customerId: customer.id, directDebit: customer.directDebit, hasPostalAddress: customer.address !== null, window: sendWindowOf(policy, customer.country, customer.timeZone, now), policy,
      requests: requests.map((request) => ({ requestId: request.id, invoiceId: request.invoice_id, stepId: request.step_id })),
      invoices: rows.map((row): GateInvoice => ({ id: row.id, dueOn: isoDate(row.due_date), currency: row.currency, openMinor: row.open_minor, status: row.status, stage: row.stage, holds: row.holds ?? [] })),
      contacts: contacts.map((contact): GateContact => {
        const dead = deadChannels(contact);
        const channels = contact.channels.filter((channel): channel is Channel => channelSchema.safeParse(channel).success && !dead.has(channel as Channel));
        return { contactId: contact.contactId, role: contact.role as ContactRole, email: contact.email, phone: contact.phone, channels, reachable: channels.length > 0 };
      }),
      lastReminderOn: customer.lastReminderOn && isoDate(customer.lastReminderOn),
      creditMinor: Object.fromEntries(credits.map((credit) => [credit.currency, credit.minor])),
    },
  };
}
