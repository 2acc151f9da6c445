import fc from 'fast-check';

/** Texts that programs stumble over: controls, half surrogates, numbers, ids of no row, paths, prototypes. */
const ODD_TEXTS = [
  '',
  ' ',
  '\0',
  '\ud800',
  '‮abc',
  '0',
  '-1',
  '1e400',
  '9'.repeat(400),
  '../../etc/passwd',
  '%00',
  "'; DROP TABLE invoice; --",
  '__proto__',
  'constructor',
  '00000000-0000-0000-0000-000000000000',
  '2026-02-30',
  '+01:00',
  'a'.repeat(100_000),
];

const odd = fc.constantFrom<unknown>(
  ...ODD_TEXTS,
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER,
  [],
  {},
  Array.from({ length: 1000 }, () => ({})),
);

/**
 * Values that are JSON, of any shape; the same ones for the same seed. Where `keys` are given, most objects have some
 * of them.
 */
export function anyJson(seed: number, count: number, keys: readonly string[] = []): unknown[] {
  const value = fc.oneof({ weight: 3, arbitrary: odd }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) });
  const named =
    keys.length === 0
      ? value
      : fc.oneof(
          { weight: 4, arbitrary: fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: keys.length }) },
          { weight: 1, arbitrary: value },
        );
  return fc.sample(named, { seed, numRuns: count });
}

/** Texts for ids, cursors and parameters in an address; the same ones for the same seed. */
export function anyTexts(seed: number, count: number): string[] {
  const text = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...ODD_TEXTS.filter((each) => each.length < 500)) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  );
  return fc.sample(text, { seed, numRuns: count });
}
