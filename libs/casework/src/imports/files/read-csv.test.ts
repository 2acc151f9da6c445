import { describe, expect, it } from '@jest/globals';
import { readCsv, type CsvFormat } from './read-csv.ts';

const utf8: CsvFormat = { encoding: 'utf-8', delimiter: null };

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function rowsOf(
  content: string | Uint8Array,
  format = utf8,
  size = 7,
): Promise<{ columns: readonly string[]; rows: (readonly [number, Record<string, string>])[] }> {
  const table = await readCsv(inPieces(typeof content === 'string' ? Buffer.from(content) : content, size), format);
  const rows: [number, Record<string, string>][] = [];
  for await (const row of table.rows) rows.push([row.line, Object.fromEntries(row.cells)]);
  return { columns: table.columns, rows };
}

describe('a CSV file', () => {
  it.each([
    [';', 'a;b\n1,5;2'],
    [',', 'a,b\n"1,5",2'],
    ['\t', 'a\tb\n1,5\t2'],
    ['|', 'a|b\r\n1,5|2\r\n'],
  ])('separated by %j is read without a stated delimiter', async (_delimiter, content) => {
    expect(await rowsOf(content)).toEqual({ columns: ['a', 'b'], rows: [[2, { a: '1,5', b: '2' }]] });
  });

  it('keeps line numbers over empty lines, quoted line breaks and a byte-order mark', async () => {
    expect(await rowsOf('\ufeffname;note\n\nAna;"one\ntwo"\n;\nEva;x\n')).toEqual({
      columns: ['name', 'note'],
      rows: [
        [3, { name: 'Ana', note: 'one\ntwo' }],
        [6, { name: 'Eva', note: 'x' }],
      ],
    });
  });

  it('follows Excel’s line sep=, and a quote within a cell is an ordinary character', async () => {
    expect(await rowsOf('sep=|\nname|n\nBar "El Sol"|1;2,3\n')).toEqual({
      columns: ['name', 'n'],
      rows: [[3, { name: 'Bar "El Sol"', n: '1;2,3' }]],
    });
  });

  it('is decoded across pieces that split a character, in UTF-8, Windows-1252 and UTF-16', async () => {
    for (const size of [1, 2, 3])
      expect((await rowsOf('niño;€\nNúñez;1', utf8, size)).rows).toEqual([[2, { niño: 'Núñez', '€': '1' }]]);
    const latin = Buffer.concat([
      Buffer.from('ni\xf1o;', 'latin1'),
      Buffer.from([0x80]),
      Buffer.from('\nN\xfa\xf1ez;1', 'latin1'),
    ]);
    expect((await rowsOf(latin, { encoding: 'latin-1', delimiter: null })).rows).toEqual([
      [2, { niño: 'Núñez', '€': '1' }],
    ]);
    expect((await rowsOf(Buffer.from('\ufeffniño;b\nNúñez;1', 'utf16le'), utf8, 8)).rows).toEqual([
      [2, { niño: 'Núñez', b: '1' }],
    ]);
  });

  it('may have rows that are shorter or longer than the header', async () => {
    expect((await rowsOf('a;b\n1\n1;2;3')).rows).toEqual([
      [2, { a: '1' }],
      [3, { a: '1', b: '2' }],
    ]);
  });

  it('that is not in its stated encoding is refused', async () => {
    await expect(rowsOf(Buffer.from('nombre\nN\xfa\xf1ez\n', 'latin1'))).rejects.toMatchObject({
      fault: { code: 'wrong-encoding' },
    });
  });

  it('with a quote that is never closed, or an endless line, is read up to that place', async () => {
    await expect(rowsOf('a;b\n1;2\n"3;4\n5;6\n')).rejects.toMatchObject({
      fault: { code: 'quote-not-closed', line: 3 },
    });
    await expect(rowsOf(`a;b\n${'x'.repeat(70_000)}`, utf8, 4096)).rejects.toMatchObject({
      fault: { code: 'line-too-long', line: 2 },
    });
  });

  it('that is empty has no columns', async () => {
    expect(await rowsOf('')).toEqual({ columns: [], rows: [] });
  });
});
