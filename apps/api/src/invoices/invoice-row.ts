import { reasonInWords, toReasons } from '../reasons/reasons.ts';
import { nextDoSchema, type InvoiceView } from '@puntual/contracts/api/invoices';
import { isoDate } from '@puntual/casework/record/dates';
import { daysBetween } from '@puntual/domain/calendar/dates';
import type { InvoiceStatus } from '@puntual/domain/decide/case-facts';
import type { Language } from '@puntual/domain/language/languages';
import { decimalAmount } from '@puntual/domain/money/amount';
import { workflowUrl } from '@puntual/platform/temporal-connection';
import type { Settings } from '@puntual/platform/settings';
import { invoiceWorkflowId } from '@puntual/contracts/workflow-ids';
import type { Stage } from '@puntual/domain/policy/vocabulary';

/** An invoice as read for the lists; `today` is the date in its debtor's time zone. */
export interface InvoiceRow {
  readonly id: string;
  readonly invoice_id: string;
  readonly number: string;
  readonly customer_id: string;
  readonly customer_name: string;
  readonly currency: string;
  readonly total_minor: bigint;
  readonly open_minor: bigint;
  readonly charges_minor: bigint;
  readonly issue_date: Date;
  readonly due_date: Date;
  readonly today: Date;
  readonly stage: Stage;
  readonly status: InvoiceStatus;
  readonly next_action: unknown;
  readonly next_action_at: Date | null;
}

/** What a view needs besides the row: the organization's slug, the reader's language, the installation's settings. */
export interface Reader {
  readonly slug: string;
  readonly language: Language;
  readonly settings: Settings;
}

/** An invoice as the contract shows it. */
export function invoiceView(row: InvoiceRow, reader: Reader): InvoiceView {
  const workflowId = invoiceWorkflowId(reader.slug, row.invoice_id);
  return {
    id: row.id,
    invoiceId: row.invoice_id,
    number: row.number,
    customerId: row.customer_id,
    customerName: row.customer_name,
    currency: row.currency,
    total: decimalAmount(row.total_minor, row.currency),
    open: decimalAmount(row.open_minor, row.currency),
    chargesOpen: decimalAmount(row.charges_minor, row.currency),
    toPay: decimalAmount(row.open_minor + row.charges_minor, row.currency),
    issueDate: isoDate(row.issue_date),
    dueDate: isoDate(row.due_date),
    daysOverdue: row.status === 'open' ? daysBetween(isoDate(row.due_date), isoDate(row.today)) : 0,
    stage: row.stage,
    status: row.status,
    nextAction: nextActionView(row, reader.language),
    workflowId,
    workflowUrl: workflowUrl(reader.settings, workflowId),
  };
}

// A settled invoice has no next action, also while its case has not been evaluated since it was settled.
function nextActionView(row: InvoiceRow, language: Language): InvoiceView['nextAction'] {
  if (row.status !== 'open') return null;
  const stored = row.next_action;
  if (typeof stored !== 'object' || stored === null || !('do' in stored)) return null;
  const next = nextDoSchema.safeParse(stored.do); // a closed case has `none`
  if (!next.success) return null;
  const stepId = 'stepId' in stored && typeof stored.stepId === 'string' ? stored.stepId : null;
  const reasons = 'reasons' in stored ? toReasons(stored.reasons) : [];
  return {
    do: next.data,
    stepId,
    at: row.next_action_at?.toISOString() ?? null,
    reasons: reasons.map((reason) => reasonInWords(reason, language)),
  };
}
