import { daysBetween, localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import { readCredits } from '@puntual/casework/facts/read-gate-rows';
import { claimsOf } from '@puntual/casework/record/claims-of';
import { isoDate } from '@puntual/casework/record/dates';
import type { PortalVisitor } from '@puntual/casework/portal-links/portal-links';
import { allowedLink } from '@puntual/casework/settings/allowed-link';
import { readSettings } from '@puntual/casework/settings/settings';
import type { Tx } from '@puntual/db/database';
import { sql, type Sql } from '@puntual/db/sql';
import { SHOWN_STATES, type ShownState } from './portal-text.ts';

/** Invoices on one page of the portal. */
export const INVOICES_A_PAGE = 50;

/** Who the portal is of, and whose it is. */
export interface PortalHead {
  readonly organization: string;
  readonly email: string | null;
  readonly paymentInstructions: string | null;
  readonly customer: string;
  readonly today: IsoDate;
}

/** An open invoice as its debtor sees it. Amounts in minor units; `dueMinor` with its charges for late payment. */
export interface PortalInvoice {
  readonly id: string;
  readonly number: string;
  /** Whose invoice it is, when the customer pays for a group. */
  readonly owner: string | null;
  readonly issuedOn: IsoDate;
  readonly dueOn: IsoDate;
  readonly daysLate: number;
  readonly currency: string;
  readonly totalMinor: bigint;
  readonly dueMinor: bigint;
  readonly chargesMinor: bigint;
  readonly documentUrl: string | null;
  readonly paymentUrl: string | null;
  readonly states: readonly { readonly state: ShownState; readonly until: IsoDate | null }[];
  /** The factor to which the invoice was assigned: it is not paid to the organization. */
  readonly assigned: { readonly to: string; readonly paymentInstructions: string | null } | null;
}

/** What is open in one currency, in minor units. Assigned invoices are in none of the sums. */
export interface PortalSum {
  readonly currency: string;
  readonly openMinor: bigint;
  readonly lateMinor: bigint;
  readonly creditMinor: bigint;
}

interface InvoiceRow {
  readonly id: string;
  readonly number: string;
  readonly owner_id: string;
  readonly owner: string;
  readonly issue_date: Date;
  readonly due_date: Date;
  readonly currency: string;
  readonly total_minor: bigint;
  readonly open_minor: bigint;
  readonly charges_minor: bigint;
  readonly document_url: string | null;
  readonly payment_url: string | null;
  readonly holds: readonly { readonly kind: string; readonly until: string | null }[] | null;
  readonly assigned_to: string | null;
  readonly instructions: string | null;
}

/** Reads the organization, the customer and the customer's day. */
export async function readHead(tx: Tx, visitor: PortalVisitor, now: number): Promise<PortalHead> {
  const organization = await tx.organization.findUniqueOrThrow({ where: { id: visitor.organizationId } });
  const customer = await tx.customer.findUniqueOrThrow({ where: { id: visitor.customerRowId } });
  return {
    organization: organization.name,
    email: organization.email,
    paymentInstructions: organization.paymentInstructions,
    customer: customer.name,
    today: localDate(now, customer.timeZone),
  };
}

/** One page of the open invoices, oldest due date first. `page`: 1, 2, ... */
export async function readOpenInvoices(
  tx: Tx,
  visitor: PortalVisitor,
  { page, today }: { readonly page: number; readonly today: IsoDate },
): Promise<{ readonly invoices: readonly PortalInvoice[]; readonly more: boolean }> {
  const offset = (page - 1) * INVOICES_A_PAGE;
  const limits = sql`LIMIT ${INVOICES_A_PAGE + 1} OFFSET ${offset}`;
  const invoices = await readInvoices(tx, visitor, { today, where: sql`true`, limits });
  return { invoices: invoices.slice(0, INVOICES_A_PAGE), more: invoices.length > INVOICES_A_PAGE };
}

/** These open invoices (row ids) of the visitor's customer; those of others and settled ones are left out. */
export async function readChosen(
  tx: Tx,
  visitor: PortalVisitor,
  { ids, today }: { readonly ids: readonly string[]; readonly today: IsoDate },
): Promise<readonly PortalInvoice[]> {
  const where = sql`i.id = ANY(${[...ids]}::uuid[])`;
  return readInvoices(tx, visitor, { today, where, limits: sql`LIMIT ${ids.length}` });
}

async function readInvoices(
  tx: Tx,
  { customerRowId, organizationId }: PortalVisitor,
  { today, where, limits }: { readonly today: IsoDate; readonly where: Sql; readonly limits: Sql },
): Promise<readonly PortalInvoice[]> {
  const { linkHosts } = await readSettings(tx, organizationId);
  const rows = await tx.$queryRaw<InvoiceRow[]>`
    SELECT i.id, i.number, i.customer_id AS owner_id, own.name AS owner, i.issue_date, i.due_date, i.currency,
      i.total_minor, i.open_minor, i.charges_minor, i.document_url, i.payment_url,
      (SELECT jsonb_agg(jsonb_build_object('kind', h.kind, 'until', h.until_on))
        FROM hold h
        WHERE h.invoice_id = i.id AND h.released_at IS NULL
          AND (h.until_on IS NULL OR h.until_on >= ${today}::date)) AS holds,
      a.assigned_to, a.payment_instructions AS instructions
    FROM invoice i
      JOIN customer own ON own.id = i.customer_id
      LEFT JOIN LATERAL (
        SELECT x.assigned_to, x.payment_instructions
        FROM invoice_assignment x
        WHERE x.invoice_id = i.id AND x.returned_at IS NULL
        ORDER BY x.assigned_at DESC LIMIT 1) a ON true
    WHERE i.customer_id = ANY(${await claimsOf(tx, customerRowId)}::uuid[]) AND i.status = 'open' AND ${where}
    ORDER BY i.due_date, i.id ${limits}`;
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    owner: row.owner_id === customerRowId ? null : row.owner,
    issuedOn: isoDate(row.issue_date),
    dueOn: isoDate(row.due_date),
    daysLate: daysBetween(isoDate(row.due_date), today),
    currency: row.currency,
    totalMinor: row.total_minor,
    dueMinor: row.open_minor + row.charges_minor,
    chargesMinor: row.charges_minor,
    documentUrl: webLink(allowedLink(row.document_url, linkHosts)),
    paymentUrl: webLink(allowedLink(row.payment_url, linkHosts)),
    states: statesOf(row.holds ?? []),
    assigned: row.assigned_to === null ? null : { to: row.assigned_to, paymentInstructions: row.instructions },
  }));
}

