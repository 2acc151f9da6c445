import type { PaymentRefusals } from '../payments.ts';
import type { Words } from '../refusal.ts';

/** Refusals of what persons do to payments, in Spanish. */
export const payments: Words<PaymentRefusals> = {
  'no-invoice-named': 'indique al menos una factura',
  'no-such-invoice': ({ invoiceId }) => `el cliente no tiene ninguna factura ${invoiceId}`,
  'invoice-in-other-currency': ({ invoiceId, invoiceCurrency, paymentCurrency }) =>
    `la factura ${invoiceId} está en ${invoiceCurrency}, y el pago en ${paymentCurrency}`,
  'invoice-cancelled': ({ invoiceId }) => `la factura ${invoiceId} está anulada`,
  'more-than-open': ({ invoiceId, open }) => `en la factura ${invoiceId} solo quedan ${open.amount} pendientes`,
  'more-than-placed': ({ invoiceId, placed }) => `solo ${placed.amount} de este pago están en la factura ${invoiceId}`,
  'more-than-left': ({ left }) => `solo quedan ${left.amount} de este pago por aplicar`,
  'no-such-customer': ({ customerId }) => `no hay ningún cliente ${customerId}`,
  'payment-of-this-customer': ({ customerId }) => `el pago ya es del cliente ${customerId}`,
  'before-receipt': ({ receivedOn }) => `entró el ${receivedOn}`,
  'return-in-future': 'el día aún no ha llegado: márquelo cuando esté hecho',
};
