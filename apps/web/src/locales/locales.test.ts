import { english } from './en/all.ts';
import { languages } from './languages.ts';

const others = Object.values(languages).map(({ name, words }) => [name, words] as const);

function textsOf(words: object, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'string'
      ? [[`${path}${key}`, value] as [string, string]]
      : textsOf(value as object, `${path}${key}.`),
  );
}
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

test.each(others)('%s has the keys of English', (_name, words) => {
  expect(textsOf(words).map(([key]) => key)).toEqual(textsOf(english).map(([key]) => key));
});

test.each(others)('each text in %s has the placeholders of the English text', (_name, words) => {
  const byKey = (texts: object) => Object.fromEntries(textsOf(texts).map(([key, text]) => [key, placeholders(text)]));
  expect(byKey(words)).toEqual(byKey(english));
});

test.each(others)('no text in %s is empty', (_name, words) => {
  expect(textsOf(words).filter(([, text]) => text.trim() === '')).toEqual([]);
});
