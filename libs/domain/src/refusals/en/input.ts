import type { Format, InputRefusals, ValueKind } from '../input.ts';
import { say, type Words } from '../refusal.ts';

const kinds: Readonly<Record<ValueKind, string>> = {
  text: 'text',
  number: 'a number',
  'whole-number': 'a whole number',
  'true-or-false': 'true or false',
  list: 'a list',
  object: 'an object with fields',
};

const formats: Readonly<Record<Format, string>> = {
  amount: 'an amount: a decimal number such as "1210.00", without sign or grouping',
  'currency-code': 'an ISO 4217 currency code, such as EUR, USD or CLP',
  'decimal-currency':
    'a currency whose smaller unit is a decimal one: amounts in fifths (MGA, MRU) cannot be kept; use another currency',
  'listed-currency': 'not a currency of ISO 4217; use a code such as EUR, USD or CLP',
  colour: 'a colour such as "#0b5c6b"',
  percentage: 'a percentage such as "8" or "2.5"',
  quantity: 'a quantity: a decimal number such as "2.5", without sign or grouping',
  rate: 'a percentage: a decimal number such as "8.5"',
  'policy-id': 'up to 40 small letters, digits and hyphens',
  'time-of-day': 'a time of day such as "09:00"',
  date: 'a date: YYYY-MM-DD',
  'existing-day': 'a day that exists, written YYYY-MM-DD',
  'day-in-range': 'a day between 1900-01-01 and 2199-12-31',
  'calendar-day': 'a day of the calendar, YYYY-MM-DD',
  'day-of-year': 'a day of any year, MM-DD',
  country: 'an ISO 3166 country such as ES',
  region: 'an ISO 3166-2 region such as ES-MD',
  language: 'a language such as "es" or "en-GB"',
  'time-zone': 'an IANA time zone such as Europe/Madrid',
  phone: 'a phone number in E.164 form, such as +34600111222',
  'organization-slug': 'an organization slug: lower-case letters, digits and dashes',
  'erp-id': 'an id without spaces, slashes or control characters',
  'storable-text': 'text without NUL characters or broken Unicode',
  'storable-url': 'a URL without NUL characters or broken Unicode',
  events: 'an event, or an array of 1 to 500',
  'json-map': 'JSON: {"...": "..."}',
  uuid: 'a UUID',
  email: 'an e-mail address',
  url: 'a URL such as https://example.com/',
  datetime: 'an instant in ISO 8601, such as 2026-12-31T09:00:00Z',
};

/** Refusals of the shape of an input, in English. */
export const input: Words<InputRefusals> = {
  missing: 'is missing',
  'wrong-kind': ({ expected }) => `must be ${kinds[expected]}`,
  'wrong-format': ({ format }) => formats[format],
  'not-one-of': ({ values }) => `must be one of: ${values.join(', ')}`,
  'unknown-variant': 'must be one of the kinds that there are',
  'not-among-yours': ({ id }) => `names ${id}, which is not among what you look after`,
  'unknown-field': 'is not known here: is it misspelt?',
  'text-too-short': ({ least }) => `must have at least ${least} character${least === 1 ? '' : 's'}`,
  'text-too-long': ({ most }) => `must have at most ${most} character${most === 1 ? '' : 's'}`,
  'list-too-short': ({ least }) => `must have at least ${least} ${least === 1 ? 'entry' : 'entries'}`,
  'list-too-long': ({ most }) => `must have at most ${most} ${most === 1 ? 'entry' : 'entries'}`,
  'number-too-small': ({ least }) => `must be at least ${least}`,
  'number-too-large': ({ most }) => `must be at most ${most}`,
  unreadable: 'cannot be read',
  'entry-refused': ({ entry, because }) => `${entry}: ${say(input, because.code, because.values as never)}`,
};
