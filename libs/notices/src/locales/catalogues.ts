import type { NoticeLanguage } from '@puntual/domain/policy/written-notices';
import type { Catalogue } from './catalogue.ts';
import { en } from './en.ts';
import { enService } from './en-service.ts';
import { es } from './es.ts';
import { esService } from './es-service.ts';

/** The texts of every language of notices. */
export const catalogues: Readonly<Record<NoticeLanguage, Catalogue>> = {
  en: { ...en, ...enService },
  es: { ...es, ...esService },
};
