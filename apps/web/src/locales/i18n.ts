import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { english } from './en/all.ts';
import { type Language, languageOf, LANGUAGES, languages } from './languages.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof english };
    returnNull: false;
  }
}

const STORAGE_KEY = 'puntual.language';
const DEFAULT_LANGUAGE: Language = 'en';

/**
 * The language in which the page starts: the one that the reader chose before (`stored`), else the first of the
 * browser's that the web UI has, else English.
 */
export function startLanguage(stored: string | null, preferred: readonly string[]): Language {
  for (const tag of [stored ?? '', ...preferred]) {
    const language = languageOf(tag);
    if (language !== null) return language;
  }
  return DEFAULT_LANGUAGE;
}

function readStored(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null; // The browser blocks storage: a choice lasts as long as the page.
  }
}

/** The texts of the page. Ready on import: every language is part of the bundle. */
export const i18n = createInstance();
void i18n.use(initReactI18next).init({
  lng: startLanguage(readStored(), navigator.languages),
  fallbackLng: DEFAULT_LANGUAGE,
  supportedLngs: LANGUAGES,
  resources: Object.fromEntries(LANGUAGES.map((language) => [language, { translation: languages[language].words }])),
  interpolation: { escapeValue: false }, // React escapes
  initAsync: false,
});
document.documentElement.lang = currentLanguage();

/** The language in use. A component that calls this also calls `useTranslation`, which renders it again on a change. */
export function currentLanguage(): Language {
  return languageOf(i18n.language) ?? DEFAULT_LANGUAGE;
}

/** Switches the texts, the document's `lang` and the language of the API's answers, and stores the choice. */
export async function chooseLanguage(language: Language): Promise<void> {
  await i18n.changeLanguage(language);
  document.documentElement.lang = language;
  try {
    localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // The browser blocks storage: the choice lasts as long as the page.
  }
}

/**
 * The name of a policy's step: in words for a step of the built-in policies, else its id. Of a step that repeats
 * (`follow-up.2`), the name says which time it is.
 */
export function stepName(stepId: string): string {
  const names: Partial<Record<string, string>> = languages[currentLanguage()].words.step;
  const [, base, time] = /^(.+)\.(\d{1,3})$/.exec(stepId) ?? [];
  const step = base === undefined ? undefined : names[base];
  return names[stepId] ?? (step === undefined ? stepId : i18n.t('stepAgain', { step, time }));
}
