import type { Language } from '@puntual/domain/language/languages';
import { taskWords } from '@puntual/domain/tasks/task-words';
import type { Words } from '../http/language.ts';

// The words for coded values of audit events, as a credit controller reads them. The words of tasks are in libs/domain.
const words: Readonly<Record<string, Words>> = {
  paid: { en: 'paid', es: 'pagada' },
  credited: { en: 'credited', es: 'abonada' },
  cancelled: { en: 'cancelled', es: 'anulada' },
  'written-off': { en: 'written off', es: 'dada por incobrable' },
  remittance: { en: 'by the remittance advice', es: 'según el aviso de pago' },
  'number-in-reference': { en: 'its number stands in the reference', es: 'su número figura en la referencia' },
  'exact-sum': { en: 'the amounts agree exactly', es: 'los importes coinciden exactamente' },
  fee: { en: 'fee for late payment', es: 'recargo por pago tardío' },
  interest: { en: 'interest for late payment', es: 'intereses de demora' },
  'lump-sum': { en: 'fixed sum for the costs of collecting', es: 'cantidad fija por costes de cobro' },
  'no-rate': { en: 'no rate is known for it', es: 'no se conoce el tipo de interés' },
  'law-not-known': { en: 'the law of the country is not known here', es: 'no se conoce aquí la ley del país' },
  'debtor-kind': {
    en: 'the law gives it against no debtor of this kind',
    es: 'la ley no lo concede frente a este tipo de deudor',
  },
  currency: { en: 'there is none in this currency', es: 'no lo hay en esta moneda' },
  capped: { en: 'policy or law allow no more', es: 'ni la política ni la ley permiten más' },
  'free-days': { en: 'the law spares the first days of delay', es: 'la ley exime los primeros días de retraso' },
  'paid-meanwhile': { en: 'it was paid while the message was on its way', es: 'se pagó mientras salía el mensaje' },
  'principal-paid': { en: 'the invoice itself is paid', es: 'la factura en sí está pagada' },
  'exact-set': { en: 'together they come to exactly this amount', es: 'juntas suman exactamente este importe' },
  'oldest-first': { en: 'to the oldest first', es: 'primero a las más antiguas' },
  'given-up': { en: 'given up', es: 'se da por incobrable' },
  'small-balance': { en: 'too little to chase', es: 'demasiado poco para reclamarlo' },
  'bank-charges': { en: 'kept by a bank as its charges', es: 'gastos que retuvo un banco' },
  goodwill: { en: 'goodwill', es: 'atención comercial' },
  email: { en: 'e-mail', es: 'correo electrónico' },
  sms: { en: 'SMS', es: 'SMS' },
  letter: { en: 'letter', es: 'carta' },
  courtesy: { en: 'courtesy note', es: 'aviso previo' },
  'due-today': { en: 'due today', es: 'vence hoy' },
  friendly: { en: 'friendly reminder', es: 'recordatorio' },
  'follow-up': { en: 'follow-up', es: 'segundo aviso' },
  demand: { en: 'demand', es: 'requerimiento de pago' },
  'supply-hold-notice': { en: 'announcement of a supply hold', es: 'aviso de corte de suministro' },
  invoice: { en: 'named for the invoice', es: 'indicada para la factura' },
  customer: { en: 'given to the customer', es: 'asignada al cliente' },
  segment: { en: 'by the customer’s segment', es: 'por el segmento del cliente' },
  default: { en: 'the organization’s own', es: 'la general de la organización' },
  bank: { en: 'bank movements', es: 'movimientos bancarios' },
  customers: { en: 'customers', es: 'clientes' },
  invoices: { en: 'open invoices', es: 'facturas pendientes' },
  'order-number': { en: 'order number', es: 'número de pedido' },
  'delivery-note': { en: 'delivery note', es: 'albarán' },
  portal: { en: 'entry in the customer’s portal', es: 'alta en el portal del cliente' },
  'start:terms': { en: 'terms for a new customer', es: 'condiciones a un cliente nuevo' },
  'start:incomplete': { en: 'invoice incomplete', es: 'factura incompleta' },
  'due:confirm': { en: 'question before the due date', es: 'pregunta antes del vencimiento' },
  other: { en: 'other', es: 'otro' },
  sales: { en: 'sales', es: 'ventas' },
  logistics: { en: 'logistics', es: 'logística' },
  billing: { en: 'billing', es: 'facturación' },
  split: { en: 'a part is credited, the rest stands', es: 'se abona una parte y el resto se mantiene' },
  terms: { en: 'terms for a new customer', es: 'condiciones a un cliente nuevo' },
  'thank-you': { en: 'thank you', es: 'agradecimiento' },
  promise: { en: 'promise to pay', es: 'promesa de pago' },
  manual: { en: 'pause', es: 'pausa' },
  'payment-claimed': { en: 'the customer says that it is paid', es: 'el cliente dice que ya pagó' },
  'retries-used-up': { en: 'all tries failed', es: 'se agotaron los intentos' },
  'too-old-to-repeat': {
    en: 'too much time has passed to repeat it safely',
    es: 'ha pasado demasiado tiempo para repetirlo sin riesgo',
  },
  'facts-changed-while-sending': {
    en: 'the facts changed while it was being sent',
    es: 'los datos cambiaron durante el envío',
  },
  'the provider knows this key with other bytes': {
    en: 'the provider knows this message with other content',
    es: 'el proveedor conoce este mensaje con otro contenido',
  },
  'invoice-settled': { en: 'the invoice is settled', es: 'la factura está saldada' },
  'on-hold': { en: 'it is on hold', es: 'está en espera' },
  'direct-debit': { en: 'it is collected by direct debit', es: 'se cobra por domiciliación' },
  'covered-by-credit': { en: 'the customer’s credit covers it', es: 'el saldo a favor del cliente lo cubre' },
  bounced: { en: 'it bounced', es: 'rebotó' },
  failed: { en: 'the provider could not send it', es: 'el proveedor no pudo enviarlo' },
  suppressed: {
    en: 'the provider does not send to this address any more',
    es: 'el proveedor ya no envía a esta dirección',
  },
  complained: { en: 'marked as spam', es: 'marcado como spam' },
  nobody: { en: 'it reached nobody', es: 'no lo recibió nadie' },
  others: { en: 'it reached its other recipients', es: 'lo recibieron los demás destinatarios' },
  unknown: {
    en: 'the provider does not say which of its recipients it reached',
    es: 'el proveedor no dice a qué destinatarios llegó',
  },
  'not-sent': { en: 'it was not sent', es: 'no se envió' },
  'contact-data-mended': { en: 'the contact data were mended', es: 'se corrigieron los datos de contacto' },
  'no-way-to-thank': {
    en: 'no address reaches the customer, and a thank-you is not worth asking for one',
    es: 'ninguna dirección llega al cliente, y un agradecimiento no justifica pedir otra',
  },
  'listed-already': {
    en: 'a message has just listed the invoice as coming up',
    es: 'un mensaje acaba de anunciar el vencimiento de la factura',
  },
  'no-longer-due': { en: 'it is no longer due', es: 'ya no procede' },
  'step-unknown': { en: 'the policy has no such step', es: 'la política no tiene ese paso' },
};

/** The words for a code in the reader's language; an unknown code is returned as it is. */
export function word(code: string, language: Language): string {
  const { kinds, ends } = taskWords[language];
  const ofTasks: Readonly<Record<string, string>> = { ...kinds, ...ends };
  if (Object.hasOwn(ofTasks, code)) return ofTasks[code] ?? code;
  return Object.hasOwn(words, code) ? (words[code]?.[language] ?? code) : code;
}
