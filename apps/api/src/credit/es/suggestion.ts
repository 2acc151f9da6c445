import type { SuggestionWords } from '../suggestion-words.ts';

const days = (count: number) => (count === 1 ? '1 día' : `${String(count)} días`);
const invoices = (count: number) => (count === 1 ? '1 factura pagada' : `${String(count)} facturas pagadas`);
const RISKS = { low: 'bajo', medium: 'medio', high: 'alto' } as const;

export const suggestionWords: SuggestionWords = {
  'highest-balance': () => 'El saldo más alto que tuvo el cliente en los últimos doce meses.',
  'pays-on-time': ({ meanDaysLate }) =>
    meanDaysLate === 0
      ? 'El cliente paga puntualmente.'
      : `El cliente paga de media con ${days(meanDaysLate)} de retraso.`,
  'pays-late': ({ meanDaysLate }) => `El cliente paga de media con ${days(meanDaysLate)} de retraso.`,
  risk: ({ risk }) => `El riesgo del cliente es ${RISKS[risk]}.`,
  'short-history': ({ paidInvoices }) =>
    `Solo ${invoices(paidInvoices)} en los últimos doce meses: muy pocas para conocer al cliente.`,
  rounding: () => 'Redondeado a la baja a dos cifras.',
};
