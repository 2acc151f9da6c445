import { policyOfDocument } from './compile-policy.ts';

/** For key accounts: few messages, long distances, an early call by a person, and never the agency. */
export const gentleDocument = {
  key: 'gentle',
  name: { en: 'Gentle', es: 'Suave' },
  description: {
    en: 'For key accounts: few messages far apart, a call before anything firm, no agency.',
    es: 'Para cuentas clave: pocos mensajes y espaciados, una llamada antes que nada firme, sin agencia.',
  },
  appliesTo: { priority: 20, when: { tags: ['key-account'] } },
  calendar: { holidays: 'debtor-country', window: ['10:00', '16:30'] },
  contact: { minDaysBetween: 7, callsPer7Days: 1, contactsPer7Days: 2, channels: ['email'] },
  promiseGraceDays: 5,
  feed: { maxAgeHours: 48 },
  steps: [
    { id: 'courtesy', day: -5, stage: 'courtesy', do: 'send', template: 'courtesy' },
    { id: 'friendly', day: 4, stage: 'friendly', do: 'send', template: 'friendly' },
    {
      id: 'call',
      day: 14,
      stage: 'call',
      do: 'task',
      kind: 'call',
      script: 'key-account',
      slaBusinessDays: 3,
      retries: 2,
    },
  ],
} as const;

export const gentlePolicy = policyOfDocument(gentleDocument, 1);
