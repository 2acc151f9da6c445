import fc from 'fast-check';
import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import { withClient } from '@puntual/sandbox/prepare-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { newId, stableId } from './ids.ts';
import { insertRows, type Cell, type ColumnType } from './insert-rows.ts';
import { canonicalJson, toJson, type Json } from './json.ts';

const db = useTestDatabase();
const columns: Record<string, ColumnType> = {
  id: 'uuid',
  words: 'text',
  amount: 'bigint',
  small: 'int',
  day: 'date',
  at: 'timestamptz',
  doc: 'jsonb',
  yes: 'bool',
};

beforeAll(async () => {
  await withClient(db.ownerUrl, (client) =>
    client.query(
      `
        CREATE TABLE sample (n serial, id uuid PRIMARY KEY, words text, amount bigint, small int, day date,
          at timestamptz(3), doc jsonb, yes bool); GRANT ALL ON sample, sample_n_seq TO puntual_app`,
    ),
  );
});
beforeEach(() => withClient(db.ownerUrl, (client) => client.query('TRUNCATE sample')));

const write = (rows: readonly Record<string, Cell>[], conflict?: string) =>
  db.database.inOrganization(db.organization.id, (tx) =>
    insertRows(tx, { table: 'sample', conflict: conflict ?? '' }, columns, rows),
  );
const read = () =>
  db.database.inOrganization(db.organization.id, (tx) =>
    tx.$queryRawUnsafe<Record<string, unknown>[]>(
      'SELECT id, words, amount, small, day, at, doc, yes FROM sample ORDER BY n',
    ),
  );

test('a value of every column type is read back unchanged', async () => {
  const row = {
    id: newId(),
    words: `O'Hara said "{no}", \\ NULL, {a,b}\n\tñ 漢 €`,
    amount: 9_007_199_254_740_993n,
    small: -7,
    day: new Date('2026-12-01T00:00:00Z'),
    at: new Date('2026-12-01T10:11:12.345Z'),
    doc: { a: [1, '"', null, { b: '\\' }], c: `it's` },
    yes: false,
  };
  expect(await write([row])).toBe(1);
  expect(await read()).toEqual([row]);
});

test('null, undefined and a missing value become NULL, and the text “NULL” stays a text', async () => {
  await write([
    { id: newId(), words: null, amount: undefined },
    { id: newId(), words: 'NULL', yes: true },
    { id: newId(), words: '' },
  ]);
  expect((await read()).map((row) => [row.words, row.amount, row.doc, row.yes])).toEqual([
    [null, null, null, null],
    ['NULL', null, null, true],
    ['', null, null, null],
  ]);
});

test('jsonb stores lists, and lists of lists, as one value', async () => {
  await write([
    { id: newId(), doc: [{ invoiceId: 'a', minor: '1' }, [1, [2]], '{}'] },
    { id: newId(), doc: [] },
  ]);
  expect((await read()).map((row) => row.doc)).toEqual([[{ invoiceId: 'a', minor: '1' }, [1, [2]], '{}'], []]);
});

test('a day given as text is stored as that day', async () => {
  await write([{ id: newId(), day: '2026-02-28' }]);
  expect(await read()).toMatchObject([{ day: new Date('2026-02-28T00:00:00Z') }]);
});

test('any text, number and document is read back unchanged', async () => {
  // Postgres stores neither NUL nor unpaired surrogates; the event schemas reject both.
  const words = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          words: fc.option(words),
          amount: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
          doc: fc.option(
            fc.array(
              fc.dictionary(
                words.filter((key) => key !== '__proto__'),
                fc.oneof(words, fc.integer(), fc.boolean(), fc.constant(null)),
              ),
              { maxLength: 3 },
            ),
          ),
        }),
        { minLength: 1, maxLength: 20 },
      ),
      async (samples) => {
        await withClient(db.ownerUrl, (client) => client.query('TRUNCATE sample'));
        await write(samples.map((sample) => ({ id: newId(), ...sample })));
        expect((await read()).map((row) => ({ words: row.words, amount: row.amount, doc: row.doc }))).toEqual(
          samples.map((sample) => ({
            ...sample,
            doc: sample.doc === null ? null : (JSON.parse(JSON.stringify(sample.doc)) as unknown),
          })),
        );
      },
    ),
    { numRuns: 30, verbose: 1 },
  );
});

test('rows beyond the limit of one statement are all inserted, in order', async () => {
  expect(await write(Array.from({ length: 2501 }, (_, small) => ({ id: newId(), small })))).toBe(2501);
  expect((await read()).map((row) => row.small)).toEqual(Array.from({ length: 2501 }, (_, small) => small));
  expect(await write([])).toBe(0);
});

test('with a conflict clause only inserted rows are counted, and one invalid row rolls back all', async () => {
  const id = newId();
  await write([{ id }]);
  expect(await write([{ id }, { id: newId() }], 'ON CONFLICT DO NOTHING')).toBe(1);
  await expect(write([{ id: newId() }, { id: newId(), small: 2 ** 40 }])).rejects.toThrow(/out of range/);
  expect(await read()).toHaveLength(2);
});

test('new ids are ordered by time, and `stableId` returns the same id for the same name', () => {
  const ids = Array.from({ length: 1000 }, () => newId());
  expect([...ids].sort()).toEqual(ids);
  expect(stableId('step:1:friendly:1')).toBe(stableId('step:1:friendly:1'));
  expect(stableId('step:1:friendly:2')).not.toBe(stableId('step:1:friendly:1'));
});

test('`toJson` writes bigint as text and omits undefined', () => {
  expect(toJson({ a: 12n, b: undefined, c: [undefined, 1n], d: new Date(0) })).toEqual({
    a: '12',
    c: [null, '1'],
    d: '1970-01-01T00:00:00.000Z',
  });
  expect(toJson(undefined)).toBeNull();
});

test('`canonicalJson` returns the same text for equal values, also after Postgres has stored them', async () => {
  const value: Json = { zeta: 1, alpha: [{ b: 'ñ"', a: null }, 2.5], ä: true, 'a b': '' };
  await write([{ id: newId(), doc: value }]);
  const [row] = await read();
  expect(canonicalJson(row?.doc as Json)).toBe(canonicalJson(value));
  expect(canonicalJson({ b: 1, a: [true, null] })).toBe('{"a":[true,null],"b":1}');
  expect(canonicalJson({ a: 1 })).not.toBe(canonicalJson({ a: '1' }));
});
