import { dayText } from '@puntual/domain/language/day-text';
import type { PlanWords } from '../plan-words.ts';

const day = (on: string) => dayText(on, 'en');

/** What plans say, in English. */
export const plan: PlanWords = {
  changes: {
    facts: 'A payment, a hold or a new due date changes the plan at once.',
    'hold-ends': (untilOn) => `It goes on after ${day(untilOn)}, or as soon as the hold is lifted.`,
    'hold-lifted': 'It goes on as soon as the hold is lifted.',
    'debit-fails': 'A debit that fails, or a customer without direct debit.',
    'credit-used': 'The credit put on other invoices, or another invoice that it does not cover.',
    'message-sent': 'The customer’s next message being sent.',
    'call-ends': 'The outcome of the call.',
    approval: 'The approval or the rejection of the hand-off.',
    'agency-reports': 'What the agency reports, or a payment.',
    'agency-reached': 'A person who tells the agency again, or chooses another one.',
    payment: 'A payment, or a person.',
    'payments-read': 'The payments that wait being read (the service “ingest”); it then goes on by itself.',
    'feed-fresh': 'The ERP saying that its payments are complete; it then goes on by itself.',
    'contact-resumed': 'The organization allowing contact again.',
    'limit-raised': 'A higher daily limit; else the next day.',
    'contact-data': 'A contact with an address that works.',
  },
  holiday: (on, name) => `${day(on)} is a holiday: ${name}.`,
  noWayToReach: 'No contact can be reached by the step’s channels: a person will be asked to mend the contact data.',
};
