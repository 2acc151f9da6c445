import type { SuggestionWords } from '../suggestion-words.ts';

const days = (count: number) => (count === 1 ? '1 day' : `${String(count)} days`);
const invoices = (count: number) => (count === 1 ? '1 invoice' : `${String(count)} invoices`);

export const suggestionWords: SuggestionWords = {
  'highest-balance': () => 'The highest balance that the customer carried in the last twelve months.',
  'pays-on-time': ({ meanDaysLate }) =>
    meanDaysLate === 0 ? 'The customer pays on time.' : `The customer pays ${days(meanDaysLate)} late on average.`,
  'pays-late': ({ meanDaysLate }) => `The customer pays ${days(meanDaysLate)} late on average.`,
  risk: ({ risk }) => `The customer’s risk is ${risk}.`,
  'short-history': ({ paidInvoices }) =>
    `Only ${invoices(paidInvoices)} paid in the last twelve months: too few to know the customer.`,
  rounding: () => 'Rounded down to two digits.',
};
