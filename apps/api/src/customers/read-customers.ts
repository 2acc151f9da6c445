import type { z } from 'zod';
import type { customerQuerySchema, CustomerDetailView, CustomerView } from '@puntual/contracts/api/customers';
import { deadChannels } from '@puntual/casework/facts/reachability';
import { optOutChannelSchema } from '@puntual/contracts/api/opt-outs';
import { readProcedure } from '@puntual/domain/policy/customer-procedure';
import { readPromiseRecord } from './promise-record.ts';
import type { Tx } from '@puntual/db/database';
import { workflowUrl } from '@puntual/platform/temporal-connection';
import { contactWorkflowId } from '@puntual/contracts/workflow-ids';
import { likePattern, pageOfRows, readCursor, textPosition } from '../http/cursor.ts';
import { asRowId } from '../http/ids.ts';
import type { Reader } from '../invoices/invoice-row.ts';
import { accountManagerOf, type GroupedRow, groupOf } from './group-of.ts';
import { customerBalances, type Balances } from './customer-balances.ts';
import { optedOutOf } from '@puntual/casework/facts/opted-out';
import { channelSchema, contactRoleSchema, type Channel, type CustomerKind } from '@puntual/domain/policy/vocabulary';

interface CustomerRow {
  readonly id: string;
  readonly customer_id: string;
  readonly name: string;
  readonly kind: CustomerKind;
  readonly country: string;
  readonly language: string;
  readonly time_zone: string;
  readonly currency: string;
  readonly tags: string[];
  readonly direct_debit: boolean;
  readonly last_contact_at: Date | null;
  readonly tax_id: string | null;
}

/** The customers whose name or ERP id contains `q`, by name. */
export async function listCustomers(
  tx: Tx,
  query: z.infer<typeof customerQuerySchema>,
  now: number,
): Promise<{ items: CustomerView[]; nextCursor: string | null }> {
  const after = readCursor(query.cursor, textPosition);
  const like = query.q === undefined ? null : likePattern(query.q);
  const rows = await tx.$queryRaw<CustomerRow[]>`
    SELECT id, customer_id, name, kind, country, language, time_zone, currency, tags, direct_debit, last_contact_at,
      tax_id
    FROM customer
    WHERE merged_into IS NULL
      AND (${like}::text IS NULL OR name ILIKE ${like}::text OR customer_id ILIKE ${like}::text)
      AND (
        ${after?.[0] ?? null}::text IS NULL
        OR (name, id) > (${after?.[0] ?? null}::text, ${after?.[1] ?? null}::uuid)
      )
    ORDER BY name, id LIMIT ${query.limit + 1}`;
  const page = pageOfRows(rows, query.limit, (row) => [row.name, row.id]);
  const balances = await customerBalances(
    tx,
    page.rows.map((row) => row.id),
    now,
  );
  return { items: page.rows.map((row) => customerView(row, balances.get(row.id))), nextCursor: page.nextCursor };
}

/**
 * The row id of a customer by the ERP's id or its own, or of the one that it was merged into; null when this
 * organization has none.
 */
export async function findCustomerRowId(tx: Tx, id: string): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    SELECT coalesce(merged_into, id) AS id FROM customer
    WHERE customer_id = ${id} OR id = ${asRowId(id)}::uuid
    ORDER BY (customer_id = ${id}) DESC LIMIT 1`;
  return row?.id ?? null;
}

/**
 * One customer by the ERP's id or its own, with its contacts: of a merged one, the customer that it was merged into.
 * Null when this organization has none.
 */
export async function findCustomer(
  tx: Tx,
  id: string,
  reader: Reader,
  now: number,
): Promise<CustomerDetailView | null> {
  const [row] = await tx.$queryRaw<(CustomerRow & GroupedRow & { readonly procedure: unknown })[]>`
    SELECT c.id, c.customer_id, c.name, c.kind, c.country, c.language, c.time_zone, c.currency, c.tags, c.direct_debit,
      c.last_contact_at, c.tax_id, c.procedure, c.account_manager, l.name AS account_manager_name,
      g.key AS group_key, p.customer_id AS payer_id
    FROM customer c
    LEFT JOIN collector l ON l.organization_id = c.organization_id AND l.person_id = c.account_manager
    LEFT JOIN customer_group g ON g.id = c.group_id
    LEFT JOIN customer p ON p.id = g.payer_id
    WHERE c.id = ${await findCustomerRowId(tx, id)}::uuid`;
  if (!row) return null;
  const balances = await customerBalances(tx, [row.id], now);
  const contacts = await tx.contact.findMany({
    where: { customerId: row.id },
    orderBy: { contactId: 'asc' },
    take: 200,
  });
  const optOuts = await tx.optOut.findMany({ where: { customerId: row.id } });
  const workflowId = contactWorkflowId(reader.slug, row.customer_id);
  return {
    ...customerView(row, balances.get(row.id)),
    taxId: row.tax_id,
    procedure: readProcedure(row.procedure),
    accountManager: accountManagerOf(row),
    group: groupOf(row),
    promises: await readPromiseRecord(tx, row.id, now),
    contacts: contacts
      .map((contact) => [contact, optedOutOf(contact.contactId, optOuts)] as const)
      .map(([contact, optedOut]) => ({
        contactId: contact.contactId,
        name: contact.name,
        role: contactRoleSchema.catch('other').parse(contact.role),
        email: contact.email,
        phone: contact.phone,
        channels: contact.channels.flatMap((channel) => channelSchema.safeParse(channel).data ?? []),
        reachable: isReachable(contact, optedOut),
        optOuts: optOutChannelSchema.options.filter((channel) => optedOut.has(channel)),
      })),
    workflowId,
    workflowUrl: workflowUrl(reader.settings, workflowId),
  };
}

// A contact is unreachable only when every address that it has bounced or is opted out of: a mailbox that bounces says
// nothing about the telephone.
function isReachable(
  contact: Parameters<typeof deadChannels>[0] & { readonly email: string | null; readonly phone: string | null },
  optedOut: ReadonlySet<Channel>,
): boolean {
  const dead = new Set([...deadChannels(contact).keys(), ...optedOut]);
  return (
    dead.size === 0 || (contact.email !== null && !dead.has('email')) || (contact.phone !== null && !dead.has('sms'))
  );
}

function customerView(row: CustomerRow, balances: Balances = { open: [], openInvoices: 0 }): CustomerView {
  return {
    id: row.id,
    customerId: row.customer_id,
    name: row.name,
    kind: row.kind,
    country: row.country,
    language: row.language,
    timeZone: row.time_zone,
    currency: row.currency,
    tags: row.tags,
    directDebit: row.direct_debit,
    open: balances.open,
    openInvoices: balances.openInvoices,
    lastContactAt: row.last_contact_at?.toISOString() ?? null,
  };
}