// Links come with events: nothing but a page on the web may stand behind one.
function webLink(url: string | null): string | null {
  return url !== null && /^https?:\/\//i.test(url) ? url : null;
}

// Each state once, with the day on which the last of its holds ends. Pauses by people are not shown.
function statesOf(holds: NonNullable<InvoiceRow['holds']>): PortalInvoice['states'] {
  return SHOWN_STATES.flatMap((state) => {
    const own = holds.filter(({ kind }) => kind === state);
    if (own.length === 0 || state === 'assigned') return [];
    const days = own.flatMap(({ until }) => until ?? []).sort();
    return [{ state, until: days.at(-1) ?? null }];
  });
}

/** What is open by currency, and the customer's credit. */
export async function readSums(tx: Tx, visitor: PortalVisitor, today: IsoDate): Promise<readonly PortalSum[]> {
  const claims = await claimsOf(tx, visitor.customerRowId);
  const rows = await tx.$queryRaw<{ currency: string; open: bigint; late: bigint }[]>`
    SELECT i.currency, sum(i.open_minor + i.charges_minor)::bigint AS open,
      coalesce(sum(i.open_minor + i.charges_minor) FILTER (WHERE i.due_date < ${today}::date), 0)::bigint AS late
    FROM invoice i
    WHERE i.customer_id = ANY(${claims}::uuid[]) AND i.status = 'open'
      AND NOT EXISTS (
        SELECT 1 FROM invoice_assignment x WHERE x.invoice_id = i.id AND x.returned_at IS NULL)
    GROUP BY i.currency ORDER BY i.currency`;
  const credits = (await readCredits(tx, [visitor.customerRowId])).get(visitor.customerRowId) ?? {};
  const currencies = [...new Set([...rows.map(({ currency }) => currency), ...Object.keys(credits)])];
  return currencies.map((currency) => {
    const row = rows.find((each) => each.currency === currency);
    const creditMinor = credits[currency] ?? 0n;
    return { currency, openMinor: row?.open ?? 0n, lateMinor: row?.late ?? 0n, creditMinor };
  });
}
