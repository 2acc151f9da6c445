/**
 * What an ERP stated of an invoice, a payment or a credit note, by the name of the field in its event; amounts as minor
 * units. A field that was left out is missing.
 */
export type StatedFacts = Readonly<Record<string, string>>;

/**
 * The fields in which `again` differs both from what was stated at `first` and from what holds `now`. A field of which
 * only `now` is known (rows of older versions have no `first`) is compared with that. Pure and total.
 */
export function differingFields(again: StatedFacts, first: StatedFacts | null, now: StatedFacts): string[] {
  const fields = first === null ? Object.keys(now) : [...new Set([...Object.keys(again), ...Object.keys(first)])];
  return fields
    .filter((field) => {
      const value = again[field] ?? '';
      return value !== (now[field] ?? null) && (first === null || value !== (first[field] ?? ''));
    })
    .sort();
}

/** The fields that have a value. */
export function statedFacts(
  fields: Readonly<Record<string, string | bigint | number | null | undefined>>,
): StatedFacts {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, value]) =>
      value === null || value === undefined || value === '' ? [] : [[field, String(value)]],
    ),
  );
}
