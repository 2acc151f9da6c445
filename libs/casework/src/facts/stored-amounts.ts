/**
 * Stored JSON with its amounts as bigint again. By the rule for names, exactly the amounts in minor units end in
 * `Minor`: one amount, or amounts by currency.
 */
export function restoreAmounts(value: unknown, isAmount = false): unknown {
  if (isAmount && typeof value === 'string') return BigInt(value);
  if (Array.isArray(value)) return value.map((item) => restoreAmounts(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, restoreAmounts(field, isAmount || /minor$/i.test(name))]),
  );
}
