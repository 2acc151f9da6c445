import { policyOfDocument } from './compile-policy.ts';

/** For bad payers: shorter distances, more recipients, a supply hold that is announced first, the agency earlier. */
export const strictDocument = {
  key: 'strict',
  name: { en: 'Strict', es: 'Estricta' },
  description: {
    en: 'For bad payers: reminders every few days, a supply hold that is announced first, the agency after six weeks.',
    es:
      'Para malos pagadores: recordatorios cada pocos días, corte de suministro anunciado antes y agencia a ' +
      'las seis semanas.',
  },
  appliesTo: { priority: 10, when: { risk: ['high'] } },
  calendar: { holidays: 'debtor-country', window: ['09:00', '17:30'] },
  contact: { minDaysBetween: 3, callsPer7Days: 3, contactsPer7Days: 5, channels: ['email', 'sms'] },
  promiseGraceDays: 1,
  feed: { maxAgeHours: 72 },
  steps: [
    { id: 'due-today', day: 0, stage: 'courtesy', do: 'send', template: 'due-today', channels: ['email'] },
    { id: 'friendly', day: 1, stage: 'friendly', do: 'send', template: 'friendly' },
    {
      id: 'follow-up',
      day: 5,
      stage: 'follow-up',
      do: 'send',
      template: 'follow-up',
      severity: 'firm',
      repeat: { everyDays: 4, untilDay: 9 },
    },
    {
      id: 'demand',
      day: 13,
      stage: 'demand',
      do: 'send',
      template: 'demand',
      severity: 'firm',
      channels: ['email', 'letter'],
      to: ['accounts-payable', 'finance-director'],
      deadlineDays: 5,
      attachments: ['statement'],
    },
    {
      id: 'notice',
      day: 20,
      stage: 'demand',
      do: 'announce-supply-hold',
      channels: ['email', 'letter'],
      to: ['accounts-payable', 'finance-director', 'owner'],
      effectiveInDays: 5,
    },
    {
      id: 'call',
      day: 22,
      stage: 'call',
      do: 'task',
      kind: 'call',
      script: 'final-call',
      slaBusinessDays: 1,
      retries: 3,
    },
    { id: 'hold', day: 26, stage: 'call', do: 'supply-hold' },
    { id: 'agency', day: 42, stage: 'agency', do: 'agency', approval: true },
  ],
} as const;

export const strictPolicy = policyOfDocument(strictDocument, 1);
