import { UnreadableFile } from './line-fault.ts';
import { dateStyles, numberText, type CellStyles } from './sheet-values.ts';
import type { TableRow } from './table.ts';
import type { Workbook } from './unpack.ts';
import { xmlEvents } from './xml-events.ts';

/** The most sheets of a workbook that are looked at, cells of a row, and characters of all texts of a workbook. */
const MOST_SHEETS = 20;
const MOST_CELLS = 1000;
const MOST_CHARACTERS = 32 * 1024 * 1024;

/** One sheet of a workbook. Its rows are read when they are asked for, and can be read again. */
export interface Sheet {
  readonly name: string;
  readonly rows: () => AsyncGenerator<TableRow>;
}

/**
 * The sheets of a spreadsheet (XLSX) that are not hidden, in their order. A row is held in memory at a time, besides
 * the texts that the sheets share (at most 32 million characters). Days come as ISO days, numbers as the spreadsheet
 * stores them. Throws `UnreadableFile` for a spreadsheet that is damaged (`bad-archive`) or larger
 * (`sheet-too-large`).
 */
export async function readSheets(workbook: Workbook): Promise<readonly Sheet[]> {
  const { sheets, from1904 } = await listedSheets(workbook);
  const texts = await sharedTexts(workbook);
  const styles = await dateStyles(workbook, from1904);
  return sheets.slice(0, MOST_SHEETS).map(({ name, path }) => ({
    name,
    rows: () => rowsOf(workbook.file(path) ?? missing(), texts, styles),
  }));
}

function missing(): never {
  throw new UnreadableFile(0, 'bad-archive', { most: '32' });
}

async function parsed(
  bytes: AsyncIterable<Uint8Array> | null,
  handlers: Parameters<typeof xmlEvents>[1],
): Promise<void> {
  if (bytes === null) return;
  const pieces = xmlEvents(bytes, handlers);
  while (!(await pieces.next()).done);
}

async function listedSheets(workbook: Workbook): Promise<{
  readonly sheets: readonly { readonly name: string; readonly path: string }[];
  readonly from1904: boolean;
}> {
  const targets = new Map<string, string>();
  await parsed(workbook.file('xl/_rels/workbook.xml.rels'), {
    open: (name, { Id = '', Target = '' }) => {
      if (name === 'Relationship') targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`);
    },
  });
  const sheets: { name: string; path: string }[] = [];
  let from1904 = false;
  await parsed(workbook.file('xl/workbook.xml') ?? missing(), {
    open: (name, attributes) => {
      if (name === 'workbookPr') from1904 = /^(1|true)$/.test(attributes.date1904 ?? '');
      if (name !== 'sheet' || /^(hidden|veryHidden)$/.test(attributes.state ?? '')) return;
      const id = Object.entries(attributes).find(([key]) => key === 'r:id' || key.endsWith(':id'))?.[1] ?? '';
      const path = targets.get(id);
      if (path !== undefined && sheets.length < MOST_SHEETS) sheets.push({ name: attributes.name ?? '', path });
    },
  });
  return { sheets, from1904 };
}

async function sharedTexts(workbook: Workbook): Promise<readonly string[]> {
  const texts: string[] = [];
  let characters = 0;
  let text: string | null = null;
  let path: string[] = [];
  await parsed(workbook.file('xl/sharedStrings.xml'), {
    open: (name) => {
      path.push(name);
      if (name === 'si') text = '';
    },
    text: (piece) => {
      // What stands in rPh is how a text is pronounced.
      if (text === null || path.at(-1) !== 't' || path.includes('rPh')) return;
      text += piece;
      characters += piece.length;
      if (characters > MOST_CHARACTERS) throw tooLarge();
    },
    close: (name) => {
      path = path.slice(0, -1);
      if (name !== 'si') return;
      texts.push(text ?? '');
      text = null;
    },
  });
  return texts;
}

function tooLarge(): UnreadableFile {
  return new UnreadableFile(0, 'sheet-too-large', { most: '32 MB' });
}

async function* rowsOf(
  bytes: AsyncIterable<Uint8Array>,
  texts: readonly string[],
  styles: CellStyles,
): AsyncGenerator<TableRow> {
  const reader = new RowBuilder(texts, styles);
  const pieces = xmlEvents(bytes, {
    open: (name, attributes) => reader.open(name, attributes),
    text: (text) => reader.text(text),
    close: (name) => reader.close(name),
  });
  while (!(await pieces.next()).done) yield* reader.takeRows();
}

interface OpenCell {
  readonly index: number;
  readonly type: string;
  readonly style: number;
  value: string;
}

class RowBuilder {
  private readonly texts: readonly string[];
  private readonly styles: CellStyles;
  private rows: TableRow[] = [];
  private line = 0;
  private cells: string[] = [];
  private numbers = new Set<number>();
  private cell: OpenCell | null = null;
  private isValue = false;

  constructor(texts: readonly string[], styles: CellStyles) {
    this.texts = texts;
    this.styles = styles;
  }

  takeRows(): TableRow[] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'row') {
      this.line = Number(attributes.r ?? this.line + 1);
      this.cells = [];
      this.numbers = new Set();
    } else if (name === 'c') {
      const index = columnOf(attributes.r) ?? this.cells.length;
      if (index >= MOST_CELLS) throw tooLarge();
      this.cell = { index, type: attributes.t ?? 'n', style: Number(attributes.s ?? 0), value: '' };
    } else if (name === 'v' || name === 't') this.isValue = true;
    else if (name === 'rPh' || name === 'f') this.isValue = false;
  }

  text(text: string): void {
    if (this.isValue && this.cell) this.cell.value += text;
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.isValue = false;
    else if (name === 'c') this.closeCell();
    else if (name === 'row' && this.cells.some((cell) => cell !== ''))
      this.rows.push({ line: this.line, cells: this.cells, numbers: this.numbers });
  }

  private closeCell(): void {
    const { cell } = this;
    this.cell = null;
    if (!cell) return;
    while (this.cells.length <= cell.index) this.cells.push('');
    this.cells[cell.index] = this.shown(cell).trim();
  }

  private shown({ index, type, style, value }: OpenCell): string {
    switch (type) {
      case 's':
        return this.texts[Number(value)] ?? '';
      case 'n': {
        const { text, isNumber } = numberText(value, style, this.styles);
        if (isNumber) this.numbers.add(index);
        return text;
      }
      case 'd':
        return value.slice(0, 10);
      case 'b':
        return value === '1' ? 'true' : 'false';
      default:
        return value;
    }
  }
}

// The position of a cell such as "AB12", from 0.
function columnOf(reference: string | undefined): number | null {
  const letters = /^([A-Z]{1,3})\d*$/.exec(reference ?? '')?.[1];
  if (letters === undefined) return null;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
