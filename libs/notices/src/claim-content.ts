import { totalsByCurrency, type CurrencyTotal } from './currency-totals.ts';
import { sumLines } from './notice-section.ts';
import { amountBy, withoutLink, type AboutOf, type Making, type ServiceContent } from './service-content.ts';

/** What a payment paid. */
export function receipt(
  { currency, receivedMinor, receivedOn, paid }: AboutOf<'receipt'>,
  { words }: Making,
): ServiceContent {
  const amount = words.money(receivedMinor, currency);
  const head = [
    words.t('service.table.invoice'),
    words.t('service.table.paidAmount'),
    words.t('service.table.leftAmount'),
  ];
  const rows = paid.map((each) => [
    each.number,
    words.money(each.paidMinor, each.currency),
    words.money(each.leftMinor, each.currency),
  ]);
  return {
    words: 'receipt',
    values: { amount, date: words.date(receivedOn) },
    facts: [{ label: words.t('service.facts.received'), value: amount }],
    ...(rows.length === 0 ? {} : { table: { title: words.t('service.table.used'), head, rows, sums: [] } }),
  };
}

/** What is open at the beginning of a month. */
export function monthlyStatement({ props, words }: Making): ServiceContent {
  const open = [...props.overdue, ...props.upcoming];
  return {
    words: 'monthly-statement',
    values: {
      count: open.length,
      total: words.totals(totalsByCurrency(open, 'dueMinor')),
      today: words.date(props.today),
    },
    facts: [],
  };
}

/** What says that a dispute has arrived, and by when it is answered. */
export function disputeReceived(
  { number, category, answerBy, amounts }: AboutOf<'dispute-received'>,
  { words }: Making,
): ServiceContent {
  const date = words.date(answerBy);
  return {
    words: 'dispute-received',
    values: { number, category: words.t(`service.category.${category}`), date },
    facts: [
      { label: words.t('service.facts.objection'), value: String(number) },
      { label: words.t('service.facts.answer'), value: date },
    ],
    table: {
      title: words.t('service.table.disputed'),
      head: [words.t('service.table.invoice'), words.t('service.table.disputedAmount')],
      rows: amounts.map((each) => [each.number, words.money(each.disputedMinor, each.currency)]),
      sums: sumLines(words.t('service.table.total'), totalOf(amounts, 'disputedMinor'), words),
    },
  };
}

/** What a dispute ended with. */
export function disputeDecided(
  { number, category, outcome, amounts }: AboutOf<'dispute-decided'>,
  { words, invoices }: Making,
): ServiceContent {
  const credited = words.totals(totalOf(amounts, 'creditedMinor'));
  const left = amounts.map((each) => ({ ...each, stands: each.disputedMinor - each.creditedMinor }));
  const stands = words.totals(
    totalOf(
      left.map((each) => ({ ...each, disputedMinor: each.stands > 0n ? each.stands : 0n })),
      'disputedMinor',
    ),
  );
  const heads = ['invoice', 'disputedAmount', 'creditedAmount'] as const;
  return {
    words: `dispute-decided-${outcome}`,
    values: { number, category: words.t(`service.category.${category}`), credited, stands },
    facts: [
      ...(outcome === 'for-us' ? [] : [{ label: words.t('service.facts.credited'), value: credited }]),
      ...(outcome === 'for-customer' ? [] : [{ label: words.t('service.facts.stands'), value: stands }]),
    ],
    table: {
      title: words.t('service.table.disputed'),
      head: heads.map((head) => words.t(`service.table.${head}`)),
      rows: amounts.map((each) => [
        each.number,
        words.money(each.disputedMinor, each.currency),
        words.money(each.creditedMinor, each.currency),
      ]),
      sums: [],
    },
    ...(outcome === 'for-customer' ? {} : { pay: { invoices } }),
  };
}

/** Whom to pay from now on. */
export function assignment(
  { to, on, paymentInstructions }: AboutOf<'assignment'>,
  { words, invoices }: Making,
): ServiceContent {
  return {
    words: 'assignment',
    values: { count: invoices.length, number: invoices[0]?.number ?? '', to, date: words.date(on) },
    facts: [
      { label: words.t('service.facts.payTo'), value: to },
      { label: words.t('service.facts.amount'), value: words.totals(totalsByCurrency(invoices, 'dueMinor')) },
    ],
    pay: { invoices: invoices.map(withoutLink), instructions: paymentInstructions },
  };
}

/** What announces the hand-over to an agency. */
export function lastLetter({ agency, payBy }: AboutOf<'last-letter'>, { words, invoices }: Making): ServiceContent {
  const total = words.totals(totalsByCurrency(invoices, 'dueMinor'));
  const date = words.date(payBy);
  return {
    words: 'last-letter',
    values: { count: invoices.length, total, date, agency: agency ?? words.t('service.agency') },
    facts: amountBy(total, date, words),
    pay: { invoices },
  };
}

/** What says that an agency collects the debt now. */
export function agencyNotice({ agency, on }: AboutOf<'agency-notice'>, { words, invoices }: Making): ServiceContent {
  const total = words.totals(totalsByCurrency(invoices, 'dueMinor'));
  return {
    words: 'agency-notice',
    values: {
      count: invoices.length,
      total,
      date: words.date(on),
      agency: agency ?? words.t('service.agency'),
      agencyFirst: agency ?? words.t('service.agencyFirst'),
    },
    facts: [
      { label: words.t('service.facts.payTo'), value: agency ?? words.t('service.agencyFirst') },
      { label: words.t('service.facts.open'), value: total },
    ],
  };
}

function totalOf(
  amounts: readonly { readonly currency: string; readonly disputedMinor: bigint; readonly creditedMinor: bigint }[],
  amount: 'disputedMinor' | 'creditedMinor',
): CurrencyTotal[] {
  const sums = new Map<string, bigint>();
  for (const each of amounts) sums.set(each.currency, (sums.get(each.currency) ?? 0n) + each[amount]);
  return [...sums].map(([currency, minor]) => ({ currency, minor })).sort((a, b) => (a.currency < b.currency ? -1 : 1));
}
