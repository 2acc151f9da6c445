/** The value that `map` keeps under `key`, made on first use. A full map (`most` entries) is emptied first. */
export function rememberIn<Value>(map: Map<string, Value>, most: number, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  if (map.size >= most) map.clear();
  const made = make();
  map.set(key, made);
  return made;
}
