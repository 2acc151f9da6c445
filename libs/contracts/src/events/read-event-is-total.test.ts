import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { sayRefusal } from '@puntual/domain/refusals/say-refusal';
import fc from 'fast-check';
import { MAX_EVENT_BYTES, readEvent, readEventValue, REJECTION_CODES, type ReadResult } from './read-event.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const folder = new URL('fixtures/ok/', import.meta.url);
const fixtures: Json[] = readdirSync(folder)
  .sort()
  .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')));
const typeOf = (event: Json) => (event as { type: string }).type;
/** One event of each type: the one with the most fields. */
const examples = [...new Set(fixtures.map(typeOf))].map((type) =>
  fixtures
    .filter((event) => typeOf(event) === type)
    .reduce((most, event) => (placesOf(event).length > placesOf(most).length ? event : most)),
);

/** Every place inside a value, as the keys that lead to it. */
function placesOf(value: Json, path: readonly string[] = []): string[][] {
  const inner =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, each]) => placesOf(each, [...path, key]))
      : [];
  return [[...path], ...inner];
}

function withValueAt(value: Json, [key, ...rest]: readonly string[], replacement: Json): Json {
  if (key === undefined) return replacement;
  const copy = structuredClone(value) as { [key: string]: Json };
  copy[key] = withValueAt(copy[key] ?? null, rest, replacement);
  return copy;
}

const everyPlace = examples.flatMap((example) => placesOf(example).map((path) => [example, path] as const));
const nested = (open: string, close: string, depth: number) => open.repeat(depth) + 'null' + close.repeat(depth);

/** JSON of one event in which a place, as text, is replaced by other JSON text. */
function textWith(example: Json, path: readonly string[], replacement: string): string {
  return JSON.stringify(withValueAt(example, path, '@here@')).replace('"@here@"', () => replacement);
}

function expectAnswer(result: ReadResult): void {
  if (result.ok) return;
  expect(REJECTION_CODES).toContain(result.code);
  expect(result.reason.length).toBeGreaterThan(0);
  expect(result.reason.length).toBeLessThanOrEqual(1000);
  expect(result.faults.length).toBeLessThanOrEqual(20);
  for (const fault of result.faults) expect(sayRefusal(fault, 'en').length).toBeLessThanOrEqual(500);
}

describe('readEvent answers, whatever stands in any place of an event of any type', () => {
  it.each([
    ['lists', '[', ']', 20_000],
    ['objects', '{"type":', '}', 10_000],
  ])('nested %s', (_, open, close, depth) => {
    const bomb = nested(open, close, depth);
    for (const [example, path] of everyPlace) expectAnswer(readEvent(textWith(example, path, bomb)));
  });

  it('an event that is nothing but nesting', () => {
    expectAnswer(readEvent('['.repeat(MAX_EVENT_BYTES / 2) + ']'.repeat(MAX_EVENT_BYTES / 2)));
    expectAnswer(readEvent('{"type":'.repeat(MAX_EVENT_BYTES / 10) + '0' + '}'.repeat(MAX_EVENT_BYTES / 10)));
  });

  it('a text as long as an event may be', () => {
    for (const letter of ['x', '\ud83d\ude00', '\u0000', '"'])
      for (const [example, path] of everyPlace)
        expectAnswer(readEvent(JSON.stringify(withValueAt(example, path, letter.repeat(MAX_EVENT_BYTES / 8)))));
  });

  it('a list of very many elements, like the ones that stand there or not', () => {
    for (const [example, path] of everyPlace) {
      const here = path.reduce<Json>((value, key) => (value as { [key: string]: Json })[key] ?? null, example);
      if (!Array.isArray(here)) continue;
      const element = here[0] ?? 'x';
      const named = (index: number): Json =>
        typeof element === 'object' && element !== null && !Array.isArray(element)
          ? Object.fromEntries(
              Object.entries(element).map(([key, each]) => [key, /Id$/.test(key) ? `N-${index}` : each] as const),
            )
          : `element ${index}`;
      const list = Array.from({ length: 30_000 }, (_, index) => named(index));
      const result = readEventValue(withValueAt(example, path, list));
      expectAnswer(result);
      expect(result.ok).toBe(false);
    }
  });

  it('any JSON value', () => {
    fc.assert(
      fc.property(fc.constantFrom(...everyPlace), fc.jsonValue({ maxDepth: 6 }), ([example, path], value) => {
        const text = JSON.stringify(withValueAt(example, path, value as Json));
        expectAnswer(readEvent(text));
        expect(readEvent(Buffer.from(text))).toEqual(readEvent(text));
      }),
      { numRuns: 600 },
    );
  });

  it('an event with any bytes overwritten, left out or put in', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...examples),
        fc.array(fc.record({ at: fc.nat(2000), drop: fc.nat(40), put: fc.uint8Array({ maxLength: 40 }) }), {
          minLength: 1,
          maxLength: 5,
        }),
        (example, edits) => {
          let bytes = Buffer.from(JSON.stringify(example));
          for (const { at, drop, put } of edits)
            bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + drop)]);
          expectAnswer(readEvent(bytes));
        },
      ),
      { numRuns: 600 },
    );
  });
});

it('a rejection repeats the start of a type, and only when it is text', () => {
  const reasonOf = (type: unknown) => {
    const result = readEventValue({ ...(examples[0] as object), type });
    return result.ok ? '' : result.reason;
  };
  expect(reasonOf('puntual.moon.landed.v1')).toBe('The type "puntual.moon.landed.v1" is not one that Puntual takes.');
  expect(reasonOf('x'.repeat(100))).toContain(`"${'x'.repeat(100)}" `);
  expect(reasonOf('x'.repeat(101))).toContain(`"${'x'.repeat(100)}"… `);
  expect(reasonOf(['a'])).toContain('(a list)');
  expect(reasonOf(7)).toContain('(number)');
});
