import type { PuntualEventInput } from '@puntual/contracts/events/events';
import { addDays, type IsoDate, weekday } from '@puntual/domain/calendar/dates';
import { decimalAmount } from '@puntual/domain/money/amount';
import type { DemoInvoice } from './demo-invoice.ts';
import { seeded } from './seeded-random.ts';

type Body<E> = E extends PuntualEventInput ? Pick<E, 'type' | 'data'> : never;
/** Type and data of an event, without its envelope. */
export type EventBody = Body<PuntualEventInput>;
type PaymentData = Extract<EventBody, { type: 'puntual.payment.received.v1' }>['data'];

/** Something that happens in the demo company on one day. */
export interface DemoFact {
  readonly day: IsoDate;
  /** Minutes since midnight UTC. */
  readonly minute: number;
  /** Stable and unique; the event's id is derived from it. */
  readonly subject: string;
  readonly body: EventBody;
  /**
   * The intended effect: how much it lowers (positive) or raises the open amount of each invoice, in minor units.
   * Puntual never sees this.
   */
  readonly settles: readonly { readonly invoiceId: string; readonly minor: bigint }[];
  /** Present when the sum deliberately differs from what is owed. */
  readonly meant?: 'round-sum' | 'overpayment';
}

/**
 * Minutes since midnight UTC at which the ERP has read the bank's daily file; the heartbeat confirms payments until
 * then.
 */
export const BANK_FILE_MINUTE = 6 * 60;

/** `date`, or the following Monday when it is on a weekend: banks and offices are closed. */
export function businessDay(date: IsoDate): IsoDate {
  const day = weekday(date);
  return day === 6 ? addDays(date, 2) : day === 7 ? addDays(date, 1) : date;
}

/** `date`, or the preceding Friday when it is on a weekend. */
export function businessDayBefore(date: IsoDate): IsoDate {
  const day = weekday(date);
  return day === 6 ? addDays(date, -1) : day === 7 ? addDays(date, -2) : date;
}

/** A minute within office hours (UTC) that follows from `key`. */
export function officeMinute(key: string): number {
  return seeded(`${key}:minute`).between(8 * 60, 15 * 60);
}

/** A payment as the ERP reads it: from the bank's morning file, except card payments, which arrive at any hour. */
export function paymentFact(input: {
  paymentId: string;
  customerId: string;
  on: IsoDate;
  minor: bigint;
  currency: string;
  method: NonNullable<PaymentData['method']>;
  reference?: string;
  allocations?: DemoFact['settles'];
  settles: DemoFact['settles'];
  meant?: DemoFact['meant'];
}): DemoFact {
  const { paymentId, customerId, on, minor, currency, method, reference, allocations, settles, meant } = input;
  const draw = seeded(`${paymentId}:minute`);
  return {
    day: on,
    minute:
      method === 'card' ? draw.between(9 * 60, 18 * 60) : draw.between(BANK_FILE_MINUTE - 45, BANK_FILE_MINUTE - 5),
    subject: `payment/${paymentId}/received`,
    body: {
      type: 'puntual.payment.received.v1',
      data: {
        paymentId,
        customerId,
        amount: decimalAmount(minor, currency),
        currency,
        receivedOn: on,
        method,
        ...(reference === undefined ? {} : { reference }),
        ...(allocations
          ? {
              allocations: allocations.map((line) => ({
                invoiceId: line.invoiceId,
                amount: decimalAmount(line.minor, currency),
              })),
            }
          : {}),
      },
    },
    settles,
    ...(meant ? { meant } : {}),
  };
}

/**
 * How a payment refers to its invoice: by remittance detail, by the exact number, by a number as people type it, or not
 * at all.
 */
export function remittance(
  key: string,
  invoice: DemoInvoice,
  minor: bigint,
  whole: boolean,
): { reference?: string; allocations?: DemoFact['settles'] } {
  const draw = seeded(`${key}:remittance`);
  const style = draw.between(0, 9);
  if (style < 3) return { reference: invoice.number, allocations: [{ invoiceId: invoice.invoiceId, minor }] };
  if (style < 6) return { reference: invoice.number };
  // only a payment of the whole sum can be recognized without a number
  if (style === 9 && whole) return {};
  const typed = invoice.number.replace('-', ' ').replace('/', draw.pick([' ', '-', ' / ']));
  return {
    reference: `${draw.pick(['FRA', 'Inv', 'factura', 'Ref.'])} ${draw.chance(50) ? typed.toLowerCase() : typed}`,
  };
}
