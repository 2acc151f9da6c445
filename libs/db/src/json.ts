/** JSON as it is stored: bigint as decimal text, dates as ISO text, undefined left out. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Makes a value storable as JSON: bigint becomes its decimal text. */
export function toJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner)) ?? 'null') as Json;
}
