import { describe, expect, it } from '@jest/globals';
import { minorOf } from './bank/bank-money.ts';
import { STATEMENT_FIELDS } from './bank/statement-fields.ts';
import { fileLines } from './file-lines.ts';
import { CUSTOMER_FIELDS, INVOICE_FIELDS, type FieldNames } from './files/field-names.ts';
import { daysOfTerms } from './files/payment-terms.ts';
import { readDay, readMoney } from './files/read-value.ts';
import { importOptionsSchema, type ImportKind } from './import-options.ts';

// About the most characters that one record of a file may have.
const LONG = 60_000;
/** Texts that a careless regular expression reads again from each of their characters. */
const TEXTS: Readonly<Record<string, string>> = {
  spaces: `jan${' '.repeat(LONG)}x`,
  'spaces after a number': `1${' '.repeat(LONG)}x`,
  'spaces after a word of terms': `net${' '.repeat(LONG)}x`,
  commas: `a${','.repeat(LONG)}b`,
  points: `1${'.'.repeat(LONG)}x`,
  dashes: `1 ${'-/ '.repeat(LONG / 3)}x`,
  digits: `${'1'.repeat(LONG)}x`,
  'an open bracket': `(${'1'.repeat(LONG)}`,
  brackets: '<('.repeat(LONG / 2),
  letters: 'a'.repeat(LONG),
  'zeros behind a point': `1.${'0'.repeat(LONG)}1`,
  hashes: `${'#'.repeat(LONG)}x`,
};

const FILES = {
  customers: { fields: CUSTOMER_FIELDS, row: { customerId: 'C-1', name: 'Ana' } },
  invoices: {
    fields: INVOICE_FIELDS,
    row: {
      customerId: 'C-1',
      number: 'F-1',
      total: '10.00',
      currency: 'EUR',
      issueDate: '2026-01-01',
      dueDate: '2026-02-01',
    },
  },
  bank: { fields: STATEMENT_FIELDS, row: { bookedOn: '2026-01-01', amount: '10.00', text: 'F-1', currency: 'EUR' } },
} as const satisfies Record<ImportKind, unknown>;

/** A file of one row that is right but for the long text in one of its cells. */
function fileOf(kind: ImportKind, field: string, text: string): Buffer {
  const { fields, row } = FILES[kind];
  const cells: Readonly<Record<string, string>> = { ...row, [field]: text };
  const titles = Object.keys(cells).map((each) => (fields as FieldNames)[each]?.[0]?.[0] ?? each);
  return Buffer.from(
    `${titles.join(';')}\n${Object.values(cells)
      .map((cell) => `"${cell}"`)
      .join(';')}\n`,
  );
}

async function* whole(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

async function countLines(bytes: Buffer, kind: ImportKind): Promise<number> {
  const options = importOptionsSchema.parse({ account: 'ES9121000418450200051332' });
  let count = 0;
  for await (const _ of fileLines(whole(bytes), kind, options)) count++;
  return count;
}

/** Processor time in milliseconds: other processes of the machine do not count. */
async function timeOf(work: () => void | Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user } = process.cpuUsage(before);
  return user / 1000;
}
/** What is read in the square of its length takes several times as long. */
const LONGEST_MS = 1000;
/** Of the texts, those that found faults. */
const IN_FILES = ['spaces', 'spaces after a number', 'spaces after a word of terms', 'commas', 'digits'];

describe.each(Object.keys(FILES) as ImportKind[])('a file of %s', (kind) => {
  it.each(IN_FILES)('with a very long cell of %s, in any of its columns, is read at once', async (name) => {
    for (const field of Object.keys(FILES[kind].fields)) {
      const file = fileOf(kind, field, TEXTS[name] ?? '');
      const ms = await timeOf(async () => expect(await countLines(file, kind)).toBeGreaterThan(0));
      expect(`${field}: ${ms < LONGEST_MS ? 'at once' : ms}`).toBe(`${field}: at once`);
    }
  });
});

it.each(Object.entries(TEXTS))('a very long value is no day, no amount and no terms: %s', async (_name, text) => {
  const ms = await timeOf(() => {
    for (const format of ['auto', 'dmy', 'mdy', 'ymd'] as const)
      expect(readDay(text, format)).toEqual({ ok: false, code: 'not-a-date' });
    expect(readMoney(text, 'EUR', 'auto')).toEqual({ ok: false, code: 'not-an-amount' });
    expect(minorOf({ amount: text, currency: 'EUR' })).toBeNull();
    expect(daysOfTerms(text)).toBeNull();
  });
  expect(ms).toBeLessThan(LONGEST_MS);
});
