import type { Language } from '@puntual/domain/language/languages';
import { english } from './en/portal.ts';
import { spanish } from './es/portal.ts';
import type { PortalWords } from './portal-text.ts';

const words: Readonly<Record<Language, PortalWords>> = { en: english, es: spanish };

/** The portal's texts in a language. */
export function portalWords(language: Language): PortalWords {
  return words[language];
}
