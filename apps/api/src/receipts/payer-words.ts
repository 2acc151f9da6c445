import type { PayerReason } from '@puntual/domain/matching/rank-payers';
import type { Words } from '../http/language.ts';

/** Why a receipt may be from a customer, as a credit controller reads it. */
export const payerWords: Readonly<Record<PayerReason, Words>> = {
  'number-in-text': {
    en: 'The number of one of their invoices stands in the text.',
    es: 'El número de una de sus facturas figura en el texto.',
  },
  'short-number-in-text': {
    en: 'A short number in the text is the number of one of their invoices.',
    es: 'Un número corto del texto es el de una de sus facturas.',
  },
  'account-before': {
    en: 'Their payments came from this account before.',
    es: 'Ya se recibieron pagos suyos desde esta cuenta.',
  },
  'name-same': { en: 'They are called exactly as the payer.', es: 'Se llama exactamente como el ordenante.' },
  'name-alike': { en: 'Their name is like the payer’s.', es: 'Su nombre se parece al del ordenante.' },
  'sum-of-one-invoice': {
    en: 'Nobody else has an open invoice of exactly this amount.',
    es: 'Nadie más tiene una factura pendiente de exactamente este importe.',
  },
  'sum-of-many-invoices': {
    en: 'They have an open invoice of exactly this amount, as others have.',
    es: 'Tiene una factura pendiente de exactamente este importe, como otros.',
  },
};
