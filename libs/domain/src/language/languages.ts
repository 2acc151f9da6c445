/** The languages that people read Puntual in: the API, the web UI, and what a case shows in the Temporal Web UI. */
export const LANGUAGES = ['en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The language of texts for which no other language is known. */
export const DEFAULT_LANGUAGE: Language = 'en';

/** The reader's language for a BCP 47 tag: `es-MX` is `es`; a language that is not listed is the default. Total. */
export function languageOfTag(tag: string): Language {
  const [base] = tag.toLowerCase().split('-');
  return LANGUAGES.find((language) => language === base) ?? DEFAULT_LANGUAGE;
}
