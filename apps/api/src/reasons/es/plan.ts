import { dayText } from '@puntual/domain/language/day-text';
import type { PlanWords } from '../plan-words.ts';

const day = (on: string) => dayText(on, 'es');

/** What plans say, in Spanish. */
export const plan: PlanWords = {
  changes: {
    facts: 'Un pago, una pausa o un nuevo vencimiento cambian el plan al instante.',
    'hold-ends': (untilOn) => `Continúa después del ${day(untilOn)}, o en cuanto se levante la pausa.`,
    'hold-lifted': 'Continúa en cuanto se levante la pausa.',
    'debit-fails': 'Un adeudo devuelto, o un cliente sin domiciliación.',
    'credit-used': 'Que el saldo a favor se aplique a otras facturas, o una factura más que ya no cubra.',
    'message-sent': 'El envío del próximo mensaje al cliente.',
    'call-ends': 'El resultado de la llamada.',
    approval: 'La aprobación o el rechazo de la cesión.',
    'agency-reports': 'Lo que comunique la agencia, o un pago.',
    'agency-reached': 'Una persona que avise de nuevo a la agencia o elija otra.',
    payment: 'Un pago, o una persona.',
    'payments-read': 'Que se lean los pagos que esperan (el servicio «ingest»); entonces continúa por sí solo.',
    'feed-fresh': 'Que el ERP confirme que sus pagos están completos; entonces continúa por sí solo.',
    'contact-resumed': 'Que la organización vuelva a permitir el contacto.',
    'limit-raised': 'Un límite diario más alto; si no, el día siguiente.',
    'contact-data': 'Un contacto con una dirección que funcione.',
  },
  holiday: (on, name) => `El ${day(on)} es festivo: ${name}.`,
  noWayToReach: 'Ningún contacto se alcanza por los canales del paso: se pedirá a una persona que corrija los datos.',
};
