import { dayText } from '@puntual/domain/language/day-text';
import { stepInSpanish } from '@puntual/domain/language/spanish';
import { taskWords } from '@puntual/domain/tasks/task-words';
import type { ConsequenceWords } from '../consequence-words.ts';

const what = {
  statement: 'un extracto',
  invoices: 'copias de las facturas',
  'payment-link': 'la forma de pagar',
  answer: 'una respuesta',
};
const channels: Readonly<Record<string, string>> = { email: 'correo', sms: 'SMS' };

const day = (on: string) => dayText(on, 'es');

/** What an outcome will do, in Spanish. */
export const consequences: ConsequenceWords = {
  silentUntil: (on) => `Silencio hasta el ${day(on)}.`,
  silentWithoutEnd: 'Silencio hasta que alguien levante la pausa.',
  nextStep: (step, on) => `Después: «${stepInSpanish(step)}», el ${day(on)}.`,
  stepMoves: (step, from, to) => `«${stepInSpanish(step)}» pasa del ${day(from)} al ${day(to)}.`,
  taskOpened: (kind, due) =>
    `Se abre una tarea: ${taskWords.es.kinds[kind]}${due === null ? '' : `, para el ${day(due)}`}.`,
  callAgreed: (at) => `Queda acordada una llamada para el ${at}, hora del cliente.`,
  sent: (sent, contactId, channel) =>
    `Se envía ahora a ${contactId} por ${channels[channel] ?? channel}: ${what[sent]}.`,
  handedOver: 'La deuda se cede a la agencia.',
  nothing: 'El caso sigue como estaba previsto.',
};
