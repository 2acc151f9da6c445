import { policyOfDocument } from './compile-policy.ts';

/**
 * The default policy: a courtesy before and on the due date, three reminders, a call, then the agency after a person's
 * approval.
 */
export const standardDocument = {
  key: 'standard',
  name: { en: 'Standard', es: 'Estándar' },
  description: {
    en: 'Courtesy before and on the due date, three reminders, a call, then the agency once a person approves.',
    es:
      'Cortesía antes del vencimiento y en su día, tres recordatorios, una llamada y después la agencia, si ' +
      'una persona lo aprueba.',
  },
  calendar: { holidays: 'debtor-country', window: ['09:00', '17:30'] },
  contact: { minDaysBetween: 4, channels: ['email', 'sms'] },
  promiseGraceDays: 2,
  feed: { maxAgeHours: 72 },
  steps: [
    { id: 'courtesy', day: -7, stage: 'courtesy', do: 'send', template: 'courtesy', channels: ['email'] },
    { id: 'due-today', day: 0, stage: 'courtesy', do: 'send', template: 'due-today', channels: ['email'] },
    { id: 'friendly', day: 1, stage: 'friendly', do: 'send', template: 'friendly', channels: ['email'] },
    { id: 'follow-up', day: 8, stage: 'follow-up', do: 'send', template: 'follow-up', channels: ['email', 'sms'] },
    {
      id: 'demand',
      day: 21,
      stage: 'demand',
      do: 'send',
      template: 'demand',
      severity: 'firm',
      channels: ['email', 'letter'],
      to: ['accounts-payable', 'finance-director'],
      deadlineDays: 7,
    },
    {
      id: 'call',
      day: 32,
      stage: 'call',
      do: 'task',
      kind: 'call',
      script: 'first-call',
      slaBusinessDays: 2,
      retries: 3,
    },
    { id: 'agency', day: 60, stage: 'agency', do: 'agency', approval: true },
  ],
} as const;

export const standardPolicy = policyOfDocument(standardDocument, 1);
