/**
 * Returns the value of `key` in `map`; a missing value is made and stored first. A full map (`most` entries) is
 * emptied.
 */
export function rememberIn<Value>(map: Map<string, Value>, most: number, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  if (map.size >= most) map.clear();
  const made = make();
  map.set(key, made);
  return made;
}
