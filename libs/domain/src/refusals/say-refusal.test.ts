import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { sayRefusal } from './say-refusal.ts';
import { format, refusalsOf, refuse, refusedAs } from './schema-issues.ts';

const schema = z
  .strictObject({
    id: z.uuid(),
    name: z.string().min(1).max(3),
    country: z.string().regex(/^[A-Z]{2}$/, format('country')),
    days: z.int().min(1).max(2),
    kinds: z.array(z.enum(['a', 'b'])).min(1),
    even: z.number().refine((number) => number % 2 === 0, refusedAs('not-positive', {})),
  })
  .superRefine(({ days }, context) => {
    if (days === 2) refuse(context, ['days'], { code: 'closed-too-long', values: { mostDays: 1 } });
  });
const good = { id: '01890000-0000-7000-8000-000000000000', name: 'x', country: 'ES', days: 1, kinds: ['a'], even: 2 };

describe('what a schema refuses', () => {
  it.each<[string, object, string, string, string]>([
    ['is missing', { name: undefined }, 'name', 'is missing', 'falta'],
    ['is of another kind', { name: 7 }, 'name', 'must be text', 'debe ser un texto'],
    ['has another format of zod', { id: 'x' }, 'id', 'a UUID', 'un UUID'],
    [
      'has another format of ours',
      { country: 'Spain' },
      'country',
      'an ISO 3166 country such as ES',
      'un país ISO 3166, por ejemplo ES',
    ],
    ['is too short', { name: '' }, 'name', 'must have at least 1 character', 'debe tener como mínimo 1 carácter'],
    ['is too long', { name: 'long' }, 'name', 'must have at most 3 characters', 'debe tener como máximo 3 caracteres'],
    ['is too large', { days: 3 }, 'days', 'must be at most 2', 'debe ser como máximo 2'],
    ['is an empty list', { kinds: [] }, 'kinds', 'must have at least 1 entry', 'debe tener como mínimo 1 elemento'],
    ['is none of the values', { kinds: ['c'] }, 'kinds.0', 'must be one of: a, b', 'debe ser uno de: a, b'],
    [
      'is not known',
      { nmae: 'x' },
      'nmae',
      'is not known here: is it misspelt?',
      'no se conoce aquí: ¿está mal escrito?',
    ],
    ['breaks a rule of its own', { even: 1 }, 'even', 'must be more than zero', 'debe ser mayor que cero'],
    [
      'breaks a rule over fields',
      { days: 2 },
      'days',
      'at most 1 days in a row can be closed',
      'se pueden cerrar como máximo 1 días seguidos',
    ],
  ])('%s, and is said in both languages', (_what, change, path, en, es) => {
    const { error } = schema.safeParse({ ...good, ...change }, { reportInput: true });
    const refusals = error ? refusalsOf(error) : [];
    expect(refusals.map((refusal) => [refusal.path, sayRefusal(refusal, 'en'), sayRefusal(refusal, 'es')])).toEqual([
      [path, en, es],
    ]);
  });
});

it('writes amounts as people of the language read them', () => {
  const left = { code: 'more-than-left', path: '', values: { left: { amount: '5.00', currency: 'EUR' } } } as const;
  expect(sayRefusal(left, 'en')).toBe('only €5.00 of the payment is left to place: give at most that');
  expect(sayRefusal(left, 'es')).toBe(
    'de este pago solo quedan por aplicar 5,00\u00a0€: indique ese importe como máximo',
  );
});
