import type { AssignedInvoice, GroupStatementProps, NoticePayment, StatementProps } from './notice-props.ts';
import { type NoticeSection, noticeSection, type SumLine, sumLines } from './notice-section.ts';
import { paymentCopy, type PaymentCopy } from './payment-copy.ts';
import { creditUsed, type CurrencyTotal, lessCredit, totalsByCurrency } from './currency-totals.ts';
import { type Words, wordsOf } from './translation.ts';

/** Most payments listed in one statement. */
export const MAX_STATEMENT_PAYMENTS = 50;

/** The texts and rows of a statement in the reader's language. */
export interface StatementCopy {
  readonly words: Words;
  readonly title: string;
  readonly asOf: string;
  /** The instant of knowledge; null: everything known now. */
  readonly known: string | null;
  readonly nothingOpen: string | null;
  readonly sections: readonly NoticeSection[];
  /** Per currency: the open sum, the credit, and the sum to pay. */
  readonly sums: readonly SumLine[];
  readonly payment: PaymentCopy | null;
  /** What was added to the invoices because they are late; null when nothing was. */
  readonly charges: {
    readonly title: string;
    readonly rows: readonly { readonly number: string; readonly what: string; readonly amount: string }[];
    readonly note: string;
  } | null;
  /** The invoices that the customer pays to a factor; null: there is none. */
  readonly assigned: NonNullable<StatementCopy['charges']> | null;
  readonly paymentsTitle: string;
  readonly payments: readonly { readonly received: string; readonly reference: string; readonly amount: string }[];
  /** Replaces the list of payments, or follows it. */
  readonly paymentsNote: string | null;
  readonly questions: string;
  readonly reference: string;
}

