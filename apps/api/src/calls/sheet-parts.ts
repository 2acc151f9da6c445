import { payRunFact } from '@puntual/casework/facts/procedure-facts';
import type { PromiseStanding } from '@puntual/casework/facts/recorded-promises';
import { groupBy } from '@puntual/casework/record/group-by';
import { isoDate } from '@puntual/casework/record/dates';
import type { CallSheetView } from '@puntual/contracts/api/call-sheet';
import { daysBetween } from '@puntual/domain/calendar/dates';
import { decimalAmount } from '@puntual/domain/money/amount';
import type { SheetCustomer, SheetHold, SheetInvoice, SheetMessage, SheetTotal } from './sheet-rows.ts';

/** Invoices that fall due within this number of days are shown as due soon. */
const SOON_DAYS = 14;
/** Most promises of a sheet. */
const MOST_PROMISES = 50;

/** The invoices of a sheet. `link`: the address if messages may link to it. */
export function showInvoices(
  rows: readonly SheetInvoice[],
  {
    customer,
    today,
    link,
  }: {
    readonly customer: SheetCustomer;
    readonly today: string;
    readonly link: (url: string | null) => string | null;
  },
): CallSheetView['invoices'] {
  const asked = new Set(customer.task?.invoiceIds ?? []);
  return rows.map((row) => {
    const dueDate = isoDate(row.due_date);
    const daysOverdue = daysBetween(dueDate, today);
    const { payRunOn = null } = payRunFact({ ...row, procedure: customer.procedure });
    return {
      invoiceId: row.invoice_id,
      customerId: row.customer_id,
      number: row.number,
      issueDate: isoDate(row.issue_date),
      dueDate,
      daysOverdue: Math.max(0, daysOverdue),
      soon: daysOverdue <= 0 && daysOverdue >= -SOON_DAYS,
      currency: row.currency,
      total: decimalAmount(row.total_minor, row.currency),
      open: decimalAmount(row.open_minor, row.currency),
      stage: row.stage,
      purchaseOrder: row.purchase_order,
      documentUrl: link(row.document_url),
      paymentUrl: link(row.payment_url),
      paymentReference: row.payment_reference,
      asked: asked.has(row.id),
      nextPayRun: payRunOn !== null && payRunOn >= today ? payRunOn : null,
    };
  });
}

/** What each customer owes, by currency. */
export function showClaims(rows: readonly SheetTotal[]): CallSheetView['claims'] {
  return [...groupBy(rows, ({ customer_id }) => customer_id)].map(([customerId, own]) => ({
    customerId,
    name: own[0]?.customer_name ?? customerId,
    totals: own.map(({ currency, open_minor, overdue_minor, credit_minor }) => ({
      currency,
      open: decimalAmount(open_minor, currency),
      overdue: decimalAmount(overdue_minor, currency),
      credit: decimalAmount(credit_minor, currency),
    })),
  }));
}

/** The messages with the delivery to each recipient: its own report, else that of the message. */
export function showMessages(rows: readonly SheetMessage[]): CallSheetView['messages'] {
  return rows.map((row) => ({
    messageId: row.id,
    template: row.template,
    channel: row.channel,
    subject: row.subject,
    state: row.state,
    sentAt: row.sent_at?.toISOString() ?? null,
    recipients: row.recipients.map(({ contactId, delivery }) => ({
      contactId,
      deliveryState: delivery ?? row.delivery_state,
    })),
  }));
}

/** The latest promises with how they stand, each once for all of its invoices. */
export function showPromises(
  holds: readonly SheetHold[],
  { judged }: Pick<PromiseStanding, 'judged'>,
): CallSheetView['promises'] {
  const invoicesOf = groupBy(holds, ({ promise_id }) => promise_id);
  return judged.slice(0, MOST_PROMISES).map(({ record, judgement }) => ({
    promiseId: record.id,
    invoiceIds: [...new Set((invoicesOf.get(record.id) ?? []).map(({ invoice_id }) => invoice_id))],
    untilOn: record.parts.at(-1)?.on ?? null,
    amount: decimalAmount(
      record.parts.reduce((sum, { minor }) => sum + minor, 0n),
      record.currency,
    ),
    currency: record.currency,
    madeAt: new Date(record.openedAt).toISOString(),
    state: judgement.state,
  }));
}

/** The open holds besides promises. */
export function showHolds(holds: readonly SheetHold[]): CallSheetView['holds'] {
  return holds
    .filter(({ kind, released_at }) => kind !== 'promise' && released_at === null)
    .map((hold) => ({
      invoiceId: hold.invoice_id,
      kind: hold.kind,
      untilOn: hold.until_on && isoDate(hold.until_on),
      reason: hold.reason,
      since: hold.opened_at.toISOString(),
    }));
}
