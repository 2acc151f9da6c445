import type { Language } from '../language/languages.ts';
import { english } from './en/all.ts';
import { spanish } from './es/all.ts';
import { say, type Words } from './refusal.ts';
import type { Refusal, Refusals } from './refusals.ts';

const words: Readonly<Record<Language, Words<Refusals>>> = { en: english, es: spanish };

/** Puts a refusal into a sentence that says what to mend, in the reader's language; the path is not in it. Total. */
export function sayRefusal(refusal: Pick<Refusal, 'code' | 'values'>, language: Language): string {
  // The values of a refusal are those of its code, which TypeScript does not carry through a union.
  return say(words[language], refusal.code, refusal.values as never);
}
