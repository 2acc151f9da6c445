import { type Words } from './en.ts';

/** Every text of the page in Spanish. */
export const es: Words = {
  app: { name: 'Puntual', skip: 'Ir al contenido', sections: 'Secciones', language: 'Idioma', english: 'English', spanish: 'Español' },
  nav: {
    invoices: 'Facturas', tasks: 'Tareas', openTasks_one: '{{count}} tarea pendiente', openTasks_other: '{{count}} tareas pendientes', more: 'Herramientas y cerrar sesión',
    outbox: 'Bandeja de salida: mensajes tal como llegan', docs: 'Documentación de la API', temporal: 'Interfaz web de Temporal', signOut: 'Cerrar sesión', signedInAs: 'Sesión de {{actor}}', now: 'Hora de la plataforma',
  },
  role: { administrator: 'administración', manager: 'responsable', collector: 'gestión de cobros', viewer: 'solo lectura', integration: 'integración' },
  signedOut: {
    title: 'No has iniciado sesión',
    text: 'Abre el enlace de un solo uso que npm start mostró en la terminal. Cada enlace sirve una sola vez; npm start muestra uno nuevo cada vez.',
  },
  problem: {
    title: 'No ha funcionado', offline: 'No se puede contactar con el servidor. Comprueba que Puntual esté en marcha; esta página lo vuelve a intentar sola.',
    stale: 'El servidor ha dejado de responder. Lo que ves puede estar desactualizado; esta página sigue intentándolo.',
    unreadable: 'El servidor respondió {{status}} sin decir por qué.', retry: 'Reintentar', reference: 'Código: {{code}}',
    notFound: 'Esta página no existe', notFoundText: 'Puede que la dirección esté mal escrita o sea de otra organización.', home: 'Ir a las facturas',
    crashed: 'Esta página ha fallado', crashedText: 'Vuelve a cargarla; en el servidor no ha cambiado nada por esto.',
  },
  common: { cancel: 'Cancelar', close: 'Cerrar', loadMore: 'Cargar más', loading: 'Cargando', optional: 'opcional', newTab: 'se abre en otra pestaña', dueNow: 'ahora mismo', total: 'Total' },
  status: { open: 'Pendiente', paid: 'Pagada', credited: 'Abonada', cancelled: 'Anulada', 'written-off': 'Incobrable' },
  stage: { 'not-due': 'Sin avisos', courtesy: 'Aviso previo', friendly: 'Recordatorio', 'follow-up': 'Segundo aviso', demand: 'Requerimiento', call: 'Llamada', agency: 'Agencia' },
  template: { courtesy: 'Aviso previo', 'due-today': 'Vence hoy', friendly: 'Recordatorio amistoso', 'follow-up': 'Segundo aviso', demand: 'Requerimiento', 'supply-hold-notice': 'Aviso de corte', 'thank-you': 'Agradecimiento' },
  channel: { email: 'Correo electrónico', sms: 'SMS', letter: 'Carta' },
  contactRole: { 'accounts-payable': 'Cuentas por pagar', 'finance-director': 'Dirección financiera', owner: 'Propiedad', legal: 'Asesoría jurídica', other: 'Otro' },
  hold: { dispute: 'Disputa', promise: 'Promesa de pago', manual: 'En pausa', 'payment-claimed': 'Dice que ya pagó', 'direct-debit': 'Adeudo en curso' },
  entry: { invoice: 'Factura', amendment: 'Rectificación', payment: 'Pago', 'credit-note': 'Factura de abono', reversal: 'Devolución', cancellation: 'Anulación', 'write-off': 'Baja por incobrable', discount: 'Descuento', fee: 'Gastos', interest: 'Intereses', 'lump-sum': 'Cantidad fija por cobro', waiver: 'Condonación' },
  action: {
    send: 'Enviar un mensaje', task: 'Abrir una tarea de llamada', agency: 'Proponer la agencia', wait: 'Esperar', close: 'Cerrar el caso', 'request-contact': 'Enviar un mensaje', 'open-call': 'Abrir una tarea de llamada',
    'note-call-overdue': 'Anotar la llamada como atrasada', 'propose-agency': 'Proponer la agencia', 'place-with-agency': 'Ceder a la agencia', 'recall-placement': 'Retirar de la agencia', 'announce-supply-hold': 'Anunciar un corte de suministro', 'supply-hold': 'Cortar el suministro', 'hold-supply': 'Cortar el suministro',
  },
  policyRule: { invoice: 'indicada para la factura', customer: 'asignada al cliente', segment: 'por segmento', default: 'la general' },
  step: { courtesy: 'Aviso previo', 'due-today': 'Aviso el día del vencimiento', friendly: 'Recordatorio amistoso', 'follow-up': 'Segundo aviso', demand: 'Requerimiento', call: 'Llamar al cliente', agency: 'Proponer la agencia', 'thank-you': 'Agradecimiento' },
  late: {
    days_one: '{{count}} día de retraso', days_other: '{{count}} días de retraso', dueIn_one: 'vence en {{count}} día', dueIn_other: 'vence en {{count}} días', today: 'vence hoy',
    short_one: '{{count}} día', short_other: '{{count}} días', shortDueIn_one: 'en {{count}} día', shortDueIn_other: 'en {{count}} días', shortToday: 'hoy',
  },
  invoices: {
    title: 'Facturas', filters: 'Filtros', status: 'Estado', anyStatus: 'Cualquier estado', stage: 'Etapa', anyStage: 'Cualquier etapa', search: 'Buscar', searchHint: 'Número, cliente',
    overdueBy: 'Días de retraso', anyDays: 'Cualquiera', atLeast_one: '{{count}} o más', atLeast_other: '{{count}} o más', clear: 'Quitar filtros', customerFilter: 'Cliente {{id}}', removeCustomer: 'Mostrar todos los clientes',
    table: 'Facturas según los filtros', number: 'Número', customer: 'Cliente', due: 'Vence', daysLate: 'Retraso', open: 'Pendiente', openOf: 'de {{total}}', next: 'Próxima acción', nothingNext: 'Nada previsto',
    shown_one: '{{count}} factura', shown_other: '{{count}} facturas', shownMore: 'Se muestran {{count}}; hay más',
    empty: 'Aquí no hay facturas', emptyFiltered: 'Ninguna factura cumple estos filtros.', emptyAll: 'Las facturas aparecen en cuanto el ERP las envía.', limit: 'Solo se muestran las primeras {{count}}: acota los filtros para ver otras.',
  },
  invoice: {
    title: 'Factura {{number}}', back: 'Todas las facturas', ofTotal: 'de {{total}}', open: 'Pendiente', due: 'Vence', issued: 'Emitida', tax: 'Impuestos', purchaseOrder: 'Pedido', document: 'Documento de la factura', payment: 'Página de pago',
    temporal: 'Abrir en Temporal', pause: 'Pausar', lift: 'Quitar la pausa', lifted: 'Se ha quitado la pausa.', holds: 'En espera', holdUntil: 'hasta el {{date}}', holdNoEnd: 'sin fecha de fin', holdSince: 'desde el {{date}}',
    plan: 'Plan', policy: 'Política {{key}}, versión {{version}}', blockers: 'Qué lo detiene', skipped: 'Se omiten', noSteps: 'No quedan pasos. Ahora solo un pago o una persona cambia algo.', closed: 'El caso está cerrado.', nextStep: 'Siguiente',
    history: 'Historial', noHistory: 'Todavía no ha pasado nada.', by: 'por {{actor}}', entries: 'Movimientos', entryKind: 'Movimiento', entryDate: 'Fecha', entryAmount: 'Importe', chargesOpen: 'Intereses y gastos', toPay: 'A pagar', noEntries: 'Todavía no hay movimientos.',
    messages: 'Mensajes', customer: 'Cliente', others: 'Todas sus facturas',
  },
  nextMessage: { title: 'Próximo mensaje al cliente', none: 'No hay ningún mensaje previsto.', blocked: 'Retenido', underWay: 'Se está enviando un mensaje', following: 'Después', toPay: 'A pagar', credit: 'descontado el saldo a favor de', invoices_one: '{{count}} factura', invoices_other: '{{count}} facturas' },
  pause: {
    title: 'Pausar la factura {{number}}', text: 'Mientras está en pausa no se envía nada al cliente sobre ella.', reason: 'Motivo', reasonHint: 'Lo leerá quien abra la factura.', until: 'Hasta', untilHint: 'Déjalo vacío para pausarla hasta que alguien quite la pausa.',
    submit: 'Pausar', reasonNeeded: 'Indica por qué se pausa.', untilPast: 'Elige un día a partir de hoy.', done: 'La factura {{number}} está en pausa.',
  },
  customer: { contacts: 'Contactos', noContacts: 'No se conoce ningún contacto.', unreachable: 'no se le puede contactar', directDebit: 'Paga por domiciliación', openTotal: 'Pendiente', overdue: 'Vencido', credit: 'Saldo a favor', lastContact: 'Último contacto', never: 'nunca', workflow: 'Cliente en Temporal', timeZone: 'Zona horaria', invoices_one: '{{count}} factura pendiente', invoices_other: '{{count}} facturas pendientes' },
  messages: {
    none: 'No se ha enviado nada sobre esta factura.', view: 'Ver', viewOf: 'Ver «{{subject}}»', to: 'Para', hash: 'Huella del contenido (SHA-256)', asHtml: 'Tal como se envió', asText: 'Texto', frame: 'Mensaje tal como lo recibió el cliente',
    composed: 'redactado {{when}}', sent: 'enviado {{when}}',
  },
  messageState: { reserved: 'A punto de enviarse', sent: 'Enviado', failed: 'Fallido', ambiguous: 'No se sabe si salió' },
  delivery: { delivered: 'Entregado', bounced: 'Rebotado', complained: 'Marcado como spam', opened: 'Abierto', clicked: 'Con clic', replied: 'Respondido', delayed: 'Retrasado', failed: 'No entregado', sent: 'En camino', accepted: 'En camino', queued: 'En cola', undelivered: 'No entregado' },
  tasks: {
    title: 'Tareas', state: 'Mostrar', todo: 'Por hacer', done: 'Hechas', kind: 'Tipo', anyKind: 'Todos los tipos', mine: 'Asignadas a ti', open: 'Pendientes', others: 'Asignadas a otras personas', finished: 'Hechas',
    dueOn: 'Para el {{date}}', noDue: 'Sin fecha límite', overdue: 'Atrasada', round: 'Intento {{round}}', opened: 'Abierta {{when}}', claimedBy: 'Asignada a {{actor}}', claim: 'Asignármela', complete: 'Completar', claimed: 'La tarea es tuya.',
    completed: 'Tarea completada: {{outcome}}.', outcome: 'Resultado: {{outcome}}', finishedAt: 'Completada {{when}}', limit: 'Solo se muestran las primeras {{count}}.',
    empty: 'No hay nada que hacer', emptyText: 'Las tareas aparecen cuando el plan necesita a una persona: una llamada, una aprobación, una dirección errónea.', emptyDone: 'Todavía no se ha completado ninguna tarea.', emptyFiltered: 'No hay tareas de este tipo.',
    invoicesTable: 'Facturas de {{customer}}', actionsFor: '{{action}}: {{kind}}, {{customer}}', payerUnknown: 'ordenante sin nombre', received: '{{amount}}, recibidos el {{date}}', unapplied: '{{amount}} sin aplicar del cobro {{payment}}',
  },
  taskKind: { call: 'Llamar', 'approve-agency': 'Aprobar la agencia', 'fix-contact': 'Corregir datos de contacto', 'ambiguous-send': '¿Se envió?', 'unapplied-cash': 'Cobro sin aplicar', reconcile: 'Conciliar con el ERP', 'unidentified-receipt': 'Cobro sin identificar' },
  outcome: {
    promised: 'Prometió pagar', dispute: 'No está conforme', 'no-answer': 'No contesta', voicemail: 'Mensaje en el buzón de voz', refuses: 'Se niega a pagar', 'paid-already': 'Dice que ya pagó', 'wrong-contact': 'Contacto equivocado',
    approve: 'Aprobar', reject: 'Rechazar', fixed: 'Corregido', 'cannot-fix': 'No se puede corregir', 'was-sent': 'Se envió', 'was-not-sent': 'No se envió', handled: 'Resuelto',
    placed: 'El dinero se aplicó', reversed: 'El cobro se devolvió', assigned: 'Asignado a un cliente', returned: 'El dinero se devolvió', agreed: 'Los libros coinciden',
  },
  complete: {
    title: '{{kind}}: {{customer}}', outcome: '¿Cómo terminó?', promiseDate: 'Prometido para el', promiseAmount: 'Importe', amountHint: 'Déjalo vacío si se promete todo.', amountRead: 'Se lee como {{amount}}', currency: 'Moneda',
    disputeReason: '¿Con qué no está conforme?', note: 'Nota', noteHint: 'Para el historial; la leen tus colegas.', submit: 'Completar', outcomeNeeded: 'Elige cómo terminó.', dateNeeded: 'Indica el día prometido.', datePast: 'Elige un día a partir de hoy.',
    amountUnreadable: 'Escribe un importe como {{example}}.', amountTooLarge: 'Solo hay {{open}} pendientes.', reasonNeeded: 'Indica con qué no está conforme.', tooLong: 'Como máximo {{max}} caracteres.',
  },
};
