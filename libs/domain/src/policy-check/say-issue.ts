import type { z } from 'zod';

/** A text in both languages that people read. */
export interface InBoth {
  readonly en: string;
  readonly es: string;
}

// What the document's schema says of itself, in Spanish. A test provokes each of them.
const spanish: readonly (readonly [RegExp, string])[] = [
  [/^up to 40 small letters, digits and hyphens$/, 'hasta 40 letras minúsculas, cifras y guiones'],
  [/^a time of day such as "09:00"$/, 'una hora del día, por ejemplo "09:00"'],
  [/^an ISO 4217 currency such as EUR$/, 'una moneda ISO 4217, por ejemplo EUR'],
  [/^an ISO 3166 country such as ES$/, 'un país ISO 3166, por ejemplo ES'],
  [/^a percentage such as "8" or "2.5"$/, 'un porcentaje, por ejemplo "8" o "2.5"'],
  [/^a percentage: a decimal number such as "8.5"$/, 'un porcentaje: un número decimal, por ejemplo "8.5"'],
  [/^a date: YYYY-MM-DD$/, 'una fecha: AAAA-MM-DD'],
  [/^the row ends on (.+), before it starts on (.+)$/, 'la fila acaba el $1, antes de empezar el $2'],
  [
    /^the row starts on (.+), when the one before still holds \(until (.+)\)$/,
    'la fila empieza el $1, cuando aún rige la anterior (hasta el $2)',
  ],
  [/^an amount: .*$/, 'un importe: un número decimal como "1000.00", sin signo ni separadores'],
  [
    /^the window must open before it closes: (.+) is not before (.+)$/,
    'el horario debe abrir antes de cerrar: $1 no es anterior a $2',
  ],
  [
    /^"(.+)" is the note after a payment; give the step another id$/,
    '«$1» es la nota tras un pago; dé otro id al paso',
  ],
  [/^the id "(.+)" is taken by an earlier step$/, 'el id «$1» ya lo tiene un paso anterior'],
  [
    /^steps stand in the order of their days: day (.+) comes after day (.+)$/,
    'los pasos van en el orden de sus días: el día $1 viene después del día $2',
  ],
  [
    /^a case never goes back a stage: "(.+)" comes after "(.+)"$/,
    'un caso nunca retrocede de etapa: «$1» viene después de «$2»',
  ],
  [
    /^step "(.+)" repeats until day (.+): the next step comes after that$/,
    'el paso «$1» se repite hasta el día $2: el siguiente va después',
  ],
  [/^only steps after the due date repeat$/, 'solo se repiten pasos posteriores al vencimiento'],
  [
    /^it repeats until day (.+), which is before its own day (.+)$/,
    'se repite hasta el día $1, que es anterior a su propio día $2',
  ],
  [
    /^before the due date and on it there are only messages of courtesy$/,
    'antes del vencimiento y en su día solo hay mensajes de cortesía',
  ],
];

type Issue = z.core.$ZodIssue;
type Sized = Extract<Issue, { code: 'too_small' | 'too_big' }>;

/** What a zod issue means, in words that need no knowledge of schemas. The issue must have been reported with its input. Total. */
export function sayIssue(issue: Issue): InBoth {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? missing : wrongKind(issue.expected);
    case 'invalid_value': {
      const values = issue.values.map(String).join(', ');
      if (issue.input === undefined) return missing;
      return { en: `must be one of: ${values}`, es: `debe ser uno de: ${values}` };
    }
    case 'too_small':
      return sizeOf(issue, Number(issue.minimum), { en: 'at least', es: 'como mínimo' });
    case 'too_big':
      return sizeOf(issue, Number(issue.maximum), { en: 'at most', es: 'como máximo' });
    case 'unrecognized_keys':
      return { en: 'is not known here: is it misspelt?', es: 'no se conoce aquí: ¿está mal escrito?' };
    case 'invalid_union': {
      // The form that comes nearest says the most: an amount that is text but no number is told as an amount.
      const nearest = issue.errors.flat().find((inner) => inner.code !== 'invalid_type');
      return nearest ? sayIssue(nearest) : unionOf(issue);
    }
    case 'invalid_key':
    case 'invalid_element': {
      const [inner] = issue.issues;
      return inner ? sayIssue(inner) : unreadable;
    }
    case 'invalid_format':
    case 'not_multiple_of':
    case 'custom':
      return ownWords(issue.message);
  }
}

const missing: InBoth = { en: 'is missing', es: 'falta' };
const unreadable: InBoth = { en: 'cannot be read', es: 'no se puede leer' };

function ownWords(message: string): InBoth {
  for (const [pattern, text] of spanish) {
    if (pattern.test(message)) return { en: message, es: message.replace(pattern, text) };
  }
  return { en: message, es: unreadable.es };
}

function unionOf(issue: Extract<Issue, { code: 'invalid_union' }>): InBoth {
  if (issue.input === undefined) return missing;
  return issue.discriminator === undefined
    ? unreadable
    : { en: 'must be one of the kinds that there are', es: 'debe ser uno de los tipos que hay' };
}

const KINDS: Readonly<Record<string, InBoth>> = {
  string: { en: 'text', es: 'un texto' },
  number: { en: 'a number', es: 'un número' },
  int: { en: 'a whole number', es: 'un número entero' },
  boolean: { en: 'true or false', es: 'true o false' },
  array: { en: 'a list', es: 'una lista' },
  tuple: { en: 'a list', es: 'una lista' },
  object: { en: 'an object with fields', es: 'un objeto con campos' },
  record: { en: 'an object with fields', es: 'un objeto con campos' },
};

function wrongKind(expected: string): InBoth {
  const kind = KINDS[expected];
  return kind ? { en: `must be ${kind.en}`, es: `debe ser ${kind.es}` } : unreadable;
}

function sizeOf({ origin }: Sized, limit: number, bound: InBoth): InBoth {
  switch (origin) {
    case 'string':
      return {
        en: `must have ${bound.en} ${limit} character${limit === 1 ? '' : 's'}`,
        es: `debe tener ${bound.es} ${limit} ${limit === 1 ? 'carácter' : 'caracteres'}`,
      };
    case 'array':
    case 'tuple':
      return {
        en: `must have ${bound.en} ${limit} ${limit === 1 ? 'entry' : 'entries'}`,
        es: `debe tener ${bound.es} ${limit} ${limit === 1 ? 'elemento' : 'elementos'}`,
      };
    default:
      return { en: `must be ${bound.en} ${limit}`, es: `debe ser ${bound.es} ${limit}` };
  }
}
