/** JSON as stored: bigint as decimal text, dates as ISO text, undefined omitted. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Converts a value to storable JSON: bigint becomes its decimal text. */
export function toJson(value: unknown): Json {
  return JSON.parse(
    JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner)) ?? 'null',
  ) as Json;
}

/**
 * The same text for equal values: keys in order of their code units, no spaces. Hashes are computed over it, because
 * `jsonb` does not keep the order of keys.
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const parts = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
  return `{${parts.join(',')}}`;
}
