import type { Tx } from '@puntual/db/database';
import { sql } from '@puntual/db/sql';
import { moveTasks } from '../tasks/move-tasks.ts';

/** The row ids of the customer whose rows move and of the one who gets them, and the ERP's id of the latter. */
export interface RowMove {
  readonly from: string;
  readonly into: string;
  readonly intoId: string;
}

/** Tables whose rows name a customer and keep no more than one row apart by it. */
const MOVED = [
  'invoice',
  'payment',
  'step',
  'hold',
  'customer_pause',
  'dispute',
  'message',
  'placement',
  'charge',
  'promise',
  'payment_plan',
  'unidentified_receipt',
  'asked_message',
  'service_message',
  'call_log',
  'credit_limit_change',
  'portal_link',
  'portal_act',
  'portal_file',
  'reply',
  'reply_answer',
] as const;

/**
 * Moves all rows of one customer to another, under the locks of both, and marks the first as merged. Audit events are
 * never changed: readers find those of merged customers by `merged_into`.
 */
export async function moveRows(tx: Tx, organizationId: string, move: RowMove, now: Date): Promise<void> {
  const { from, into } = move;
  for (const table of MOVED)
    await tx.$executeRawUnsafe(
      `UPDATE ${table} SET customer_id = $1::uuid WHERE organization_id = $3::uuid AND customer_id = $2::uuid`,
      into,
      from,
      organizationId,
    );
  await moveTasks(tx, move);
  await moveNotes(tx, from, into);
  await moveContacts(tx, from, into);
  await moveAccess(tx, from, into);
  await moveAccountsAndLists(tx, from, into);
  await moveEarlyEvents(tx, move);
  await moveCredit(tx, from, into);
  await mergeCustomerRows(tx, move, now);
}

// A customer has one pinned note: that of the one who stays.
async function moveNotes(tx: Tx, from: string, into: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE customer_note n
    SET
      customer_id = ${into}::uuid,
      pinned = n.pinned AND NOT EXISTS (
        SELECT FROM customer_note kept WHERE kept.customer_id = ${into}::uuid AND kept.pinned)
    WHERE n.customer_id = ${from}::uuid`;
}

// A contact that both have under one id is the second customer's, unless a person confirmed the first one's alone.
async function moveContacts(tx: Tx, from: string, into: string): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM contact i
    WHERE i.customer_id = ${into}::uuid AND i.confirmed = '{}'::jsonb AND EXISTS (
      SELECT 1 FROM contact f
      WHERE f.customer_id = ${from}::uuid AND f.contact_id = i.contact_id AND f.confirmed <> '{}'::jsonb)`;
  await tx.$executeRaw`
    DELETE FROM contact f
    WHERE f.customer_id = ${from}::uuid AND EXISTS (
      SELECT 1 FROM contact i WHERE i.customer_id = ${into}::uuid AND i.contact_id = f.contact_id)`;
  await tx.$executeRaw`UPDATE contact SET customer_id = ${into}::uuid WHERE customer_id = ${from}::uuid`;
  await tx.$executeRaw`
    INSERT INTO opt_out (organization_id, customer_id, contact_id, channel, opted_out_at, opted_out_by)
      SELECT organization_id, ${into}::uuid, contact_id, channel, opted_out_at, opted_out_by
      FROM opt_out
      WHERE customer_id = ${from}::uuid
    ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`DELETE FROM opt_out WHERE customer_id = ${from}::uuid`;
  // An address that is dead is dead for the other customer too.
  await tx.$executeRaw`
    INSERT INTO unreached_address (organization_id, customer_id, channel, address, why, times, since, last_on)
      SELECT organization_id, ${into}::uuid, channel, address, why, times, since, last_on
      FROM unreached_address
      WHERE customer_id = ${from}::uuid
    ON CONFLICT (organization_id, customer_id, channel, address) DO UPDATE
    SET why = excluded.why, times = excluded.times, since = excluded.since, last_on = excluded.last_on
    WHERE unreached_address.why = 'undelivered' AND excluded.why <> 'undelivered'`;
  await tx.$executeRaw`DELETE FROM unreached_address WHERE customer_id = ${from}::uuid`;
}

// Whoever was let see the first customer sees the second one; what was said of the second stays.
async function moveAccess(tx: Tx, from: string, into: string): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM customer_access f
    WHERE f.customer_id = ${from}::uuid AND EXISTS (
      SELECT 1 FROM customer_access i WHERE i.customer_id = ${into}::uuid AND i.person_id = f.person_id)`;
  await tx.$executeRaw`UPDATE customer_access SET customer_id = ${into}::uuid WHERE customer_id = ${from}::uuid`;
}

