import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { NoticeCreditor } from './notice-props.ts';

/** A payment plan as its written agreement shows it. Amounts are minor units of `currency`. */
export interface AgreementProps {
  /** BCP 47. */
  readonly language: string;
  readonly creditor: NoticeCreditor;
  readonly customer: { readonly name: string; readonly customerId: string };
  readonly planId: string;
  readonly madeOn: IsoDate;
  readonly currency: string;
  readonly totalMinor: bigint;
  readonly instalments: readonly { readonly on: IsoDate; readonly minor: bigint }[];
  /** The numbers of the invoices. */
  readonly invoices: readonly string[];
  readonly charges: 'included' | 'waived';
  readonly graceDays: number;
}
