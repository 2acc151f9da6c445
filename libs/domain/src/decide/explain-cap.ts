import type { CapReason } from '../caps/next-allowed.ts';

/**
 * Puts a cap that delays a contact into a sentence with the law it comes from, in English or Spanish. Dates stay
 * `YYYY-MM-DD`. Total.
 */
export function explainCap(reason: CapReason, language: 'en' | 'es'): string {
  const law = `${reason.source.law}, ${reason.source.article}`;
  const es = language === 'es';
  switch (reason.code) {
    case 'cap-count':
      return es
        ? `Con el contacto del ${reason.lastOn} se alcanzó el máximo que permite la ley (${law}); se puede desde el ${reason.until}.`
        : `With the contact of ${reason.lastOn} the most that the law allows is reached (${law}); free from ${reason.until}.`;
    case 'cap-days-between':
      return es
        ? `El último contacto fue el ${reason.lastOn}; la ley pide más distancia entre dos (${law}): desde el ${reason.until}.`
        : `The last contact was on ${reason.lastOn}; the law wants more distance between two (${law}): from ${reason.until}.`;
    case 'cap-after-conversation':
      return es
        ? `Se habló con el cliente el ${reason.lastOn}; después no se llama durante unos días (${law}): desde el ${reason.until}.`
        : `The customer was spoken to on ${reason.lastOn}; no call follows for some days (${law}): from ${reason.until}.`;
    case 'cap-one-channel':
      return es
        ? `El ${reason.lastOn} se contactó por otro canal; la ley permite uno solo en esos días (${law}): desde el ${reason.until}.`
        : `Contact on ${reason.lastOn} was by another channel; the law allows only one in those days (${law}): from ${reason.until}.`;
  }
}
