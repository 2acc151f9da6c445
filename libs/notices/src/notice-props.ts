import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { ChargeKind } from '@puntual/domain/policy/charge-cap';
import type { ChargeHow } from '@puntual/domain/charges/message-charges';

/** A charge beside an invoice: what is open of it, in minor units of the invoice's currency, and how it was computed. */
export interface NoticeCharge {
  kind: ChargeKind;
  minor: bigint;
  how: ChargeHow;
}

/** An early-payment discount that can still be had: what pays the invoice until the end of a day. */
export interface NoticeOffer {
  untilOn: IsoDate;
  discountMinor: bigint;
  payMinor: bigint;
}

/** One invoice as a notice shows it. Amounts are minor units of `currency`. */
export interface NoticeInvoice {
  /** The number the customer knows it by. */
  number: string;
  issueDate: IsoDate;
  dueOn: IsoDate;
  /** Calendar days after the due date in the debtor's time zone; zero or negative when not late. */
  daysLate: number;
  currency: string;
  totalMinor: bigint;
  /** What is open of the invoice itself, without its charges. */
  openMinor: bigint;
  /** Left out: none. */
  charges?: readonly NoticeCharge[];
  /** Left out or null: no discount. */
  earlyPayment?: NoticeOffer | null;
  documentUrl: string | null;
  paymentUrl: string | null;
  purchaseOrder: string | null;
}

/** Who is owed, as the customer may see it. */
export interface NoticeCreditor {
  name: string;
  email: string | null;
  phone: string | null;
  /** Postal address, one line per line. */
  address: string | null;
  /** `#rrggbb`; anything else falls back to the house colour. */
  brandColour: string;
  /** How to pay without a link, e.g. IBAN and BIC; one line per line. */
  paymentInstructions: string | null;
}

export interface NoticeCustomer {
  name: string;
  contactName: string | null;
}

/** How hard a demand is worded; the other notices have one wording. */
export type Severity = 'mild' | 'firm' | 'final';

/** All that a notice needs, as plain data. Every notice, letter and statement takes the same shape. */
export interface NoticeProps {
  /** BCP 47. Words come from the catalogue of its base language (`en` when there is none), dates and amounts from the whole tag. */
  language: string;
  creditor: NoticeCreditor;
  customer: NoticeCustomer;
  /** The day the message is written, in the debtor's time zone. */
  today: IsoDate;
  /** The last day to pay by that the message names: payment on that day is in time. */
  deadlineOn: IsoDate | null;
  /** Only `demand` reads it. */
  severity: Severity;
  overdue: readonly NoticeInvoice[];
  /** Open and not late: due today or later. */
  upcoming: readonly NoticeInvoice[];
  /** What a payment has just closed; only `thank-you` shows it. */
  settled: readonly NoticeInvoice[];
  /** The customer's open credit in minor units by currency. It lowers what is asked for, never below zero. */
  creditMinorByCurrency: Readonly<Record<string, bigint>>;
  /** Shown small, so that an answer finds its case. */
  reference: string;
}

/** A payment or credit note as a statement lists it. */
export interface NoticePayment {
  kind: 'payment' | 'credit-note';
  receivedOn: IsoDate;
  currency: string;
  amountMinor: bigint;
  /** What the customer wrote on it; of a credit note, its number. */
  reference: string | null;
  /** The day it was taken back, or null. */
  reversedOn: IsoDate | null;
}

/** What was added to an invoice because it is late, or taken off again; it is part of what is open until paid. */
export interface StatementCharge {
  number: string;
  kind: 'fee' | 'interest' | 'lump-sum' | 'waiver';
  currency: string;
  amountMinor: bigint;
}

export interface StatementProps extends NoticeProps {
  /** Payments of late, newest first. */
  recentPayments: readonly NoticePayment[];
  charges: readonly StatementCharge[];
  /** The moment whose knowledge it shows, as it is written to ask for the same again; null: all that is known. */
  knownAt: string | null;
}
