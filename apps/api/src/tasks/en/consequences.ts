import { dayText } from '@puntual/domain/language/day-text';
import { taskWords } from '@puntual/domain/tasks/task-words';
import type { ConsequenceWords } from '../consequence-words.ts';

const day = (on: string) => dayText(on, 'en');
const what = {
  statement: 'a statement',
  invoices: 'copies of the invoices',
  'payment-link': 'the way to pay',
  answer: 'an answer',
};

/** What an outcome will do, in English. */
export const consequences: ConsequenceWords = {
  silentUntil: (on) => `Silent until ${day(on)}.`,
  silentWithoutEnd: 'Silent until a person lifts the hold.',
  nextStep: (step, on) => `Next: “${step}” on ${day(on)}.`,
  stepMoves: (step, from, to) => `“${step}” moves from ${day(from)} to ${day(to)}.`,
  taskOpened: (kind, due) => `A task is opened: ${taskWords.en.kinds[kind]}${due === null ? '' : `, due ${day(due)}`}.`,
  callAgreed: (at) => `A call is agreed for ${at}, the customer’s time.`,
  sent: (sent, contactId, channel) => `Sent at once to ${contactId} by ${channel}: ${what[sent]}.`,
  handedOver: 'The debt is handed to the agency.',
  nothing: 'The case goes on as planned.',
};
