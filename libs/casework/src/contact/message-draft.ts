import type { EarlyPaymentOffer } from '@puntual/domain/charges/early-payment';
import type { Branding } from '@puntual/domain/branding/branding';
import type { ChargeHow } from '@puntual/domain/charges/message-charges';
import type { Recipient } from '@puntual/domain/decide/composition';
import type { WhatFollows } from '@puntual/domain/decide/what-follows';
import type { ChargeKind } from '@puntual/domain/policy/charge-cap';
import type { LateConsequences } from '@puntual/domain/policy/late-consequences';
import type { MessageStep } from '@puntual/domain/policy/policy';
import type { Template } from '@puntual/domain/policy/vocabulary';
import type { ServiceAbout } from '@puntual/domain/service-messages/service-about';
import type { AgreementTerms } from '../payment-plans/agreements.ts';
import type { LoadedCustomer, NoticeRow } from '../facts/load-customer.ts';
import type { AnswerToSend } from '../replies/store-answer.ts';
import type { Organization } from '../record/organization.ts';

/** A charge as a message shows it: what is open of it, and how it came about. */
interface DraftCharge {
  readonly kind: ChargeKind;
  readonly minor: bigint;
  readonly how: ChargeHow;
}

/**
 * One invoice of a draft, with its charges (those that were made before, then those that this message makes) and the
 * early-payment discount that is still on offer.
 */
export type DraftRow = NoticeRow & {
  readonly daysLate: number;
  readonly charges: readonly DraftCharge[];
  readonly offer: Extract<EarlyPaymentOffer, { kind: 'offer' }> | null;
};

/** The terms of a written agreement, or the agreement that is kept already in the language of the message. */
export type DraftAgreement =
  | { readonly kind: 'kept'; readonly pdf: Uint8Array }
  | { readonly kind: 'new'; readonly language: string; readonly terms: AgreementTerms };

/** What a renderer needs to write the message to the debtor. */
export interface MessageDraft {
  readonly organization: Organization;
  /** What the message looks like. Left out: the house's own. */
  readonly branding?: Branding;
  readonly messageId: string;
  readonly template: Template;
  readonly severity: 'mild' | 'firm' | 'final';
  readonly language: string;
  readonly customerName: string;
  readonly contactName: string | null;
  readonly address: LoadedCustomer['address'];
  readonly channel: Recipient['channel'];
  readonly today: string;
  readonly deadlineOn: string | null;
  readonly attachments: MessageStep['attachments'];
  /** What the policies of the carried steps do after them. Left out: everything may follow. */
  readonly follows?: WhatFollows;
  readonly overdue: readonly DraftRow[];
  readonly upcoming: readonly DraftRow[];
  readonly settled: readonly DraftRow[];
  /** Of a service message: what it is about, and its invoices, open or not. */
  readonly about?: ServiceAbout;
  readonly concerned?: readonly DraftRow[];
  /** The written agreement that a confirmed plan is sent with. Left out: none is attached. */
  readonly agreement?: DraftAgreement;
  readonly creditMinor: Readonly<Record<string, bigint>>;
  /** For the message of terms: what happens to a late invoice, in the currency of the first one listed. */
  readonly late?: LateConsequences;
  /** The recipient's own link to the portal. Left out: none. */
  readonly portalUrl?: string;
  /** A person's answer to a mail, which is sent in place of a notice. */
  readonly answer?: AnswerToSend;
}

/** The bytes of a message, as they are stored and sent. */
export interface RenderedMessage {
  readonly subject: string;
  readonly html: string | null;
  readonly text: string;
  readonly pdf: Buffer | null;
}
