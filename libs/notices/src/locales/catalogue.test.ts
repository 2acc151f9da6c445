import { describe, expect, it } from '@jest/globals';
import type { NoticeLanguage } from '@puntual/domain/policy/written-notices';
import { catalogues } from './catalogues.ts';

type Tree = { [key: string]: string | Tree };

function leaves(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : leaves(value, `${prefix}${key}.`),
  );
}
function placeholders(text: string): string[] {
  return [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort();
}

const english = new Map(leaves(catalogues.en));

/** The keys whose text is rightly the English one. */
const SAME_AS_ENGLISH: Record<Exclude<NoticeLanguage, 'en'>, readonly string[]> = {
  es: ['agreement.reference', 'column.total', 'service.table.total'],
};

describe.each(Object.entries(catalogues))('the catalogue "%s"', (_language, catalogue) => {
  it('has the keys of the English one', () => {
    expect(
      leaves(catalogue)
        .map(([key]) => key)
        .sort(),
    ).toEqual([...english.keys()].sort());
  });

  it('has no empty text', () => {
    expect(leaves(catalogue).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('has the placeholders of the English texts', () => {
    for (const [key, text] of leaves(catalogue))
      expect([key, placeholders(text)]).toEqual([key, placeholders(english.get(key) ?? '')]);
  });
});

it.each(Object.entries(SAME_AS_ENGLISH))('the catalogue "%s" has no untranslated text', (language, same) => {
  const untranslated = leaves(catalogues[language as NoticeLanguage])
    .filter(([key, text]) => text === english.get(key))
    .map(([key]) => key);
  expect(untranslated).toEqual(same);
});

it('every text with a form for one has a form for several', () => {
  for (const key of english.keys())
    if (key.endsWith('_one')) expect([...english.keys()]).toContain(key.replace(/_one$/, '_other'));
});
