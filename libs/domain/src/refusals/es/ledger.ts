import type { LedgerRefusals } from '../ledger.ts';
import { say, type Words } from '../refusal.ts';
import { money } from './money.ts';

const NAMES = { invoice: 'La factura', payment: 'El pago', 'credit-note': 'El abono' } as const;

/** Refusals of the ledger, in Spanish. */
export const ledger: Words<LedgerRefusals> = {
  'known-for-another-customer': ({ of, id }) => `${NAMES[of]} ${id} consta para otro cliente.`,
  'belongs-to-another-customer': ({ of, id }) => `${NAMES[of]} ${id} es de otro cliente.`,
  'total-unreadable': ({ because }) => `data.total: ${say(money, because.code, because.values as never)}`,
  'total-not-above-zero': 'data.total: debe ser mayor que cero; en su lugar, anule la factura.',
  'remittance-in-another-currency': ({ invoiceId, invoiceCurrency, moneyCurrency }) =>
    `El aviso de pago nombra la factura ${invoiceId}, que está en ${invoiceCurrency}, no en ${moneyCurrency}.`,
};
