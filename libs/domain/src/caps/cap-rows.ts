import type { CapRow, CapScope, CapSource } from './cap-rule.ts';
import { CONTACT_CHANNELS, type ContactChannel, type CustomerKind } from '../policy/vocabulary.ts';

// Data, not code: a rule that changes gets an end day and a successor, so that the rules of a past day stay known.
// docs/calendars.md says how to add one. Only rules that somebody has read stand here; nobody has read the law of a
// country that is missing.

const WHOLE_WEEK = [1, 2, 3, 4, 5, 6, 7] as const;
const readOn = '2026-11-25';
const minuteOf = (hour: number): number => hour * 60;

// A rule for some of the channels says of every channel whether it limits it, so that a new channel does not compile
// before somebody has read whether the law limits it too.
const limiting = (limits: Readonly<Record<ContactChannel, boolean>>): readonly ContactChannel[] =>
  CONTACT_CHANNELS.filter((channel) => limits[channel]);
const CALLS = limiting({ email: false, sms: false, letter: false, call: true });
const MESSAGES = limiting({ email: true, sms: true, letter: true, call: false });
const ALL_BUT_LETTERS = limiting({ email: true, sms: true, letter: false, call: true });

const regF: Omit<CapSource, 'article' | 'url'> = {
  law: 'Regulation F, 12 CFR 1006',
  read: 'law',
  readOn,
  note: {
    en:
      'Binds third-party collectors of consumer debts, not a creditor who collects its own; kept here as ' +
      'the measure for all consumers. The law speaks of a rebuttable presumption; calls with prior consent ' +
      'and calls that do not connect are not told apart.',
    es:
      'Obliga a quien cobra deudas de consumo por cuenta de otro, no al acreedor que cobra las suyas; aquí ' +
      'se toma como medida para todo consumidor. La ley habla de una presunción que admite prueba en ' +
      'contrario; no se distinguen las llamadas consentidas ni las que no conectan.',
  },
};
const usCall = { ...regF, url: 'https://law.lawstack.com/cfr/12/1006.14/' };

const chile: Omit<CapSource, 'note'> = {
  law: 'Ley 19.496 (texto de la Ley 21.320)',
  article: 'art. 37',
  url: 'https://actualidadjuridica.doe.cl/ley-establece-reglas-en-materia-de-cobranza-extrajudicial',
  read: 'report',
  readOn,
};
const chileWeek = {
  en:
    'Binds the supplier of credit and the collector. Counted here over any seven days and all debts of ' +
    'the customer, which is the stricter reading of “a week”.',
  es:
    'Obliga al proveedor del crédito y a la empresa de cobranza. Aquí se cuenta en siete días ' +
    'cualesquiera y para todas las deudas del cliente, que es la lectura más estricta de «por semana».',
};

const colombia: CapSource = {
  law: 'Ley 2300 de 2023',
  article: 'art. 3',
  url: 'https://accolombianlawyers.com/noticias/?p=31540',
  read: 'report',
  readOn,
  note: {
    en:
      'Binds whoever collects, also the creditor itself, for financial and credit debts. Letters are taken ' +
      'as contacts too. The customer may agree other hours in a document apart; that is not known here.',
    es:
      'Obliga a quien cobra, también al propio acreedor, en deudas financieras y crediticias. Las cartas se ' +
      'toman también como contactos. El cliente puede pactar otro horario en documento aparte; aquí no se ' +
      'conoce.',
  },
};

const usConsumer = { country: 'US', kind: 'consumer', from: '2021-11-30', to: null } as const;
const clConsumer = { country: 'CL', kind: 'consumer', from: '2021-04-20', to: null } as const;
const coConsumer = { country: 'CO', kind: 'consumer', from: '2023-10-10', to: null } as const;
const perCustomer: CapScope = 'customer';

