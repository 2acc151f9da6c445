import type { FaultCode } from '@puntual/casework/imports/files/line-fault';

/** How to correct a file, in one language. */
export interface FaultWords {
  /** A sentence for each fault; `{name}` is replaced by the value of that name, `{hint}` by the hint of the field. */
  readonly faults: Readonly<Record<FaultCode, string>>;
  /** What a field accepts, for a value that the schema of its event refuses. */
  readonly hints: Readonly<Record<HintedField, string>>;
  /** The hint of every field without a hint of its own. */
  readonly otherHint: string;
}

/** The fields that have a hint of their own. */
export type HintedField =
  | 'email'
  | 'phone'
  | 'country'
  | 'region'
  | 'language'
  | 'timeZone'
  | 'currency'
  | 'kind'
  | 'risk'
  | 'directDebit'
  | 'dueDate'
  | 'stage'
  | 'customerId'
  | 'invoiceId'
  | 'documentUrl'
  | 'paymentUrl'
  | 'instalment';
