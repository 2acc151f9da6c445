import type { ServiceTemplate } from '@puntual/domain/policy/vocabulary';
import type { ServiceAbout } from '@puntual/domain/service-messages/service-about';
import { instalmentMissed, planConfirmed, promiseConfirmed, reminderOf } from './agreement-content.ts';
import {
  agencyNotice,
  assignment,
  disputeDecided,
  disputeReceived,
  lastLetter,
  monthlyStatement,
  receipt,
} from './claim-content.ts';
import { frameOf, MAX_MAIL_ROWS, noticeCopy, type NoticeCopy } from './notice-copy.ts';
import type { NoticeInvoice, NoticeProps } from './notice-props.ts';
import { noticeSection } from './notice-section.ts';
import { oneLine, visibleIn } from './one-line.ts';
import { paymentCopy } from './payment-copy.ts';
import { withoutLink, type Making, type ServiceContent } from './service-content.ts';
import { type Words, wordsOf } from './translation.ts';

/**
 * Composes the texts of a service message. Throws a RangeError when the facts are of another kind: then nothing may be
 * sent.
 */
export function serviceCopy(kind: ServiceTemplate, given: NoticeProps, maxRows: number = MAX_MAIL_ROWS): NoticeCopy {
  const props = visibleIn(given);
  const { about } = props;
  if (about?.kind !== kind) throw new RangeError(`a "${kind}" message needs the facts of its kind: do not send one`);
  const words = wordsOf(props.language);
  const invoices = props.concerned ?? [];
  const content = serviceContent(about, { props, words, invoices });
  const key = `service.${content.words}` as const;
  const title = words.t(`${key}.subject`, content.values);
  const { pay } = content;
  const payer =
    pay?.instructions === undefined
      ? props
      : { ...props, creditor: { ...props.creditor, paymentInstructions: pay.instructions } };
  const base =
    kind === 'monthly-statement'
      ? noticeCopy('statement', props, maxRows)
      : emptyCopy(props, words, { invoices: pay?.invoices ?? invoices.map(withoutLink), maxRows });
  return {
    ...base,
    subject: oneLine(title),
    title,
    intro: words.t(`${key}.intro`, content.values),
    facts: content.facts,
    table: content.table ?? null,
    payment: pay === undefined ? base.payment : paymentCopy(pay.invoices, payer, {}, words),
    next: [words.t(`${key}.next`, content.values), ...(content.also === undefined ? [] : [content.also])].join(' '),
  };
}

function emptyCopy(
  props: NoticeProps,
  words: Words,
  { invoices, maxRows }: { readonly invoices: readonly NoticeInvoice[]; readonly maxRows: number },
): Omit<NoticeCopy, 'subject' | 'title' | 'intro'> {
  const { today } = props;
  return {
    ...frameOf(props, words),
    deadline: null,
    facts: [],
    table: null,
    sections: invoices.length === 0 ? [] : [noticeSection('concerned', invoices, { today, words, maxRows })],
    payment: null,
    nextFirst: true,
    nextTitle: words.t('section.nextTitle'),
    next: '',
    already: null,
  };
}

/** The one switch from the kind of a service message to its content: a new kind has a case here. */
function serviceContent(about: ServiceAbout, making: Making): ServiceContent {
  switch (about.kind) {
    case 'promise-confirmed':
      return promiseConfirmed(about, making);
    case 'promise-reminder':
      return { ...reminderOf(about, making), pay: { invoices: making.invoices } };
    case 'plan-confirmed':
      return planConfirmed(about, making);
    case 'instalment-due':
      return { ...reminderOf(about, making), pay: { invoices: making.invoices.map(withoutLink) } };
    case 'instalment-missed':
      return instalmentMissed(about, making);
    case 'receipt':
      return receipt(about, making);
    case 'monthly-statement':
      return monthlyStatement(making);
    case 'dispute-received':
      return disputeReceived(about, making);
    case 'dispute-decided':
      return disputeDecided(about, making);
    case 'assignment':
      return assignment(about, making);
    case 'last-letter':
      return lastLetter(about, making);
    case 'agency-notice':
      return agencyNotice(about, making);
  }
}
