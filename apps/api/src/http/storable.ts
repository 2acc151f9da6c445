/** Greater than the depth of any value that the API accepts. */
const DEEPEST = 50;

/**
 * Whether Postgres can store a JSON value: no text contains NUL or half of a surrogate pair, and the value is not
 * nested deeper than the limit.
 */
export function isStorable(value: unknown, depth = 0): boolean {
  if (depth > DEEPEST) return false;
  if (typeof value === 'string') return !value.includes('\u0000') && !/\p{Cs}/u.test(value);
  if (Array.isArray(value)) return value.every((inner) => isStorable(inner, depth + 1));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).every(([key, inner]) => isStorable(key) && isStorable(inner, depth + 1));
  return true;
}
