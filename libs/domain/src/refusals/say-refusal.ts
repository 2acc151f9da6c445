import { english } from './en/all.ts';
import { spanish } from './es/all.ts';
import { say, type Words } from './refusal.ts';
import type { Refusal, Refusals } from './refusals.ts';

const words = { en: english, es: spanish } satisfies Record<string, Words<Refusals>>;
/** The languages that have the words of every refusal. */
export type RefusalLanguage = keyof typeof words;

/** Puts a refusal into a sentence that says what to mend, in the reader's language; the path is not in it. Total. */
export function sayRefusal(refusal: Pick<Refusal, 'code' | 'values'>, language: RefusalLanguage): string {
  // The values of a refusal are those of its code, which TypeScript does not carry through a union.
  return say(words[language], refusal.code, refusal.values as never);
}
