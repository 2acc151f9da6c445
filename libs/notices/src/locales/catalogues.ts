import type { NoticeLanguage } from '@puntual/domain/policy/written-notices';
import type { Catalogue } from './catalogue.ts';
import { en } from './en.ts';
import { es } from './es.ts';

/** The texts of every language of notices. */
export const catalogues: Readonly<Record<NoticeLanguage, Catalogue>> = { en, es };
