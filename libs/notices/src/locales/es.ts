import { esAgreement as agreementWords } from './es-agreement.ts';
import { esTerms as termsWords } from './es-terms.ts';
import type { Catalogue } from './catalogue.ts';

/** Spanish texts of the notices (formal "usted"). The keys match English, checked by type and by test. */
export const es: Omit<Catalogue, 'service'> = {
  courtesy: {
    subject_one: 'Factura {{number}} vence {{when}}',
    subject_other: '{{count}} facturas por {{total}} vencen {{when}}',
    intro_one:
      'La factura {{number}}, por {{total}}, vence {{when}}. Le escribimos con antelación para que disponga de ' +
      'todo lo necesario: si le falta un número de pedido, una copia de la factura o cualquier otro dato, ' +
      'díganoslo y nos ocuparemos de ello.',
    intro_other:
      'Las {{count}} facturas que figuran a continuación, por un total de {{total}}, vencen {{when}}. Le ' +
      'escribimos con antelación para que disponga de todo lo necesario: si le falta un número de pedido, una ' +
      'copia de alguna factura o cualquier otro dato, díganoslo y nos ocuparemos de ello.',
    next_one:
      'Si el pago ya está previsto, no tiene que hacer nada más. Si no lo hemos recibido en la fecha de ' +
      'vencimiento, le enviaremos un recordatorio.',
    next_other:
      'Si el pago ya está previsto, no tiene que hacer nada más. Si no lo hemos recibido en las fechas de ' +
      'vencimiento, le enviaremos un recordatorio.',
  },
  'due-today': {
    subject_one: 'Factura {{number}} vence hoy',
    subject_other: '{{count}} facturas por {{total}} vencen hoy',
    intro_one:
      'Solo unas líneas para recordarle que la factura {{number}}, por {{total}}, vence hoy, {{today}}. Si ya ha ' +
      'dado la orden de pago, muchas gracias: no tiene que hacer nada más.',
    intro_other:
      'Solo unas líneas para recordarle que las {{count}} facturas que figuran a continuación, por un total de ' +
      '{{total}}, vencen hoy, {{today}}. Si ya ha dado la orden de pago, muchas gracias: no tiene que hacer nada ' +
      'más.',
    next_one: 'Si el pago no nos llega en los próximos días, le enviaremos un recordatorio.',
    next_other: 'Si el pago no nos llega en los próximos días, le enviaremos un recordatorio.',
  },
  friendly: {
    subject_one: 'Factura {{number}} venció el {{due}}',
    subject_other: '{{count}} facturas vencidas por {{total}}',
    intro_one:
      'Quizá se le haya pasado: la factura {{number}} venció el {{due}} y todavía no hemos recibido el pago de ' +
      '{{toPay}}. ¿Podría efectuarlo {{by}} o indicarnos cuándo podemos esperarlo?',
    intro_other:
      'Quizá se le haya pasado: todavía no hemos recibido el pago de las {{count}} facturas vencidas que figuran ' +
      'a continuación, {{toPay}} en total. ¿Podría efectuarlo {{by}} o indicarnos cuándo podemos esperarlo?',
    next_one:
      'Si no tenemos noticias suyas, volveremos a escribirle dentro de unos días. Si algo en la factura no es ' +
      'correcto o no está claro, díganoslo y lo revisaremos.',
    next_other:
      'Si no tenemos noticias suyas, volveremos a escribirle dentro de unos días. Si algo en las facturas no es ' +
      'correcto o no está claro, díganoslo y lo revisaremos.',
  },
  'follow-up': {
    subject_one: 'Recordatorio: la factura {{number}} lleva {{late}} vencida',
    subject_other: 'Recordatorio: {{count}} facturas vencidas por {{total}}',
    intro_one:
      'La factura {{number}} venció el {{due}} y acumula {{late}} de retraso. Sigue pendiente el pago de ' +
      '{{toPay}}. Le rogamos que lo efectúe {{by}} o que nos indique qué día podemos esperarlo.',
    intro_other:
      'Sigue pendiente el pago de {{count}} facturas vencidas, {{toPay}} en total; la más antigua acumula ' +
      '{{late}} de retraso. Le rogamos que lo efectúe {{by}} o que nos indique qué día podemos esperarlo.',
    next_one:
      'Si no recibimos ni el pago ni una respuesta, el siguiente paso será un requerimiento formal de pago. Si ' +
      'hay algún obstáculo (un documento que falta, un desacuerdo, una dificultad de tesorería), díganoslo: ' +
      'podemos acordar con usted una fecha o un pago a plazos.',
    next_other:
      'Si no recibimos ni el pago ni una respuesta, el siguiente paso será un requerimiento formal de pago. Si ' +
      'hay algún obstáculo (un documento que falta, un desacuerdo, una dificultad de tesorería), díganoslo: ' +
      'podemos acordar con usted una fecha o un pago a plazos.',
  },
  'demand-mild': {
    subject_one: 'Solicitud de pago: factura {{number}}, {{late}} de retraso',
    subject_other: 'Solicitud de pago: {{count}} facturas vencidas por {{total}}',
    intro_one:
      'La factura {{number}} venció el {{due}}, hace {{late}}, y sigue pendiente de pago. Le pedimos que abone ' +
      '{{toPay}} {{by}}.',
    intro_other:
      '{{count}} facturas siguen pendientes de pago tras su vencimiento; la más antigua venció hace {{late}}. Le ' +
      'pedimos que abone {{toPay}} {{by}}.',
    next_one:
      'Si para entonces no hemos recibido ni el pago ni noticias suyas, le llamaremos para buscar una solución. ' +
      'Si no la encontramos, es posible que encarguemos el cobro a una agencia de recobro.',
    next_other:
      'Si para entonces no hemos recibido ni el pago ni noticias suyas, le llamaremos para buscar una solución. ' +
      'Si no la encontramos, es posible que encarguemos el cobro a una agencia de recobro.',
  },
  'demand-firm': {
    subject_one: 'Requerimiento de pago: factura {{number}}, {{late}} de retraso',
    subject_other: 'Requerimiento de pago: {{count}} facturas vencidas por {{total}}',
    intro_one:
      'La factura {{number}} venció el {{due}}, hace {{late}}, y no hemos recibido el pago. Le requerimos ' +
      'formalmente que abone {{toPay}} {{by}}.',
    intro_other:
      'No hemos recibido el pago de {{count}} facturas vencidas; la más antigua venció hace {{late}}. Le ' +
      'requerimos formalmente que abone {{toPay}} {{by}}.',
    next_one:
      'Si para entonces no hemos recibido el pago, le llamaremos por teléfono y, si el asunto sigue sin ' +
      'resolverse, podremos encargar el cobro a una agencia de recobro. Si no puede pagar todo de una vez o no ' +
      'está conforme con el importe, comuníquenoslo cuanto antes.',
    next_other:
      'Si para entonces no hemos recibido el pago, le llamaremos por teléfono y, si el asunto sigue sin ' +
      'resolverse, podremos encargar el cobro a una agencia de recobro. Si no puede pagar todo de una vez o ' +
      'no está conforme con algún importe, comuníquenoslo cuanto antes.',
  },
  'demand-final': {
    subject_one: 'Último requerimiento de pago: factura {{number}}, {{late}} de retraso',
    subject_other: 'Último requerimiento de pago: {{count}} facturas vencidas por {{total}}',
    intro_one:
      'Este es nuestro último requerimiento de pago de la factura {{number}}, que venció el {{due}}, hace ' +
      '{{late}}. Le exigimos el pago íntegro de {{toPay}} {{by}}.',
    intro_other:
      'Este es nuestro último requerimiento de pago de {{count}} facturas vencidas, la más antigua de las cuales ' +
      'venció hace {{late}}. Le exigimos el pago íntegro de {{toPay}} {{by}}.',
    next_one:
      'Si para entonces no hemos recibido el pago, le llamaremos por última vez y, después, encargaremos el cobro ' +
      'a una agencia de recobro. Todavía puede evitarlo: abone el importe pendiente o póngase en contacto con ' +
      'nosotros para acordar una fecha o un pago a plazos.',
    next_other:
      'Si para entonces no hemos recibido el pago, le llamaremos por última vez y, después, encargaremos el cobro ' +
      'a una agencia de recobro. Todavía puede evitarlo: abone el importe pendiente o póngase en contacto con ' +
      'nosotros para acordar una fecha o un pago a plazos.',
  },
  'supply-hold-notice': {
    subject_one: 'Antes de suspender el suministro: factura {{number}}, {{late}} de retraso',
    subject_other: 'Antes de suspender el suministro: {{count}} facturas vencidas por {{total}}',
    intro_one:
      'La factura {{number}} venció el {{due}}, hace {{late}}, y sigue pendiente el pago de {{toPay}}. Queremos ' +
      'seguir sirviéndole: le rogamos que pague {{by}}.',
    intro_other:
      'Hay {{count}} facturas vencidas, la más antigua desde hace {{late}}, y sigue pendiente el pago de ' +
      '{{toPay}}. Queremos seguir sirviéndole: le rogamos que pague {{by}}.',
    next_one:
      'Si para entonces no hemos recibido el pago, suspenderemos entregas y servicios desde el día siguiente ' +
      'hasta que llegue. Llámenos si algo se lo impide: podemos acordar una fecha o un pago a plazos.',
    next_other:
      'Si para entonces no hemos recibido el pago, suspenderemos entregas y servicios desde el día siguiente ' +
      'hasta que llegue. Llámenos si algo se lo impide: podemos acordar una fecha o un pago a plazos.',
  },
  'thank-you': {
    subject_one: 'Gracias: la factura {{number}} está pagada',
    subject_other: 'Gracias: {{count}} facturas por {{total}} están pagadas',
    intro_one:
      'Hemos recibido su pago, muchas gracias. La factura {{number}}, por {{total}}, queda saldada. Puede ' +
      'conservar este mensaje como justificante.',
    intro_other:
      'Hemos recibido su pago, muchas gracias. Las {{count}} facturas que figuran a continuación, por un total de ' +
      '{{total}}, quedan saldadas. Puede conservar este mensaje como justificante.',
    next_one: 'No tiene que hacer nada más al respecto.',
    next_other: 'No tiene que hacer nada más al respecto.',
  },
  'thank-you-part': {
    subject_one: 'Gracias: hemos recibido su pago',
    subject_other: 'Gracias: hemos recibido su pago',
    intro_zero: 'Hemos recibido su pago, muchas gracias. No tiene ninguna factura abierta.',
    intro_one: 'Hemos recibido su pago, muchas gracias. Queda una factura abierta, con {{toPay}} por pagar.',
    intro_other: 'Hemos recibido su pago, muchas gracias. Quedan {{count}} facturas abiertas, con {{toPay}} por pagar.',
    next_zero: 'No tiene que hacer nada más.',
    next_one: 'Su fecha de vencimiento no cambia.',
    next_other: 'Sus fechas de vencimiento no cambian.',
  },
  agreement: agreementWords.agreement,
  terms: termsWords.terms,
  'on-request': termsWords['on-request'],
  later: termsWords.later,
  when: { on: 'el {{date}}', from: 'a partir del {{date}}' },
  by: { date: 'a más tardar el {{date}}', soon: 'en los próximos días' },
  late: termsWords.late,
  greeting: { person: 'Estimado/a {{name}}:', company: 'A la atención de {{name}}:' },
  closing: 'Atentamente,',
  section: {
    overdue: 'Vencidas',
    dueToday: 'Vencen hoy',
    upcoming: 'Aún no vencidas',
    upcomingToo: 'Próximos vencimientos: quizá prefiera pagarlo todo junto',
    settled: 'Pagadas',
    payments: 'Últimos pagos recibidos',
    charges: 'Cargos por demora',
    assigned: 'Facturas cedidas, que se pagan a otra empresa',
    nextTitle: 'Qué ocurrirá después',
    lateTitle: 'Si una factura se retrasa',
    payTitle: 'Cómo pagar',
    deadline: 'Fecha límite de pago: {{date}}',
  },
  column: {
    invoice: 'Factura',
    issued: 'Emisión',
    due: 'Vencimiento',
    late: 'Días de retraso',
    open: 'Pendiente',
    total: 'Total',
    paid: 'Importe',
    order: 'Pedido',
    received: 'Recibido',
    reference: 'Referencia',
  },
  row: {
    owner: 'De {{name}}',
    issued: 'Emitida el {{date}}',
    order: 'Pedido {{order}}',
    late_one: '{{count}} día de retraso',
    late_other: '{{count}} días de retraso',
    today: 'vence hoy',
    in_one: 'vence en {{count}} día',
    in_other: 'vence en {{count}} días',
    ofTotal: 'de {{total}}',
    view: 'Ver factura',
    pay: 'Pagar ahora',
    viewNumber: 'Ver la factura {{number}}',
    payNumber: 'Pagar ahora la factura {{number}}',
    discount: 'Si paga hasta el {{until}}, basta con {{pay}}: un descuento de {{discount}}',
  },
  charge: {
    waiver: 'Condonado',
    fee: 'Recargo por pago tardío',
    'lump-sum': 'Cantidad fija por costes de cobro',
    interest: 'Intereses de demora',
    run_one: '{{count}} día (del {{from}} al {{to}}) al {{rate}} % anual, año de {{year}} días, sobre {{base}}',
    run_other: '{{count}} días (del {{from}} al {{to}}) al {{rate}} % anual, año de {{year}} días, sobre {{base}}',
    before: 'menos {{amount}} ya cargados antes',
    source: 'Fuente: {{source}}',
    capped: 'Limitado por: {{source}}',
    maximum: 'Limitado por el máximo acordado',
    period: 'Por la demora hasta el día {{days}} (periodo {{number}})',
    share: '{{percent}} % de {{base}}',
  },
  sum: {
    overdue: 'Total vencido',
    dueToday: 'Total que vence hoy',
    upcoming: 'Total aún no vencido',
    settled: 'Total saldado',
    credit: 'Saldo a su favor',
    toPay: 'A pagar',
    charges: 'Intereses y gastos',
    withCharges: 'Total con intereses y gastos',
    everything: 'Todo junto',
    open: 'Total pendiente',
    more_one: '1 factura más, incluida en el total',
    more_other: '{{count}} facturas más, incluidas en el total',
    morePayments_one: '1 pago anterior no mostrado',
    morePayments_other: '{{count}} pagos anteriores no mostrados',
  },
  pay: {
    link: 'Pago en línea',
    links: 'Cada factura puede pagarse en línea mediante su propio enlace.',
    transfer: 'Por transferencia bancaria',
    quote: 'Indique como concepto: {{numbers}}',
    quoteMany: 'Indique como concepto los números de las facturas que paga.',
    ask: 'Póngase en contacto con nosotros y le indicaremos cómo pagar.',
    net: 'Su saldo a favor ya está descontado: le rogamos que pague {{toPay}}.',
    netByLink:
      'Su saldo a favor ya está descontado: le rogamos que pague {{toPay}}. Es posible que la página de pago ' +
      'muestre aún una factura sin descontarlo.',
  },
  already:
    'Si ya ha efectuado el pago, no tenga en cuenta este mensaje, o bien indíquenos la fecha y la referencia para ' +
    'que podamos localizarlo.',
  questions: '¿Tiene alguna pregunta? En {{creditor}} le atenderemos con mucho gusto.',
  contact: termsWords.contact,
  reference: 'Referencia {{reference}}',
  statement: {
    title: 'Estado de cuenta',
    asOf: 'A {{date}}',
    known: 'Según lo que se sabía en {{moment}}',
    nothingOpen: 'No hay nada pendiente en esta cuenta.',
    noPayments: 'No se han recibido pagos recientemente.',
    creditNote: 'Abono {{number}}',
    takenBack: 'devuelto el {{date}}',
    payTo: 'Páguela a {{to}}',
    notToUs: 'No incluidas en las sumas de arriba: estas facturas pertenecen a la empresa indicada.',
    chargesIncluded: 'Incluidos en los importes pendientes de arriba, en la parte que aún no se ha pagado.',
    page: 'Página {{page}} de {{pages}}',
  },
  sms: {
    courtesy_one: '{{creditor}}: la factura {{number}}, {{amount}}, vence pronto.',
    courtesy_other: '{{creditor}}: {{count}} facturas, {{amount}}, vencen pronto.',
    'due-today_one': '{{creditor}}: la factura {{number}}, {{amount}}, vence hoy.',
    'due-today_other': '{{creditor}}: {{count}} facturas, {{amount}}, vencen hoy.',
    friendly_one: '{{creditor}}: esperamos el pago de la factura {{number}}, {{amount}}.',
    friendly_other: '{{creditor}}: esperamos el pago de {{count}} facturas, {{amount}}.',
    'follow-up_one': '{{creditor}}: le recordamos el pago de la factura {{number}}, {{amount}}.',
    'follow-up_other': '{{creditor}}: le recordamos el pago de {{count}} facturas, {{amount}}.',
    demand_one: '{{creditor}}: le rogamos que pague sin demora la factura {{number}}, {{amount}}.',
    demand_other: '{{creditor}}: le rogamos que pague sin demora {{count}} facturas, {{amount}}.',
    'supply-hold-notice_one':
      '{{creditor}}: pague a tiempo la factura {{number}}, {{amount}}, para evitar el corte de suministro.',
    'supply-hold-notice_other':
      '{{creditor}}: pague a tiempo {{count}} facturas, {{amount}}, para evitar el corte de suministro.',
    'thank-you_one': '{{creditor}}: gracias, la factura {{number}}, {{amount}}, está pagada.',
    'thank-you_other': '{{creditor}}: gracias, {{count}} facturas, {{amount}}, están pagadas.',
    terms_one: '{{creditor}}: le damos la bienvenida. Va en camino su primera factura, {{number}}, {{amount}}.',
    terms_other: '{{creditor}}: le damos la bienvenida. Van en camino sus primeras {{count}} facturas, {{amount}}.',
    statement_one: '{{creditor}}: como nos pidió, factura {{number}}, {{amount}}.',
    statement_other: '{{creditor}}: como nos pidió, sus {{count}} facturas pendientes, {{amount}}.',
    received: '{{creditor}}: gracias, hemos recibido su pago.',
    pay: 'Pagar: {{link}}',
    call: 'Consultas: {{phone}}',
    many: '{{currencies}} divisas',
  },
};
