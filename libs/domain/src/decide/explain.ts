import type { Language } from '../language/languages.ts';
import type { WaitReason } from './composition.ts';
import { explainEn, type ExplainWords } from './explain-en.ts';
import { explainEs } from './explain-es.ts';
import type { Reason } from './decision.ts';

export type ReaderLanguage = Language;

const words: Readonly<Record<ReaderLanguage, ExplainWords>> = { en: explainEn, es: explainEs };

/**
 * Puts a reason into a sentence for a credit controller, in English or Spanish. English names steps by their ids and
 * days as `YYYY-MM-DD`; Spanish has words for both. Never throws.
 */
export function explain(reason: Reason, language: ReaderLanguage): string {
  // The table's type pairs each code with its reason, which TypeScript cannot follow through an index.
  const say = words[language].reasons[reason.code] as (reason: Reason) => string;
  return say(reason);
}

/** The sentence for the reason why the gate postpones a message, in English or Spanish. Never throws. */
export function explainWait(reason: WaitReason, language: ReaderLanguage): string {
  return words[language].waits[reason];
}
