import { CREDIT_STEP } from '@puntual/casework/supply/supply-holds';
import type { AuditSentences } from '../event-reading.ts';

/** The sentence of every kind of audit event, in Spanish. */
export const sentences: AuditSentences = {
  'access.asked': (r) => `Se pidió que una persona pueda ver al cliente${r.bracketed('personId')}.`,
  'access.decided': (r) =>
    `Se decidió una petición de ver al cliente: ${r.word('decision')}${r.bracketed('personId')}.`,
  'customer.portfolio-set': (r) => `Se registró quién lleva al cliente${r.bracketed('ownerId')}.`,
  'team.saved': (r) => `Se registró el equipo ${r.text('name')}${r.bracketed('leadId')}.`,
  'access.refused': (r) => `Se denegó ${r.text('route')} a alguien con la función de ${r.word('role')}.`,
  'invoice.issued': (r) =>
    `Entró la factura ${r.text('number')} por ${r.amount('total')}, con vencimiento el ${r.text('dueOn')}.`,
  'invoice.amended': (r) => `La factura se modificó (revisión ${r.text('revision')}).`,
  'invoice.assigned': (r) => `La factura se cedió a ${r.text('to')} el ${r.text('on')}.`,
  'invoice.given-back': (r) => `La factura volvió de ${r.text('from')} el ${r.text('on')}.`,
  'invoice.cancelled': 'La factura se anuló.',
  'invoice.settled': (r) => `La factura queda saldada: ${r.word('as')}.`,
  'invoice.reopened': (r) => `La factura vuelve a estar pendiente, con ${r.amount('open')}.`,
  'payment.received': (r) => `Entró el pago ${r.text('paymentId')} de ${r.amount()}.`,
  'payment.allocated': (r) =>
    `${r.amount()} del pago ${r.text('paymentId')} se aplicó a esta factura (${r.word('rule')}); quedan ` +
    `${r.amount('open')}.`,
  'payment.used-for-member': (r) =>
    `${r.amount()} del pago ${r.text('paymentId')} pagaron la factura ${r.text('invoiceId')} del cliente ` +
    `${r.text('customerId')}, de cuyo grupo este cliente es el pagador.`,
  'payment.back-from-member': (r) =>
    `${r.amount()} del pago ${r.text('paymentId')} dejaron de aplicarse a la factura ${r.text('invoiceId')} del ` +
    `cliente ${r.text('customerId')}.`,
  'payment.placed': (r) =>
    `${r.amount()} del pago ${r.text('paymentId')} se aplicó a mano a esta factura${r.bracketed('reason')}; quedan ` +
    `${r.amount('open')}.`,
  'payment.moved-off': (r) =>
    `${r.amount()} del pago ${r.text('paymentId')} se retiró a mano de esta factura${r.bracketed('reason')}.`,
  'invoice.written-off': (r) => `Se dieron de baja ${r.amount()}: ${r.word('because')}${r.bracketed('reason')}.`,
  'invoice.write-off-reversed': (r) =>
    `Se anuló la baja de ${r.amount()}${r.bracketed('reason')}; quedan ${r.amount('open')}.`,
  'payment.kept-as-credit': (r) =>
    `${r.amount()} del pago ${r.text('paymentId')} era para esta factura, que no tiene nada pendiente; queda a ` +
    'favor del cliente.',
  'payment.unallocated': (r) =>
    r.text('sameAs') === ''
      ? `${r.amount()} de ${r.text('paymentId')} no corresponde a ninguna factura pendiente; queda a favor del cliente.`
      : `${r.amount()} de ${r.text('paymentId')} puede ser el mismo dinero que el pago ${r.text('sameAs')}, que ` +
        'comunicó otra fuente; queda a favor del cliente hasta que una persona decida.',
  'payment.reversed': (r) =>
    (r.amount('left')
      ? `Se devolvieron ${r.amount()} del pago ${r.text('paymentId')}`
      : `El pago ${r.text('paymentId')} de ${r.amount()} fue devuelto`) + `${r.bracketed('reason')}.`,
  'credit.refunded': (r) =>
    `Se reembolsaron al cliente ${r.amount()} del saldo de ${r.text('paymentId')} el ${r.text('on')}.`,
  'payment.taken-back': (r) =>
    `Se retiró de esta factura ${r.amount()} del pago ${r.text('paymentId')}${r.bracketed('reason')}.`,
  'payment.reassigned': (r) =>
    `El pago ${r.text('paymentId')} de ${r.amount()} se pasó a mano del cliente ${r.text('from')} al ` +
    `${r.text('to')}${r.bracketed('reason')}.`,
  'event.waiting': (r) =>
    `El evento ${r.text('eventId')} espera a ${r.text('subject')}, que no se conoce${r.bracketed('refusal')}.`,
  'event.dismissed': (r) => `El evento ${r.text('eventId')}, que esperaba a ${r.text('subject')}, se descartó a mano.`,
  'customer.account-manager-set': 'Cambió el gestor de la cuenta del cliente.',
  'customer.group-joined': (r) => `El cliente entró en el grupo ${r.text('groupId')}.`,
  'customer.group-left': (r) => `El cliente salió del grupo ${r.text('groupId')}.`,
  'customer.pays-for-group': (r) => `El cliente paga por el grupo ${r.text('groupId')}, y se le escribe por él.`,
  'customer.merged': (r) => `El cliente ${r.text('from')} se fusionó con ${r.text('into')}.`,
  'receipt.kept': (r) => `Entraron ${r.amount()} sin identificar.`,
  'receipt.listed': (r) => `Los pagos del cobro sin identificar de ${r.amount()} ya se conocen uno a uno.`,
  'receipt.split': (r) => `El cobro sin identificar de ${r.amount()} se repartió entre varios clientes.`,
  'receipt.assigned': (r) => `El cobro sin identificar de ${r.amount()} se asignó al cliente.`,
  'receipt.returned': (r) => `El cobro sin identificar de ${r.amount()} se devolvió${r.bracketed('reason')}.`,
  'return.untied': (r) => `Se devolvieron ${r.amount()} y no se sabe de qué pago.`,
  'refund.untied': (r) => `Se reembolsaron ${r.amount()} y el saldo de varios clientes coincide.`,
  'return.closed': (r) => `La devolución de ${r.amount()} está resuelta.`,
  'refund.closed': (r) => `El reembolso de ${r.amount()} está resuelto.`,
  'credit-note.received': (r) => `Entró el abono ${r.text('paymentId')} por ${r.amount()}.`,
  'credit-note.allocated': (r) =>
    `${r.amount()} del abono ${r.text('paymentId')} se aplicó a esta factura; quedan ${r.amount('open')}.`,
  'role.removed': (r) => `Se eliminó el rol «${r.text('role')}».`,
  'role.saved': (r) => `Se fijaron los permisos del rol «${r.text('role')}».`,
  'approval.requested': 'Se pidió la aprobación de otra persona.',
  'approval.decided': (r) => `Terminó una petición de aprobación: ${r.word('decision')}.`,
  'user.access-changed': (r) => `Se cambió el acceso de una persona (${r.text('what')}).`,
  'user.changed': 'Se cambió el rol o el estado de una persona.',
  'user.invited': (r) => `Se invitó a una persona (${r.text('role')}).`,
  'user.joined': 'Una persona aceptó la invitación.',
  'user.signed-in': 'Una persona inició sesión.',
  'key.issued': (r) => `Se creó una clave para ${r.text('name')} (${r.text('role')}).`,
  'key.changed': (r) => `Se cambió el fin de la clave de ${r.text('name')}.`,
  'feed.retired': (r) => `Se dio de baja la fuente de pagos ${r.text('feed')}.`,
  'key.revoked': (r) => `Se revocó la clave de ${r.text('name')}.`,
  'charge.added': (r) => `El mensaje cargó ${r.amount()}: ${r.word('charge')}.`,
  'charge.withheld': (r) =>
    `No se cargó: ${r.word('charge')} (${r.word('because')}${r.when('on', (on) => `, ${on}`)}).`,
  'charge.waived': (r) => `Se condonaron ${r.amount()} (${r.word('charge')}): ${r.word('reason')}.`,
  'charge.restored': (r) =>
    `Vuelven a deberse ${r.amount()} (${r.word('charge')}): ya no se da el motivo por el que se condonaron ` +
    `(${r.word('reason')}).`,
  'charge.paid': (r) => `${r.amount()} del pago ${r.text('paymentId')} se aplicó a un cargo: ${r.word('charge')}.`,
  'discount.taken': (r) => `Se aplicó el descuento por pronto pago de ${r.amount()}.`,
  'discount.late': (r) =>
    `Al pago le falta el descuento por pronto pago de ${r.amount()} y llegó tarde; el resto queda pendiente.`,
  'discount.taken-up': (r) => `El descuento por pronto pago de ${r.amount()} queda sin efecto.`,
  'charge.taken-back': (r) => `Se retiraron ${r.amount()} (${r.word('charge')}): el mensaje no llegó a nadie.`,
  'customer.created': 'Entraron los datos del cliente.',
  'customer.procedure-set': 'Se indicó cómo paga el cliente: qué necesitan las facturas, día de corte y días de pago.',
  'customer.updated': 'Cambiaron los datos del cliente.',
  'step.requested': (r) => `Se pidió el paso «${r.step('stepId')}».`,
  'step.dropped': (r) => `Se retiró el paso «${r.step('stepId')}»: ${r.word('reason')}.`,
  'message.sent': (r) => `Se envió el mensaje «${r.word('template')}» por ${r.word('channel')}.`,
  'message.failed': (r) => `El proveedor rechazó el mensaje por ${r.word('channel')}.`,
  'message.ambiguous': (r) =>
    `No se sabe si un mensaje llegó a salir (${r.word('reason')})` +
    `${r.when('taskId', () => '; se pregunta a una persona')}.`,
  'message.bounced': (r) =>
    `El mensaje no llegó (${r.word('state') || 'rebotó'}${r.when('reason', (why) => `, ${why}`)}): ` +
    `${r.text('reached') === '' ? 'no lo recibió nadie' : r.word('reached')}.`,
  'message.unreachable': (r) =>
    r.text('because') === 'ambiguous-contact'
      ? 'Hay varios contactos posibles y no se sabe a quién corresponde; se pide a una persona que corrija los ' +
        'datos de contacto.'
      : 'No hay forma de contactar con el cliente; se pide a una persona que corrija los datos de contacto.',
  'task.opened': (r) =>
    `Se abrió una tarea: ${r.word('kind')}${r.words('missing', (what) => ` (falta: ${what})`)}` +
    `${r.when('dueOn', (on) => `, hasta el ${on}`)}.`,
  'customer.noted': 'Se escribió una nota sobre el cliente.',
  'customer.note-pinned': 'Se fijó una nota sobre el cliente.',
  'customer.note-unpinned': 'La nota sobre el cliente ya no está fijada.',
  'task.assigned': (r) =>
    r.text('to') === '' ? 'La tarea está con todos.' : `La tarea está con ${r.text('to')}${r.bracketed('reason')}.`,
  'task.escalated': (r) => `La tarea no se hizo a tiempo; pasó a un responsable${r.bracketed('to')}.`,
  'task.pinned': (r) => `La tarea se fijó en lo alto de la lista${r.bracketed('reason')}.`,
  'task.unpinned': 'La tarea ya no está fijada.',
  'task.snoozed': (r) => `La tarea se aplazó hasta ${r.text('until')}${r.bracketed('reason')}.`,
  'task.woken': 'La tarea ya no está aplazada.',
  'collector.absences-set': (r) => `Se registraron las ausencias de un gestor${r.bracketed('personId')}.`,
  'collector.saved': (r) => `Se registraron los datos de un gestor${r.bracketed('personId')}.`,
  'task.claimed': 'Alguien se hizo cargo de la tarea.',
  'reply.received': (r) =>
    `Llegó un correo${r.when('until', (day) => `: no se reclama hasta el ${day}, salvo que se conteste antes`)}.`,
  'reply.tied': (r) =>
    `Una persona asignó un correo al cliente${r.when('until', (day) => `: no se reclama hasta el ${day}`)}.`,
  'reply.untied': 'Se retiró un correo del cliente: es de otro.',
  'reply.discarded': 'Se descartó un correo.',
  'reply.answered': 'Se contestó a un correo del cliente.',
  'reply.pause-ended': (r) =>
    r.text('how') === 'lapsed'
      ? 'Nadie contestó a tiempo al correo del cliente: la reclamación sigue y la tarea continúa abierta.'
      : 'Terminó el silencio tras el correo del cliente.',
  'reply.secret-made': 'Se creó un nuevo secreto para el correo entrante.',
  'call.started': (r) => `Se inició una llamada${r.when('direction', () => ` (${r.word('direction')})`)}.`,
  'call.ended': (r) => `Una llamada terminó: ${r.word('outcome')}.`,
  'call.corrected': 'Se corrigió una anotación del registro de llamadas.',
  'contact.changed': (r) =>
    `Una persona cambió o confirmó el contacto${r.when('contactId', (id) => ` ${id}`)} (${r.word('source')}).`,
  'contact.conflict-settled': (r) =>
    `Se resolvió un conflicto sobre el contacto${r.when('contactId', (id) => ` ${id}`)}.`,
  'message.service-requested': (r) => `Puntual solicitó un mensaje al cliente: ${r.word('service')}.`,
  'message.asked-for': (r) => `El cliente pidió un mensaje por ${r.word('channel')}: ${r.word('what')}.`,
  'task.taken-back': (r) => `Se retiró el resultado de la tarea «${r.word('kind')}»: ${r.word('outcome')}.`,
  'task.overdue': 'La llamada no se hizo a tiempo; se ofrece a todos.',
  'task.completed': (r) =>
    `La tarea «${r.word('kind')}» terminó: ${r.word('outcome')}${r.when('promisedOn', (on) => `, para el ${on}`)}.`,
  'dispute.opened': (r) =>
    `Se abrió la disputa ${r.text('number')}; debería resolverse hasta el ` + `${r.text('deadlineOn')}.`,
  'dispute.proposed': (r) =>
    `El pago ${r.text('paymentId')} es inferior a lo debido y parece una deducción: ` +
    `se propone la disputa ${r.text('number')}.`,
  'dispute.changed': (r) =>
    `Se cambió la disputa ${r.text('number')}; debería resolverse hasta el ${r.text('deadlineOn')}.`,
  'dispute.noted': (r) => `Se escribió una nota en la disputa ${r.text('number')}.`,
  'dispute.file-added': (r) => `Se añadió una prueba a la disputa ${r.text('number')}.`,
  'dispute.escalated': (r) =>
    `La disputa ${r.text('number')} no se resolvió hasta el ${r.text('deadlineOn')}: se preguntó a un responsable.`,
  'dispute.resolved': (r) =>
    `Terminó la disputa ${r.text('number')}: ${r.word('outcome')}` +
    `${r.when('creditDueOn', (on) => `; se espera el abono hasta el ${on}`)}.`,
  'dispute.credit-arrived': (r) => `Llegó el abono de la disputa ${r.text('number')}.`,
  'dispute.credit-missing': (r) =>
    `El abono de la disputa ${r.text('number')} no llegó hasta el ${r.text('dueOn')}: se preguntó a una persona.`,
  'dispute.question-asked': (r) => `Se preguntó por la disputa ${r.text('number')}: ${r.word('department')}.`,
  'dispute.question-answered': (r) =>
    `Se respondió a una pregunta sobre la disputa ${r.text('number')}: ${r.word('department')}.`,
  'dispute.question-revoked': (r) => `Se retiró el enlace de una pregunta sobre la disputa ${r.text('number')}.`,
  'hold.changed': (r) => `La espera sigue${r.when('until', (on) => ` hasta el ${on}`)}: ${r.word('kind')}.`,
  'hold.opened': (r) => `Se puso en espera: ${r.word('kind')}${r.when('until', (on) => `, hasta el ${on}`)}.`,
  'hold.released': (r) => `Se levantó la espera: ${r.word('kind')}.`,
  'plan.proposed': (r) => `Se propuso un plan de pagos de ${r.amount()}; lo tiene que aprobar un responsable.`,
  'plan.started': (r) => `Empezó un plan de pagos de ${r.amount()}; el último plazo es el ${r.text('lastOn')}.`,
  'plan.judged': (r) =>
    `El plan de pagos de ${r.amount()} está ${r.word('to')}: llegaron ${r.amount('paid')} (antes: ${r.word('from')}).`,
  'plan.ended': (r) => `El plan de pagos de ${r.amount()} terminó: ${r.word('to')}${r.bracketed('reason')}.`,
  'promise.made': (r) =>
    `El cliente prometió ${r.amount()}, como muy tarde el ${r.text('until')} con los días de gracia.`,
  'portal.acted': (r) => `El cliente actuó en el portal: ${r.word('act')}.`,
  'portal.link-made': 'Se creó un enlace al portal para un contacto.',
  'portal.link-revoked': 'Se anuló un enlace al portal.',
  'promise.judged': (r) =>
    `La promesa de ${r.amount()} está ${r.word('to')}: a tiempo llegaron ${r.amount('kept')} ` +
    `(antes: ${r.word('from')}).`,
  'promise.renewed': (r) => `Otra promesa sustituyó a la de ${r.amount()}.`,
  'promise.withdrawn': (r) => `Se retiró la promesa de ${r.amount()}: ${r.word('reason')}.`,
  'agency.proposed': 'Se preparó la cesión a la agencia.',
  'agency.placed': (r) => `La agencia se hizo cargo de la deuda${r.when('agencyRef', (ref) => ` (${ref})`)}.`,
  'agency.informed': 'Se comunicó al ERP lo que cambió de la deuda, para la agencia.',
  'agency.recalled': 'La deuda se retiró de la agencia.',
  'agency.accepted': (r) => `La agencia aceptó la deuda el ${r.text('on')}.`,
  'agency.collected': (r) => `La agencia cobró ${r.amount()} el ${r.text('on')}.`,
  'agency.collection-reversed': (r) =>
    `La agencia no había cobrado ${r.amount()} del ${r.text('on')}: se anuló${r.bracketed('reason')}.`,
  'agency.returned': (r) => `La agencia devolvió la deuda el ${r.text('on')}.`,
  'agency.uncollectable': (r) => `La agencia declaró incobrable la deuda el ${r.text('on')}.`,
  'agency.not-told': 'No se pudo avisar a la agencia; tiene que actuar una persona.',
  'agency.reassigned': 'Se eligió otra agencia para la deuda.',
  'agency.recall-asked': (r) => `Se pidió recuperar la deuda de la agencia: ${r.text('reason')}.`,
  'agency.saved': (r) => `Se guardó la agencia «${r.text('key')}».`,
  'agency.secret-made': 'Una agencia recibió un secreto nuevo para sus firmas.',
  'agency.paid-over': (r) => `Una agencia entregó ${r.amount()} el ${r.text('on')}.`,
  'policy.assigned': (r) => `El caso sigue la política ${r.text('policy')} (${r.word('rule')}).`,
  'policy.changed': (r) => `El caso pasó de la política ${r.text('from')} a ${r.text('to')}.`,
  'policy.draft-saved': (r) => `Se guardó un borrador de la política «${r.text('key')}».`,
  'policy.published': (r) => `Se publicó la versión ${r.text('version')} de la política «${r.text('key')}».`,
  'policy.retired': (r) => `Se retiró la política «${r.text('key')}».`,
  'policy.given': (r) =>
    r.text('key') ? `Se le dio la política propia «${r.text('key')}».` : 'Se le quitó la política propia.',
  'policy.default-set': (r) => `La política «${r.text('key')}» pasó a ser la predeterminada.`,
  'policy.moved': (r) =>
    `Casos que pasaron a la versión ${r.text('version')} de la política «${r.text('key')}»: ${r.text('moved')}.`,
  'policy.move-stopped': (r) =>
    `El paso a la versión ${r.text('version')} de la política «${r.text('key')}» se detuvo tras ` +
    `${r.text('moved')} casos.`,
  'credit-limit.exceeded': (r) =>
    `El cliente debe ${r.amount('exposure')}, más que el límite de crédito de ${r.amount('limit')}.`,
  'credit-limit.met': (r) => `Ya no se supera el límite de crédito: ${r.word('because')}.`,
  'credit-limit.set': (r) =>
    r.amount('to') === ''
      ? `Se quitó el límite de crédito${r.bracketed('reason')}.`
      : `Se fijó el límite de crédito en ${r.amount('to')}${r.bracketed('reason')}.`,
  'supply-hold.confirmed': (r) => `El ERP cortó el suministro el ${r.text('on')}.`,
  'supply-hold.lifted': (r) => `Se levantó el corte de suministro: ${r.word('because')}${r.bracketed('reason')}.`,
  'supply-hold.requested': (r) =>
    r.text('stepId') === CREDIT_STEP
      ? `Se pidió al ERP suspender el suministro, porque se supera el límite de crédito${r.bracketed('reason')}.`
      : 'Se pidió al ERP suspender el suministro, como se anunció.',
  'contact.opted-out': (r) =>
    `El contacto${r.when('contactId', (id) => ` ${id}`)} no quiere más mensajes por ${r.word('channel')}.`,
  'contact.opted-in': (r) =>
    `Se puede volver a escribir al contacto${r.when('contactId', (id) => ` ${id}`)} por ${r.word('channel')}.`,
  'contact.stopped': (r) => `Se detuvo todo contacto con los clientes${r.when('reason', (reason) => `: ${reason}`)}.`,
  'contact.resumed': 'Se volvió a permitir el contacto con los clientes.',
  'settings.changed': 'Cambiaron los ajustes de la organización.',
  'import.received': (r) => `Se entregó un fichero para importar (${r.word('kind')}).`,
  'import.ended': (r) =>
    `Se procesó un fichero (${r.word('kind')}): ${r.text('lines')} líneas, ${r.text('accepted')} tomadas, ` +
    `${r.text('duplicates')} ya conocidas, ${r.text('faulty')} con fallos` +
    `${r.when('unidentified', (count) => `, ${count} guardadas como cobros sin identificar`)}.`,
  'import.stopped': (r) => `Se detuvo una importación tras ${r.text('lines')} líneas.`,
  'open-items.compared': (r) =>
    `Se cotejaron con los libros las partidas abiertas del ERP al ${r.text('asOf')}: ${r.text('agreed')} ` +
    `coinciden, ${r.text('different')} no.`,
  'case.closed': (r) => `El caso queda cerrado: ${r.word('outcome')}.`,
};
