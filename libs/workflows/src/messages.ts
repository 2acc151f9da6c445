import { defineSignal } from '@temporalio/workflow';

/** The argument of a case's workflow: ids only, so that its history holds no personal data. */
export interface InvoiceRef {
  readonly slug: string;
  /** Row id of the invoice; the workflow id has the ERP's own id. */
  readonly invoiceRowId: string;
}

export interface PolicyMoveRef {
  readonly slug: string;
  readonly moveId: string;
}

/** Why a case is woken. A signal carries a cause and no state: the case reads the facts itself. */
export const CASE_SIGNALS = ['payment', 'amendment', 'hold', 'task', 'contact', 'placement', 'policy'] as const;
export type SignalDetail = Readonly<Record<string, string | number>>;

export const caseSignals = CASE_SIGNALS.map((name) => defineSignal<[SignalDetail?]>(name));
export const contactRequestedSignal = defineSignal<[SignalDetail?]>('contact-requested');
