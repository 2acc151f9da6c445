import type { AuditEvent } from '../audit/audit-data.ts';
import type { IsoDate } from '../calendar/dates.ts';
import type { InvoiceBook } from './book-records.ts';
import type { EntryKind } from '../entries/entries.ts';

export interface NewEntry {
  readonly id: string;
  readonly invoice: InvoiceBook;
  readonly kind: EntryKind;
  readonly amountMinor: bigint;
  readonly on: IsoDate;
  readonly cause: string;
  readonly paymentRowId: string | null;
  /** Null: of the principal. */
  readonly chargeRowId: string | null;
}

/** The cause that the ledger's signals to a case name. */
export type LedgerSignal = 'payment' | 'amendment';

export type NewAudit = AuditEvent & {
  readonly customerRowId: string | null;
  readonly invoiceRowId: string | null;
  readonly actor: string;
};

/** What the ERP is told of. */
export type LedgerEventType =
  | 'puntual.charge.restored.v1'
  | 'puntual.charge.waived.v1'
  | 'puntual.discount.taken.v1'
  | 'puntual.discount.taken-up.v1';

export type NewOutbox =
  | { readonly target: 'temporal'; readonly kind: 'start-case'; readonly invoice: InvoiceBook }
  | {
      readonly target: 'temporal';
      readonly kind: 'wake-case';
      readonly invoice: InvoiceBook;
      readonly signal: LedgerSignal;
      readonly detail: Record<string, string | number>;
    }
  | {
      readonly target: 'kafka';
      readonly kind: 'collections-event';
      readonly type: LedgerEventType;
      readonly customerId: string;
      readonly data: Record<string, unknown>;
    };