// A list of open items from before the merge does not say all that is open of the customer now.
async function moveAccountsAndLists(tx: Tx, from: string, into: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO payer_account (organization_id, account_hash, customer_id, noted_at)
      SELECT organization_id, account_hash, ${into}::uuid, noted_at FROM payer_account WHERE customer_id = ${from}::uuid
    ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`DELETE FROM payer_account WHERE customer_id = ${from}::uuid`;
  await tx.$executeRaw`DELETE FROM open_items_list WHERE customer_id IN (${from}::uuid, ${into}::uuid)`;
}

// Early events of the first customer are applied to the second one's invoices and payments.
async function moveEarlyEvents(tx: Tx, { from, intoId }: RowMove): Promise<void> {
  await tx.$executeRaw`
    UPDATE early_event SET event = jsonb_set(event, '{data,customerId}', to_jsonb(${intoId}::text))
    WHERE event->'data'->>'customerId' IN (
      SELECT customer_id FROM customer WHERE id = ${from}::uuid OR merged_into = ${from}::uuid)`;
}

// The customer who stays keeps the limit of credit, and takes over that of the first one for want of an own one. The
// task that asks about the first one's is the other's now.
async function moveCredit(tx: Tx, from: string, into: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO customer_credit (
      organization_id, customer_id, limit_minor, limit_currency, source, erp_minor, erp_currency, version,
      limit_is_new, exceeded_at)
    SELECT organization_id, ${into}::uuid, limit_minor, limit_currency, source, erp_minor, erp_currency, version + 1,
      true, exceeded_at
    FROM customer_credit
    WHERE customer_id = ${from}::uuid
    ON CONFLICT (customer_id) DO UPDATE
    SET
      limit_minor = coalesce(customer_credit.limit_minor, excluded.limit_minor),
      limit_currency = coalesce(customer_credit.limit_currency, excluded.limit_currency),
      source = CASE WHEN customer_credit.limit_minor IS NULL THEN excluded.source ELSE customer_credit.source END,
      version = customer_credit.version + 1,
      limit_is_new = true,
      exceeded_at = least(customer_credit.exceeded_at, excluded.exceeded_at)`;
  await tx.$executeRaw`DELETE FROM customer_credit WHERE customer_id = ${from}::uuid`;
}

/** What the ERP says of a customer, which a customer who is not known yet takes over until the ERP says more. */
const MASTER_DATA = sql`
  name = f.name, kind = f.kind, tax_id = f.tax_id, country = f.country, language = f.language,
  time_zone = f.time_zone, currency = f.currency, region = f.region, risk = f.risk, tags = f.tags,
  direct_debit = f.direct_debit, address = f.address, credit_limit_minor = f.credit_limit_minor,
  account_manager = f.account_manager,
  policy_key = coalesce(i.policy_key, f.policy_key)`;

async function mergeCustomerRows(tx: Tx, { from, into }: RowMove, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE customer i SET ${MASTER_DATA}
    FROM customer f
    WHERE i.id = ${into}::uuid AND f.id = ${from}::uuid AND i.provisional AND NOT f.provisional`;
  await tx.$executeRaw`
    UPDATE customer i SET
      last_reminder_on = greatest(i.last_reminder_on, f.last_reminder_on),
      last_contact_at = greatest(i.last_contact_at, f.last_contact_at),
      procedure = coalesce(i.procedure, f.procedure),
      owner_id = coalesce(i.owner_id, f.owner_id),
      team = coalesce(i.team, f.team)
    FROM customer f
    WHERE i.id = ${into}::uuid AND f.id = ${from}::uuid`;
  // A chain of merges stays one step long: A into B and B into C make A into C.
  await tx.$executeRaw`
    UPDATE customer SET merged_into = ${into}::uuid, merged_at = coalesce(merged_at, ${now}::timestamptz)
    WHERE id = ${from}::uuid OR merged_into = ${from}::uuid`;
}
