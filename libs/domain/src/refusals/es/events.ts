import type { EventRefusals } from '../events.ts';
import type { Words } from '../refusal.ts';

/** Refusals of events, in Spanish. */
export const events: Words<EventRefusals> = {
  'region-of-other-country': ({ region, country }) =>
    `la región ${region} no es de ${country}: indique una de ese país, o ninguna`,
  'contact-twice': 'cada contactId puede aparecer una sola vez',
  'due-before-issue': 'el vencimiento no puede ser anterior a la fecha de emisión',
  'event-refused': ({ reason }) => reason,
};
