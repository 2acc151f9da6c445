import type { Language } from '@puntual/domain/language/languages';
import { suggestionWords as en } from './en/suggestion.ts';
import { suggestionWords as es } from './es/suggestion.ts';
import type { SuggestionWords } from './suggestion-words.ts';

/** Why a part of a suggested limit is as it is, in words of the language. */
export const suggestionWords: Readonly<Record<Language, SuggestionWords>> = { en, es };
