import { localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import type { LedgerEntry, LedgerInvoice, LedgerMoney } from '@puntual/domain/statement/dated-entries';
import { statementAt, type Statement } from '@puntual/domain/statement/statement-at';
import type { Tx } from '@puntual/db/database';
import { isoDate } from '../record/dates.ts';
import { groupBy } from '../record/group-by.ts';
import { reversedOn } from '../ledger/reversed-on.ts';
import { SHOWN_NUMBER } from '../record/shown-number.ts';
import { allowedLink } from '../settings/allowed-link.ts';

/** The customer of a statement. */
export interface StatementCustomer {
  readonly id: string;
  readonly customerId: string;
  readonly name: string;
  /** BCP 47. */
  readonly language: string;
  readonly timeZone: string;
}

/**
 * A customer's (row id) account at the end of the day `on`, by the dates of its entries; with `on` null, today in the
 * customer's time zone. With `knownAt` (epoch milliseconds) only what was recorded until then counts, so the same
 * question always has the same answer. Null when this organization has no such customer.
 *
 * Reads the customer's whole ledger: settled invoices cancel out, but an old payment may have been reversed since.
 */
export async function loadStatement(
  tx: Tx,
  customerRowId: string,
  asked: { readonly on: IsoDate | null; readonly knownAt: number | null },
  now: number,
): Promise<{ readonly customer: StatementCustomer; readonly statement: Statement } | null> {
  const [customer] = await tx.$queryRaw<
    { id: string; customer_id: string; name: string; language: string; time_zone: string }[]
  >`
    SELECT id, customer_id, name, language, time_zone FROM customer WHERE id = ${customerRowId}::uuid`;
  if (!customer) return null;
  const scope = {
    customerRowId,
    timeZone: customer.time_zone,
    until: asked.knownAt === null ? null : new Date(asked.knownAt),
  };
  const day = asked.on ?? localDate(asked.knownAt ?? now, customer.time_zone);
  const invoices = await withAssignments(tx, await loadInvoices(tx, scope), { on: day, until: scope.until });
  const entries = await loadEntries(tx, scope, invoices);
  const money = await loadMoney(tx, scope);
  return {
    customer: {
      id: customer.id,
      customerId: customer.customer_id,
      name: customer.name,
      language: customer.language,
      timeZone: customer.time_zone,
    },
    statement: statementAt(invoices, entries, money, day),
  };
}

/** Which part of a customer's ledger counts: all of it, or only what was recorded `until` a moment. */
interface Scope {
  readonly customerRowId: string;
  readonly timeZone: string;
  readonly until: Date | null;
}

async function loadInvoices(tx: Tx, { customerRowId, timeZone, until }: Scope): Promise<LedgerInvoice[]> {
  const rows = await tx.$queryRaw<
    {
      id: string;
      is_own: boolean;
      invoice_id: string;
      number: string;
      currency: string;
      issue_date: Date;
      due_date: Date;
      revision: number;
      purchase_order: string | null;
      document_url: string | null;
      payment_url: string | null;
    }[]
  >`
    SELECT i.id, i.customer_id = ${customerRowId}::uuid AS is_own, i.invoice_id, ${SHOWN_NUMBER} AS number, i.currency,
      i.issue_date, i.due_date, i.revision, i.purchase_order, i.document_url, i.payment_url
    FROM invoice i
    WHERE i.id IN (
        SELECT id FROM invoice WHERE customer_id = ${customerRowId}::uuid
        UNION
        -- Money of a group's payer lies on invoices of several customers.
        SELECT other.invoice_id
        FROM entry other
        WHERE other.payment_id IN (
          SELECT e.payment_id
          FROM invoice own JOIN entry e ON e.invoice_id = own.id AND e.of_payer
          WHERE own.customer_id = ${customerRowId}::uuid
          UNION
          SELECT e.payment_id
          FROM payment p JOIN entry e ON e.payment_id = p.id AND e.of_payer
          WHERE p.customer_id = ${customerRowId}::uuid))
      AND (${until}::timestamptz IS NULL OR i.created_at <= ${until}::timestamptz)`;
  const amended = await loadDueChanges(
    tx,
    rows.flatMap((row) => (row.revision > 0 ? [row.id] : [])),
  );
  const setting = await tx.organizationSetting.findFirst({ select: { linkHosts: true } });
  const hosts = setting?.linkHosts ?? [];
  return rows.map((row): LedgerInvoice => {
    const changes = amended.get(row.id) ?? [];
    return {
      id: row.id,
      ...(row.is_own ? {} : { ofAnother: true }),
      invoiceId: row.invoice_id,
      number: row.number,
      currency: row.currency,
      issueDate: isoDate(row.issue_date),
      dueOn: changes[0]?.from ?? isoDate(row.due_date),
      dueChanges: changes
        .filter(({ at }) => until === null || at <= until)
        .map(({ at, to }) => ({ on: localDate(at.getTime(), timeZone), dueOn: to })),
      purchaseOrder: row.purchase_order,
      documentUrl: allowedLink(row.document_url, hosts),
      paymentUrl: allowedLink(row.payment_url, hosts),
    };
  });
}

// Names the factor of each invoice that was assigned on the day, by what was recorded until then.
async function withAssignments(
  tx: Tx,
  invoices: readonly LedgerInvoice[],
  { on, until }: { readonly on: IsoDate; readonly until: Date | null },
): Promise<LedgerInvoice[]> {
  const rows = await tx.$queryRaw<{ invoice_id: string; assigned_to: string; payment_instructions: string | null }[]>`
    SELECT invoice_id, assigned_to, payment_instructions
    FROM invoice_assignment
    WHERE invoice_id = ANY(${invoices.map(({ id }) => id)}::uuid[])
      AND assigned_on <= ${on}::date
      AND (returned_on IS NULL OR returned_on > ${on}::date OR returned_at > ${until}::timestamptz)
      AND (${until}::timestamptz IS NULL OR assigned_at <= ${until}::timestamptz)
    ORDER BY id`;
  const known = new Map(rows.map((row) => [row.invoice_id, row]));
  return invoices.map((invoice) => {
    const row = known.get(invoice.id);
    return row
      ? { ...invoice, assigned: { to: row.assigned_to, paymentInstructions: row.payment_instructions } }
      : invoice;
  });
}

// A row of `invoice` holds the last due date only; the audit holds the earlier ones, and is never changed.
async function loadDueChanges(
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly { at: Date; from: IsoDate; to: IsoDate }[]>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ invoice_id: string; at: Date; from: IsoDate; to: IsoDate }[]>`
    SELECT invoice_id, at, data->'dueOn'->>'from' AS "from", data->'dueOn'->>'to' AS "to"
    FROM audit_event
    WHERE invoice_id = ANY(${ids as string[]}::uuid[]) AND kind = 'invoice.amended' AND data ? 'dueOn'
    ORDER BY id`;
  return groupBy(rows, (row) => row.invoice_id);
}

