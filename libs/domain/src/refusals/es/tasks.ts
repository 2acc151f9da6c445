import { taskWords } from '../../tasks/task-words.ts';
import type { Words } from '../refusal.ts';
import type { TaskRefusals } from '../tasks.ts';

const { kinds, ends } = taskWords.es;

/** Refusals of task outcomes and holds, in Spanish. */
export const tasks: Words<TaskRefusals> = {
  'ends-with-its-receipt':
    'la tarea termina cuando el cobro se asigna a un cliente o se marca como devuelto al pagador',
  'not-an-outcome': ({ kind, outcomes }) =>
    `la tarea «${kinds[kind]}» termina con uno de: ${outcomes.map((end) => `${end} (${ends[end]})`).join(', ')}`,
  'promise-without-day': 'indique para cuándo prometió pagar el cliente',
  'promise-in-past': ({ today }) => `el día prometido ya ha pasado (hoy es ${today})`,
  'promise-too-far': ({ mostDays }) => `una promesa puede ser, como mucho, a ${mostDays} días`,
  'promise-needs-manager': ({ broken, days }) =>
    `el cliente incumplió ${broken} promesas en ${days} días: otra más la tiene que aceptar un responsable`,
  'promise-too-small': ({ leastPercent }) =>
    `una promesa tiene que cubrir al menos el ${leastPercent} % de lo pendiente; un responsable puede aceptar menos`,
  'promised-more-than-open': ({ open }) => `no hay más de ${open.amount} ${open.currency} pendientes`,
  'promise-in-other-currency': ({ currency }) => `ninguna de las facturas está en ${currency}`,
  'days-not-rising': ({ before }) => `el día tiene que ser posterior al anterior (${before})`,
  'several-currencies': 'las facturas están en varias monedas: indique las de una sola',
  'plan-too-long': ({ mostDays }) => `un plan de pagos puede durar, como mucho, ${mostDays} días`,
  'plan-sum-differs': ({ sum, open }) =>
    `los plazos suman ${sum.amount} ${sum.currency}, y hay que pagar ${open.amount} ${open.currency}`,
  'approver-is-proposer': 'el plan lo tiene que aprobar otra persona que quien lo propuso',
  'plan-changed-meanwhile': 'lo pendiente ha cambiado desde que se propuso el plan: rechácelo y proponga otro',
  'dispute-without-reason': 'indique qué discute el cliente',
  'nothing-to-chase-with':
    'ninguna pausa detiene el caso: pida otra llamada, dé la factura por perdida o termine la tarea como resuelta',
  'missing-not-said': 'indique qué falta, para que alguien se ocupe',
  'day-in-past': ({ today }) => `el día ya ha pasado (hoy es ${today})`,
};
