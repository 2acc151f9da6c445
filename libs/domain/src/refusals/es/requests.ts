import { dayText } from '../../language/day-text.ts';
import type { Words } from '../refusal.ts';
import type { RequestRefusals } from '../requests.ts';

const day = (on: string) => dayText(on, 'es');

/** Refusals of requests, in Spanish. */
export const requests: Words<RequestRefusals> = {
  'not-final-yet':
    'lo que se sabía en un momento solo es definitivo un minuto después: ' +
    'indique un momento de hace al menos un minuto, o espere',
  'other-cursor': 'no es un cursor de esta lista: use el nextCursor de la página anterior',
  'not-storable':
    'no se puede guardar: quite los caracteres NUL y los pares sustitutos incompletos, y use menos niveles',
  'reserved-name': 'el historial usa este nombre para lo que no hizo ninguna persona: elija otro',
  'too-deep': 'el JSON tiene demasiados niveles: envíelo con menos',
  'not-an-idempotency-key': 'debe tener de 1 a 200 caracteres ASCII, [!-~]',
  'key-of-other-policy': 'debe ser la clave de la dirección: la vista previa es de esa política',
  'not-an-open-invoice': 'no hay ninguna factura pendiente con este identificador: quítela o indique otra',
  'past-ends-first': ({ from }) => `no puede ser anterior al primer día, ${day(from)}`,
  'past-in-future': 'no puede estar en el futuro: el historial termina hoy',
  'past-too-long': ({ mostDays }) => `una simulación dura ${mostDays} días como máximo: elija un periodo más corto`,
};
