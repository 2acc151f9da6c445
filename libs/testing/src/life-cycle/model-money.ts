/** One payment or credit note in the model: what came, and what of it is on which invoice. */
export interface ModelMoney {
  readonly id: string;
  readonly of: 'payment' | 'credit-note';
  readonly minor: bigint;
  readonly forInvoice: string;
  readonly on: Map<string, bigint>;
  reversed: boolean;
}

/** One claim in the model. */
export interface ModelClaim {
  readonly id: string;
  totalMinor: bigint;
  forgivenMinor: bigint;
  cancelled: boolean;
}

/** What is open of a claim: its total, less what was forgiven and what money is on it. */
export function openMinorOf(claim: ModelClaim, money: readonly ModelMoney[]): bigint {
  return claim.cancelled ? 0n : claim.totalMinor - claim.forgivenMinor - onClaim(claim.id, money);
}

/** What the customer has overpaid: money that is on no claim. */
export function creditOf(money: readonly ModelMoney[]): bigint {
  return money.filter((each) => !each.reversed).reduce((sum, each) => sum + unusedOf(each), 0n);
}

/** Puts new money on its claim, as much as is open there. */
export function putMoney(claim: ModelClaim, money: ModelMoney[], added: ModelMoney): void {
  const open = openMinorOf(claim, money);
  money.push(added);
  const minor = added.minor < open ? added.minor : open;
  if (minor > 0n) added.on.set(claim.id, minor);
}

/** Takes what is too much off a claim that shrank: first what was forgiven, then money, the newest first. */
export function shrinkClaim(claim: ModelClaim, money: readonly ModelMoney[], tooMuchMinor: bigint): void {
  let left = tooMuchMinor;
  const take = (there: bigint): bigint => {
    const taken = there < left ? there : left;
    left -= taken;
    return taken;
  };
  if (left > 0n) claim.forgivenMinor -= take(claim.forgivenMinor);
  for (const each of [...money].reverse()) {
    const there = each.on.get(claim.id) ?? 0n;
    if (left > 0n && there > 0n) each.on.set(claim.id, there - take(there));
  }
}

function onClaim(claimId: string, money: readonly ModelMoney[]): bigint {
  return money.reduce((sum, each) => sum + (each.on.get(claimId) ?? 0n), 0n);
}

function unusedOf(money: ModelMoney): bigint {
  return money.minor - [...money.on.values()].reduce((sum, minor) => sum + minor, 0n);
}

/** How a claim stands: as `InvoiceStatus` names it. */
export function statusOf(
  claim: ModelClaim,
  money: readonly ModelMoney[],
): 'open' | 'paid' | 'credited' | 'cancelled' | 'written-off' {
  if (claim.cancelled) return 'cancelled';
  if (openMinorOf(claim, money) > 0n) return 'open';
  if (claim.forgivenMinor > 0n) return 'written-off';
  return money.some((each) => each.of === 'payment' && (each.on.get(claim.id) ?? 0n) > 0n) ? 'paid' : 'credited';
}
