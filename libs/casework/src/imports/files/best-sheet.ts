import { UnreadableFile } from './line-fault.ts';
import type { JudgeHeader } from './read-csv.ts';
import { readSheets, type Sheet } from './read-xlsx.ts';
import type { Workbook } from './unpack.ts';

/** How many rows of a sheet are looked at for a header. */
const HEAD_ROWS = 41;

/** The sheet of a workbook with the best header among its first rows; of equals the first. */
export async function bestSheet(workbook: Workbook, judge: JudgeHeader): Promise<Sheet> {
  let best: { readonly sheet: Sheet; readonly known: number } | null = null;
  for (const sheet of await readSheets(workbook)) {
    let known = -1;
    let rows = 0;
    for await (const { cells } of sheet.rows()) {
      known = Math.max(known, judge(cells));
      if (++rows >= HEAD_ROWS) break;
    }
    if (best === null || known > best.known) best = { sheet, known };
  }
  if (best === null) throw new UnreadableFile(0, 'no-lines');
  return best.sheet;
}
