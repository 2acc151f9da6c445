import { en } from './en.ts';
import { es } from './es.ts';

function textsOf(words: object, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'string'
      ? [[`${path}${key}`, value] as [string, string]]
      : textsOf(value as object, `${path}${key}.`),
  );
}
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

test('English and Spanish have the same keys', () => {
  expect(textsOf(es).map(([key]) => key)).toEqual(textsOf(en).map(([key]) => key));
});

test('each text has the same blanks to fill in both languages', () => {
  const blanks = (words: object) => Object.fromEntries(textsOf(words).map(([key, text]) => [key, placeholders(text)]));
  expect(blanks(es)).toEqual(blanks(en));
});

test('no text is empty', () => {
  expect([...textsOf(en), ...textsOf(es)].filter(([, text]) => text.trim() === '')).toEqual([]);
});
