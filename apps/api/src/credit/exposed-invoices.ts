import { chasedOf, OPEN_HOLDS, type HoldRow } from '@puntual/casework/facts/open-holds';
import { promiseStandingOf, recordedPromises, type PromiseRows } from '@puntual/casework/facts/recorded-promises';
import { invoicesOfPromises } from '@puntual/casework/promises/promise-row';
import type { Tx } from '@puntual/db/database';
import { sql } from '@puntual/db/sql';
import { localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import { allotPromises, type OpenPromise } from '@puntual/domain/credit/allot-promises';
import { splitOpen, type OpenParts } from '@puntual/domain/credit/exposure';

/** An open invoice, or a settled one of which charges are open, with the parts of what is open. */
export interface ExposedInvoice {
  readonly id: string;
  readonly invoiceId: string;
  readonly number: string;
  readonly dueOn: IsoDate;
  readonly currency: string;
  readonly parts: OpenParts;
}

interface InvoiceRow {
  readonly id: string;
  readonly invoice_id: string;
  readonly number: string;
  readonly due_on: IsoDate;
  readonly currency: string;
  readonly open_minor: bigint;
  readonly charges_minor: bigint;
  readonly holds: readonly HoldRow[] | null;
}

/** All that a customer (row id) owes, invoice by invoice in the order of their due days, and how it keeps promises. */
export async function readExposedInvoices(
  tx: Tx,
  customerRowId: string,
  now: number,
): Promise<{ readonly invoices: readonly ExposedInvoice[]; readonly standing: ReturnType<typeof promiseStandingOf> }> {
  const [customer] = await tx.$queryRaw<{ time_zone: string; promises: PromiseRows }[]>`
    SELECT c.time_zone, ${recordedPromises(sql`c.id`)} AS promises FROM customer c WHERE c.id = ${customerRowId}::uuid`;
  if (!customer) throw new Error('a customer that was just found is not there');
  const rows = await tx.$queryRaw<InvoiceRow[]>`
    SELECT i.id, i.invoice_id, i.number, i.due_date::text AS due_on, i.currency, i.open_minor, i.charges_minor,
      ${OPEN_HOLDS} AS holds
    FROM invoice i
    WHERE i.customer_id = ${customerRowId}::uuid AND (i.status = 'open' OR i.charges_minor <> 0)
    ORDER BY i.due_date, i.id`;
  const today = localDate(now, customer.time_zone);
  const standing = promiseStandingOf(customer.promises, now, customer.time_zone);
  const open = rows.map((row) => ({ row, ...disputedOf(row, today) }));
  const promised = allotPromises(
    open.map(({ row, undisputedMinor }) => ({ id: row.id, currency: row.currency, openMinor: undisputedMinor })),
    await openPromises(tx, standing),
  );
  const invoices = open.map(({ row, disputed }) => ({
    id: row.id,
    invoiceId: row.invoice_id,
    number: row.number,
    dueOn: row.due_on,
    currency: row.currency,
    parts: splitOpen(
      {
        principalMinor: row.open_minor,
        chargesMinor: row.charges_minor,
        dueOn: row.due_on,
        disputed,
        promisedMinor: promised.get(row.id) ?? 0n,
      },
      today,
    ),
  }));
  return { invoices, standing };
}

// What of an invoice is disputed, as the cases leave it out, and what is left to promise.
function disputedOf(
  { open_minor: principalMinor, charges_minor: chargesMinor, holds }: InvoiceRow,
  today: IsoDate,
): { readonly disputed: bigint | 'whole'; readonly undisputedMinor: bigint } {
  const chased = chasedOf({ principalMinor, chargesMinor }, holds, today);
  const isWhole = chased.holds.some(
    ({ kind, untilOn }) => kind === 'dispute' && (untilOn === null || untilOn >= today),
  );
  return isWhole
    ? { disputed: 'whole', undisputedMinor: 0n }
    : { disputed: chased.disputedMinor, undisputedMinor: chased.openMinor };
}

async function openPromises(tx: Tx, { judged }: ReturnType<typeof promiseStandingOf>): Promise<readonly OpenPromise[]> {
  const open = judged.filter(({ judgement }) => judgement.state === 'open');
  if (open.length === 0) return [];
  const invoices = await invoicesOfPromises(
    tx,
    open.map(({ record }) => record.id),
  );
  return open.map(({ record, judgement }) => ({
    currency: record.currency,
    leftMinor: judgement.promisedMinor - judgement.keptMinor,
    invoiceIds: invoices.get(record.id) ?? [],
  }));
}
