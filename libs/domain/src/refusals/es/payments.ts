import { dayText } from '../../language/day-text.ts';
import { moneyText } from '../../language/money-text.ts';
import type { PaymentRefusals } from '../payments.ts';
import type { RefusedAmount, Words } from '../refusal.ts';

const day = (on: string) => dayText(on, 'es');

const money = ({ amount, currency }: RefusedAmount): string => moneyText(amount, currency, 'es');

/** Refusals of what persons do to payments, in Spanish. */
export const payments: Words<PaymentRefusals> = {
  'no-invoice-named': 'indique al menos una factura',
  'no-such-invoice': ({ invoiceId }) => `el cliente no tiene ninguna factura ${invoiceId}: compruebe el identificador`,
  'invoice-in-other-currency': ({ invoiceId, invoiceCurrency, paymentCurrency }) =>
    `la factura ${invoiceId} está en ${invoiceCurrency}, y el pago en ${paymentCurrency}: ` +
    `elija una factura en ${paymentCurrency}`,
  'invoice-cancelled': ({ invoiceId }) => `la factura ${invoiceId} está anulada: elija otra`,
  'more-than-open': ({ invoiceId, open }) =>
    `la factura ${invoiceId} solo tiene pendientes ${money(open)}: indique ese importe como máximo`,
  'more-than-placed': ({ invoiceId, placed }) =>
    `a la factura ${invoiceId} solo se aplicaron ${money(placed)} de este pago: retire ese importe como máximo`,
  'more-than-owed': ({ owed }) => `la agencia solo debe ${money(owed)}: indique ese importe como máximo`,
  'more-than-left': ({ left }) =>
    `de este pago solo quedan por aplicar ${money(left)}: indique ese importe como máximo`,
  'no-such-customer': ({ customerId }) => `no existe ningún cliente ${customerId}: compruebe el identificador`,
  'payment-of-this-customer': ({ customerId }) => `el pago ya es del cliente ${customerId}: indique otro cliente`,
  'before-receipt': ({ receivedOn }) => `el dinero entró el ${day(receivedOn)}: indique ese día o uno posterior`,
  'parts-do-not-add-up': ({ parts, receipt }) =>
    `las partes suman ${money(parts)} y el cobro es de ${money(receipt)}: corrija las partes`,
  'customer-twice': ({ customerId }) => `el cliente ${customerId} aparece dos veces: dé una sola parte a cada cliente`,
  'allocations-exceed-part': 'sus facturas suman más que la parte: corrija los importes',
  'return-in-future': 'el día aún no ha llegado: marque la devolución cuando el dinero se haya devuelto',
};
