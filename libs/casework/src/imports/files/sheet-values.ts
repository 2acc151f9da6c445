import type { Workbook } from './unpack.ts';
import { xmlEvents } from './xml-events.ts';

/** How the cells of a workbook show numbers. */
export interface CellStyles {
  /** The styles that show days. */
  readonly days: ReadonlySet<number>;
  /** The styles that show a whole number with so many digits at least: "00000". */
  readonly padded: ReadonlyMap<number, number>;
  /** Days are counted from 1904. */
  readonly from1904: boolean;
}

const MOST_STYLES = 100_000;

/** Reads which of a workbook's styles show days, and which fill up with zeros. */
export async function dateStyles(workbook: Workbook, from1904: boolean): Promise<CellStyles> {
  const formats = new Map<number, string>();
  const days = new Set<number>();
  const padded = new Map<number, number>();
  let isCellFormats = false;
  let style = 0;
  const bytes = workbook.file('xl/styles.xml');
  if (bytes === null) return { days, padded, from1904 };
  const pieces = xmlEvents(bytes, {
    open: (name, attributes) => {
      if (name === 'numFmt') formats.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
      else if (name === 'cellXfs') isCellFormats = true;
      else if (name === 'xf' && isCellFormats && style < MOST_STYLES) {
        const id = Number(attributes.numFmtId ?? 0);
        const code = formats.get(id);
        if (code === undefined ? isBuiltInDay(id) : isDay(code)) days.add(style);
        else if (code !== undefined && /^0{2,20}$/.test(code)) padded.set(style, code.length);
        style++;
      }
    },
    close: (name) => {
      if (name === 'cellXfs') isCellFormats = false;
    },
  });
  while (!(await pieces.next()).done);
  return { days, padded, from1904 };
}

function isBuiltInDay(id: number): boolean {
  return (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
}

// A format with a day or year outside of quoted text, colours and conditions.
function isDay(code: string): boolean {
  const bare = code.replace(/"[^"]*"|\\.|\[[^\]]*\]|_./g, '');
  return /[dy]/i.test(bare) && !/[#0?]/.test(bare.replace(/\.0+/g, ''));
}

/** The text of a number's cell: an ISO day, or the number with a point before its decimals. */
export function numberText(
  value: string,
  style: number,
  { days, padded, from1904 }: CellStyles,
): { readonly text: string; readonly isNumber: boolean } {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) return { text: value, isNumber: false };
  if (days.has(style)) return { text: dayText(number, from1904) ?? value, isNumber: false };
  if (/^\d+$/.test(value.trim()) && value.trim().length <= DIGITS)
    return { text: value.trim().padStart(padded.get(style) ?? 0, '0'), isNumber: true };
  // A double keeps fifteen digits: a longer number has lost its last ones.
  if (Math.abs(number) >= 10 ** DIGITS) return { text: number.toExponential().toUpperCase(), isNumber: true };
  return { text: plain(Number(number.toPrecision(DIGITS))), isNumber: true };
}

const DIGITS = 15;

function plain(number: number): string {
  const text = String(number);
  return text.includes('e') ? number.toFixed(12).replace(/\.?0+$/, '') : text;
}

// Day 60 is 29 February 1900 in Excel, which never was: days before it are none of a statement.
function dayText(serial: number, from1904: boolean): string | null {
  const days = Math.floor(serial) + (from1904 ? 1462 : 0);
  if (days < 61 || days > 110_000) return null;
  return new Date(Date.UTC(1899, 11, 30) + days * 86_400_000).toISOString().slice(0, 10);
}
