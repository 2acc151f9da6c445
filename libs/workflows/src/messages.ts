import { defineSignal } from '@temporalio/workflow';

/** What a case's workflow is given: ids only, so that its history holds no personal data. */
export interface InvoiceRef {
  readonly slug: string;
  /** Row id of the invoice; the ERP's own id stands in the workflow id. */
  readonly invoiceRowId: string;
}

export interface PolicyMoveRef {
  readonly slug: string;
  readonly moveId: string;
}

/** Why a case is woken. A cause, never state: the case looks at the facts itself. */
export const CASE_SIGNALS = ['payment', 'amendment', 'hold', 'task', 'contact', 'placement', 'policy'] as const;
export type SignalDetail = Readonly<Record<string, string | number>>;

export const caseSignals = CASE_SIGNALS.map((name) => defineSignal<[SignalDetail?]>(name));
export const contactRequestedSignal = defineSignal<[SignalDetail?]>('contact-requested');
