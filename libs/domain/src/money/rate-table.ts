import { z } from 'zod';
import { addDays, type IsoDate } from '../calendar/dates.ts';
import { format, refuse } from '../refusals/schema-issues.ts';

const isoDate = z.iso.date(format('date'));

/**
 * One row of a dated table: the rate from a day to a day, both included, where it was read, and since when it stands
 * there.
 */
export const rateRowSchema = z.object({
  from: isoDate,
  until: isoDate,
  /** Percent a year, a decimal string; a reference rate can be below zero. */
  percent: z.string().regex(/^-?\d{1,6}(\.\d{1,8})?$/, format('rate')),
  source: z.string().min(1).max(400),
  /** The day on which the source's own rate took effect (a decision of the central bank, say). */
  effectiveOn: isoDate,
});
export type RateRow = z.infer<typeof rateRowSchema>;

/**
 * A table as an organization may bring it: rows in the order of their days, none overlapping. Gaps are days for which
 * no rate is known.
 */
export const rateTableSchema = z
  .array(rateRowSchema)
  .max(2000)
  .superRefine((rows, context) => {
    for (const [index, row] of rows.entries()) {
      const before = rows[index - 1];
      if (row.until < row.from)
        refuse(context, [index, 'until'], {
          code: 'rate-row-ends-first',
          values: { from: row.from, until: row.until },
        });
      if (before && row.from <= before.until)
        refuse(context, [index, 'from'], {
          code: 'rate-rows-overlap',
          values: { from: row.from, beforeUntil: before.until },
        });
    }
  });
export type RateTable = readonly RateRow[];

/** The row that holds on a day, or null where the table knows none. */
export function rateOn(table: RateTable, on: IsoDate): RateRow | null {
  return table.find((row) => row.from <= on && on <= row.until) ?? null;
}

/**
 * The last day until which a table knows a rate for every day from `on`; null where it knows none for that day itself.
 */
export function knownUntil(table: RateTable, on: IsoDate): IsoDate | null {
  let until: IsoDate | null = null;
  for (let row = rateOn(table, on); row; row = rateOn(table, addDays(row.until, 1))) until = row.until;
  return until;
}

/** A table completed by further rows (an organization's own): where both know a day, the further row is taken. */
export function withRates(table: RateTable, further: RateTable): RateTable {
  if (further.length === 0) return table;
  const kept = table.flatMap((row) => without(row, further));
  return [...kept, ...further].sort((a, b) => (a.from < b.from ? -1 : 1));
}

// The days of a row that no further row knows: the row itself, cut, or several pieces of it.
function without(row: RateRow, further: RateTable): RateRow[] {
  let pieces = [row];
  for (const own of further) {
    pieces = pieces.flatMap((piece) =>
      own.until < piece.from || own.from > piece.until
        ? [piece]
        : [
            ...(piece.from < own.from ? [{ ...piece, until: addDays(own.from, -1) }] : []),
            ...(own.until < piece.until ? [{ ...piece, from: addDays(own.until, 1) }] : []),
          ],
    );
  }
  return pieces;
}
