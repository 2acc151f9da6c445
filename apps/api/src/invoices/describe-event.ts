import type { AuditKind } from '@puntual/domain/audit/audit-kinds';
import type { Language } from '@puntual/domain/language/languages';
import { word } from './audit-words.ts';

type Data = Readonly<Record<string, unknown>>;
type Sentence = (data: Data, language: Language) => string;

/** One sentence in both languages; the functions in it read the event's data. */
function say(en: (read: Read) => string, es: (read: Read) => string): Sentence {
  return (data, language) => (language === 'es' ? es(reading(data, 'es')) : en(reading(data, 'en')));
}

interface Read {
  /** A text of the data; "" when it is not there. */
  text(name: string): string;
  /** A coded word of the data, put into the reader's language. */
  word(name: string): string;
  /** "1210.00 EUR", from an amount object under that name, or from the data itself without one. */
  amount(name?: string): string;
  /** The text between, if the name has a value. */
  when(name: string, text: (value: string) => string): string;
}

function reading(data: Data, language: Language): Read {
  const text = (name: string) => {
    const value = data[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  return {
    text,
    word: (name) => word(text(name), language),
    amount: (name) => {
      const at = name === undefined ? data : data[name];
      if (typeof at !== 'object' || at === null || !('amount' in at) || !('currency' in at)) return '';
      return `${String(at.amount)} ${String(at.currency)}`;
    },
    when: (name, write) => (text(name) === '' ? '' : write(text(name))),
  };
}

/** The sentence of every kind of audit event: one that has none does not compile. */
export const sentences: Readonly<Record<AuditKind, Sentence>> = {
  'invoice.issued': say(
    (r) => `Invoice ${r.text('number')} over ${r.amount('total')} came in, due on ${r.text('dueOn')}.`,
    (r) => `Entró la factura ${r.text('number')} por ${r.amount('total')}, con vencimiento el ${r.text('dueOn')}.`,
  ),
  'invoice.amended': say(
    (r) => `The invoice was amended (revision ${r.text('revision')}).`,
    (r) => `La factura se modificó (revisión ${r.text('revision')}).`,
  ),
  'invoice.cancelled': say(
    () => 'The invoice was cancelled.',
    () => 'La factura se anuló.',
  ),
  'invoice.settled': say(
    (r) => `The invoice is settled: ${r.word('as')}.`,
    (r) => `La factura queda saldada: ${r.word('as')}.`,
  ),
  'invoice.reopened': say(
    (r) => `The invoice is open again, with ${r.amount('open')}.`,
    (r) => `La factura vuelve a estar pendiente, con ${r.amount('open')}.`,
  ),
  'payment.received': say(
    (r) => `Payment ${r.text('paymentId')} of ${r.amount()} came in.`,
    (r) => `Entró el pago ${r.text('paymentId')} de ${r.amount()}.`,
  ),
  'payment.allocated': say(
    (r) =>
      `${r.amount()} of payment ${r.text('paymentId')} went to this invoice (${r.word('rule')}); ` +
      `${r.amount('open')} is open.`,
    (r) =>
      `${r.amount()} del pago ${r.text('paymentId')} se aplicó a esta factura (${r.word('rule')}); quedan ` +
      `${r.amount('open')}.`,
  ),
  'payment.placed': say(
    (r) =>
      `${r.amount()} of payment ${r.text('paymentId')} was put on this invoice by hand${r.when('reason', (reason) => ` (${reason})`)}; ${r.amount('open')} is open.`,
    (r) =>
      `${r.amount()} del pago ${r.text('paymentId')} se aplicó a mano a esta factura${r.when('reason', (reason) => ` (${reason})`)}; quedan ${r.amount('open')}.`,
  ),
  'payment.moved-off': say(
    (r) =>
      `${r.amount()} of payment ${r.text('paymentId')} was taken off this invoice by hand${r.when('reason', (reason) => ` (${reason})`)}.`,
    (r) =>
      `${r.amount()} del pago ${r.text('paymentId')} se retiró a mano de esta factura${r.when('reason', (reason) => ` (${reason})`)}.`,
  ),
  'invoice.written-off': say(
    (r) => `${r.amount()} was written off: ${r.word('because')}${r.when('reason', (reason) => ` (${reason})`)}.`,
    (r) => `Se dieron de baja ${r.amount()}: ${r.word('because')}${r.when('reason', (reason) => ` (${reason})`)}.`,
  ),
  'invoice.write-off-reversed': say(
    (r) =>
      `The write-off of ${r.amount()} was taken back${r.when('reason', (reason) => ` (${reason})`)}; ${r.amount('open')} is open.`,
    (r) =>
      `Se anuló la baja de ${r.amount()}${r.when('reason', (reason) => ` (${reason})`)}; quedan ${r.amount('open')}.`,
  ),
  'payment.kept-as-credit': say(
    (r) =>
      `${r.amount()} of payment ${r.text('paymentId')} was meant for this invoice, on which nothing is open; it is ` +
      'the customer’s credit.',
    (r) =>
      `${r.amount()} del pago ${r.text('paymentId')} era para esta factura, que no tiene nada pendiente; queda a ` +
      'favor del cliente.',
  ),
  'payment.unallocated': say(
    (r) => `${r.amount()} of ${r.text('paymentId')} fits no open invoice; it is the customer’s credit.`,
    (r) =>
      `${r.amount()} de ${r.text('paymentId')} no corresponde a ninguna factura pendiente; queda a favor del cliente.`,
  ),
  'payment.reversed': say(
    (r) => `Payment ${r.text('paymentId')} of ${r.amount()} was taken back.`,
    (r) => `El pago ${r.text('paymentId')} de ${r.amount()} fue devuelto.`,
  ),
  'payment.taken-back': say(
    (r) => `${r.amount()} of payment ${r.text('paymentId')} was taken back from this invoice.`,
    (r) => `Se retiró de esta factura ${r.amount()} del pago ${r.text('paymentId')}.`,
  ),
  'payment.reassigned': say(
    (r) =>
      `Payment ${r.text('paymentId')} of ${r.amount()} was moved by hand from customer ${r.text('from')} to ${r.text('to')}${r.when('reason', (reason) => ` (${reason})`)}.`,
    (r) =>
      `El pago ${r.text('paymentId')} de ${r.amount()} se pasó a mano del cliente ${r.text('from')} al ${r.text('to')}${r.when('reason', (reason) => ` (${reason})`)}.`,
  ),
  'receipt.kept': say(
    (r) => `${r.amount()} came in, and nobody’s name is on it.`,
    (r) => `Entraron ${r.amount()} sin identificar.`,
  ),
  'receipt.assigned': say(
    (r) => `The unidentified receipt of ${r.amount()} was assigned to the customer.`,
    (r) => `El cobro sin identificar de ${r.amount()} se asignó al cliente.`,
  ),
  'receipt.returned': say(
    (r) => `The unidentified receipt of ${r.amount()} was sent back${r.when('reason', (reason) => ` (${reason})`)}.`,
    (r) => `El cobro sin identificar de ${r.amount()} se devolvió${r.when('reason', (reason) => ` (${reason})`)}.`,
  ),
  'credit-note.received': say(
    (r) => `Credit note ${r.text('paymentId')} over ${r.amount()} came in.`,
    (r) => `Entró el abono ${r.text('paymentId')} por ${r.amount()}.`,
  ),
  'credit-note.allocated': say(
    (r) => `${r.amount()} of credit note ${r.text('paymentId')} went to this invoice; ${r.amount('open')} is open.`,
    (r) => `${r.amount()} del abono ${r.text('paymentId')} se aplicó a esta factura; quedan ${r.amount('open')}.`,
  ),
  'charge.added': say(
    (r) => `The message charged ${r.amount()}: ${r.word('charge')}.`,
    (r) => `El mensaje cargó ${r.amount()}: ${r.word('charge')}.`,
  ),
  'charge.withheld': say(
    (r) => `Not charged: ${r.word('charge')} (${r.word('because')}${r.when('on', (on) => `, ${on}`)}).`,
    (r) => `No se cargó: ${r.word('charge')} (${r.word('because')}${r.when('on', (on) => `, ${on}`)}).`,
  ),
  'charge.waived': say(
    (r) => `${r.amount()} was waived (${r.word('charge')}): ${r.word('reason')}.`,
    (r) => `Se condonaron ${r.amount()} (${r.word('charge')}): ${r.word('reason')}.`,
  ),
  'charge.restored': say(
    (r) =>
      `${r.amount()} is owed again (${r.word('charge')}): what it had fallen away for no longer stands ` +
      `(${r.word('reason')}).`,
    (r) =>
      `Vuelven a deberse ${r.amount()} (${r.word('charge')}): ya no se da el motivo por el que se condonaron ` +
      `(${r.word('reason')}).`,
  ),
  'charge.paid': say(
    (r) => `${r.amount()} of payment ${r.text('paymentId')} went to a charge: ${r.word('charge')}.`,
    (r) => `${r.amount()} del pago ${r.text('paymentId')} se aplicó a un cargo: ${r.word('charge')}.`,
  ),
  'discount.taken': say(
    (r) => `The early-payment discount of ${r.amount()} was taken.`,
    (r) => `Se aplicó el descuento por pronto pago de ${r.amount()}.`,
  ),
  'discount.late': say(
    (r) =>
      `The payment is short by the early-payment discount of ${r.amount()} and came too late for it; the rest stays ` +
      'open.',
    (r) => `Al pago le falta el descuento por pronto pago de ${r.amount()} y llegó tarde; el resto queda pendiente.`,
  ),
  'discount.taken-up': say(
    (r) => `The early-payment discount of ${r.amount()} no longer stands.`,
    (r) => `El descuento por pronto pago de ${r.amount()} queda sin efecto.`,
  ),
  'charge.taken-back': say(
    (r) => `${r.amount()} was taken back (${r.word('charge')}): the message reached nobody.`,
    (r) => `Se retiraron ${r.amount()} (${r.word('charge')}): el mensaje no llegó a nadie.`,
  ),
  'customer.created': say(
    () => 'The customer’s data came in.',
    () => 'Entraron los datos del cliente.',
  ),
  'customer.updated': say(
    () => 'The customer’s data changed.',
    () => 'Cambiaron los datos del cliente.',
  ),
  'step.requested': say(
    (r) => `Step “${r.text('stepId')}” was asked for.`,
    (r) => `Se pidió el paso «${r.text('stepId')}».`,
  ),
  'step.dropped': say(
    (r) => `Step “${r.text('stepId')}” was taken back: ${r.word('reason')}.`,
    (r) => `Se retiró el paso «${r.text('stepId')}»: ${r.word('reason')}.`,
  ),
  'message.sent': say(
    (r) => `The message “${r.word('template')}” was sent by ${r.word('channel')}.`,
    (r) => `Se envió el mensaje «${r.word('template')}» por ${r.word('channel')}.`,
  ),
  'message.failed': say(
    (r) => `The provider refused the message by ${r.word('channel')}.`,
    (r) => `El proveedor rechazó el mensaje por ${r.word('channel')}.`,
  ),
  'message.ambiguous': say(
    (r) => `Nobody knows whether a message was sent (${r.word('reason')}); a person is asked.`,
    (r) => `No se sabe si un mensaje llegó a salir (${r.word('reason')}); se pregunta a una persona.`,
  ),
  'message.bounced': say(
    () => 'The message bounced: it reached nobody.',
    () => 'El mensaje rebotó: no llegó a nadie.',
  ),
  'message.unreachable': say(
    (r) =>
      r.text('because') === 'ambiguous-contact'
        ? 'Several contacts could be written to, and it is not known whom it concerns; a person is asked to mend ' +
          'the contact data.'
        : 'The customer cannot be reached; a person is asked to mend the contact data.',
    (r) =>
      r.text('because') === 'ambiguous-contact'
        ? 'Hay varios contactos posibles y no se sabe a quién corresponde; se pide a una persona que corrija los ' +
          'datos de contacto.'
        : 'No hay forma de contactar con el cliente; se pide a una persona que corrija los datos de contacto.',
  ),
  'task.opened': say(
    (r) => `A task was opened: ${r.word('kind')}${r.when('dueOn', (on) => `, by ${on}`)}.`,
    (r) => `Se abrió una tarea: ${r.word('kind')}${r.when('dueOn', (on) => `, hasta el ${on}`)}.`,
  ),
  'task.claimed': say(
    () => 'Somebody took the task on.',
    () => 'Alguien se hizo cargo de la tarea.',
  ),
  'task.overdue': say(
    () => 'The call was not made in time; it is offered to everybody.',
    () => 'La llamada no se hizo a tiempo; se ofrece a todos.',
  ),
  'task.completed': say(
    (r) => `The task “${r.word('kind')}” ended: ${r.word('outcome')}${r.when('promisedOn', (on) => `, for ${on}`)}.`,
    (r) =>
      `La tarea «${r.word('kind')}» terminó: ${r.word('outcome')}${r.when('promisedOn', (on) => `, para el ${on}`)}.`,
  ),
  'hold.opened': say(
    (r) => `A hold was put on: ${r.word('kind')}${r.when('until', (on) => `, until ${on}`)}.`,
    (r) => `Se puso en espera: ${r.word('kind')}${r.when('until', (on) => `, hasta el ${on}`)}.`,
  ),
  'hold.released': say(
    (r) => `The hold was lifted: ${r.word('kind')}.`,
    (r) => `Se levantó la espera: ${r.word('kind')}.`,
  ),
  'agency.proposed': say(
    () => 'The hand-off to the agency was prepared.',
    () => 'Se preparó la cesión a la agencia.',
  ),
  'agency.placed': say(
    (r) => `The agency has taken the debt${r.when('agencyRef', (ref) => ` (${ref})`)}.`,
    (r) => `La agencia se hizo cargo de la deuda${r.when('agencyRef', (ref) => ` (${ref})`)}.`,
  ),
  'agency.recalled': say(
    () => 'The debt was called back from the agency.',
    () => 'La deuda se retiró de la agencia.',
  ),
  'agency.accepted': say(
    (r) => `The agency accepted the debt on ${r.text('on')}.`,
    (r) => `La agencia aceptó la deuda el ${r.text('on')}.`,
  ),
  'agency.collected': say(
    (r) => `The agency collected ${r.amount()} on ${r.text('on')}.`,
    (r) => `La agencia cobró ${r.amount()} el ${r.text('on')}.`,
  ),
  'agency.returned': say(
    (r) => `The agency gave the debt back on ${r.text('on')}.`,
    (r) => `La agencia devolvió la deuda el ${r.text('on')}.`,
  ),
  'policy.assigned': say(
    (r) => `The case runs on policy ${r.text('policy')} (${r.word('rule')}).`,
    (r) => `El caso sigue la política ${r.text('policy')} (${r.word('rule')}).`,
  ),
  'policy.changed': say(
    (r) => `The case changed from policy ${r.text('from')} to ${r.text('to')}.`,
    (r) => `El caso pasó de la política ${r.text('from')} a ${r.text('to')}.`,
  ),
  'policy.draft-saved': say(
    (r) => `A draft of policy “${r.text('key')}” was saved.`,
    (r) => `Se guardó un borrador de la política «${r.text('key')}».`,
  ),
  'policy.published': say(
    (r) => `Version ${r.text('version')} of policy “${r.text('key')}” was published.`,
    (r) => `Se publicó la versión ${r.text('version')} de la política «${r.text('key')}».`,
  ),
  'policy.retired': say(
    (r) => `Policy “${r.text('key')}” was retired.`,
    (r) => `Se retiró la política «${r.text('key')}».`,
  ),
  'policy.given': say(
    (r) =>
      r.text('key')
        ? `It was given the policy “${r.text('key')}” of its own.`
        : 'The policy of its own was taken away.',
    (r) => (r.text('key') ? `Se le dio la política propia «${r.text('key')}».` : 'Se le quitó la política propia.'),
  ),
  'policy.default-set': say(
    (r) => `Policy “${r.text('key')}” became the default.`,
    (r) => `La política «${r.text('key')}» pasó a ser la predeterminada.`,
  ),
  'policy.moved': say(
    (r) => `Cases moved to version ${r.text('version')} of policy “${r.text('key')}”: ${r.text('moved')}.`,
    (r) => `Casos que pasaron a la versión ${r.text('version')} de la política «${r.text('key')}»: ${r.text('moved')}.`,
  ),
  'policy.move-stopped': say(
    (r) =>
      `The move to version ${r.text('version')} of policy “${r.text('key')}” was stopped after ${r.text('moved')} ` +
      'cases.',
    (r) =>
      `El paso a la versión ${r.text('version')} de la política «${r.text('key')}» se detuvo tras ` +
      `${r.text('moved')} casos.`,
  ),
  'supply-hold.requested': say(
    () => 'The ERP was asked to hold supply, as announced.',
    () => 'Se pidió al ERP suspender el suministro, como se anunció.',
  ),
  'contact.opted-out': say(
    (r) => `The contact${r.when('contactId', (id) => ` ${id}`)} wants no more messages by ${r.word('channel')}.`,
    (r) => `El contacto${r.when('contactId', (id) => ` ${id}`)} no quiere más mensajes por ${r.word('channel')}.`,
  ),
  'contact.opted-in': say(
    (r) => `The contact${r.when('contactId', (id) => ` ${id}`)} may be written to by ${r.word('channel')} again.`,
    (r) => `Se puede volver a escribir al contacto${r.when('contactId', (id) => ` ${id}`)} por ${r.word('channel')}.`,
  ),
  'contact.stopped': say(
    (r) => `All contact with the customers was stopped${r.when('reason', (reason) => `: ${reason}`)}.`,
    (r) => `Se detuvo todo contacto con los clientes${r.when('reason', (reason) => `: ${reason}`)}.`,
  ),
  'contact.resumed': say(
    () => 'Contact with the customers was allowed again.',
    () => 'Se volvió a permitir el contacto con los clientes.',
  ),
  'settings.changed': say(
    () => 'The organization’s settings were changed.',
    () => 'Cambiaron los ajustes de la organización.',
  ),
  'import.received': say(
    (r) => `A file was given to be imported (${r.word('kind')}).`,
    (r) => `Se entregó un fichero para importar (${r.word('kind')}).`,
  ),
  'import.ended': say(
    (r) =>
      `A file was worked off (${r.word('kind')}): ${r.text('lines')} lines, ${r.text('accepted')} taken, ${r.text('duplicates')} known before, ${r.text('faulty')} faulty${r.when('unidentified', (count) => `, ${count} kept as unidentified receipts`)}.`,
    (r) =>
      `Se procesó un fichero (${r.word('kind')}): ${r.text('lines')} líneas, ${r.text('accepted')} tomadas, ${r.text('duplicates')} ya conocidas, ${r.text('faulty')} con fallos${r.when('unidentified', (count) => `, ${count} guardadas como cobros sin identificar`)}.`,
  ),
  'import.stopped': say(
    (r) => `An import was stopped after ${r.text('lines')} lines.`,
    (r) => `Se detuvo una importación tras ${r.text('lines')} líneas.`,
  ),
  'open-items.compared': say(
    (r) =>
      `The ERP’s open items of ${r.text('asOf')} were held against the books: ${r.text('agreed')} agree, ` +
      `${r.text('different')} differ.`,
    (r) =>
      `Se cotejaron con los libros las partidas abiertas del ERP al ${r.text('asOf')}: ${r.text('agreed')} ` +
      `coinciden, ${r.text('different')} no.`,
  ),
  'case.closed': say(
    (r) => `The case is closed: ${r.word('outcome')}.`,
    (r) => `El caso queda cerrado: ${r.word('outcome')}.`,
  ),
};

function isAuditKind(kind: string): kind is AuditKind {
  return Object.hasOwn(sentences, kind);
}

/** Puts an audit event into a sentence. Total: a kind that is not known yet is named as it is. */
export function describeEvent(kind: string, data: Data, language: Language): string {
  return isAuditKind(kind) ? sentences[kind](data, language) : kind;
}
