import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { sayRefusal } from '@puntual/domain/refusals/say-refusal';
import fc from 'fast-check';
import { eventSchema, keyOf, TOPICS_IN, topicOf, type EventType } from './events.ts';
import { MAX_EVENT_BYTES, readEvent, readEventValue, REJECTION_CODES, type ReadResult } from './read-event.ts';

const fixtures = (folder: 'ok' | 'not-ok') =>
  readdirSync(new URL(`fixtures/${folder}/`, import.meta.url))
    .sort()
    .map(
      (name) =>
        [name.replace(/\.json$/, ''), readFileSync(new URL(`fixtures/${folder}/${name}`, import.meta.url))] as const,
    );
const example = JSON.parse(
  fixtures('ok')
    .find(([name]) => name === 'contract-invoice-issued')?.[1]
    .toString() ?? 'null',
);
const faultsOf = (result: ReadResult) => (result.ok ? [] : result.faults);

describe('an event is taken', () => {
  it.each(fixtures('ok'))('%s', (_, bytes) => {
    const result = readEvent(bytes);
    expect(faultsOf(result)).toEqual([]);
    expect(result.ok).toBe(true);
    expect(readEventValue(JSON.parse(bytes.toString()))).toEqual(result);
  });
  it('of every type that there is', () => {
    const types = new Set(fixtures('ok').map(([, bytes]) => JSON.parse(bytes.toString()).type));
    expect([...types].sort()).toEqual(Object.keys(topicOf).sort());
    expect(eventSchema.options.map((option) => option.shape.type.value).sort()).toEqual(Object.keys(topicOf).sort());
  });
  it('with what the sender left out filled in', () => {
    const bytes = fixtures('ok').find(([name]) => name === 'customer-without-contacts')?.[1] ?? null;
    expect(readEvent(bytes)).toMatchObject({
      event: { data: { kind: 'business', contacts: [], tags: [], directDebit: false } },
    });
  });
  it('without fields that nobody knows, which are left out', () => {
    const bytes = fixtures('ok').find(([name]) => name === 'invoice-with-a-field-that-nobody-knows-yet')?.[1] ?? null;
    expect(readEvent(bytes)).not.toHaveProperty('event.data.costCentre');
  });
});

describe('an event is refused, and the fault names the place', () => {
  // Each file name is the path of the fault, two underscores, and the reason.
  it.each(fixtures('not-ok'))('%s', (name, bytes) => {
    const [path] = name.split('__');
    const result = readEvent(bytes);
    expect(result.ok).toBe(false);
    expect(faultsOf(result).map((fault) => fault.path)).toEqual([path]);
    expect(faultsOf(result).map((fault) => sayRefusal(fault, 'en').length)[0]).toBeGreaterThan(3);
    if (!result.ok) {
      expect(result.code).toBe(path === 'type' ? 'unknown-type' : 'invalid');
      expect(result.reason).toContain(path === 'type' ? 'not one that Puntual takes' : `${path}: `);
    }
  });
});

describe('bytes that are no event', () => {
  it.each<[string, Buffer | string | null, string, string]>([
    ['nothing', null, 'not-json', 'empty'],
    ['no bytes', Buffer.alloc(0), 'not-json', 'empty'],
    ['an empty text', '', 'not-json', 'empty'],
    ['half a JSON', '{"specversion":', 'not-json', 'not JSON'],
    ['XML', '<event/>', 'not-json', 'not JSON'],
    ['Latin-1', Buffer.from('{"name":"Núñez"}', 'latin1'), 'not-json', 'UTF-8'],
    ['null', 'null', 'invalid', 'schema'],
    ['a list', '[]', 'invalid', 'schema'],
    ['a number', '7', 'invalid', 'schema'],
    ['a text', '"event"', 'invalid', 'schema'],
    ['an empty object', '{}', 'unknown-type', 'null'],
    ['nested deep', '['.repeat(100_000) + ']'.repeat(100_000), 'invalid', 'schema'],
  ])('%s', (_, bytes, code, reason) => {
    const result = readEvent(bytes);
    expect(result).toMatchObject({ ok: false, code });
    expect(!result.ok && result.reason).toContain(reason);
  });
  it.each([
    ['bytes', Buffer.alloc(MAX_EVENT_BYTES + 1, 32)],
    ['letters of two bytes each', 'ñ'.repeat(MAX_EVENT_BYTES / 2 + 1)],
  ])('too many %s are not even read', (_, bytes) => {
    expect(readEvent(bytes)).toMatchObject({ ok: false, code: 'too-large', faults: [] });
  });
  it('as many as are taken are read', () => {
    const text = JSON.stringify(example);
    expect(readEvent(text + ' '.repeat(MAX_EVENT_BYTES - Buffer.byteLength(text))).ok).toBe(true);
  });
  it('say at most 20 faults, and a reason that a person can read', () => {
    const lines = Array.from({ length: 400 }, () => ({ description: '', quantity: 'x', amount: 'y' }));
    const result = readEventValue({ ...example, data: { ...example.data, lines } });
    expect(faultsOf(result)).toHaveLength(20);
    expect(!result.ok && result.reason.length).toBeLessThanOrEqual(1000);
  });
});

describe('whatever comes', () => {
  const check = (result: ReadResult) => {
    if (!result.ok) expect(REJECTION_CODES.includes(result.code) && result.reason.length > 0).toBe(true);
  };
  it('bytes never make the reader throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => check(readEvent(Buffer.from(bytes)))),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => check(readEvent(text))),
      { numRuns: 500 },
    );
  });
  it('JSON never makes it throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => check(readEvent(JSON.stringify(value)))),
      { numRuns: 500 },
    );
  });
  it('never throws for any value in any place, and accepts only values that the database can store', () => {
    const places = [
      'id',
      'source',
      'org',
      'time',
      'type',
      'data',
      ...Object.keys(example.data).map((key) => `data.${key}`),
    ];
    const values = fc.oneof(
      fc.jsonValue(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('0', '-1', '1e3', '9'.repeat(30), '2026-02-30', '0000-01-01', '__proto__', '\0', '\ud800'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), values, (place, value) => {
        const [head = '', key] = place.split('.');
        const result = readEventValue(
          key === undefined ? { ...example, [head]: value } : { ...example, data: { ...example.data, [key]: value } },
        );
        check(result);
        if (result.ok) expect(JSON.stringify(result.event)).not.toMatch(/\\u0000|\\ud[89a-f]/);
      }),
      { numRuns: 2000 },
    );
  });
});

it('every type has its topic, and its customer as the key', () => {
  for (const [, bytes] of fixtures('ok')) {
    const result = readEvent(bytes);
    if (!result.ok) throw new Error('a fixture is refused');
    expect(TOPICS_IN).toContain(topicOf[result.event.type satisfies EventType]);
    expect(keyOf(result.event)).toBe(result.event.type === 'puntual.feed.heartbeat.v1' ? 'bank' : 'C-100');
  }
});
