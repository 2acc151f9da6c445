import { oneLine } from './notice-copy.ts';
import type { NoticeProps } from './notice-props.ts';
import { creditFor, noticeShape } from './notice-variant.ts';
import { paymentCopy } from './payment-copy.ts';
import { lessCredit, totalsByCurrency } from './currency-totals.ts';
import { wordsOf } from './translation.ts';
import type { Template } from '@puntual/domain/policy/vocabulary';

/** Most characters of a text message: providers send it in a handful of parts. */
export const MAX_SMS_LENGTH = 320;
const maxNameLength = 40;
const maxNumberLength = 60;
const maxCurrencies = 3;

function clip(text: string, length: number): string {
  const line = oneLine(text);
  return line.length <= length ? line : `${line.slice(0, length - 1).trimEnd()}…`;
}

/** The template whose wording is true for the invoices, as `noticeShape` chose it. */
function smsTemplate(template: Template, variant: string): Template {
  return variant === 'friendly' || variant === 'courtesy' ? variant : template;
}

/**
 * The notice as a text message of at most 320 characters. Others may see a phone's screen, so it names the creditor,
 * the invoice number (or how many), the amount and the link, but not the debtor, the days late or the next step. A link
 * that does not fit is left out, never cut. Throws a RangeError when there is no invoice that it could be about.
 */
export function smsText(template: Template, props: NoticeProps): string {
  const words = wordsOf(props.language);
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
  return parts.reduce((message, part) =>
    message.length + 1 + part.length <= MAX_SMS_LENGTH ? `${message} ${part}` : message,
  );
}
