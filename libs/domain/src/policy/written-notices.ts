import { TEMPLATES, type Template } from './vocabulary.ts';

/** The languages that notices are written in; the catalogues of libs/notices are held against it by their type. */
export const NOTICE_LANGUAGES = ['en', 'es'] as const;
export type NoticeLanguage = (typeof NOTICE_LANGUAGES)[number];

/** The notices that are written in each language. */
export const WRITTEN_NOTICES: Readonly<Record<NoticeLanguage, readonly Template[]>> = { en: TEMPLATES, es: TEMPLATES };
