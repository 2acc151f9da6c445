import type { ServiceTemplate } from '@puntual/domain/policy/vocabulary';
import type { ServiceAbout } from '@puntual/domain/service-messages/service-about';
import type { Fact, FactTable } from './notice-copy.ts';
import type { NoticeInvoice, NoticeProps } from './notice-props.ts';
import type { Words } from './translation.ts';

/** What a service message is made of, besides what every message has. */
export interface ServiceContent {
  readonly words:
    Exclude<ServiceTemplate, 'dispute-decided'> | `dispute-decided-${'for-customer' | 'for-us' | 'split'}`;
  readonly values: Readonly<Record<string, string | number>>;
  readonly facts: readonly Fact[];
  readonly table?: FactTable;
  /** A sentence after what happens next. */
  readonly also?: string;
  /** Whom to pay, and what; left out: the message asks for no money. */
  readonly pay?: { readonly invoices: readonly NoticeInvoice[]; readonly instructions?: string | null };
}

/** What the content of a kind is made from. */
export interface Making {
  readonly props: NoticeProps;
  readonly words: Words;
  readonly invoices: readonly NoticeInvoice[];
}

/** The facts of a kind. */
export type AboutOf<Kind extends ServiceAbout['kind']> = Extract<ServiceAbout, { readonly kind: Kind }>;

/** The two facts of a sum that is due. */
export function amountBy(amount: string, date: string, words: Words): Fact[] {
  return [
    { label: words.t('service.facts.amount'), value: amount },
    { label: words.t('service.facts.by'), value: date },
  ];
}

/** The invoice without its link: an instalment is not what it asks for, and a factor is not paid by it. */
export function withoutLink(invoice: NoticeInvoice): NoticeInvoice {
  return { ...invoice, paymentUrl: null };
}
