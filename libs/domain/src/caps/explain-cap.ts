import type { ReaderLanguage } from '../decide/explain.ts';
import type { CapReason } from './next-allowed.ts';

/** Puts a cap that delays a contact into a sentence with the law it comes from, in English or Spanish. Dates stay `YYYY-MM-DD`. Total. */
export function explainCap(reason: CapReason, language: ReaderLanguage): string {
  const law = `${reason.source.law}, ${reason.source.article}`;
  const last = reason.lastOn ?? '';
  const es = language === 'es';
  switch (reason.code) {
    case 'cap-hours':
      return es ? `A esa hora o ese día la ley no permite contactar (${law}); se puede el ${reason.until}.` : `The law allows no contact at that hour or on that day (${law}); it does on ${reason.until}.`;
    case 'cap-count':
      return es ? `Con el contacto del ${last} se alcanzó el máximo que permite la ley (${law}); se puede desde el ${reason.until}.` : `With the contact of ${last} the most that the law allows is reached (${law}); free from ${reason.until}.`;
    case 'cap-days-between':
      return es ? `El último contacto fue el ${last}; la ley pide más distancia entre dos (${law}): desde el ${reason.until}.` : `The last contact was on ${last}; the law wants more distance between two (${law}): from ${reason.until}.`;
    case 'cap-after-conversation':
      return es ? `Se habló con el cliente el ${last}; después no se llama durante unos días (${law}): desde el ${reason.until}.` : `The customer was spoken to on ${last}; no call follows for some days (${law}): from ${reason.until}.`;
    case 'cap-one-channel':
      return es ? `El ${last} se contactó por otro canal; la ley permite uno solo en esos días (${law}): desde el ${reason.until}.` : `Contact on ${last} was by another channel; the law allows only one in those days (${law}): from ${reason.until}.`;
  }
}
