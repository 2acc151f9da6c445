import type { NoticeProps } from './notice-props.ts';
import { creditFor, noticeShape, type NoticeTemplate } from './notice-variant.ts';
import { oneLine, visibleIn } from './one-line.ts';
import { paymentCopy } from './payment-copy.ts';
import { serviceCopy } from './service-copy.ts';
import { inGsm7, smsSize } from './sms-parts.ts';
import { lessCredit, totalsByCurrency } from './currency-totals.ts';
import { wordsOf } from './translation.ts';
import { isServiceTemplate, type ServiceTemplate, type Template } from '@puntual/domain/policy/vocabulary';

/** Most characters of a text message, and most parts: each part is paid for. */
export const MAX_SMS_LENGTH = 320;
export const MAX_SMS_PARTS = 3;
const maxNameLength = 40;
const maxNumberLength = 60;
const maxCurrencies = 3;

function clip(text: string, length: number): string {
  const line = oneLine(text);
  if (line.length <= length) return line;
  // Without half a sign: a picture takes two units.
  return `${line
    .slice(0, length - 1)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd()}…`;
}

/** The template whose wording is true for the invoices, as `noticeShape` chose it. */
function smsTemplate(template: NoticeTemplate, variant: string): NoticeTemplate {
  return variant === 'friendly' || variant === 'courtesy' ? variant : template;
}

/**
 * The notice as a text message of at most 320 characters in at most three parts, in GSM-7 where the text allows
 * (`inGsm7`): one accent that GSM-7 lacks would halve the room of a part. Others may see a phone's screen, so it
 * names the creditor, the invoice number (or how many), the amount and the link, but not the debtor, the days late or
 * the next step. A link that does not fit is left out, never cut. Throws a RangeError when there is no invoice that
 * it could be about.
 */
export function smsText(template: Template, given: NoticeProps): string {
  const props = visibleIn(given);
  const words = wordsOf(props.language);
  if (isServiceTemplate(template)) return serviceSms(template, props);
  const shape = noticeShape(template, props);
  const { variant, main } = shape;
  const credit = creditFor(shape, props);
  const creditor = clip(props.creditor.name, maxNameLength);
  const totals =
    variant === 'thank-you'
      ? totalsByCurrency(main, 'totalMinor')
      : lessCredit(totalsByCurrency(main, 'dueMinor'), credit);
  const amount =
    totals.length <= maxCurrencies ? words.totals(totals) : words.t('sms.many', { currencies: totals.length });
  const said =
    variant === 'thank-you-part'
      ? words.t('sms.received', { creditor })
      : words.t(`sms.${smsTemplate(template, variant)}`, {
          count: main.length,
          creditor,
          amount,
          number: clip(main[0]?.number ?? '', maxNumberLength),
        });
  const link = template === 'thank-you' ? null : paymentCopy(main, props, credit, words).link;
  const parts = [
    oneLine(said),
    ...(link === null ? [] : [words.t('sms.pay', { link: link.url })]),
    ...(props.creditor.phone === null || template === 'thank-you'
      ? []
      : [words.t('sms.call', { phone: oneLine(props.creditor.phone) })]),
  ];
  return parts.reduce((message, part, index) => {
    const longer = inGsm7(index === 0 ? part : `${message} ${part}`);
    return index === 0 || fits(longer) ? longer : message;
  }, '');
}

// The subject of a service message says it all; a phone's screen shows no more of it.
function serviceSms(template: ServiceTemplate, props: NoticeProps): string {
  const { subject, words } = serviceCopy(template, props);
  const said = inGsm7(`${clip(props.creditor.name, maxNameLength)}: ${clip(subject, MAX_SMS_LENGTH - 100)}`);
  const { phone } = props.creditor;
  const longer = phone === null ? said : inGsm7(`${said} ${words.t('sms.call', { phone: oneLine(phone) })}`);
  return fits(longer) ? longer : said;
}

function fits(text: string): boolean {
  return text.length <= MAX_SMS_LENGTH && smsSize(text).parts <= MAX_SMS_PARTS;
}
