import { dayInSpanish, stepInSpanish } from '@puntual/domain/language/spanish';
import { taskWords } from '@puntual/domain/tasks/task-words';
import type { ConsequenceWords } from '../consequence-words.ts';

const what = {
  statement: 'un extracto',
  invoices: 'copias de las facturas',
  'payment-link': 'la forma de pagar',
  answer: 'una respuesta',
};
const channels: Readonly<Record<string, string>> = { email: 'correo', sms: 'SMS' };

/** What an outcome will do, in Spanish. */
export const consequences: ConsequenceWords = {
  silentUntil: (day) => `Silencio hasta el ${dayInSpanish(day)}.`,
  silentWithoutEnd: 'Silencio hasta que alguien levante la pausa.',
  nextStep: (step, day) => `Después: «${stepInSpanish(step)}», el ${dayInSpanish(day)}.`,
  stepMoves: (step, from, to) => `«${stepInSpanish(step)}» pasa del ${dayInSpanish(from)} al ${dayInSpanish(to)}.`,
  taskOpened: (kind, due) =>
    `Se abre una tarea: ${taskWords.es.kinds[kind]}${due === null ? '' : `, para el ${dayInSpanish(due)}`}.`,
  callAgreed: (at) => `Queda acordada una llamada para el ${at}, hora del cliente.`,
  sent: (sent, contactId, channel) =>
    `Se envía ahora a ${contactId} por ${channels[channel] ?? channel}: ${what[sent]}.`,
  handedOver: 'La deuda se cede a la agencia.',
  nothing: 'El caso sigue como estaba previsto.',
};
