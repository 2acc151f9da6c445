import { prepend } from './decode-text.ts';
import { UnreadableFile } from './line-fault.ts';
import type { ZipEntry } from './zip-directory.ts';

const HEAD_BYTES = 2048;

// The first bytes of an OLE document (XLS, an XLSX with a password), and of a worksheet without one (Excel 2 to 4).
const OLE = 'd0cf11e0';
const BARE_SHEET = /^09(00(04|06)00|02(06|04)00|04(06|04)00|08(08|10|06|04)00)/;

/**
 * The stream as it is, unless it begins like a spreadsheet in a format that is not read: XLS of any age, an XLSX with a
 * password, or a page of HTML or XML that its program calls XLS. Then throws `UnreadableFile` (`old-spreadsheet`).
 */
export async function* refuseOtherSpreadsheet(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = bytes[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array();
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    head = Buffer.concat([head, next.value]);
    if (head.length >= HEAD_BYTES) break;
  }
  if (isOtherSpreadsheet(head)) throw new UnreadableFile(0, 'old-spreadsheet');
  if (head.length > 0) yield* prepend(head, iterator);
}

/** Whether an archive is a spreadsheet in a format that is not read: ODS, XLSB, or one of Apple's Numbers. */
export function isOtherWorkbook(directory: readonly ZipEntry[]): boolean {
  const has = (name: RegExp) => directory.some((entry) => name.test(entry.name));
  return has(/^\/?xl\/workbook\d*\.bin$/) || has(/\.iwa$/) || (has(/^mimetype$/) && has(/^content\.xml$/));
}

function isOtherSpreadsheet(head: Uint8Array): boolean {
  const hex = Buffer.from(head.subarray(0, 4)).toString('hex');
  if (hex === OLE || BARE_SHEET.test(hex)) return true;
  // Without the zeros of UTF-16 and the marks of encodings.
  const start = Buffer.from(head)
    .toString('latin1')
    .replaceAll('\0', '')
    .replace(/^[\s\xef\xbb\xbf\xfe\xff]+/, '');
  if (/^<(!doctype\s+html|html|head|meta|style|table|body)\b/i.test(start)) return true;
  return (
    start.startsWith('<') && /progid="Excel\.Sheet"|urn:schemas-microsoft-com:office:(spreadsheet|excel)/.test(start)
  );
}
