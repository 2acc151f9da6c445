import type { Tx } from '@puntual/db/database';
import { addDays, daysBetween, type IsoDate } from '@puntual/domain/calendar/dates';
import type { CreditHistory } from '@puntual/domain/credit/suggest-limit';
import { judgeRisk } from '@puntual/domain/risk/judge-risk';
import type { Risk } from '@puntual/domain/policy/vocabulary';
import type { ExposedInvoice } from './exposed-invoices.ts';

/** How long back a suggestion looks. */
const HISTORY_DAYS = 365;

/** How a customer paid, with what the suggestion shows besides. */
export interface PaymentHistory extends CreditHistory {
  readonly from: IsoDate;
  readonly highestOn: IsoDate | null;
  readonly paidLate: number;
  readonly brokenPromises: number;
}

interface Payer {
  readonly customerRowId: string;
  readonly currency: string;
  readonly saidRisk: Risk | null;
  readonly today: IsoDate;
}

/** How a customer (row id) paid invoices of a currency in the last twelve months. */
export async function readPaymentHistory(
  tx: Tx,
  payer: Payer,
  {
    invoices,
    standing,
  }: {
    readonly invoices: readonly ExposedInvoice[];
    readonly standing: { readonly brokenPromises: number; readonly keptPercent: number | null };
  },
): Promise<PaymentHistory> {
  const from = addDays(payer.today, -HISTORY_DAYS);
  const paid = await readPaid(tx, payer, from);
  const highest = await readHighest(tx, payer, from);
  const { brokenPromises, keptPercent } = standing;
  return {
    from,
    highestBalanceMinor: highest?.minor ?? 0n,
    highestOn: highest?.on ?? null,
    paidInvoices: paid.invoices,
    paidLate: paid.late,
    meanDaysLate: paid.invoices === 0 ? 0 : Math.ceil(paid.days / paid.invoices),
    risk: judgeRisk({
      said: payer.saidRisk,
      brokenPromises,
      keptPercent,
      oldestDaysLate: oldestDaysLate(invoices, payer.today),
    }),
    brokenPromises,
  };
}

function oldestDaysLate(invoices: readonly ExposedInvoice[], today: IsoDate): number {
  return Math.max(0, ...invoices.map(({ dueOn }) => daysBetween(dueOn, today)));
}

async function readPaid(
  tx: Tx,
  { customerRowId, currency, today }: Payer,
  from: IsoDate,
): Promise<{ readonly invoices: number; readonly late: number; readonly days: number }> {
  const [row] = await tx.$queryRaw<{ invoices: number; late: number; days: number }[]>`
    SELECT count(*)::int AS invoices,
      count(*) FILTER (WHERE settled_on > due_date)::int AS late,
      coalesce(sum(greatest(settled_on - due_date, 0)), 0)::int AS days
    FROM invoice
    WHERE customer_id = ${customerRowId}::uuid AND currency = ${currency} AND status = 'paid'
      AND settled_on > ${from}::date AND settled_on <= ${today}::date`;
  return row ?? { invoices: 0, late: 0, days: 0 };
}

// The highest balance at the end of a day: what was open before, and each entry of an invoice since.
async function readHighest(
  tx: Tx,
  { customerRowId, currency, today }: Payer,
  from: IsoDate,
): Promise<{ readonly minor: bigint; readonly on: IsoDate } | null> {
  const [row] = await tx.$queryRaw<{ minor: bigint; on: IsoDate }[]>`
    SELECT balance::bigint AS minor, entry_on::text AS on
    FROM (
      SELECT entry_on, sum(sum(amount_minor)) OVER (ORDER BY entry_on) AS balance
      FROM (
        SELECT greatest(e.entry_on, ${from}::date) AS entry_on, e.amount_minor
        FROM invoice i JOIN entry e ON e.organization_id = i.organization_id AND e.invoice_id = i.id
        WHERE i.customer_id = ${customerRowId}::uuid AND i.currency = ${currency} AND e.entry_on <= ${today}::date
      ) since
      GROUP BY entry_on
    ) days
    WHERE balance > 0
    ORDER BY balance DESC, entry_on
    LIMIT 1`;
  return row ?? null;
}
