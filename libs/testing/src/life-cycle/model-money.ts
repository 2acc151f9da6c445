/** One payment or credit note in the model: its amount, and how much of it is allocated to which invoice. */
export interface ModelMoney {
  readonly id: string;
  readonly of: 'payment' | 'credit-note';
  readonly minor: bigint;
  readonly forInvoice: string;
  readonly on: Map<string, bigint>;
  reversed: boolean;
}

/** One claim in the model. `status`: as `InvoiceStatus` names it; of a claim with nothing open, what settles it now. */
export interface ModelClaim {
  readonly id: string;
  status: 'open' | 'paid' | 'credited' | 'cancelled' | 'written-off';
  totalMinor: bigint;
  forgivenMinor: bigint;
  cancelled: boolean;
}

/** The open amount of a claim: its total less the forgiven amount and the allocated money. */
export function openMinorOf(claim: ModelClaim, money: readonly ModelMoney[]): bigint {
  return claim.cancelled ? 0n : claim.totalMinor - claim.forgivenMinor - onClaim(claim.id, money);
}

/** The customer's credit: money that is allocated to no claim. */
export function creditOf(money: readonly ModelMoney[]): bigint {
  return money.filter((each) => !each.reversed).reduce((sum, each) => sum + unusedOf(each), 0n);
}

/** Allocates new money to its claim, up to the open amount; the rest waits for that claim. */
export function putMoney(claim: ModelClaim, money: ModelMoney[], added: ModelMoney): void {
  money.push(added);
  fillClaim(claim, money);
}

/** Allocates waiting money of a claim to it, the oldest first, up to the open amount. */
export function fillClaim(claim: ModelClaim, money: readonly ModelMoney[]): void {
  for (const each of money) {
    const open = openMinorOf(claim, money);
    const unused = each.reversed || each.forInvoice !== claim.id ? 0n : unusedOf(each);
    const minor = unused < open ? unused : open;
    if (minor <= 0n) continue;
    each.on.set(claim.id, (each.on.get(claim.id) ?? 0n) + minor);
    standClaim(claim, money);
  }
}

/** Removes the excess from a claim that became smaller: first the forgiven amount, then money, the newest first. */
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

/** Brings a claim's status in line with what is open of it and what settles it. */
export function standClaim(claim: ModelClaim, money: readonly ModelMoney[]): void {
  if (claim.cancelled) claim.status = 'cancelled';
  else if (openMinorOf(claim, money) > 0n) claim.status = 'open';
  else claim.status = settledBy(claim, money);
}

function settledBy(claim: ModelClaim, money: readonly ModelMoney[]): ModelClaim['status'] {
  // A rest of less than a tenth that a person let go does not make a paid claim a lost one.
  if (claim.forgivenMinor > 0n && claim.forgivenMinor * 10n >= claim.totalMinor) return 'written-off';
  return money.some((each) => each.of === 'payment' && (each.on.get(claim.id) ?? 0n) > 0n) ? 'paid' : 'credited';
}
