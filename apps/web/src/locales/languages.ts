import type { ReaderLanguage } from '@puntual/domain/decide/explain';
import { english, type Words } from './en/all.ts';
import { spanish } from './es/all.ts';

/** A language of the web UI: its code, which is also what the API is asked to answer in. */
export type Language = ReaderLanguage;

/** Everything that differs between languages. Nothing else in `apps/web` asks which language it is. */
interface LanguageParts {
  /** What its readers call it. */
  readonly name: string;
  /** The BCP 47 tag by which `Intl` writes dates. */
  readonly dateTag: string;
  /** The marks of a typed amount: between groups of three digits, and before the decimals. */
  readonly amountMarks: { readonly group: string; readonly decimal: string };
  readonly words: Words;
}

/** Every language of the web UI, in the order of the switch. */
export const languages: Readonly<Record<Language, LanguageParts>> = {
  en: {
    name: 'English',
    // Day first, "14 Mar 2026", because most readers are in Europe; the month is a word, so nobody can misread it.
    dateTag: 'en-GB',
    amountMarks: { group: ',', decimal: '.' },
    words: english,
  },
  es: { name: 'Español', dateTag: 'es', amountMarks: { group: '.', decimal: ',' }, words: spanish },
};

/** The codes of `languages`. */
export const LANGUAGES = Object.keys(languages) as Language[];

/** The language of a BCP 47 tag ("es-MX" is `es`), or null for one that the web UI does not have. */
export function languageOf(tag: string): Language | null {
  const code = tag.split('-')[0]?.toLowerCase();
  return LANGUAGES.find((language) => language === code) ?? null;
}
