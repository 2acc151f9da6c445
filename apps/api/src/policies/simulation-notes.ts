import type { SimulationNote } from '@puntual/contracts/api/reason-codes';
import type { Words } from '../http/language.ts';

type ConstantNote = Exclude<SimulationNote, 'over-daily-limit'>;

/** The assumptions of a simulation, and warnings for its reader. */
export const simulationNotes: Readonly<Record<ConstantNote, Words>> = {
  'calls-no-answer': {
    en: 'Calls are made on the day they are due, and nobody answers.',
    es: 'Las llamadas se hacen el día previsto y nadie contesta.',
  },
  'calls-not-made': { en: 'Nobody makes the calls.', es: 'Nadie hace las llamadas.' },
  'nobody-approves': {
    en: 'Hand-offs to an agency are proposed, and nobody approves them.',
    es: 'Los traspasos a la agencia se proponen y nadie los aprueba.',
  },
  'as-recorded': {
    en: 'Invoices, payments and pauses come as they were recorded; contacts and tags of customers are those of today.',
    es:
      'Las facturas, los pagos y las pausas son los registrados; los contactos y etiquetas de los clientes, los de ' +
      'hoy.',
  },
  'nothing-comes-in': { en: 'Nobody pays, and no invoice comes in.', es: 'Nadie paga y no llega ninguna factura.' },
  'gate-open': {
    en: 'Payments are taken to be up to date, and contact to be allowed.',
    es: 'Se supone que los pagos están al día y que se permite contactar.',
  },
  'contact-stopped': {
    en: 'All contact is stopped now: none of this happens before it is allowed again.',
    es: 'Ahora mismo todo contacto está detenido: nada de esto ocurre hasta que se permita de nuevo.',
  },
};

/** The warning that on some days more messages would leave than the organization's daily limit allows. */
export function overDailyLimit(days: number, most: number): Words {
  return {
    en:
      `On ${days} days more messages would leave than the daily limit of ${most} allows: ` +
      'those beyond it would move to later days.',
    es:
      `En ${days} días saldrían más mensajes que el límite diario de ${most}: ` +
      'los que lo superan pasarían a días posteriores.',
  };
}
