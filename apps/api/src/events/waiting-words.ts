import type { WaitingEventView } from '@puntual/contracts/api/events-body';
import type { Language } from '@puntual/domain/language/languages';

/** What a waiting event waits for, and what to do, by the kind of its subject and the reader's language. */
export const waitingWords: Readonly<
  Record<WaitingEventView['waitsFor']['kind'], Readonly<Record<Language, (id: string) => string>>>
> = {
  invoice: {
    en: (id) => `It waits for invoice ${id}, which is not known: publish the invoice, or check the id.`,
    es: (id) => `Espera a la factura ${id}, que no se conoce: publique la factura, o compruebe el identificador.`,
  },
  payment: {
    en: (id) => `It waits for payment ${id}, which is not known: publish the payment, or check the id.`,
    es: (id) => `Espera al pago ${id}, que no se conoce: publique el pago, o compruebe el identificador.`,
  },
  'credit-note': {
    en: (id) => `It waits for credit note ${id}, which is not known: publish the credit note, or check the id.`,
    es: (id) => `Espera al abono ${id}, que no se conoce: publique el abono, o compruebe el identificador.`,
  },
};
