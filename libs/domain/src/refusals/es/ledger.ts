import { moneyText } from '../../language/money-text.ts';
import type { LedgerRefusals } from '../ledger.ts';
import { say, type RefusedAmount, type Words } from '../refusal.ts';
import { money } from './money.ts';

const NAMES = {
  invoice: 'La factura',
  payment: 'El pago',
  'credit-note': 'El abono',
  refund: 'El reembolso',
} as const;

const sum = ({ amount, currency }: RefusedAmount): string => moneyText(amount, currency, 'es');

/** Refusals of the ledger, in Spanish. */
export const ledger: Words<LedgerRefusals> = {
  'known-for-another-customer': ({ of, id }) => `${NAMES[of]} ${id} consta para otro cliente.`,
  'belongs-to-another-customer': ({ of, id }) => `${NAMES[of]} ${id} es de otro cliente.`,
  'total-unreadable': ({ because }) => `data.total: ${say(money, because.code, because.values as never)}`,
  'total-not-above-zero': 'data.total: debe ser mayor que cero; en su lugar, anule la factura.',
  'remittance-in-another-currency': ({ invoiceId, invoiceCurrency, moneyCurrency }) =>
    `El aviso de pago nombra la factura ${invoiceId}, que está en ${invoiceCurrency}, no en ${moneyCurrency}.`,
  'issued-differently': ({ invoiceId, fields }) =>
    `La factura ${invoiceId} ya consta con otros datos (${fields.join(', ')}). Publique un nuevo vencimiento, total, ` +
    'paymentReference, documentUrl o paymentUrl como puntual.invoice.amended.v1 con una revisión mayor; para otros ' +
    'cambios, anule la factura y emítala con otro invoiceId.',
  'amended-without-instalment': ({ invoiceId }) =>
    `La factura ${invoiceId} se paga a plazos, cada uno con su vencimiento y su importe. Publique la ` +
    `modificación con el id de uno: ${invoiceId}.1, ${invoiceId}.2, etc.`,
  'issued-after-cancellation': ({ invoiceId }) =>
    `La factura ${invoiceId} se anuló, y una factura anulada no vuelve a abrirse. Emítala con otro invoiceId.`,
  'amended-differently': ({ invoiceId, revision, fields }) =>
    `La revisión ${revision} de la factura ${invoiceId} ya consta con otros datos (${fields.join(', ')}). Publique ` +
    'el cambio con una revisión mayor.',
  'received-differently': ({ of, id, fields }) =>
    `${NAMES[of]} ${id} ya consta con otros datos (${fields.join(', ')}). ` +
    (of === 'payment'
      ? 'Publique puntual.payment.reversed.v1 para ese pago, y el pago correcto con otro paymentId.'
      : 'Publique la diferencia como abono con otro creditNoteId, o modifique el total de la factura.'),
  'received-after-reversal': ({ paymentId }) =>
    `El pago ${paymentId} se devolvió. Publique el dinero que volvió a entrar con otro paymentId.`,
  'reversal-of-credit-note': ({ id }) =>
    `${id} es un abono, y solo se devuelven pagos. Para retirar un abono, suba el total de la factura con ` +
    'puntual.invoice.amended.v1, o emita una factura por su importe.',
  'reversed-differently': ({ paymentId }) =>
    `Esta devolución del pago ${paymentId} ya consta con otro día o importe. Publique otra parte devuelta con un ` +
    'reversalId propio.',
  'reversed-by-another-source': ({ paymentId, taken, on }) =>
    `Otro origen o una persona ya comunicó que del pago ${paymentId} se devolvieron ${sum(taken)} el ${on}. Si se ` +
    'trata de otra parte, introdúzcala a mano.',
  'reversal-unreadable': ({ because }) =>
    `El importe que se devuelve: ${say(money, because.code, because.values as never)}`,
  'reversal-too-large': ({ paymentId, most }) =>
    `Del pago ${paymentId} solo quedan por devolver ${sum(most)}: indique ese importe como máximo.`,
  'reversal-of-refunded': ({ paymentId, refunded, most }) =>
    `Del pago ${paymentId} se reembolsaron ${sum(refunded)} al cliente. Publique la devolución por el importe que ` +
    `queda, ${sum(most)} como máximo, y una factura por el resto.`,
  'refunded-by-another-source': ({ refunded, on }) =>
    `Otro origen o una persona ya comunicó un reembolso de ${sum(refunded)} el ${on}. Si es otro reembolso, ` +
    'introdúzcalo a mano.',
  'refunded-differently': ({ refundId }) =>
    `El reembolso ${refundId} ya consta con otro importe, día u objeto. Publique otro reembolso con otro refundId.`,
  'refund-too-large': ({ most }) =>
    `Solo quedan ${sum(most)} de saldo a favor por reembolsar: indique ese importe como máximo.`,
  'refund-in-another-currency': ({ id, moneyCurrency, refundCurrency }) =>
    `${id} está en ${moneyCurrency}, no en ${refundCurrency}: indique un importe en ${moneyCurrency}.`,
  'day-ahead': ({ field, on }) =>
    `data.${field}: el ${on} es un día futuro. Publique el dinero cuando haya entrado o salido, con ese día.`,
  'day-long-past': ({ field, on }) =>
    `data.${field}: el ${on} fue hace más de treinta años. Indique el día en que el dinero entró o salió.`,
};
