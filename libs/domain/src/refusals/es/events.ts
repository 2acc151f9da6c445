import type { EventRefusals } from '../events.ts';
import type { Words } from '../refusal.ts';

/** Refusals of events, in Spanish. */
export const events: Words<EventRefusals> = {
  'region-of-other-country': ({ region, country }) =>
    `la región ${region} no es de ${country}: indique una de ese país, o ninguna`,
  'contact-twice': 'cada contactId puede aparecer una sola vez',
  'instalments-do-not-add-up': ({ total }) => `los plazos deben sumar el total, ${total}`,
  'instalments-out-of-order':
    'los plazos deben ir por orden de vencimiento, desde la fecha de emisión, y acabar en el dueDate de la factura',
  'instalment-of-itself': 'un plazo debe nombrar otra factura distinta de sí mismo y un número que no pase del total',
  'instalment-in-instalments': 'un plazo no puede tener plazos a su vez',
  'instalment-id-too-long': 'el invoiceId debe dejar sitio para el número de cada plazo: INV-1.2',
  'due-before-issue': 'el vencimiento no puede ser anterior a la fecha de emisión',
  'refund-of-two': 'indique un pago o un abono, no ambos: publique un reembolso para cada uno',
  'customer-merged': ({ from, into }) =>
    `El cliente ${from} se fusionó con ${into}: publique los datos del cliente con el identificador ${into}.`,
  'merged-into-itself': ({ customerId }) => `el cliente ${customerId} no puede fusionarse consigo mismo: indique otro`,
  'merged-elsewhere': ({ from, into }) =>
    `El cliente ${from} ya se fusionó con ${into}: fusione ${into}, si también es el mismo cliente.`,
  'group-full': ({ groupId, most }) => `El grupo ${groupId} ya tiene ${most} clientes, y no puede tener más.`,
  'merged-the-other-way': ({ from, into }) => `El cliente ${from} ya se fusionó con ${into}: siga con ${into}.`,
  'unknown-organization': ({ slug }) => `No hay ninguna organización «${slug}».`,
  'too-many-feeds': ({ most }) =>
    `data.feed: una organización tiene como máximo ${most} fuentes de cobros; use el nombre de una existente.`,
  'reported-invoice-unknown': ({ invoiceId }) => `data.invoiceId: no hay ninguna factura ${invoiceId}.`,
  'assigned-while-placed': ({ invoiceId }) =>
    `data.invoiceId: la factura ${invoiceId} está en una agencia; haga que la devuelva antes.`,
  'assigned-elsewhere': ({ invoiceId, to }) =>
    `data.assignedTo: la factura ${invoiceId} está cedida a ${to}; publique antes su vuelta, con assignedTo null.`,
  'assigned-when-settled': ({ invoiceId }) => `data.invoiceId: la factura ${invoiceId} está saldada.`,
  'not-assigned': ({ invoiceId }) => `data.invoiceId: la factura ${invoiceId} no está cedida a ningún factor.`,
  'supply-hold-not-requested': ({ invoiceId }) =>
    `data.invoiceId: no se pidió ningún corte de suministro por la factura ${invoiceId}.`,
  'reported-amount-unreadable': ({ invoiceId, currency }) =>
    `data.amount: el importe comunicado de la factura ${invoiceId} no es un importe en ${currency}.`,
  'reported-invoice-not-placed': ({ invoiceId }) =>
    `data.invoiceId: ninguna agencia tiene la factura ${invoiceId} en este momento.`,
};
