import type { LinkedQuestion } from '@puntual/casework/disputes/questions';
import { ANSWER_CHARACTERS } from '@puntual/casework/disputes/questions';
import type { Language } from '@puntual/domain/language/languages';
import { html, page } from '../http/page.ts';

interface QuestionWords {
  readonly title: string;
  readonly about: (number: number, invoices: string) => string;
  readonly name: string;
  readonly answer: string;
  readonly send: string;
  readonly once: string;
  readonly thanks: string;
  readonly answered: string;
}

const words: Readonly<Record<Language, QuestionWords>> = {
  en: {
    title: 'A question about a dispute',
    about: (number, invoices) => `Dispute ${number}, invoices ${invoices}:`,
    name: 'Your name',
    answer: 'Your answer',
    send: 'Send the answer',
    once: 'The link takes one answer. If the question is not for you, close this page.',
    thanks: 'Thank you: your answer has arrived.',
    answered: 'This question has been answered already.',
  },
  es: {
    title: 'Una pregunta sobre una disputa',
    about: (number, invoices) => `Disputa ${number}, facturas ${invoices}:`,
    name: 'Su nombre',
    answer: 'Su respuesta',
    send: 'Enviar la respuesta',
    once: 'El enlace admite una sola respuesta. Si la pregunta no es para usted, cierre esta página.',
    thanks: 'Gracias: su respuesta ha llegado.',
    answered: 'Esta pregunta ya está respondida.',
  },
};

/** The longest name that an answer keeps. */
export const NAME_CHARACTERS = 100;

/** The page of a question's link: the question, and the form that answers it. */
export function questionPage(question: LinkedQuestion, token: string): string {
  const say = words[question.language];
  return page(
    `${say.title} · ${question.organization}`,
    html`<h1>${question.organization}</h1>
      <p>${say.about(question.disputeNumber, question.invoices.join(', '))}</p>
      <pre>${question.question}</pre>
      <form method="post" action="/dispute-question">
        <input type="hidden" name="token" value="${token}" />
        <p>
          <label>${say.name}<br /><input name="name" required maxlength="${NAME_CHARACTERS}" /></label>
        </p>
        <p>
          <label
            >${say.answer}<br /><textarea name="answer" required rows="8" maxlength="${ANSWER_CHARACTERS}"></textarea>
          </label>
        </p>
        <button type="submit">${say.send}</button>
      </form>
      <p>${say.once}</p>`,
    question.language,
    'same-origin',
  );
}

/** The page after an answer: of the one that was sent now, or that the question had one already. */
export function answeredPage({ organization, language }: LinkedQuestion, how: 'thanks' | 'answered'): string {
  const say = words[language];
  return page(
    `${say.title} · ${organization}`,
    html`<h1>${organization}</h1>
      <p>${say[how]}</p>`,
    language,
  );
}
