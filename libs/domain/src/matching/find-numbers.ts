import { compactText, isOneSlipAway, looksLikeDate, positionsOf, type CompactText } from './reference-text.ts';
import type { MatchableInvoice } from './matchable-invoice.ts';

/**
 * How well a text names a number, best first. exact: all of it, with any separators. noisy: with characters that
 * scanners confuse, or broken by a gap. glued: run together with other text. tail: without its prefix.
 */
const LEVELS = ['exact', 'noisy', 'glued', 'tail'] as const;
export type NumberLevel = (typeof LEVELS)[number];

interface Hit {
  readonly from: number;
  readonly to: number;
  readonly level: NumberLevel;
  readonly number: string;
  /** Null: a number of the customer that is not open. */
  readonly invoice: MatchableInvoice | null;
  readonly strong: boolean;
}

/** What a reference names. */
export interface NamedNumbers {
  /** Open invoices named so clearly that no sum has to agree, in the order of the text. */
  readonly clear: readonly MatchableInvoice[];
  /** Places that may name one of several open invoices, or one not so clearly: a sum has to agree. */
  readonly vague: readonly { readonly level: NumberLevel; readonly invoices: readonly MatchableInvoice[] }[];
  /** Numbers of the customer that are not open are named, as clearly as the rest. */
  readonly settled: boolean;
  /**
   * Texts in the form of the customer's invoice numbers and are none that is known: an invoice that is still to come,
   * or a typing error.
   */
  readonly strangers: readonly string[];
}

/**
 * What a bank line's text names. `otherNumbers` are the customer's numbers that are not open (settled, cancelled): a
 * text that names one of those is not about an open invoice.
 */
export function numbersIn(
  reference: string,
  invoices: readonly MatchableInvoice[],
  otherNumbers: readonly string[] = [],
): NamedNumbers {
  const text = compactText(reference);
  const known = [
    ...invoices.map((invoice) => ({ number: invoice.number, invoice })),
    ...otherNumbers.map((number) => ({ number, invoice: null })),
  ];
  const hits = bestHits(known.flatMap(({ number, invoice }) => hitsOf(text, number, invoice)));
  const whole = hits.filter((hit) => hit.level === 'exact' || hit.level === 'noisy');
  const strangers = strangersIn(
    text,
    known.map((each) => each.number),
  ).filter((span) => !whole.some((hit) => overlap(hit, span)));
  const spans = groupBySpan(hits.filter((hit) => !strangers.some((span) => overlap(hit, span))));

  const clear: MatchableInvoice[] = [];
  const vague: { level: NumberLevel; invoices: MatchableInvoice[] }[] = [];
  let settled = false;
  for (const span of spans) {
    const open = [...new Set(span.flatMap((hit) => hit.invoice ?? []))];
    const [first] = open;
    const level = span[0]?.level ?? 'tail';
    if (span.some((hit) => hit.invoice === null)) settled = true;
    else if (first && open.length === 1 && span.every((hit) => hit.strong)) {
      if (!clear.includes(first)) clear.push(first);
    } else if (open.length > 0) vague.push({ level, invoices: open });
  }
  return {
    clear,
    vague: vague.filter((span) => !span.invoices.every((invoice) => clear.includes(invoice))),
    settled,
    strangers: strangers.map((span) => text.chars.slice(span.from, span.to)),
  };
}

/**
 * The open invoice of which a stranger is a slip of the pen, or null. Only where the stranger would be known if it were
 * an invoice (it lies below the highest number known of its form, and the customer's other numbers are given), and it
 * is one slip away from no other open number.
 */
export function invoiceMeantBy(
  stranger: string,
  invoices: readonly MatchableInvoice[],
  otherNumbers: readonly string[],
): MatchableInvoice | null {
  const sameForm = [...invoices.map((invoice) => invoice.number), ...otherNumbers]
    .map((number) => compactText(number).chars)
    .filter((chars) => chars.length === stranger.length);
  if (otherNumbers.length === 0 || !sameForm.some((chars) => chars > stranger)) return null;
  const near = oneSlipFrom(stranger, invoices);
  return near.length === 1 ? (near[0] ?? null) : null;
}

/** The invoices whose number is one slip of the pen away from another. */
export function oneSlipFrom(number: string, invoices: readonly MatchableInvoice[]): MatchableInvoice[] {
  const { chars } = compactText(number);
  return invoices.filter((invoice) => isOneSlipAway(compactText(invoice.number).chars, chars));
}

