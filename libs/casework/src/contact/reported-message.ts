import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { Tx } from '@puntual/db/database';
import type { ContactRef } from '../record/refs.ts';
import type { DeliveryState, ReportedRecipient } from './reported-recipients.ts';

/** A message of which a report came, in the transaction that holds its customer's lock. */
export interface ReportedMessage {
  readonly tx: Tx;
  readonly ref: ContactRef;
  readonly message: {
    readonly id: string;
    readonly recipients: readonly ReportedRecipient[];
    readonly state: DeliveryState;
  };
  readonly customer: { readonly customerId: string; readonly timeZone: string };
  readonly now: number;
  /** The customer's local day. */
  readonly today: IsoDate;
}
