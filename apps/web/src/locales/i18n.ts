import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en.ts';
import { es } from './es.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
    returnNull: false;
  }
}

export const LANGUAGES = ['en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

const STORAGE_KEY = 'puntual.language';

/** The language to start in: the one chosen before, else the first of the browser's that Puntual speaks, else English. */
export function startLanguage(stored: string | null, preferred: readonly string[]): Language {
  const candidates = [stored, ...preferred].map((tag) => tag?.slice(0, 2).toLowerCase());
  return (
    LANGUAGES.find((language) => language === candidates.find((tag) => LANGUAGES.some((known) => known === tag))) ??
    'en'
  );
}

function readStored(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null; // storage is blocked: the choice then lasts as long as the page
  }
}

/** The page's texts. Ready as soon as it is imported: both languages are part of the bundle. */
export const i18n = createInstance();
void i18n.use(initReactI18next).init({
  lng: startLanguage(readStored(), navigator.languages),
  fallbackLng: 'en',
  supportedLngs: LANGUAGES,
  resources: { en: { translation: en }, es: { translation: es } },
  interpolation: { escapeValue: false }, // React escapes
  initAsync: false,
});
document.documentElement.lang = currentLanguage();

/** The language in use. */
export function currentLanguage(): Language {
  return i18n.language === 'es' ? 'es' : 'en';
}

/** Switches every text, the document's `lang` and what the server is asked for; remembered in this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  await i18n.changeLanguage(language);
  document.documentElement.lang = language;
  try {
    localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // storage is blocked: the choice lasts as long as the page
  }
}

/** The words for a code of an open set (history, outcomes, delivery states): those of `group`, or the code itself when it is not known here. */
export function wordFor(group: keyof typeof en, code: string): string {
  const words: Partial<Record<string, string>> = (currentLanguage() === 'es' ? es : en)[group];
  return words[code] ?? code;
}
