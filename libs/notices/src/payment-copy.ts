import type { NoticeInvoice, NoticeProps } from './notice-props.ts';
import { safeUrl } from './safe-url.ts';
import { creditUsed, lessCredit, totalsByCurrency } from './currency-totals.ts';
import type { Words } from './translation.ts';

/** The reference of a bank transfer has room for no more numbers than this. */
const maxQuotedNumbers = 5;

/** How to pay, in the reader's language. */
export interface PaymentCopy {
  readonly title: string;
  /** One link that pays the whole sum. */
  readonly link: { readonly label: string; readonly url: string } | null;
  readonly transferLabel: string | null;
  readonly transferLines: readonly string[];
  /** The reference for the transfer, a hint that each invoice has its own link, or whom to ask. */
  readonly note: string | null;
}

/**
 * How to pay `asked`: one payment link when it covers all invoices, links beside the invoices when they differ, and the
 * creditor's transfer details. `credit` is the customer's credit that counts against them: the remaining sum is stated,
 * because the page behind a link may not know the credit.
 */
export function paymentCopy(
  asked: readonly NoticeInvoice[],
  props: Pick<NoticeProps, 'creditor'>,
  credit: NoticeProps['creditMinorByCurrency'],
  words: Words,
): PaymentCopy {
  const totals = totalsByCurrency(asked, 'dueMinor');
  const netted = creditUsed(totals, credit).length > 0;
  const urls = asked.map((invoice) => safeUrl(invoice.paymentUrl));
  const [first = null] = urls;
  const oneLink = first !== null && urls.every((url) => url === first) ? first : null;
  const someLinks = oneLink === null && urls.some((url) => url !== null);
  const transferLines = (props.creditor.paymentInstructions ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const quote =
    asked.length <= maxQuotedNumbers
      ? words.t('pay.quote', { numbers: asked.map((invoice) => invoice.number).join(', ') })
      : words.t('pay.quoteMany');
  const notes = [
    ...(netted
      ? [
          words.t(first !== null || someLinks ? 'pay.netByLink' : 'pay.net', {
            toPay: words.totals(lessCredit(totals, credit)),
          }),
        ]
      : []),
    ...(someLinks ? [words.t('pay.links')] : []),
    ...(transferLines.length > 0 ? [quote] : []),
    ...(first === null && !someLinks && transferLines.length === 0 ? [words.t('pay.ask')] : []),
  ];
  return {
    title: words.t('section.payTitle'),
    link: oneLink === null ? null : { label: words.t('row.pay'), url: oneLink },
    transferLabel: transferLines.length > 0 ? words.t('pay.transfer') : null,
    transferLines,
    note: notes.length > 0 ? notes.join(' ') : null,
  };
}
