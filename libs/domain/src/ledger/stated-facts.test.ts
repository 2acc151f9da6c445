import { expect, it } from '@jest/globals';
import { differingFields, statedFacts } from './stated-facts.ts';

it('the stated facts are the fields that have a value, as text', () => {
  expect(statedFacts({ a: 'x', b: 5n, c: 0, d: null, e: undefined, f: '' })).toEqual({ a: 'x', b: '5', c: '0' });
});

it.each([
  ['nothing when all is as it was stated', { a: '1' }, { a: '1' }, { a: '2' }, []],
  ['nothing when all is as it holds now', { a: '2' }, { a: '1' }, { a: '2' }, []],
  ['a field that is neither', { a: '3' }, { a: '1' }, { a: '2' }, ['a']],
  ['a field that only now has a value, when it is left out', {}, { a: '1' }, { a: '' }, []],
  ['a field that is left out, and had a value', {}, { a: '1' }, { a: '2' }, ['a']],
  ['a field that is left out, which the books do not hold', {}, { a: '1' }, {}, ['a']],
  ['a field that is new, which the books do not hold', { a: '1' }, {}, {}, ['a']],
  ['nothing of a field that the books alone hold', {}, {}, { a: '1' }, []],
  ['the fields in the order of their names', { b: '1', a: '1', c: '1' }, { c: '2' }, {}, ['a', 'b', 'c']],
  ['what holds now alone, when nobody knows what was stated', { a: '1', b: '1' }, null, { a: '2' }, ['a']],
  ['nothing then of a field that holds', { a: '2' }, null, { a: '2' }, []],
  ['a field then that is left out', {}, null, { a: '2', b: '' }, ['a']],
])('differs: %s', (_what, again, first, now, fields) => {
  expect(differingFields(again as Record<string, string>, first as Record<string, string> | null, now)).toEqual(fields);
});