/** Every rule that is known, whenever it was in force. */
export const CAP_ROWS: readonly CapRow[] = [
  {
    ...usConsumer,
    id: 'us-reg-f-hours',
    rule: {
      kind: 'hours',
      channels: ALL_BUT_LETTERS,
      open: [{ weekdays: WHOLE_WEEK, fromMinute: minuteOf(8), toMinute: minuteOf(21) }],
      holidays: 'open',
    },
    source: { ...regF, article: '1006.6(b)(1)(i)', url: 'https://lawserver.com/law/country/us/cfr/12_cfr_1006-6' },
  },
  {
    ...usConsumer,
    id: 'us-reg-f-seven-calls',
    rule: { kind: 'count', channels: CALLS, per: 'person-and-debt', most: 7, days: 7 },
    source: { ...usCall, article: '1006.14(b)(2)(i)(A)' },
  },
  {
    ...usConsumer,
    id: 'us-reg-f-after-conversation',
    rule: { kind: 'after-conversation', channels: CALLS, per: 'person-and-debt', days: 7 },
    source: { ...usCall, article: '1006.14(b)(2)(i)(B)' },
  },

  {
    ...clConsumer,
    id: 'cl-hours',
    rule: {
      kind: 'hours',
      channels: CALLS,
      open: [{ weekdays: [1, 2, 3, 4, 5, 6], fromMinute: minuteOf(8), toMinute: minuteOf(20) }],
      holidays: 'closed',
    },
    source: {
      ...chile,
      article: 'art. 37, por remisión al art. 59 del Código de Procedimiento Civil',
      url: 'https://chocale.cl/2021/04/cobranzas-extrajudiciales-a-deudores-solo-podran-realizarse-dos-veces-a-la-semana/',
      note: {
        en:
          'Visits and calls only on working days and hours of art. 59 CPC: days without holidays, 8:00 to ' +
          '20:00. One vendor names 10:00 to 13:00 for Saturdays; no law was found for that.',
        es:
          'Visitas y llamadas solo en días y horas hábiles del art. 59 CPC: días no feriados, de 8:00 a 20:00. ' +
          'Un proveedor indica de 10:00 a 13:00 los sábados; no se halló norma que lo diga.',
      },
    },
  },
  {
    ...clConsumer,
    id: 'cl-one-call-a-week',
    rule: { kind: 'count', channels: CALLS, per: perCustomer, most: 1, days: 7 },
    source: { ...chile, note: chileWeek },
  },
  {
    ...clConsumer,
    id: 'cl-two-remote-a-week',
    rule: { kind: 'count', channels: MESSAGES, per: perCustomer, most: 2, days: 7 },
    source: { ...chile, note: chileWeek },
  },
  {
    ...clConsumer,
    id: 'cl-two-days-apart',
    rule: { kind: 'days-between', channels: MESSAGES, per: perCustomer, days: 2 },
    source: {
      ...chile,
      note: {
        en:
          'At least two days between two of them, read as Monday and Wednesday; two whole days in between would ' +
          'be Monday and Thursday.',
        es:
          'Separación de al menos dos días, leída como lunes y miércoles; dos días enteros entremedio serían ' +
          'lunes y jueves.',
      },
    },
  },

  {
    ...coConsumer,
    id: 'co-hours',
    rule: {
      kind: 'hours',
      channels: CONTACT_CHANNELS,
      holidays: 'closed',
      open: [
        { weekdays: [1, 2, 3, 4, 5], fromMinute: minuteOf(7), toMinute: minuteOf(19) },
        { weekdays: [6], fromMinute: minuteOf(8), toMinute: minuteOf(15) },
      ],
    },
    source: colombia,
  },
  {
    ...coConsumer,
    id: 'co-one-a-day',
    rule: { kind: 'count', channels: CONTACT_CHANNELS, per: perCustomer, most: 1, days: 1 },
    source: colombia,
  },
  {
    ...coConsumer,
    id: 'co-one-channel-a-week',
    rule: { kind: 'one-channel', channels: CONTACT_CHANNELS, per: perCustomer, days: 7 },
    source: colombia,
  },
];

/** Countries whose law was read and sets no hours and no numbers for contact. */
export const COUNTRIES_WITHOUT_CAPS: readonly { readonly country: string; readonly kind: CustomerKind }[] = [
  { country: 'ES', kind: 'consumer' },
  { country: 'ES', kind: 'business' },
];