// In the order in which the entries were written, because ids rise with time.
async function loadEntries(tx: Tx, { until }: Scope, invoices: readonly LedgerInvoice[]): Promise<LedgerEntry[]> {
  const rows = await tx.$queryRaw<
    { invoice_id: string; kind: string; amount_minor: bigint; entry_on: Date; payment_id: string | null }[]
  >`
    SELECT e.invoice_id, e.kind, e.amount_minor, e.entry_on, e.payment_id
    FROM entry e
    WHERE e.invoice_id = ANY(${invoices.map(({ id }) => id)}::uuid[])
      AND (${until}::timestamptz IS NULL OR e.created_at <= ${until}::timestamptz)
    ORDER BY e.id`;
  return rows.map((row) => ({
    invoiceId: row.invoice_id,
    kind: row.kind,
    amountMinor: row.amount_minor,
    on: isoDate(row.entry_on),
    moneyId: row.payment_id,
  }));
}

interface MoneyRow {
  readonly id: string;
  readonly kind: 'payment' | 'credit-note';
  readonly payment_id: string;
  readonly currency: string;
  readonly amount_minor: bigint;
  readonly received_on: Date;
  readonly reference: string | null;
  readonly reversed_on: Date | null;
  /** Amounts are decimal strings, because JSON has no integers of that size. */
  readonly outflows: readonly { readonly on: IsoDate; readonly minor: string }[] | null;
}

async function loadMoney(tx: Tx, { customerRowId, until }: Scope): Promise<LedgerMoney[]> {
  const rows = await tx.$queryRaw<MoneyRow[]>`
    SELECT
      p.id,
      p.kind,
      p.payment_id,
      p.currency,
      p.amount_minor,
      p.received_on,
      p.reference,
      ${reversedOn(until)} AS reversed_on,
      (
        SELECT jsonb_agg(jsonb_build_object('on', o.out_on, 'minor', o.amount_minor::text) ORDER BY o.id)
        FROM money_out o
        WHERE o.organization_id = p.organization_id AND o.payment_id = p.id
          AND (${until}::timestamptz IS NULL OR o.created_at <= ${until}::timestamptz)
      ) AS outflows
    FROM payment p JOIN customer c ON c.id = p.customer_id
    WHERE p.customer_id = ${customerRowId}::uuid
      AND (${until}::timestamptz IS NULL OR p.created_at <= ${until}::timestamptz)`;
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    paymentId: row.payment_id,
    currency: row.currency,
    amountMinor: row.amount_minor,
    receivedOn: isoDate(row.received_on),
    reference: row.reference,
    reversedOn: row.reversed_on && isoDate(row.reversed_on),
    outflows: (row.outflows ?? []).map(({ on, minor }) => ({ on, minor: BigInt(minor) })),
  }));
}
