import { TEMPLATES, type Template } from './vocabulary.ts';

/** The languages that notices are written in. TypeScript checks that libs/notices has a catalogue for each. */
export const NOTICE_LANGUAGES = ['en', 'es'] as const;
export type NoticeLanguage = (typeof NOTICE_LANGUAGES)[number];

/** The notices that are written in each language. */
export const WRITTEN_NOTICES: Readonly<Record<NoticeLanguage, readonly Template[]>> = { en: TEMPLATES, es: TEMPLATES };
