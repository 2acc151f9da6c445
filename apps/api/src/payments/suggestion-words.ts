import type { SuggestionReason } from '@puntual/domain/matching/suggest-matches';
import type { Words } from '../http/language.ts';

/** Why a payment may be for an invoice, as a credit controller reads it. */
export const suggestionWords: Readonly<Record<SuggestionReason, Words>> = {
  'number-exact': { en: 'Its number stands in the reference.', es: 'Su número figura en la referencia.' },
  'number-noisy': {
    en: 'Its number stands in the reference, with reading errors.',
    es: 'Su número figura en la referencia, con errores de lectura.',
  },
  'number-glued': {
    en: 'Its number stands in the reference, run together with other text.',
    es: 'Su número figura en la referencia, pegado a otro texto.',
  },
  'number-tail': {
    en: 'The end of its number stands in the reference.',
    es: 'El final de su número figura en la referencia.',
  },
  'number-one-slip-away': {
    en: 'A number in the reference is one slip of the pen away from its own.',
    es: 'Un número de la referencia difiere del suyo en una sola errata.',
  },
  'sum-exact': { en: 'The amounts agree exactly.', es: 'Los importes coinciden exactamente.' },
  'sum-less-discount': {
    en: 'The amounts agree after the early-payment discount.',
    es: 'Los importes coinciden tras el descuento por pronto pago.',
  },
  'sum-within-tolerance': {
    en: 'The amounts agree within the tolerance for bank charges.',
    es: 'Los importes coinciden dentro de la tolerancia por gastos bancarios.',
  },
  'sum-of-set': { en: 'Together they come to exactly this amount.', es: 'Juntas suman exactamente este importe.' },
  'sum-close': { en: 'The amounts are close.', es: 'Los importes son parecidos.' },
  'part-of-sum': { en: 'It may be a part payment.', es: 'Puede ser un pago a cuenta.' },
  oldest: { en: 'It is the oldest open invoice.', es: 'Es la factura pendiente más antigua.' },
};