function hitsOf(text: CompactText, number: string, invoice: MatchableInvoice | null): Hit[] {
  const own = compactText(number);
  const size = own.chars.length;
  if (size < 4) return [];
  const digitsOnly = /^\d+$/.test(own.chars);
  const hit = (from: number, length: number, level: NumberLevel, strong: boolean): Hit => ({
    from,
    to: from + length,
    level,
    number,
    invoice,
    strong,
  });
  // Gaps in the text where the number itself has none.
  const isBroken = (from: number, part: string) => {
    const start = own.chars.lastIndexOf(part);
    return own.gapBefore.some(
      (gap, index) => index > start && index < start + part.length && !gap && text.gapBefore[from + index - start],
    );
  };
  const hits: Hit[] = [];
  for (const from of positionsOf(text.folded, own.folded)) {
    const bounded = text.gapBefore[from] && text.gapBefore[from + size];
    const broken = isBroken(from, own.chars);
    const same = text.chars.slice(from, from + size) === own.chars;
    if (bounded && same && !broken)
      hits.push(
        hit(
          from,
          size,
          'exact',
          !digitsOnly || followsInvoiceWord(text, from) || (size >= 6 && !looksLikeDate(own.chars)),
        ),
      );
    else if (bounded) hits.push(hit(from, size, 'noisy', size >= 6 && !digitsOnly));
    else if (same && !broken && !cutsDigits(text, from, from + size)) hits.push(hit(from, size, 'glued', false));
  }
  for (const tail of tailsOf(own)) {
    for (const from of positionsOf(text.chars, tail)) {
      const isYear = /^20\d\d$/.test(tail) && !followsInvoiceWord(text, from);
      if (text.gapBefore[from] && text.gapBefore[from + tail.length] && !isBroken(from, tail) && !isYear)
        hits.push(hit(from, tail.length, 'tail', false));
    }
  }
  return hits;
}

// What is left of a number without the letters around it: all its digits, or the last run of them, with or without the
// zeros that fill it up; at least four.
function tailsOf({ chars, gapBefore }: CompactText): string[] {
  const digits = chars.replace(/^[A-Z]+|[A-Z]+$/g, '');
  let from = digits === '' ? chars.length : chars.search(/\d[A-Z]*$/);
  const to = digits === '' ? from : from + 1;
  while (from > 0 && !gapBefore[from] && isDigit(chars, from - 1)) from--;
  const lastRun = chars.slice(from, to);
  const tails = [digits, lastRun].flatMap((tail) => [tail, tail.replace(/^0+/, '')]);
  return [...new Set(tails)].filter((tail) => tail.length >= 4 && tail.length < chars.length && /^\d+$/.test(tail));
}

function isDigit(chars: string, index: number): boolean {
  return chars.charAt(index) >= '0' && chars.charAt(index) <= '9';
}

// F-100 is not glued into "F-1001": a number that goes on in digits is another number.
function cutsDigits({ chars, gapBefore }: CompactText, from: number, to: number): boolean {
  const digitBefore = !gapBefore[from] && /\d\d/.test(chars.slice(from - 1, from + 1));
  const digitAfter = !gapBefore[to] && /\d\d/.test(chars.slice(to - 1, to + 1));
  return digitBefore || digitAfter;
}

const INVOICE_WORDS = new Set([
  'FRA',
  'FRAS',
  'FACT',
  'FACTURA',
  'FACTURAS',
  'FAC',
  'FT',
  'INV',
  'INVOICE',
  'INVOICES',
  'RECHNUNG',
  'RG',
  'RE',
  'RNR',
  'NO',
  'NR',
  'NUM',
  'NUMERO',
  'N',
]);

function followsInvoiceWord({ chars, gapBefore }: CompactText, from: number): boolean {
  const start = gapBefore.slice(0, from).lastIndexOf(true);
  return start >= 0 && INVOICE_WORDS.has(chars.slice(start, from));
}

interface Span {
  readonly from: number;
  readonly to: number;
}

// Whole words of the form of a known number: the same letters before as many digits. Numbers of digits only are like
// one another when they begin alike, and are no dates.
function strangersIn(text: CompactText, numbers: readonly string[]): Span[] {
  const spans = new Map<string, Span>();
  const compact = [...new Set(numbers.map((number) => compactText(number).chars))].filter((chars) => chars.length >= 4);
  const forms = new Set(
    compact.map((chars) =>
      /^\d+$/.test(chars)
        ? `${chars.slice(0, Math.ceil(chars.length / 2))}\\d{${Math.floor(chars.length / 2)}}`
        : chars.replace(/\d/g, '\\d'),
    ),
  );
  for (const form of forms) {
    // Every position is tried: one word may hold two that overlap.
    for (const { index, 1: found = '' } of text.chars.matchAll(new RegExp(`(?=(${form}))`, 'g'))) {
      const span = { from: index, to: index + found.length };
      if (text.gapBefore[span.from] && text.gapBefore[span.to] && !compact.includes(found) && !looksLikeDate(found))
        spans.set(`${span.from}-${span.to}`, span);
    }
  }
  return [...spans.values()];
}

// A place that names a longer number, or the same one better, names no other inside it.
function bestHits(hits: readonly Hit[]): Hit[] {
  const rank = (hit: Hit) => LEVELS.indexOf(hit.level);
  return hits.filter(
    (hit) =>
      !hits.some(
        (other) =>
          other.from <= hit.from &&
          other.to >= hit.to &&
          (other.to - other.from > hit.to - hit.from ? rank(other) <= Math.max(rank(hit), 1) : rank(other) < rank(hit)),
      ),
  );
}

function groupBySpan(hits: readonly Hit[]): Hit[][] {
  const spans = new Map<string, Hit[]>();
  for (const hit of [...hits].sort((a, b) => a.from - b.from)) {
    const key = `${hit.from}-${hit.to}`;
    spans.set(key, [...(spans.get(key) ?? []), hit]);
  }
  return [...spans.values()];
}

function overlap(a: Span, b: Span): boolean {
  return a.from < b.to && b.from < a.to;
}
