import type { FieldNames } from './field-names.ts';
import { plainName } from './plain-name.ts';
import { quoted, UnreadableFile } from './line-fault.ts';
import { chosenMapping } from './ready-mappings/choose-mapping.ts';
import type { ReadyMapping } from './ready-mappings/ready-mapping.ts';
import type { ColumnOfField, ColumnRef, IgnoredBecause, PlannedColumn, TablePlan } from './table.ts';

/** The word with which a caller switches a column off, in place of a field. */
export const IGNORE = 'ignore';

/** What a caller says of the columns of a file. */
export interface ColumnWishes {
  /**
   * Column to field, or to `IGNORE`. A column is its name in the header, or its position written as "#3", which also
   * tells columns of the same name apart.
   */
  readonly columns: Readonly<Record<string, string>>;
  /** The name of a ready-made mapping; `auto` chooses one by the header, `none` uses none. */
  readonly mapping: string;
}

/** A header to read the rows under it with. */
export interface HeaderToPlan {
  readonly kind: ReadyMapping['kind'];
  readonly fields: FieldNames;
  readonly wishes: ColumnWishes;
}

/**
 * Decides from which column each field is read: the one that the caller names, else the one of the ready-made mapping,
 * else the one with the best of the field's names. Throws `UnreadableFile` (`column-twice`) when two columns claim one
 * field with equal right.
 */
export function planColumns(
  header: { readonly line: number; readonly cells: readonly string[] },
  { kind, fields, wishes }: HeaderToPlan,
): TablePlan {
  const columns = header.cells.map((name, index): ColumnRef => ({ index, name: name.trim() }));
  const names = columns.map(({ name }) => plainName(name));
  const mapping = chosenMapping(kind, wishes.mapping, names);
  const wished = wishesByPosition(wishes.columns, names);
  const ofField = new Map<string, ColumnRef>();
  const claim = (field: string, claimants: readonly ColumnRef[]) => {
    const [first, second] = claimants;
    if (!first || ofField.has(field)) return;
    if (second) throw new UnreadableFile(header.line, 'column-twice', valuesOf(field, [first, second]));
    ofField.set(field, first);
  };
  for (const field of new Set(wished.values()))
    if (field !== IGNORE)
      claim(
        field,
        columns.filter(({ index }) => wished.get(index) === field),
      );
  const ofMapping = ({ index }: ColumnRef) => (wished.has(index) ? undefined : mapping?.columns[names[index] ?? '']);
  // The columns of a mapping stand in its order: "Invoice date" goes before "Date".
  for (const [name, field] of Object.entries(mapping?.columns ?? {}))
    if (field !== null)
      claim(
        field,
        columns.filter((column) => names[column.index] === name && !wished.has(column.index)),
      );
  const isFree = (column: ColumnRef) =>
    names[column.index] !== '' && !wished.has(column.index) && ofMapping(column) === undefined;
  for (const [field, ranks] of Object.entries(fields))
    for (const rank of ranks)
      claim(
        field,
        columns.filter((column) => isFree(column) && rank.includes(names[column.index] ?? '')),
      );
  const known = new Set([
    ...Object.values(fields).flatMap((ranks) => ranks.flat()),
    ...Object.keys(mapping?.columns ?? {}),
  ]);
  return {
    headerLine: header.line,
    mapping: mapping?.name ?? null,
    dates: mapping?.dates ?? null,
    columns: columns.map((column) =>
      plannedOf(column, {
        ofField,
        isKnown: known.has(names[column.index] ?? ''),
        isSwitchedOff: wished.get(column.index) === IGNORE,
        isOfMapping: ofMapping(column) === null,
      }),
    ),
    ofField,
  };
}

/** How many fields a record's cells name: of titles and data hardly any, of a header most. */
export function countKnownNames(cells: readonly string[], { kind, fields, wishes }: HeaderToPlan): number {
  const names = new Set(cells.map(plainName).filter((name) => name !== ''));
  const wished = new Set(Object.keys(wishes.columns).map(plainName));
  const mapping = chosenMapping(kind, wishes.mapping, [...names]);
  const known = new Set(Object.values(fields).flatMap((ranks) => ranks.flat()));
  return [...names].filter((name) => known.has(name) || wished.has(name) || mapping?.columns[name]).length;
}

function wishesByPosition(
  wishes: Readonly<Record<string, string>>,
  names: readonly string[],
): ReadonlyMap<number, string> {
  const byPosition = new Map<number, string>();
  const byName = new Map<string, string>();
  for (const [column, field] of Object.entries(wishes)) {
    const position = /^#(\d{1,4})$/.exec(column.trim())?.[1];
    if (position !== undefined) byPosition.set(Number(position) - 1, field);
    else byName.set(plainName(column), field);
  }
  names.forEach((name, index) => {
    const field = byName.get(name);
    if (field !== undefined && !byPosition.has(index)) byPosition.set(index, field);
  });
  return byPosition;
}

function plannedOf(
  { index, name }: ColumnRef,
  known: {
    readonly ofField: ColumnOfField;
    readonly isKnown: boolean;
    readonly isSwitchedOff: boolean;
    readonly isOfMapping: boolean;
  },
): PlannedColumn {
  const field = [...known.ofField].find(([, column]) => column.index === index)?.[0] ?? null;
  const because = (): IgnoredBecause => {
    if (known.isSwitchedOff) return 'switched-off';
    if (plainName(name) === '') return 'unnamed';
    if (known.isOfMapping) return 'mapping';
    return known.isKnown ? 'other-column' : 'no-field';
  };
  return { position: index + 1, name: quoted(name), field, because: field === null ? because() : null };
}

function valuesOf(field: string, columns: readonly ColumnRef[]): Record<string, string> {
  const [first = '', second = ''] = columns.map(({ index, name }) => `"${quoted(name)}" (#${index + 1})`);
  return { field, first, second };
}
