import type { MatchableInvoice } from './matchable-invoice.ts';
import { hitsOf, knownNumber, LEVELS, type Hit, type NumberLevel, type ReadText } from './number-hits.ts';
import { readReference } from './read-reference.ts';
import { compactText, isInside, isOneSlipAway, overlap, type Span } from './reference-text.ts';
import { strangersIn } from './strange-numbers.ts';

/** A place of a text that may name one of several open invoices, or one not so clearly: a sum has to agree. */
export interface VaguePlace {
  readonly level: NumberLevel;
  readonly invoices: readonly MatchableInvoice[];
  /** The words before say that it is an invoice's number: the text is about an invoice, though it may be another. */
  readonly told: boolean;
  /** It reads as a year, and is a number only beside other numbers. */
  readonly isYear: boolean;
}

/** What a reference names. */
export interface NamedNumbers {
  /** Open invoices named so clearly that no sum has to agree, in the order of the text. */
  readonly clear: readonly MatchableInvoice[];
  /**
   * Open invoices whose number, at most six digits alone, stands in the text, and nothing says that it is an invoice's:
   * believed where no other invoice has exactly the sum.
   */
  readonly bare: readonly MatchableInvoice[];
  readonly vague: readonly VaguePlace[];
  /** Numbers of the customer that are not open are named, as clearly as the rest. */
  readonly settled: boolean;
  /**
   * Texts in the form of the customer's invoice numbers and are none that is known: an invoice that is still to come,
   * one of another year, or a typing error.
   */
  readonly strangers: readonly string[];
}

/** The numbers that a text is compared with, beside those of the open invoices. */
export interface OtherNumbers {
  /** The customer's numbers that are not open (settled, cancelled). */
  readonly otherNumbers: readonly string[];
  /** The customer's numbers of orders. */
  readonly orderNumbers: readonly string[];
  /** `order`: the numbers of the open invoices are those of their orders. */
  readonly label: ReadText['label'];
}

/** With more places that name a number none of them says anything: numbers are not unique. */
const MAX_HITS = 400;

/**
 * What a bank line's text names. A text that names a number that is not open is not about an open invoice. Bounded: it
 * reads 4,000 characters, and gives up (as `settled`) where more than 400 places name a number.
 */
export function numbersIn(
  reference: string,
  invoices: readonly MatchableInvoice[],
  { otherNumbers, orderNumbers, label }: OtherNumbers,
): NamedNumbers {
  const read = { ...readReference(reference), label };
  const known = [
    ...invoices.map((invoice) => knownNumber(invoice.number, 'number', invoice)),
    ...invoices.flatMap((invoice) =>
      invoice.paymentReference ? knownNumber(invoice.paymentReference, 'reference', invoice) : [],
    ),
    ...otherNumbers.map((number) => knownNumber(number, 'number', null)),
    ...orderNumbers.map((number) => knownNumber(number, 'order', null)),
  ];
  const all: Hit[] = [];
  for (const each of known) {
    all.push(...hitsOf(read, each));
    if (all.length > MAX_HITS) return { clear: [], bare: [], vague: [], settled: true, strangers: [] };
  }
  const hits = bestHits(withoutAccounts(read, all));
  const whole = hits.filter((hit) => hit.level === 'exact' || hit.level === 'noisy' || hit.told);
  const strangers = strangersIn(read, known).filter((span) => !whole.some((hit) => overlap(hit, span)));
  const places = groupBySpan(hits.filter((hit) => !strangers.some((span) => overlap(hit, span))));
  return {
    ...sortPlaces(places),
    strangers: strangers.map((span) => read.text.chars.slice(span.from, span.to)),
  };
}

/** The invoices whose number is one slip of the pen away from another. */
export function oneSlipFrom(number: string, invoices: readonly MatchableInvoice[]): MatchableInvoice[] {
  const { chars } = compactText(number);
  return invoices.filter((invoice) => isOneSlipAway(compactText(invoice.number).chars, chars));
}

/** Digits alone that are no more may be a date, an order or a door; more of them are no such thing. */
const MOST_BARE_DIGITS = 6;

function isLong({ from, to }: Hit): boolean {
  return to - from > MOST_BARE_DIGITS;
}

function sortPlaces(places: readonly (readonly Hit[])[]): Omit<NamedNumbers, 'strangers'> {
  const clear = new Set<MatchableInvoice>();
  const bare = new Set<MatchableInvoice>();
  const vague: VaguePlace[] = [];
  let settled = false;
  for (const place of places) {
    const open = [...new Set(place.flatMap((hit) => hit.known.invoice ?? []))];
    const [first] = open;
    const told = place.some((hit) => hit.told);
    const isYear = place.every((hit) => hit.isYear === true);
    if (isYear) {
      if (open.length > 0) vague.push({ level: 'tail', invoices: open, told, isYear });
    } else if (place.some((hit) => hit.known.invoice === null))
      settled ||= told || place.every((hit) => hit.known.kind !== 'order');
    else if (first && open.length === 1 && place.every((hit) => hit.strong))
      (told || place.every(isLong) ? clear : bare).add(first);
    else if (open.length > 0) vague.push({ level: place[0]?.level ?? 'tail', invoices: open, told, isYear });
  }
  for (const invoice of clear) bare.delete(invoice);
  const named = (invoice: MatchableInvoice) => clear.has(invoice) || bare.has(invoice);
  return { clear: [...clear], bare: [...bare], vague: vague.filter((place) => !place.invoices.every(named)), settled };
}

/** In so many groups of four digits one after the other an account or a card is written. */
const ACCOUNT_GROUPS = 3;

// Groups of four digits one after the other are an account, unless most of them are numbers.
function withoutAccounts({ words }: ReadText, hits: readonly Hit[]): Hit[] {
  const accounts: Span[] = [];
  for (let at = 0; at < words.length; at++) {
    let end = at;
    while (/^\d{4}$/.test(words[end]?.chars ?? '')) end++;
    const [first, last] = [words[at], words[end - 1]];
    const named = words.slice(at, end).filter((word) => hits.some((hit) => isInside(word, hit)));
    if (end - at >= ACCOUNT_GROUPS && first && last && 2 * named.length < end - at)
      accounts.push({ from: first.from, to: last.to });
    at = Math.max(at, end - 1);
  }
  return hits.filter((hit) => hit.level !== 'tail' || hit.told || !accounts.some((span) => isInside(hit, span)));
}

// A place that names a longer number, or the same one better, names no other inside it.
function bestHits(hits: readonly Hit[]): Hit[] {
  const rank = (hit: Hit) => LEVELS.indexOf(hit.level);
  return hits.filter(
    (hit) =>
      !hits.some(
        (other) =>
          isInside(hit, other) &&
          (other.to - other.from > hit.to - hit.from ? rank(other) <= Math.max(rank(hit), 1) : rank(other) < rank(hit)),
      ),
  );
}

function groupBySpan(hits: readonly Hit[]): Hit[][] {
  const spans = new Map<string, Hit[]>();
  for (const hit of [...hits].sort((a, b) => a.from - b.from)) {
    const key = `${hit.from}-${hit.to}`;
    const place = spans.get(key);
    if (place) place.push(hit);
    else spans.set(key, [hit]);
  }
  return [...spans.values()];
}
