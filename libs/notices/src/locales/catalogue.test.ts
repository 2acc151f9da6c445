import { describe, expect, it } from '@jest/globals';
import { en } from './en.ts';
import { es } from './es.ts';

type Tree = { [key: string]: string | Tree };

function leaves(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : leaves(value, `${prefix}${key}.`),
  );
}
function placeholders(text: string): string[] {
  return [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort();
}

describe('the catalogues', () => {
  it('have the same keys in English and Spanish', () => {
    expect(
      leaves(es)
        .map(([key]) => key)
        .sort(),
    ).toEqual(
      leaves(en)
        .map(([key]) => key)
        .sort(),
    );
  });

  it('have no empty text and no text left untranslated', () => {
    const english = new Map(leaves(en));
    const same = leaves(es)
      .filter(([key, text]) => text.trim() === '' || text === english.get(key))
      .map(([key]) => key);
    expect(same).toEqual(['column.total']);
  });

  it('name the same values in both languages', () => {
    const english = new Map(leaves(en));
    for (const [key, text] of leaves(es))
      expect([key, placeholders(text)]).toEqual([key, placeholders(english.get(key) ?? '')]);
  });

  it('have both plural forms wherever they have one', () => {
    const keys = new Set(leaves(en).map(([key]) => key));
    for (const key of keys) if (key.endsWith('_one')) expect(keys).toContain(key.replace(/_one$/, '_other'));
  });
});
