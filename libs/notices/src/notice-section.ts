import { daysBetween, type IsoDate } from '@puntual/domain/calendar/dates';
import { type ChargeLine, chargeLines } from './charge-copy.ts';
import type { NoticeInvoice } from './notice-props.ts';
import { safeUrl } from './safe-url.ts';
import { type CurrencyTotal, totalsByCurrency } from './currency-totals.ts';
import type { Words } from './translation.ts';

/** One invoice in the reader's language. */
export interface NoticeRow {
  readonly number: string;
  /** "For Talleres Norte S.L."; null when all invoices are the customer's own. */
  readonly owner: string | null;
  readonly issued: string;
  readonly due: string;
  /** "8 days late", "due today", "due in 7 days"; null when lateness no longer matters. */
  readonly state: string | null;
  /** "8", or empty when not late: for the column of days late. */
  readonly daysLate: string;
  /** The open amount; for a paid invoice, its total. */
  readonly amount: string;
  /** The original total of a partly paid invoice. */
  readonly originalTotal: string | null;
  /** "Pay €980.00 by Nov 11, 2026: 2 % ..." while a discount is valid. */
  readonly offer: string | null;
  readonly charges: readonly ChargeLine[];
  readonly order: string | null;
  readonly documentUrl: string | null;
  readonly paymentUrl: string | null;
}

export interface SumLine {
  readonly label: string;
  readonly amount: string;
}

/** A table of invoices under one heading, with its sums. */
export interface NoticeSection {
  readonly kind: SectionKind;
  readonly heading: string;
  readonly amountLabel: string;
  readonly rows: readonly NoticeRow[];
  /** Says how many invoices the list leaves out; the sums include them. */
  readonly more: string | null;
  readonly sums: readonly SumLine[];
}

export type SectionKind = 'overdue' | 'dueToday' | 'upcoming' | 'settled' | 'concerned';

function stateOf(invoice: NoticeInvoice, today: IsoDate, words: Words): string | null {
  if (invoice.daysLate > 0) return words.t('row.late', { count: invoice.daysLate });
  const daysAhead = daysBetween(today, invoice.dueOn);
  if (daysAhead > 0) return words.t('row.in', { count: daysAhead });
  return daysAhead === 0 ? words.t('row.today') : null;
}

function rowOf(invoice: NoticeInvoice, kind: SectionKind, today: IsoDate, words: Words): NoticeRow {
  const settled = kind === 'settled';
  const partlyPaid = !settled && invoice.openMinor !== invoice.totalMinor;
  return {
    number: invoice.number,
    owner: invoice.owner ? words.t('row.owner', { name: invoice.owner }) : null,
    issued: words.shortDate(invoice.issueDate),
    due: words.shortDate(invoice.dueOn),
    state: settled || kind === 'concerned' ? null : stateOf(invoice, today, words),
    daysLate: !settled && kind !== 'concerned' && invoice.daysLate > 0 ? String(invoice.daysLate) : '',
    amount: words.money(settled ? invoice.totalMinor : invoice.openMinor, invoice.currency),
    originalTotal: partlyPaid ? words.money(invoice.totalMinor, invoice.currency) : null,
    offer:
      settled || !invoice.earlyPayment
        ? null
        : words.t('row.discount', {
            until: words.shortDate(invoice.earlyPayment.untilOn),
            pay: words.money(invoice.earlyPayment.payMinor, invoice.currency),
            discount: words.money(invoice.earlyPayment.discountMinor, invoice.currency),
          }),
    charges: settled ? [] : chargeLines(invoice, words),
    order: invoice.purchaseOrder,
    documentUrl: safeUrl(invoice.documentUrl),
    paymentUrl: settled ? null : safeUrl(invoice.paymentUrl),
  };
}

/** One line per currency, under the same label. */
export function sumLines(label: string, totals: readonly CurrencyTotal[], words: Words): SumLine[] {
  return totals.map((total) => ({ label, amount: words.money(total.minor, total.currency) }));
}

// Charges, and the sum including them, in each currency with charges.
function chargeSums(invoices: readonly NoticeInvoice[], words: Words): SumLine[] {
  const charged = totalsByCurrency(invoices, 'chargedMinor').filter((total) => total.minor > 0n);
  const due = totalsByCurrency(invoices, 'dueMinor').filter((total) =>
    charged.some(({ currency }) => currency === total.currency),
  );
  return [...sumLines(words.t('sum.charges'), charged, words), ...sumLines(words.t('sum.withCharges'), due, words)];
}

// Of a group, the invoices of each customer stand together.
function oldestFirst(a: NoticeInvoice, b: NoticeInvoice): number {
  if ((a.owner ?? '') !== (b.owner ?? '')) return (a.owner ?? '') < (b.owner ?? '') ? -1 : 1;
  if (a.dueOn !== b.dueOn) return a.dueOn < b.dueOn ? -1 : 1;
  return a.number < b.number ? -1 : 1;
}

// Of a group, the sum of each customer in each currency.
function ownerSums(kind: SectionKind, invoices: readonly NoticeInvoice[], words: Words): SumLine[] {
  const owners = [...new Set(invoices.flatMap(({ owner }) => owner ?? []))].sort();
  return owners.flatMap((name) =>
    sumLines(
      words.t('row.owner', { name }),
      totalsByCurrency(
        invoices.filter(({ owner }) => owner === name),
        kind === 'settled' ? 'totalMinor' : 'dueMinor',
      ),
      words,
    ),
  );
}

export interface SectionStyle {
  readonly today: IsoDate;
  readonly words: Words;
  readonly maxRows: number;
}

/**
 * The section of the given invoices in the translation's language: oldest first, at most `maxRows` listed; the sums
 * cover all.
 */
export function noticeSection(
  kind: SectionKind,
  invoices: readonly NoticeInvoice[],
  { today, words, maxRows }: SectionStyle,
): NoticeSection {
  const listed = [...invoices].sort(oldestFirst).slice(0, maxRows);
  const left = invoices.length - listed.length;
  return {
    kind,
    heading: kind === 'concerned' ? words.t('service.invoices') : words.t(`section.${kind}`),
    amountLabel: words.t(kind === 'settled' ? 'column.paid' : 'column.open'),
    rows: listed.map((invoice) => rowOf(invoice, kind, today, words)),
    more: left > 0 ? words.t('sum.more', { count: left }) : null,
    sums: [
      ...ownerSums(kind, invoices, words),
      ...sumLines(
        kind === 'concerned' ? words.t('service.table.total') : words.t(`sum.${kind}`),
        totalsByCurrency(invoices, kind === 'settled' ? 'totalMinor' : 'openMinor'),
        words,
      ),
      ...(kind === 'settled' ? [] : chargeSums(invoices, words)),
    ],
  };
}
