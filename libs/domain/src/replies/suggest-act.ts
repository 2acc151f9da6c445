import { daysBetween, type IsoDate } from '../calendar/dates.ts';
import type { DisputeCategory } from '../disputes/dispute-codes.ts';
import { CONDITIONS, DISPUTES, NEGATION, NOT_DISPUTED, PAID, PROMISES, says } from './reply-phrases.ts';
import { spokenAmounts, type SpokenAmount } from './spoken-amount.ts';
import { spokenDays, type SpokenAs } from './spoken-day.ts';

/** A sum that the sender promises for a day. Without an amount: all that is open. */
export interface PromisedPart {
  readonly on: IsoDate;
  readonly amount: SpokenAmount | null;
}

/** What a reply may mean, with the sentence that says so. A person confirms it. */
export type Suggestion =
  | { readonly kind: 'promise'; readonly quote: string; readonly parts: readonly PromisedPart[] }
  | { readonly kind: 'dispute'; readonly quote: string; readonly category: DisputeCategory }
  | { readonly kind: 'paid'; readonly quote: string; readonly on: IsoDate | null };

/** A later day is no promise that anybody should believe. */
const FURTHEST_PROMISE_DAYS = 180;
const MOST_SENTENCES = 200;
const MOST_QUOTE = 500;

/**
 * What a reply in English or Spanish suggests: of each kind at most one, from the first sentence that says so. A
 * sentence with a condition, a question or a negation promises nothing, and without a day nothing is promised. Pure and
 * total.
 */
export function suggestActs(body: string, as: SpokenAs): readonly Suggestion[] {
  const sentences = sentencesOf(body).slice(0, MOST_SENTENCES);
  return [first(sentences, disputeIn), first(sentences, paidIn, as), first(sentences, promiseIn, as)].filter(
    (suggestion): suggestion is Suggestion => suggestion !== null,
  );
}

function first(
  sentences: readonly string[],
  read: (sentence: string, as: SpokenAs) => Suggestion | null,
  as: SpokenAs = { today: '2000-01-01', monthFirst: false },
): Suggestion | null {
  for (const sentence of sentences) {
    const suggestion = read(sentence, as);
    if (suggestion) return suggestion;
  }
  return null;
}

// Mail programs break lines anywhere: only an empty line, or a mark of a sentence's end, ends a sentence.
function sentencesOf(body: string): string[] {
  return body
    .split(/\n\s*\n/)
    .flatMap((paragraph) => paragraph.replace(/\s+/g, ' ').split(/(?<=[.!?…])\s+(?=[\p{Lu}¿¡"“«])/u))
    .map((sentence) => sentence.trim().slice(0, MOST_QUOTE))
    .filter((sentence) => sentence !== '');
}

function promiseIn(sentence: string, as: SpokenAs): Suggestion | null {
  const plain = plainOf(sentence);
  if (isDoubtful(plain) || !says(PROMISES, plain)) return null;
  const days = spokenDays(sentence, as);
  const [day] = days;
  if (!day || days.some(({ on }) => on < as.today || daysBetween(as.today, on) > FURTHEST_PROMISE_DAYS)) return null;
  const amounts = spokenAmounts(sentence);
  if (days.length === 1 && amounts.length <= 1)
    return { kind: 'promise', quote: sentence, parts: [{ on: day.on, amount: amounts[0] ?? null }] };
  // "500 € on Friday and 700 € on the 15th": each day has its sum, or nobody can say which is whose.
  if (days.length !== amounts.length || new Set(amounts.map(({ currency }) => currency)).size !== 1) return null;
  return {
    kind: 'promise',
    quote: sentence,
    parts: days.map(({ on }, at) => ({ on, amount: amounts[at] ?? null })),
  };
}

function paidIn(sentence: string, as: SpokenAs): Suggestion | null {
  const plain = plainOf(sentence);
  if (isDoubtful(plain) || !says(PAID, plain)) return null;
  const days = spokenDays(sentence, as);
  // What lies ahead is a promise: "is paid on Friday".
  if (days.some(({ on }) => on > as.today)) return null;
  return { kind: 'paid', quote: sentence, on: days.at(-1)?.on ?? null };
}

function isDoubtful(plain: string): boolean {
  return /[?¿]/.test(plain) || says(CONDITIONS, plain) || NEGATION.test(plain);
}

function disputeIn(sentence: string): Suggestion | null {
  const plain = plainOf(sentence);
  if (NOT_DISPUTED.test(plain)) return null;
  const found = DISPUTES.find(([, phrases]) => says(phrases, plain));
  return found ? { kind: 'dispute', quote: sentence, category: found[0] } : null;
}

function plainOf(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[’`´]/g, "'")
    .replace(/\s+/g, ' ')
    .toLowerCase();
}
