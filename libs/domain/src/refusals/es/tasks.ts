import { dayText } from '../../language/day-text.ts';
import { moneyText } from '../../language/money-text.ts';
import { taskWords } from '../../tasks/task-words.ts';
import type { RefusedAmount, Words } from '../refusal.ts';
import type { TaskRefusals } from '../tasks.ts';

const money = ({ amount, currency }: RefusedAmount) => moneyText(amount, currency, 'es');
const day = (on: string) => dayText(on, 'es');

const { kinds, ends } = taskWords.es;

/** Refusals of task outcomes and holds, in Spanish. */
export const tasks: Words<TaskRefusals> = {
  'ends-with-its-receipt':
    'la tarea termina cuando el cobro se asigna a un cliente o se marca como devuelto al pagador',
  'not-an-outcome': ({ kind, outcomes }) =>
    `la tarea «${kinds[kind]}» termina con uno de: ${outcomes.map((end) => `${end} (${ends[end]})`).join(', ')}`,
  'promise-without-day': 'indique para cuándo prometió pagar el cliente',
  'promise-in-past': ({ today }) => `el día prometido ya ha pasado (hoy es ${day(today)})`,
  'promise-too-far': ({ mostDays }) => `una promesa puede ser, como mucho, a ${mostDays} días`,
  'promise-needs-manager': ({ broken, days }) =>
    `el cliente incumplió ${broken} promesas en ${days} días: otra más la tiene que aceptar un responsable`,
  'promise-too-small': ({ leastPercent }) =>
    `una promesa tiene que cubrir al menos el ${leastPercent} % de lo pendiente; un responsable puede aceptar menos`,
  'promised-more-than-open': ({ open }) => `no hay más de ${money(open)} pendientes`,
  'promise-in-other-currency': ({ currency }) => `ninguna de las facturas está en ${currency}`,
  'days-not-rising': ({ before }) => `el día tiene que ser posterior al anterior (${before})`,
  'several-currencies': 'las facturas están en varias monedas: indique las de una sola',
  'plan-too-long': ({ mostDays }) => `un plan de pagos puede durar, como mucho, ${mostDays} días`,
  'plan-sum-differs': ({ sum, open }) => `los plazos suman ${money(sum)}, y hay que pagar ${money(open)}`,
  'approver-is-proposer': 'el plan lo tiene que aprobar otra persona que quien lo propuso',
  'plan-changed-meanwhile': 'lo pendiente ha cambiado desde que se propuso el plan: rechácelo y proponga otro',
  'dispute-without-reason': 'indique qué discute el cliente',
  'nothing-to-chase-with':
    'ninguna pausa detiene el caso: pida otra llamada, dé la factura por perdida o termine la tarea como resuelta',
  'missing-not-said': 'indique qué falta, para que alguien se ocupe',
  'call-back-without-time': 'indique qué día y a qué hora quiere el cliente que se le llame',
  'call-back-in-past': ({ now }) => `la hora de la llamada ya ha pasado (la hora del cliente es ${now})`,
  'call-back-too-far': ({ mostDays }) => `una llamada puede acordarse, como mucho, a ${mostDays} días`,
  'call-back-quiet-hours': ({ from }) =>
    `entonces no se puede llamar al cliente; la próxima hora permitida allí es ${day(from)}`,
  'call-back-over-limit': ({ from }) =>
    `con las llamadas y los mensajes de estos días se alcanza el límite; se puede llamar a partir del ${day(from)}`,
  'nothing-chosen-to-send': 'indique qué se envía y a qué contacto',
  'nothing-open-to-send': 'ninguna de estas facturas está pendiente: no hay nada que enviar',
  'contact-not-known': ({ contactId }) => `el cliente no tiene el contacto ${contactId}`,
  'contact-opted-out': ({ contactId, channel }) =>
    `${contactId} no quiere mensajes por ${channel}: elija otra vía o levante antes la exclusión`,
  'contact-without-address': ({ contactId, channel }) => `no se puede llegar a ${contactId} por ${channel}`,
  'address-not-confirmed': ({ contactId }) =>
    `nadie ha confirmado la dirección de ${contactId}: léasela al cliente y envíela con la petición`,
  'address-unreadable': ({ channel }) =>
    channel === 'email'
      ? 'esto no es una dirección de correo'
      : 'esto no es un número de teléfono con su prefijo de país',
  'address-complained': 'alguien marcó como spam un mensaje a esta dirección: elija otra',
  'day-in-past': ({ today }) => `el día ya ha pasado (hoy es ${day(today)})`,
  'instant-in-past': 'debe estar en el futuro',
  'put-off-too-far': ({ mostDays }) => `puede quedar como mucho a ${mostDays} días de hoy`,
  'unknown-collector': ({ personId }) =>
    `no hay otro gestor «${personId}» en activo: tome un identificador de GET /v1/collectors`,
  'unknown-person': ({ person }) =>
    `aquí nadie es «${person}»: tome un identificador de GET /v1/users, un alias de gestor o un correo`,
  'handle-taken': ({ handle }) => `otro gestor tiene el alias «${handle}»: elija otro`,
  'absence-ends-first': ({ from }) => `no puede ser anterior al primer día, ${day(from)}`,
  'absences-overlap': ({ from }) => `otra ausencia ya cubre el ${day(from)}: únalas`,
};
