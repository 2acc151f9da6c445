/**
 * Why open charges fall away with their invoice and come back with it; what a person waives, and the charges of a
 * cancelled invoice, stay away.
 */
export const FALLEN_BECAUSE = ['principal-paid', 'given-up', 'small-balance'] as const;
export type FallenBecause = (typeof FALLEN_BECAUSE)[number];

/**
 * The cause of a waiver by rule in the ledger. The entry that takes it back carries the same one, so that the two are
 * each other's and their sum is what still stands.
 */
export function fallenCause(because: FallenBecause, chargeId: string): string {
  return `${because}:${chargeId}`;
}

/** The rule that a waiver's cause names; null for any other cause: a person, a cancellation, a message that bounced. */
export function readFallenCause(cause: string): FallenBecause | null {
  return FALLEN_BECAUSE.find((because) => cause.startsWith(`${because}:`)) ?? null;
}

/**
 * Whether a charge that fell away is owed again: what fell with the principal as soon as anything of that is open,
 * whatever opened it; a rest that was too little to chase also when money is gone that had made it so little
 * (`moneyGone`). It depends on what stands, not on what came last, so the order of events makes no difference.
 * `openMinor`: of the principal.
 */
export function isOwedAgain(
  because: FallenBecause,
  invoice: { readonly openMinor: bigint; readonly moneyGone: boolean },
): boolean {
  switch (because) {
    case 'principal-paid':
    case 'given-up':
      return invoice.openMinor > 0n;
    case 'small-balance':
      return invoice.openMinor > 0n || invoice.moneyGone;
  }
}
