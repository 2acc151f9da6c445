import type { CreditHistory, SuggestionReason } from '@puntual/domain/credit/suggest-limit';

/** Why each part of a suggested limit is as it is, in words of one language, from the figures of the history. */
export type SuggestionWords = Readonly<
  Record<SuggestionReason, (figures: Pick<CreditHistory, 'paidInvoices' | 'meanDaysLate' | 'risk'>) => string>
>;
