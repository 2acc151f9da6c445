import type { Catalogue } from './catalogue.ts';

/** Spanish texts of the service messages. */
export const esService: Pick<Catalogue, 'service'> = {
  service: {
    today: 'hoy, {{date}}',
    on: 'el {{date}}',
    'promise-confirmed': {
      subject_one: 'Hemos anotado su pago de {{total}}, a más tardar el {{last}}',
      subject_other: 'Hemos anotado sus {{count}} pagos, {{total}} en total',
      intro_one:
        'Le agradecemos que nos lo haya comunicado. Hemos anotado que abonará {{total}} a más tardar el ' +
        '{{last}} por ' +
        'las facturas que figuran a continuación.',
      intro_other:
        'Le agradecemos que nos lo haya comunicado. Hemos anotado que abonará {{total}} en {{count}} pagos, ' +
        'el último ' +
        'a más tardar el {{last}}, por las facturas que figuran a continuación.',
      next:
        'Si recibimos el dinero según lo anotado, no tiene que hacer nada más, y hasta entonces no le enviaremos ' +
        'recordatorios de estas facturas. Si algún día o importe no es correcto, o algo cambia, le rogamos que nos ' +
        'avise antes de esa fecha.',
    },
    'promise-reminder': {
      subject: 'Esperamos su pago de {{amount}} {{when}}',
      intro:
        'Le recordamos lo que nos indicó: esperamos su pago de {{amount}} {{when}}. Si ya lo ha ordenado, se lo ' +
        'agradecemos; no tiene que hacer nada más.',
      next:
        'Si no le es posible pagar en esa fecha, le rogamos que nos avise antes para buscar otra. Si no ' +
        'recibimos ni ' +
        'el pago ni noticias suyas, continuaremos con nuestros avisos donde los dejamos.',
    },
    'plan-confirmed': {
      subject_one: 'Su plan de pagos: {{total}} a más tardar el {{last}}',
      subject_other: 'Su plan de pagos: {{total}} en {{count}} plazos',
      intro_one:
        'Le confirmamos lo acordado: {{total}}, que se abonará a más tardar el {{last}}. Adjuntamos el acuerdo por ' +
        'escrito.',
      intro_other:
        'Le confirmamos lo acordado: {{total}} en {{count}} plazos, el primero a más tardar el {{first}} y ' +
        'el último ' +
        'a más tardar el {{last}}. Adjuntamos el acuerdo por escrito.',
      next:
        'Mientras los plazos se abonen en su fecha, no le enviaremos requerimientos de estas facturas. Puede pagar ' +
        'antes, en parte o en su totalidad, sin coste alguno.',
      missed_zero:
        'Si un plazo no se abona en su fecha, el plan queda sin efecto y todo lo pendiente vence de inmediato.',
      missed_one:
        'Si un plazo no se abona como máximo un día después de su fecha, el plan queda sin efecto y todo lo ' +
        'pendiente ' +
        'vence de inmediato.',
      missed_other:
        'Si un plazo no se abona en los {{count}} días siguientes a su fecha, el plan queda sin efecto y todo lo ' +
        'pendiente vence de inmediato.',
    },
    'instalment-due': {
      subject: 'Su plazo de {{amount}} vence {{when}}',
      intro:
        'Le recordamos su plan de pagos: el plazo de {{amount}} vence {{when}}. Si ya ha ordenado el pago, se lo ' +
        'agradecemos; no tiene que hacer nada más.',
      next:
        'Si no le es posible pagarlo en esa fecha, le rogamos que nos avise antes. Mientras los plazos se ' +
        'abonen en ' +
        'su fecha, el plan continúa y no le enviaremos requerimientos.',
    },
    'instalment-missed': {
      subject: 'Su plazo de {{amount}} venció el {{date}}',
      intro:
        'Todavía no hemos recibido el plazo de {{amount}} que venció el {{date}}. Le rogamos que lo abone a ' +
        'más tardar ' +
        'el {{until}} para que el plan continúe. Si su pago ya está en camino, no tiene que hacer nada.',
      next:
        'Si no lo hemos recibido el {{until}}, el plan queda sin efecto y todo lo que está pendiente de él, ' +
        '{{rest}}, ' +
        'vence de inmediato. Si algo le impide pagar, llámenos antes de esa fecha.',
    },
    receipt: {
      subject: 'Hemos recibido su pago de {{amount}}',
      intro:
        'Muchas gracias: el {{date}} recibimos {{amount}} y lo hemos aplicado como se indica a continuación. Puede ' +
        'conservar este mensaje como recibo.',
      next: 'Si el pago correspondía a otras facturas, le rogamos que nos lo indique.',
    },
    'monthly-statement': {
      subject: 'Su extracto de cuenta al {{today}}',
      intro_one: 'Este es su extracto de cuenta al {{today}}: hay una factura pendiente, por {{total}}.',
      intro_other:
        'Este es su extracto de cuenta al {{today}}: hay {{count}} facturas pendientes, por {{total}} en total.',
      next:
        'El extracto es informativo y no reclama nada antes de su vencimiento. Si algo no coincide con sus ' +
        'libros, le ' +
        'rogamos que nos lo comunique.',
    },
    'dispute-received': {
      subject: 'Hemos recibido su reclamación n.º {{number}}',
      intro:
        'Le agradecemos que nos lo haya comunicado. Hemos recibido su reclamación ({{category}}) y la estamos ' +
        'estudiando. Le responderemos a más tardar el {{date}}.',
      next:
        'Hasta que le respondamos, no le pediremos el importe que reclama. Lo demás vence como hasta ahora. ' +
        'Si dispone ' +
        'de documentos que muestren lo ocurrido, responda a este mensaje y adjúntelos.',
    },
    'dispute-decided-for-customer': {
      subject: 'Su reclamación n.º {{number}}: tiene usted razón',
      intro:
        'Hemos estudiado su reclamación ({{category}}) y tiene usted razón. Le abonaremos {{credited}} y le ' +
        'pedimos ' +
        'disculpas por las molestias.',
      next: 'No tiene que pagar el importe abonado. Recibirá la factura rectificativa; no tiene que hacer nada más.',
    },
    'dispute-decided-for-us': {
      subject: 'Su reclamación n.º {{number}}: nuestra respuesta',
      intro:
        'Hemos estudiado su reclamación ({{category}}). Según la información de que disponemos, el importe ' +
        'facturado ' +
        'es correcto y, por tanto, sigue pendiente de pago.',
      next:
        'Le rogamos que abone lo que queda pendiente de las facturas indicadas. Si no está de acuerdo, ' +
        'responda a este ' +
        'mensaje con sus motivos y con lo que los acredite: lo estudiaremos de nuevo.',
    },
    'dispute-decided-split': {
      subject: 'Su reclamación n.º {{number}}: le abonamos {{credited}}',
      intro:
        'Hemos estudiado su reclamación ({{category}}). Le abonaremos {{credited}}; el resto del importe ' +
        'reclamado, ' +
        '{{stands}}, sigue pendiente de pago.',
      next:
        'No tiene que pagar el importe abonado; recibirá la factura rectificativa. Le rogamos que pague el ' +
        'resto. Si ' +
        'no está de acuerdo, responda a este mensaje con sus motivos.',
    },
    assignment: {
      subject_one: 'Factura {{number}}: a partir de ahora, pague a {{to}}',
      subject_other: '{{count}} facturas: a partir de ahora, pague a {{to}}',
      intro_one:
        'El {{date}} cedimos a {{to}} la factura que figura a continuación. A partir de ahora le rogamos que ' +
        'la pague a ' +
        '{{to}} y no a nosotros.',
      intro_other:
        'El {{date}} cedimos a {{to}} las {{count}} facturas que figuran a continuación. A partir de ahora ' +
        'le rogamos ' +
        'que las pague a {{to}} y no a nosotros.',
      next:
        'Los importes y los vencimientos no cambian. Para asegurarse de que este mensaje es nuestro, llámenos a un ' +
        'número que ya conozca antes de cambiar una cuenta bancaria en sus registros.',
    },
    'last-letter': {
      subject: 'Último aviso antes de la agencia de cobro: {{total}}',
      intro_one:
        'A pesar de nuestros avisos, siguen pendientes {{total}} de la factura que figura a continuación. Le ' +
        'rogamos ' +
        'que pague a más tardar el {{date}}.',
      intro_other:
        'A pesar de nuestros avisos, siguen pendientes {{total}} de las {{count}} facturas que figuran a ' +
        'continuación. ' +
        'Le rogamos que pague a más tardar el {{date}}.',
      next:
        'Si no hemos recibido el importe en esa fecha, {{agency}} lo reclamará en nuestro nombre. Todavía puede ' +
        'evitarlo: pague el importe o llámenos para acordar una fecha o un pago a plazos.',
    },
    'agency-notice': {
      subject: '{{agencyFirst}} reclama ahora {{total}} en nuestro nombre',
      intro_one:
        'Como le anunciamos, el {{date}} entregamos la factura que figura a continuación a {{agency}}, que ' +
        'ahora la ' +
        'reclama en nuestro nombre.',
      intro_other:
        'Como le anunciamos, el {{date}} entregamos las {{count}} facturas que figuran a continuación a ' +
        '{{agency}}, ' +
        'que ahora las reclama en nuestro nombre.',
      next:
        'A partir de ahora le rogamos que acuerde con la agencia cómo y cuándo pagar. Si ha pagado en los ' +
        'últimos días ' +
        'o no está de acuerdo con un importe, comuníquenoslo de inmediato.',
    },
    invoices: 'Las facturas',
    agency: 'una agencia de cobro',
    agencyFirst: 'Una agencia de cobro',
    facts: {
      amount: 'Importe',
      by: 'A más tardar',
      payTo: 'Pague a',
      objection: 'Reclamación',
      answer: 'Le responderemos',
      credited: 'Le abonamos',
      stands: 'Sigue pendiente',
      open: 'Queda pendiente',
      received: 'Recibido',
      ends: 'El plan termina después del',
    },
    table: {
      promised: 'Lo que abonará',
      instalments: 'Sus plazos',
      disputed: 'El objeto de la reclamación',
      used: 'A qué se ha aplicado su pago',
      day: 'Fecha',
      amount: 'Importe',
      state: 'Estado',
      invoice: 'Factura',
      disputedAmount: 'Reclamado',
      creditedAmount: 'Abonado',
      paidAmount: 'Pagado',
      leftAmount: 'Queda pendiente',
      paid: 'pagado',
      partly: '{{amount}} pagados',
      open: 'pendiente',
      total: 'Total',
    },
    category: {
      quality: 'calidad',
      quantity: 'cantidad',
      price: 'precio',
      delivery: 'entrega',
      duplicate: 'facturado dos veces',
      'already-paid': 'ya pagado',
      terms: 'condiciones de pago',
      'returned-goods': 'mercancía devuelta',
      tax: 'impuestos',
      other: 'otros motivos',
    },
  },
};
