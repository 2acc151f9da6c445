import type { NoticeProps } from './notice-props.ts';
import { type NoticeSection, noticeSection, type SumLine, sumLines } from './notice-section.ts';
import { creditFor, noticeShape, type NoticeTemplate, type Shape } from './notice-variant.ts';
import { oneLine, visibleIn } from './one-line.ts';
import type { NoticeKey } from './locales/catalogue.ts';
import { paymentCopy, type PaymentCopy } from './payment-copy.ts';
import { safeUrl } from './safe-url.ts';
import { lateSentences } from './late-copy.ts';
import { creditUsed, lessCredit, totalsByCurrency } from './currency-totals.ts';
import { type Words, wordsOf } from './translation.ts';

/**
 * Most rows of one table in a mail: large mail services truncate messages above about 100 kB, and the total would be
 * lost.
 */
export const MAX_MAIL_ROWS = 60;

/** One thing that a reader looks for first, with its name. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** A small table: the first column is a heading, the last one an amount or a state. */
export interface FactTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly sums: readonly SumLine[];
}

/** All texts of a notice in the reader's language; mail, plain text and letter only lay them out. */
export interface NoticeCopy {
  readonly words: Words;
  readonly creditor: NoticeProps['creditor'];
  /** One line with ordinary spaces, for the mail's header. */
  readonly subject: string;
  /** The subject as a title: amounts keep their non-breaking spaces. */
  readonly title: string;
  readonly greeting: string;
  readonly intro: string;
  /** "Pay by December 16, 2026" */
  readonly deadline: string | null;
  /** What the message says in a few words: "Amount", "By". Empty when the first paragraph says it. */
  readonly facts: readonly Fact[];
  /** Agreed days, disputed amounts, or what a payment paid: before the invoices. */
  readonly table: FactTable | null;
  readonly sections: readonly NoticeSection[];
  /** Null when nothing is left to pay. */
  readonly payment: PaymentCopy | null;
  /**
   * Whether the next step stands before the tables: in a demand, so that no reader misses it, and in a receipt, where
   * it says that nothing is left to do.
   */
  readonly nextFirst: boolean;
  /** Null for a receipt, which has no next step. */
  readonly nextTitle: string | null;
  readonly next: string;
  readonly already: string | null;
  readonly questions: string;
  readonly contact: readonly { readonly label: string; readonly value: string; readonly href: string }[];
  /** The reader's own page, where the account stands and can be settled; null: there is none. */
  readonly portal: { readonly label: string; readonly url: string } | null;
  readonly closing: string;
  readonly reference: string;
}

/** The values for the placeholders of the subject, the first paragraph and the next step. */
function mentions(shape: Shape, props: NoticeProps, words: Words): Record<string, string | number> {
  const { variant, main } = shape;
  const dueDates = main.map((invoice) => invoice.dueOn).sort();
  const [due = props.today] = dueDates;
  const totals = totalsByCurrency(main, variant === 'thank-you' ? 'totalMinor' : 'dueMinor');
  const dueText = words.dayMonth(due, props.today);
  return {
    count: main.length,
    number: main[0]?.number ?? '',
    total: words.totals(totals),
    toPay: words.totals(lessCredit(totals, creditFor(shape, props))),
    due: dueText,
    when: words.t(due === dueDates.at(-1) ? 'when.on' : 'when.from', { date: dueText }),
    by: props.deadlineOn === null ? words.t('by.soon') : words.t('by.date', { date: words.date(props.deadlineOn) }),
    late: words.t('late.days', { count: Math.max(0, ...main.map((invoice) => invoice.daysLate)) }),
    today: words.date(props.today),
  };
}

/**
 * Adds net sums: below the first table when the credit pays that table's invoices first; below the last table the sum
 * of all open invoices, with the credit when it counts for all.
 */
function withNetSums(
  sections: readonly NoticeSection[],
  shape: Shape,
  props: NoticeProps,
  words: Words,
): NoticeSection[] {
  const open = shape.sections.filter(([kind]) => kind !== 'settled').flatMap(([, invoices]) => invoices);
  const mainTotals = totalsByCurrency(shape.main, 'dueMinor');
  const thanks = shape.variant === 'thank-you' || shape.variant === 'thank-you-part';
  const [first] = sections;
  const paysFirst =
    first !== undefined && first.kind !== 'settled' && (first.kind === 'overdue' || sections.length === 1);
  const openTotals = totalsByCurrency(open, 'dueMinor');
  const credit = creditUsed(paysFirst ? mainTotals : openTotals, props.creditMinorByCurrency);
  const creditLines =
    credit.length === 0
      ? []
      : [
          ...sumLines(
            words.t('sum.credit'),
            credit.map(({ currency, minor }) => ({ currency, minor: -minor })),
            words,
          ),
          ...sumLines(
            words.t('sum.toPay'),
            lessCredit(paysFirst ? mainTotals : openTotals, props.creditMinorByCurrency),
            words,
          ),
        ];
  return sections.map((section, index) => {
    const extra: SumLine[] = [];
    const last = index > 0 && index === sections.length - 1;
    if (index === 0 && paysFirst) extra.push(...creditLines);
    if (last && paysFirst)
      extra.push(...sumLines(words.t('sum.everything'), lessCredit(openTotals, props.creditMinorByCurrency), words));
    if (last && !paysFirst && (shape.variant !== 'thank-you' || credit.length > 0))
      extra.push(...sumLines(words.t('sum.everything'), openTotals, words), ...creditLines);
    const heading =
      section.kind === 'upcoming' && index > 0 && !thanks ? words.t('section.upcomingToo') : section.heading;
    return { ...section, heading, sums: [...section.sums, ...extra] };
  });
}

