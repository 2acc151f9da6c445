/**
 * Divides `minor` units by shares so that every unit is given away: each part is its exact share rounded down (towards zero), and the units left go one each to
 * the largest remainders, the first of equals. `allocate(100n, [1n, 1n, 1n])` is [34, 33, 33]. Works for sums below zero (the parts are then at most zero).
 * Throws a RangeError for a share below zero, or when there is no share to give to.
 */
export function allocate(minor: bigint, shares: readonly bigint[]): bigint[] {
  const total = shares.reduce((sum, share) => sum + share, 0n);
  if (shares.some((share) => share < 0n)) throw new RangeError('a share is never below zero');
  if (total === 0n) throw new RangeError('there is no share to allocate to');
  const sign = minor < 0n ? -1n : 1n;
  const size = minor * sign;
  const parts = shares.map((share) => (size * share) / total);
  let left = size - parts.reduce((sum, part) => sum + part, 0n);
  const byRemainder = shares
    .map((share, index) => ({ index, remainder: (size * share) % total }))
    .filter(({ remainder }) => remainder > 0n)
    .sort((a, b) => (b.remainder > a.remainder ? 1 : b.remainder < a.remainder ? -1 : a.index - b.index));
  for (const { index } of byRemainder) {
    if (left === 0n) break;
    parts[index] = (parts[index] ?? 0n) + 1n;
    left -= 1n;
  }
  return parts.map((part) => part * sign);
}

/** Fills claims one after the other (oldest first, as they are given) from `minor` units: what each gets, and what is left when all are full. */
export function allocateInOrder(
  minor: bigint,
  claims: readonly bigint[],
): { readonly parts: bigint[]; readonly leftMinor: bigint } {
  let leftMinor = minor > 0n ? minor : 0n;
  const parts = claims.map((claim) => {
    const part = claim < leftMinor ? (claim > 0n ? claim : 0n) : leftMinor;
    leftMinor -= part;
    return part;
  });
  return { parts, leftMinor };
}
