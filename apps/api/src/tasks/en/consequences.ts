import { taskWords } from '@puntual/domain/tasks/task-words';
import type { ConsequenceWords } from '../consequence-words.ts';

const what = {
  statement: 'a statement',
  invoices: 'copies of the invoices',
  'payment-link': 'the way to pay',
  answer: 'an answer',
};

/** What an outcome will do, in English. */
export const consequences: ConsequenceWords = {
  silentUntil: (day) => `Silent until ${day}.`,
  silentWithoutEnd: 'Silent until a person lifts the hold.',
  nextStep: (step, day) => `Next: “${step}” on ${day}.`,
  stepMoves: (step, from, to) => `“${step}” moves from ${from} to ${to}.`,
  taskOpened: (kind, due) => `A task is opened: ${taskWords.en.kinds[kind]}${due === null ? '' : `, due ${due}`}.`,
  callAgreed: (at) => `A call is agreed for ${at}, the customer’s time.`,
  sent: (sent, contactId, channel) => `Sent at once to ${contactId} by ${channel}: ${what[sent]}.`,
  handedOver: 'The debt is handed to the agency.',
  nothing: 'The case goes on as planned.',
};