// The words about the next step: those of the notice where all that they promise may follow, else words that promise
// what does follow.
function nextKey({ variant }: Shape, { follows }: NoticeProps): NoticeKey {
  const own = `${variant}.next` as const;
  if (follows === undefined) return own;
  const { message, demand, call, agency } = follows;
  switch (variant) {
    case 'terms':
    case 'on-request':
      return own;
    case 'courtesy':
    case 'due-today':
    case 'friendly':
      return message ? own : 'later.nothing';
    case 'follow-up':
      return demand ? own : message || call ? 'later.contact' : 'later.nothing';
    case 'demand-mild':
    case 'demand-firm':
    case 'demand-final':
      if (call && agency) return own;
      return agency ? 'later.agency' : call ? 'later.call' : 'later.nothing';
    case 'supply-hold-notice':
    case 'thank-you':
    case 'thank-you-part':
      return own;
  }
}

function portalOf({ portalUrl }: NoticeProps, words: Words): NoticeCopy['portal'] {
  const url = safeUrl(portalUrl ?? null);
  return url === null ? null : { label: words.t('contact.portal'), url };
}

/**
 * Composes the texts of a notice. `maxRows` limits each table. Throws a RangeError when there is no invoice that the
 * notice could be about, for an unknown currency and for an impossible date.
 */
export function noticeCopy(template: NoticeTemplate, given: NoticeProps, maxRows: number = MAX_MAIL_ROWS): NoticeCopy {
  const props = visibleIn(given);
  const words = wordsOf(props.language);
  const shape = noticeShape(template, props);
  const values = mentions(shape, props, words);
  const sections = shape.sections.map(([kind, invoices]) =>
    noticeSection(kind, invoices, { today: props.today, words, maxRows }),
  );
  const open = shape.sections.filter(([kind]) => kind !== 'settled').flatMap(([, invoices]) => invoices);
  const asked = template === 'thank-you' ? open : shape.main;
  const title = words.t(`${shape.variant}.subject`, values);
  const { deadlineOn } = props;
  const chases = shape.sections[0]?.[0] === 'overdue' && template !== 'thank-you';
  return {
    ...frameOf(props, words),
    subject: oneLine(title),
    title,
    intro: words.t(`${shape.variant}.intro`, values),
    deadline: chases && deadlineOn !== null ? words.t('section.deadline', { date: words.date(deadlineOn) }) : null,
    facts: [],
    table: null,
    sections: withNetSums(sections, shape, props, words),
    payment: asked.length > 0 ? paymentCopy(asked, props, creditFor({ main: asked }, props), words) : null,
    nextFirst: template === 'demand' || template === 'supply-hold-notice' || template === 'thank-you',
    nextTitle:
      template === 'thank-you' ? null : words.t(template === 'terms' ? 'section.lateTitle' : 'section.nextTitle'),
    next: [words.t(nextKey(shape, props), values), ...lateSentences(props.late, words)].join(' '),
    already: template === 'thank-you' || template === 'terms' || template === 'statement' ? null : words.t('already'),
  };
}

/** What every message has: the greeting, whom to ask, and the closing. */
export function frameOf(
  props: NoticeProps,
  words: Words,
): Pick<NoticeCopy, 'words' | 'creditor' | 'greeting' | 'questions' | 'contact' | 'portal' | 'closing' | 'reference'> {
  const { creditor, customer, reference } = props;
  return {
    words,
    creditor,
    greeting:
      customer.contactName === null || oneLine(customer.contactName) === ''
        ? words.t('greeting.company', { name: customer.name })
        : words.t('greeting.person', { name: customer.contactName }),
    questions: words.t('questions', { creditor: creditor.name }),
    contact: [
      ...(creditor.email === null
        ? []
        : [{ label: words.t('contact.email'), value: creditor.email, href: `mailto:${creditor.email}` }]),
      ...(creditor.phone === null
        ? []
        : [
            {
              label: words.t('contact.phone'),
              value: creditor.phone,
              href: `tel:${creditor.phone.replace(/[^+\d]/g, '')}`,
            },
          ]),
    ],
    portal: portalOf(props, words),
    closing: words.t('closing'),
    reference: words.t('reference', { reference }),
  };
}
