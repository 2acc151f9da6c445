import { addDays } from '@puntual/domain/calendar/dates';
import type { AgreedSum } from '@puntual/domain/service-messages/service-about';
import type { FactTable } from './notice-copy.ts';
import { sumLines } from './notice-section.ts';
import { amountBy, withoutLink, type AboutOf, type Making, type ServiceContent } from './service-content.ts';
import type { Words } from './translation.ts';

/** What confirms a promise. */
export function promiseConfirmed({ currency, sums }: AboutOf<'promise-confirmed'>, { words }: Making): ServiceContent {
  const { total, last } = agreed(sums, currency, words);
  return {
    words: 'promise-confirmed',
    values: { count: sums.length, total, last },
    facts: sums.length > 1 ? [] : amountBy(total, last, words),
    ...(sums.length > 1 ? { table: sumsTable('promised', sums, currency, words) } : {}),
  };
}

/** What confirms a payment plan. */
export function planConfirmed(
  { currency, sums, graceDays }: AboutOf<'plan-confirmed'>,
  { words }: Making,
): ServiceContent {
  const { total, first, last } = agreed(sums, currency, words);
  return {
    words: 'plan-confirmed',
    values: { count: sums.length, total, first, last },
    facts: [],
    table: sumsTable('instalments', sums, currency, words),
    also: words.t('service.plan-confirmed.missed', { count: graceDays }),
  };
}

/** A promised day or an instalment that comes, and the others of the agreement. */
export function reminderOf(
  { kind, currency, sums, on }: AboutOf<'promise-reminder' | 'instalment-due'>,
  { words, props }: Making,
): ServiceContent {
  const amount = words.money(openUpTo(sums, on), currency);
  const date = words.date(on);
  const when = words.t(on === props.today ? 'service.today' : 'service.on', { date });
  return {
    words: kind,
    values: { amount, when },
    facts: amountBy(amount, date, words),
    ...(sums.length > 1
      ? { table: sumsTable(kind === 'instalment-due' ? 'instalments' : 'promised', sums, currency, words) }
      : {}),
  };
}

/** What says that an instalment did not come, and what follows. */
export function instalmentMissed(
  { currency, sums, on, graceDays }: AboutOf<'instalment-missed'>,
  { words, invoices }: Making,
): ServiceContent {
  const amount = words.money(openUpTo(sums, on), currency);
  const until = words.date(addDays(on, graceDays));
  const rest = sums.reduce((sum, { minor, paidMinor }) => sum + minor - paidMinor, 0n);
  return {
    words: 'instalment-missed',
    values: { amount, date: words.date(on), until, rest: words.money(rest, currency) },
    facts: [...amountBy(amount, until, words)],
    table: sumsTable('instalments', sums, currency, words),
    pay: { invoices: invoices.map(withoutLink) },
  };
}

function agreed(sums: readonly AgreedSum[], currency: string, words: Words) {
  const minor = sums.reduce((sum, each) => sum + each.minor, 0n);
  const days = sums.map(({ on }) => on).sort();
  return {
    total: words.money(minor, currency),
    first: days[0] === undefined ? '' : words.date(days[0]),
    last: words.date(days.at(-1) ?? ''),
  };
}

// What is missing of the sums up to a day: an earlier one may have come in part.
function openUpTo(sums: readonly AgreedSum[], on: string): bigint {
  return sums.reduce((sum, each) => (each.on <= on ? sum + each.minor - each.paidMinor : sum), 0n);
}

function sumsTable(
  title: 'promised' | 'instalments',
  sums: readonly AgreedSum[],
  currency: string,
  words: Words,
): FactTable {
  const paidSome = sums.some(({ paidMinor }) => paidMinor > 0n);
  const minor = sums.reduce((sum, each) => sum + each.minor, 0n);
  return {
    title: words.t(`service.table.${title}`),
    head: [
      words.t('service.table.day'),
      ...(paidSome ? [words.t('service.table.state')] : []),
      words.t('service.table.amount'),
    ],
    rows: sums.map((each) => [
      words.shortDate(each.on),
      ...(paidSome ? [stateOf(each, currency, words)] : []),
      words.money(each.minor, currency),
    ]),
    sums: sumLines(words.t('service.table.total'), [{ currency, minor }], words),
  };
}

function stateOf({ minor, paidMinor }: AgreedSum, currency: string, words: Words): string {
  if (paidMinor >= minor) return words.t('service.table.paid');
  return paidMinor > 0n
    ? words.t('service.table.partly', { amount: words.money(paidMinor, currency) })
    : words.t('service.table.open');
}
