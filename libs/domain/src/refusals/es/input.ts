import type { Format, InputRefusals, ValueKind } from '../input.ts';
import { say, type Words } from '../refusal.ts';

const kinds: Readonly<Record<ValueKind, string>> = {
  text: 'un texto',
  number: 'un número',
  'whole-number': 'un número entero',
  'true-or-false': 'true o false',
  list: 'una lista',
  object: 'un objeto con campos',
};

const formats: Readonly<Record<Format, string>> = {
  amount: 'un importe: un número decimal como "1210.00", sin signo ni separadores',
  'currency-code': 'una moneda ISO 4217, por ejemplo EUR, USD o CLP',
  'decimal-currency':
    'una moneda de fracción decimal: los importes en quintos (MGA, MRU) no se pueden llevar; use otra moneda',
  'listed-currency': 'no es una moneda ISO 4217; use un código como EUR, USD o CLP',
  colour: 'un color, por ejemplo "#0b5c6b"',
  percentage: 'un porcentaje, por ejemplo "8" o "2.5"',
  quantity: 'una cantidad: un número decimal como "2.5", sin signo ni separadores',
  rate: 'un porcentaje: un número decimal, por ejemplo "8.5"',
  'policy-id': 'hasta 40 letras minúsculas, cifras y guiones',
  'time-of-day': 'una hora del día, por ejemplo "09:00"',
  date: 'una fecha: AAAA-MM-DD',
  'existing-day': 'un día que exista, escrito AAAA-MM-DD',
  'day-in-range': 'un día entre 1900-01-01 y 2199-12-31',
  'calendar-day': 'un día del calendario, AAAA-MM-DD',
  'day-of-year': 'un día de cualquier año, MM-DD',
  country: 'un país ISO 3166, por ejemplo ES',
  region: 'una región ISO 3166-2, por ejemplo ES-MD',
  language: 'un idioma, por ejemplo "es" o "en-GB"',
  'time-zone': 'una zona horaria IANA, por ejemplo Europe/Madrid',
  phone: 'un teléfono en formato E.164, por ejemplo +34600111222',
  'organization-slug': 'el nombre corto de una organización: letras minúsculas, cifras y guiones',
  'erp-id': 'un identificador sin espacios, barras ni caracteres de control',
  'storable-text': 'un texto sin caracteres NUL ni Unicode roto',
  'storable-url': 'una URL sin caracteres NUL ni Unicode roto',
  events: 'un evento, o una lista de 1 a 500',
  'json-map': 'JSON: {"...": "..."}',
  uuid: 'un UUID',
  email: 'una dirección de correo',
  url: 'una URL, por ejemplo https://example.com/',
  datetime: 'un instante en ISO 8601, por ejemplo 2026-12-31T09:00:00Z',
};

/** Refusals of the shape of an input, in Spanish. */
export const input: Words<InputRefusals> = {
  missing: 'falta',
  'wrong-kind': ({ expected }) => `debe ser ${kinds[expected]}`,
  'wrong-format': ({ format }) => formats[format],
  'not-one-of': ({ values }) => `debe ser uno de: ${values.join(', ')}`,
  'unknown-variant': 'debe ser uno de los tipos que hay',
  'not-among-yours': ({ id }) => `nombra ${id}, que no está entre lo que usted lleva`,
  'unknown-field': 'no se conoce aquí: ¿está mal escrito?',
  'text-too-short': ({ least }) => `debe tener como mínimo ${least} ${least === 1 ? 'carácter' : 'caracteres'}`,
  'text-too-long': ({ most }) => `debe tener como máximo ${most} ${most === 1 ? 'carácter' : 'caracteres'}`,
  'list-too-short': ({ least }) => `debe tener como mínimo ${least} ${least === 1 ? 'elemento' : 'elementos'}`,
  'list-too-long': ({ most }) => `debe tener como máximo ${most} ${most === 1 ? 'elemento' : 'elementos'}`,
  'number-too-small': ({ least }) => `debe ser como mínimo ${least}`,
  'number-too-large': ({ most }) => `debe ser como máximo ${most}`,
  unreadable: 'no se puede leer',
  'entry-refused': ({ entry, because }) => `${entry}: ${say(input, because.code, because.values as never)}`,
};
