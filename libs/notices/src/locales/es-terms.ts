import type { Catalogue } from './catalogue.ts';

/** Spanish texts of the terms for a new customer, and of what happens to an invoice that is late. */
export const esTerms: Pick<Catalogue, 'contact' | 'terms' | 'on-request' | 'later' | 'late'> = {
  contact: {
    email: 'Correo electrónico',
    phone: 'Teléfono',
    portal: 'Consultar su cuenta, pagar, prometer una fecha o reclamar',
  },
  terms: {
    subject_one: 'Su primera factura, {{number}}: cómo y cuándo pagarla',
    subject_other: 'Sus primeras {{count}} facturas: cómo y cuándo pagarlas',
    intro_one:
      'Le damos la bienvenida y le agradecemos su confianza. Esta es su primera factura con nosotros: {{number}}, ' +
      'por {{total}}, que vence {{when}}. Más abajo encontrará cómo pagar. Si necesita que lleve un número de ' +
      'pedido, o recibirla de otra forma, díganoslo ahora.',
    intro_other:
      'Le damos la bienvenida y le agradecemos su confianza. Estas son sus primeras {{count}} facturas con ' +
      'nosotros, por {{total}} en total, que vencen {{when}}. Más abajo encontrará cómo pagar. Si necesita que ' +
      'lleven un número de pedido, o recibirlas de otra forma, díganoslo ahora.',
    next_one: 'Cada factura se paga, como muy tarde, el día de su vencimiento.',
    next_other: 'Cada factura se paga, como muy tarde, el día de su vencimiento.',
  },
  'on-request': {
    subject_one: 'Lo que nos pidió: la factura {{number}}',
    subject_other: 'Lo que nos pidió: sus {{count}} facturas pendientes',
    intro_one:
      'Como nos pidió, aquí tiene la factura {{number}}, por {{total}}, con su documento y la forma de pagarla.',
    intro_other:
      'Como nos pidió, aquí tiene sus {{count}} facturas pendientes, por {{total}} en total, con sus documentos y la ' +
      'forma de pagarlas.',
    next_one: 'Si falta algún documento o algo no es lo acordado, responda a este mensaje.',
    next_other: 'Si falta algún documento o algo no es lo acordado, responda a este mensaje.',
  },
  later: {
    nothing:
      'Si hay algún obstáculo (un documento que falta, un desacuerdo, una dificultad de tesorería), díganoslo: ' +
      'podemos acordar con usted una fecha o un pago a plazos.',
    contact:
      'Si no recibimos ni el pago ni una respuesta, volveremos a ponernos en contacto con usted. Si hay algún ' +
      'obstáculo (un documento que falta, un desacuerdo, una dificultad de tesorería), díganoslo: podemos acordar ' +
      'con usted una fecha o un pago a plazos.',
    call:
      'Si para entonces no hemos recibido el pago, le llamaremos por teléfono. Si no puede pagar todo de una vez o ' +
      'no está conforme con algún importe, comuníquenoslo cuanto antes.',
    agency:
      'Si para entonces no hemos recibido el pago, podremos encargar el cobro a una agencia de recobro. Si no puede ' +
      'pagar todo de una vez o no está conforme con algún importe, comuníquenoslo cuanto antes.',
  },
  late: {
    days_one: '{{count}} día',
    days_other: '{{count}} días',
    reminders: 'Si para entonces el pago no ha llegado, se lo recordaremos.',
    interest: 'El pago tardío devenga un interés del {{percent}} % anual.',
    lawfulInterest: 'El pago tardío devenga el interés que fija la ley.',
    fee: 'El pago tardío puede suponer una comisión de {{sum}}.',
    repeatedFee_one: 'El pago tardío puede suponer una comisión de {{sum}} por cada día de demora, hasta un máximo.',
    repeatedFee_other:
      'El pago tardío puede suponer una comisión de {{sum}} por cada {{count}} días de demora, hasta un máximo.',
    share: '{{percent}} % de lo pendiente',
    supplyHold: 'Si una factura sigue sin pagarse, podemos detener el suministro, y avisaremos antes de hacerlo.',
    agency: 'Una factura que sigue sin pagarse puede cederse a una agencia de cobro.',
  },
};
