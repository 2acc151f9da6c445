import type { ScriptValues, ScriptWords } from '../script-words.ts';

const greeting = ({ collector, creditor, contact, customer }: ScriptValues) =>
  `Good day, this is ${collector} of ${creditor}. Am I speaking to ${contact ?? `accounts payable of ${customer}`}?`;
const owed = ({ late, total }: ScriptValues) => `${late} ${late === 1 ? 'invoice' : 'invoices'} for ${total}`;
const broken = ({ brokenPromises }: ScriptValues) =>
  brokenPromises === 0 ? [] : ['The last payment that was promised did not arrive. What came in between?'];

/** What to say on the phone, in English. */
export const script: ScriptWords = {
  first: (values) => [
    greeting(values),
    `I am calling about ${owed(values)}; the oldest is ${values.days} days late. Have you received them?`,
    'Is anything missing, or not as agreed?',
    'On which day can we expect the payment? I can send you the way to pay now.',
  ],
  second: (values) => [
    greeting(values),
    `We spoke about ${owed(values)}, and the payment has not arrived.`,
    ...broken(values),
    'Which amount leaves on which day? I note it, and confirm it to you in writing.',
  ],
  later: (values) => [
    greeting(values),
    `After several calls ${owed(values)} are still open, the oldest for ${values.days} days.`,
    ...broken(values),
    'Without a payment, or dates that are kept, the matter goes to the next step. What can you pay today?',
    'If it cannot be all at once, let us agree on instalments now.',
  ],
};
