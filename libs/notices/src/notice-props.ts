import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { WhatFollows } from '@puntual/domain/decide/what-follows';
import type { ChargeKind } from '@puntual/domain/policy/charge-cap';
import type { LateConsequences } from '@puntual/domain/policy/late-consequences';
import type { ServiceAbout } from '@puntual/domain/service-messages/service-about';
import type { ChargeHow } from '@puntual/domain/charges/message-charges';

/** A charge on an invoice: its open amount, in minor units of the invoice's currency, and how it was computed. */
export interface NoticeCharge {
  kind: ChargeKind;
  minor: bigint;
  how: ChargeHow;
}

/** An early-payment discount that is still valid: the amount that pays the invoice until the end of a day. */
export interface NoticeOffer {
  untilOn: IsoDate;
  discountMinor: bigint;
  payMinor: bigint;
}

/** One invoice as a notice shows it. Amounts are minor units of `currency`. */
export interface NoticeInvoice {
  /** The number by which the customer knows the invoice. */
  number: string;
  /** Whose invoice it is, in a message to the payer of a group. Default: the customer's. */
  owner?: string | null;
  issueDate: IsoDate;
  dueOn: IsoDate;
  /** Calendar days after the due date in the debtor's time zone; zero or negative when not late. */
  daysLate: number;
  currency: string;
  totalMinor: bigint;
  /** The open amount of the invoice itself, without its charges. */
  openMinor: bigint;
  /** Default: none. */
  charges?: readonly NoticeCharge[];
  /** Default: no discount. */
  earlyPayment?: NoticeOffer | null;
  documentUrl: string | null;
  paymentUrl: string | null;
  purchaseOrder: string | null;
}

/** The creditor, as shown to the customer. */
export interface NoticeCreditor {
  name: string;
  email: string | null;
  phone: string | null;
  /** Postal address, one line per line. */
  address: string | null;
  /** `#rrggbb`; any other value gives the house colour. */
  brandColour: string;
  /** The text on it; left out or unreadable: black or white. */
  textColour?: string | null;
  /** An image in place of the name. Left out: the name. */
  logoUrl?: string | null;
  /** Lines below each message, then what the law asks a company to state. */
  footer?: readonly string[];
  legalLine?: string | null;
  /** How to pay without a link, such as IBAN and BIC; one line per line. */
  paymentInstructions: string | null;
}

export interface NoticeCustomer {
  name: string;
  contactName: string | null;
}

/** The wording of a demand; the other notices have one wording. */
export type Severity = 'mild' | 'firm' | 'final';

/** The data of a notice. Every notice, letter and statement takes this shape. */
export interface NoticeProps {
  /**
   * BCP 47. The base language selects the catalogue (English when there is none); dates and amounts follow the whole
   * tag.
   */
  language: string;
  creditor: NoticeCreditor;
  customer: NoticeCustomer;
  /** The day on which the message is written, in the debtor's time zone. */
  today: IsoDate;
  /** The last day to pay that the message names: payment on that day is in time. */
  deadlineOn: IsoDate | null;
  /** Used by `demand` only. */
  severity: Severity;
  /** What may follow the notice: it promises no more. Default: everything. */
  follows?: WhatFollows;
  overdue: readonly NoticeInvoice[];
  /** Open and not late: due today or later. */
  upcoming: readonly NoticeInvoice[];
  /** The invoices that a payment has just closed; shown by `thank-you` only. */
  settled: readonly NoticeInvoice[];
  /** Of a service message: what it is about, and the invoices that it is about, open or not. */
  about?: ServiceAbout;
  concerned?: readonly NoticeInvoice[];
  /** The customer's open credit in minor units by currency. It reduces the sum to pay, never below zero. */
  creditMinorByCurrency: Readonly<Record<string, bigint>>;
  /** Used by `terms` only: what happens to an invoice that is late. */
  late?: LateConsequences;
  /** The reader's own link to the portal. Left out: none. */
  portalUrl?: string;
  /** Shown in small print, so that a reply can be matched to its case. */
  reference: string;
}

/** A payment or credit note as a statement lists it. */
export interface NoticePayment {
  kind: 'payment' | 'credit-note';
  receivedOn: IsoDate;
  currency: string;
  amountMinor: bigint;
  /** The customer's text on the payment; for a credit note, its number. */
  reference: string | null;
  /** The day on which it was reversed, or null. */
  reversedOn: IsoDate | null;
}

/** A charge added to an invoice because it is late, or removed again; part of the open sum until paid. */
export interface StatementCharge {
  number: string;
  kind: 'fee' | 'interest' | 'lump-sum' | 'waiver';
  currency: string;
  amountMinor: bigint;
}

/** An invoice that was assigned to a factor: the customer pays the factor. */
export interface AssignedInvoice {
  number: string;
  currency: string;
  openMinor: bigint;
  to: string;
  paymentInstructions: string | null;
}

export interface StatementProps extends NoticeProps {
  /** In none of the sums. Left out: none. */
  assigned?: readonly AssignedInvoice[];
  /** Recent payments, newest first. */
  recentPayments: readonly NoticePayment[];
  charges: readonly StatementCharge[];
  /** The instant of knowledge in the form in which a request repeats it; null: everything known now. */
  knownAt: string | null;
}

/** The statement of a group for its payer: the accounts of its customers, each as its own statement has it. */
export interface GroupStatementProps {
  /** BCP 47. */
  language: string;
  creditor: StatementProps['creditor'];
  /** The payer's name, or the group's. */
  name: string;
  /** The ERP's id of the group. */
  reference: string;
  today: StatementProps['today'];
  knownAt: string | null;
  members: readonly StatementProps[];
}
