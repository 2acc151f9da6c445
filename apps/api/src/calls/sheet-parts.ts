import { payRunFact } from '@puntual/casework/facts/procedure-facts';
import { recordedPromises, type PromiseRows } from '@puntual/casework/facts/recorded-promises';
import { isoDate } from '@puntual/casework/record/dates';
import type { CallSheetView } from '@puntual/contracts/api/call-sheet';
import { daysBetween } from '@puntual/domain/calendar/dates';
import { decimalAmount } from '@puntual/domain/money/amount';
import { countBrokenPromises } from '@puntual/domain/promises/broken-promises';
import type { SheetCustomer, SheetHold, SheetInvoice, SheetMessage, SheetTotal } from './sheet-rows.ts';

/** Invoices that fall due within this number of days are shown as due soon. */
const SOON_DAYS = 14;

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

/** The sums by currency. */
export function showTotals(rows: readonly SheetTotal[]): CallSheetView['totals'] {
  return rows.map(({ currency, open_minor, overdue_minor, credit_minor }) => ({
    currency,
    open: decimalAmount(open_minor, currency),
    overdue: decimalAmount(overdue_minor, currency),
    credit: decimalAmount(credit_minor, currency),
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

/** The promises, each once for all of its invoices, judged by the payments that were booked since. */
export function showPromises(
  holds: readonly SheetHold[],
  promised: PromiseRows,
  { today, timeZone }: { readonly today: string; readonly timeZone: string },
): CallSheetView['promises'] {
  const records = recordedPromises(promised);
  const groups = new Map<string, SheetHold[]>();
  for (const hold of holds.filter(({ kind }) => kind === 'promise')) {
    const key = `${hold.opened_at.getTime()}/${hold.until_on ? isoDate(hold.until_on) : ''}`;
    groups.set(key, [...(groups.get(key) ?? []), hold]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const untilOn = first.until_on && isoDate(first.until_on);
    const own = records.filter((record) => Math.abs(record.openedAt - first.opened_at.getTime()) < 1);
    const broken = countBrokenPromises(own, today, timeZone) > 0;
    const isOpen = group.some(({ released_at }) => released_at === null) && (untilOn === null || untilOn >= today);
    return [
      {
        invoiceIds: group.map(({ invoice_id }) => invoice_id),
        untilOn,
        amount: first.amount_minor === null ? null : decimalAmount(first.amount_minor, first.currency),
        currency: first.currency,
        madeAt: first.opened_at.toISOString(),
        state: isOpen ? ('open' as const) : broken ? ('broken' as const) : ('kept' as const),
      },
    ];
  });
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
