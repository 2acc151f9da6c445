import type { Tx } from '@puntual/db/database';
import type { FileLine } from './file-lines.ts';
import type { FoundCustomer, NamedCustomer } from './files/read-invoice.ts';

/** Finds the customers that rows name, among those that are known. */
export interface CustomerFinder {
  /** The customer of a row. With nothing but an id or a tax id, an unknown customer has that id. */
  readonly find: (named: NamedCustomer) => FoundCustomer;
  /** Whether a customer has the id. */
  readonly isKnown: (customerId: string) => boolean;
}

/** The longest id of digits whose lost zeros are looked for. */
const MOST_DIGITS = 16;

/** Finds the known customers that the cells of rows name by id, tax id or name. */
export async function findCustomers(tx: Tx, lines: readonly FileLine[]): Promise<CustomerFinder> {
  const cells = cellsOf(lines);
  const ids = [...new Set([...cells.ids, ...cells.ids.flatMap(withZeros)])];
  const taxIds = [...new Set(cells.taxIds.flatMap(taxIdsOf))];
  const names = [...new Set(cells.names.flatMap((name) => [nameKey(name), asciiKey(name)]))];
  if (ids.length + taxIds.length + names.length === 0) return finderOf([]);
  const rows = await tx.$queryRaw<KnownCustomer[]>`
    SELECT c.customer_id AS "customerId", c.tax_id AS "taxId", c.name, m.customer_id AS "mergedInto"
    FROM customer c
    LEFT JOIN customer m ON m.id = c.merged_into
    WHERE c.customer_id = ANY(${ids}::text[])
      OR regexp_replace(upper(c.tax_id), '[^A-Z0-9]', '', 'g') = ANY(${taxIds}::text[])
      OR regexp_replace(lower(c.name), '[-[:space:].,;:''"]', '', 'g') = ANY(${names}::text[])
    LIMIT 20000`;
  return finderOf(rows);
}

interface KnownCustomer {
  readonly customerId: string;
  readonly taxId: string | null;
  readonly name: string;
  /** The customer (the ERP's id) that this one was merged into, whom its name and tax id mean since then. */
  readonly mergedInto: string | null;
}

function finderOf(known: readonly KnownCustomer[]): CustomerFinder {
  const byId = new Set(known.map((row) => row.customerId));
  const byTaxId = grouped(known, (row) => (row.taxId === null ? [] : taxIdsOf(row.taxId)));
  const byName = grouped(known, (row) => [nameKey(row.name)]);
  const ofId = (id: string): FoundCustomer => {
    const padded = byId.has(id) ? undefined : withZeros(id).find((each) => byId.has(each));
    return padded === undefined ? { customerId: id } : { code: 'zeros-stripped', known: padded };
  };
  const only = (ids: ReadonlySet<string> | undefined): FoundCustomer | null => {
    const [first, ...others] = ids ?? [];
    if (first === undefined) return null;
    return others.length > 0 ? { code: 'ambiguous-customer' } : { customerId: first };
  };
  return {
    isKnown: (id) => byId.has(id),
    find: ({ id, idOrName, taxId, name }) => {
      if (id !== undefined) return ofId(id);
      if (idOrName !== undefined) {
        const byOwnId = ofId(idOrName);
        if (byId.has(idOrName) || !('customerId' in byOwnId)) return byOwnId;
        return only(byName.get(nameKey(idOrName))) ?? asNewId(idOrName);
      }
      const tied =
        taxId === undefined
          ? null
          : (only(firstOf(byTaxId, taxIdsOf(taxId))) ?? (byId.has(taxId) ? ofId(taxId) : null));
      if (tied) return tied;
      const called = name === undefined ? null : only(byName.get(nameKey(name)));
      if (called) return called;
      return taxId === undefined ? { code: 'unknown-customer' } : ofId(taxId);
    },
  };
}

// An id that no customer has yet. A text with spaces is a name.
function asNewId(text: string): FoundCustomer {
  return /[\s/]/.test(text) ? { code: 'unknown-customer' } : { customerId: text };
}

function firstOf<T>(map: ReadonlyMap<string, T>, keys: readonly string[]): T | undefined {
  return keys.flatMap((key) => map.get(key) ?? [])[0];
}

function grouped(
  rows: readonly KnownCustomer[],
  keysOf: (row: KnownCustomer) => readonly string[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const groups = new Map<string, Set<string>>();
  for (const row of rows)
    for (const key of keysOf(row))
      groups.set(key, (groups.get(key) ?? new Set()).add(row.mergedInto ?? row.customerId));
  return groups;
}

function cellsOf(lines: readonly FileLine[]): Readonly<Record<'ids' | 'taxIds' | 'names', string[]>> {
  const found = { ids: [] as string[], taxIds: [] as string[], names: [] as string[] };
  for (const line of lines) {
    if (line.kind !== 'row') continue;
    const cell = (field: string) => line.row.cells[line.plan.ofField.get(field)?.index ?? -1] || [];
    const taxIds = [cell('customerTaxId'), cell('taxId')].flat();
    found.ids.push(...[cell('customerId'), cell('customer'), taxIds].flat());
    found.taxIds.push(...taxIds);
    found.names.push(...[cell('customer'), cell('customerName'), cell('name'), line.group ?? []].flat());
  }
  return found;
}

// The ids that are this one with zeros in front, which a spreadsheet strips of numbers.
function withZeros(id: string): string[] {
  if (!/^[1-9]\d*$/.test(id)) return [];
  return Array.from({ length: Math.max(0, MOST_DIGITS - id.length) }, (_, more) => '0'.repeat(more + 1) + id);
}

// A tax id without punctuation, with and without the country in front.
function taxIdsOf(text: string): string[] {
  const plain = text.toUpperCase().replace(/[^A-Z0-9]/g, '');
  if (plain.length < 5) return [];
  const bare = /^[A-Z]{2}(?=[A-Z]?\d{7,})/.exec(plain) ? plain.slice(2) : plain;
  return bare === plain ? [plain, `ES${plain}`] : [plain, bare];
}

const NAME_MARKS = /[-\s.,;:'"]/g;

function nameKey(name: string): string {
  return name.toLowerCase().replace(NAME_MARKS, '');
}

// As a database without rules for letters beyond ASCII has it.
function asciiKey(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase()).replace(NAME_MARKS, '');
}