function statementSums(props: StatementProps, words: Words): SumLine[] {
  const open = totalsByCurrency([...props.overdue, ...props.upcoming], 'dueMinor');
  // A statement shows the credit of every currency, even without open invoices: it is the customer's money.
  const credit = Object.entries(props.creditMinorByCurrency)
    .filter(([, minor]) => minor > 0n)
    .map(([currency, minor]) => ({ currency, minor: -minor }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
  return [
    ...sumLines(words.t('sum.open'), open, words),
    ...sumLines(words.t('sum.credit'), credit, words),
    ...(credit.length > 0 && open.length > 0
      ? sumLines(words.t('sum.toPay'), lessCredit(open, props.creditMinorByCurrency), words)
      : []),
  ];
}

function chargesCopy(props: StatementProps, words: Words, maxRows: number): StatementCopy['charges'] {
  if (props.charges.length === 0) return null;
  const rows = props.charges.slice(0, maxRows).map((charge) => ({
    number: charge.number,
    what: words.t(`charge.${charge.kind}`),
    amount: words.money(charge.amountMinor, charge.currency),
  }));
  return { title: words.t('section.charges'), rows, note: words.t('statement.chargesIncluded') };
}

function assignedCopy(invoices: readonly AssignedInvoice[], words: Words, maxRows: number): StatementCopy['assigned'] {
  if (invoices.length === 0) return null;
  const rows = invoices.slice(0, maxRows).map(({ number, to, paymentInstructions, openMinor, currency }) => ({
    number,
    what: [words.t('statement.payTo', { to }), paymentInstructions].filter((part) => part !== null).join(': '),
    amount: words.money(openMinor, currency),
  }));
  return { title: words.t('section.assigned'), rows, note: words.t('statement.notToUs') };
}

function referenceOf(payment: NoticePayment, words: Words): string {
  const parts = [
    payment.kind === 'credit-note'
      ? words.t('statement.creditNote', { number: payment.reference ?? '' }).trim()
      : (payment.reference ?? ''),
  ];
  if (payment.reversedOn !== null)
    parts.push(words.t('statement.takenBack', { date: words.shortDate(payment.reversedOn) }));
  return parts.filter((part) => part !== '').join(' · ');
}

/** Composes the texts of a statement of account. `maxRows` limits each table; the sums cover everything. */
export function statementCopy(props: StatementProps, maxRows: number): StatementCopy {
  const words = wordsOf(props.language);
  const open = [...props.overdue, ...props.upcoming];
  const listed = props.recentPayments.slice(0, MAX_STATEMENT_PAYMENTS);
  const left = props.recentPayments.length - listed.length;
  return {
    words,
    title: words.t('statement.title'),
    asOf: words.t('statement.asOf', { date: words.date(props.today) }),
    known: props.knownAt === null ? null : words.t('statement.known', { moment: props.knownAt }),
    nothingOpen: open.length === 0 && !props.assigned?.length ? words.t('statement.nothingOpen') : null,
    sections: (
      [
        ['overdue', props.overdue],
        ['upcoming', props.upcoming],
      ] as const
    )
      .filter(([, invoices]) => invoices.length > 0)
      .map(([kind, invoices]) => noticeSection(kind, invoices, { today: props.today, words, maxRows })),
    sums: statementSums(props, words),
    payment: open.length > 0 ? paymentCopy(open, props, props.creditMinorByCurrency, words) : null,
    charges: chargesCopy(props, words, maxRows),
    assigned: assignedCopy(props.assigned ?? [], words, maxRows),
    paymentsTitle: words.t('section.payments'),
    payments: listed.map((payment) => ({
      received: words.shortDate(payment.receivedOn),
      reference: referenceOf(payment, words),
      amount: words.money(payment.amountMinor, payment.currency),
    })),
    paymentsNote:
      listed.length === 0
        ? words.t('statement.noPayments')
        : left > 0
          ? words.t('sum.morePayments', { count: left })
          : null,
    questions: words.t('questions', { creditor: props.creditor.name }),
    reference: words.t('reference', { reference: props.reference }),
  };
}

/** The texts of a group's statement in the reader's language. */
export interface GroupStatementCopy extends Pick<
  StatementCopy,
  'words' | 'title' | 'asOf' | 'known' | 'sums' | 'payment' | 'questions' | 'reference'
> {
  readonly members: readonly { readonly name: string; readonly statement: StatementCopy }[];
  readonly totalTitle: string;
}

/** Composes the texts of a group's statement. `maxRows` limits each table; the sums cover everything. */
export function groupStatementCopy(props: GroupStatementProps, maxRows: number): GroupStatementCopy {
  const words = wordsOf(props.language);
  const open = props.members.flatMap(openOf);
  // The credit of one customer is netted with that customer's invoices alone.
  const used = addUp(
    props.members.flatMap((member) =>
      creditUsed(totalsByCurrency(openOf(member), 'dueMinor'), member.creditMinorByCurrency),
    ),
  );
  const usedByCurrency = Object.fromEntries(used.map(({ currency, minor }) => [currency, minor]));
  const credit = addUp(
    props.members.flatMap(({ creditMinorByCurrency }) =>
      Object.entries(creditMinorByCurrency).flatMap(([currency, minor]) => (minor > 0n ? [{ currency, minor }] : [])),
    ),
  );
  const totals = totalsByCurrency(open, 'dueMinor');
  return {
    words,
    title: words.t('statement.title'),
    asOf: words.t('statement.asOf', { date: words.date(props.today) }),
    known: props.knownAt === null ? null : words.t('statement.known', { moment: props.knownAt }),
    members: props.members.map((member) => ({
      name: member.customer.name,
      statement: statementCopy({ ...member, language: props.language }, maxRows),
    })),
    totalTitle: words.t('sum.everything'),
    sums: [
      ...sumLines(words.t('sum.open'), totals, words),
      ...sumLines(
        words.t('sum.credit'),
        credit.map(({ currency, minor }) => ({ currency, minor: -minor })),
        words,
      ),
      ...sumLines(words.t('sum.toPay'), lessCredit(totals, usedByCurrency), words),
    ],
    payment: open.length > 0 ? paymentCopy(open, props, usedByCurrency, words) : null,
    questions: words.t('questions', { creditor: props.creditor.name }),
    reference: words.t('reference', { reference: props.reference }),
  };
}

function openOf({ overdue, upcoming }: StatementProps): readonly StatementProps['overdue'][number][] {
  return [...overdue, ...upcoming];
}

function addUp(sums: readonly CurrencyTotal[]): CurrencyTotal[] {
  const byCurrency = new Map<string, bigint>();
  for (const { currency, minor } of sums) byCurrency.set(currency, (byCurrency.get(currency) ?? 0n) + minor);
  return [...byCurrency]
    .map(([currency, minor]) => ({ currency, minor }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
}
