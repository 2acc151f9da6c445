import type { Language } from '@puntual/domain/language/languages';
import { say, type Words } from '@puntual/domain/refusals/refusal';
import { english } from './en/all.ts';
import { spanish } from './es/all.ts';
import type { ProblemReason, Problems } from './problems.ts';

const words: Readonly<Record<Language, Words<Problems>>> = { en: english, es: spanish };

/** What a problem says to its reader, in their language. Total. */
export function sayProblem(reason: ProblemReason, language: Language): string {
  // The values are those of the code, which TypeScript does not carry through a union.
  return say(words[language], reason.code, reason.values as never);
}
