/**
 * The rules that waive open charges with their invoice, and by which they are owed again. Charges that a person waived,
 * and those of a cancelled invoice, are never owed again.
 */
export const FALLEN_BECAUSE = ['principal-paid', 'given-up', 'small-balance', 'credited'] as const;
export type FallenBecause = (typeof FALLEN_BECAUSE)[number];

/** Why charges fall when nothing of the principal is open any more. */
export type FallsBecause = Exclude<FallenBecause, 'small-balance'>;

/**
 * The cause of a waiver by rule in the ledger. The entry that reverses the waiver has the same cause, so that the sum
 * of both is what is still waived.
 */
export function fallenCause(because: FallenBecause, chargeId: string): string {
  return `${because}:${chargeId}`;
}

/** The rule that a waiver's cause names; null for any other cause: a person, a cancellation, a message that bounced. */
export function readFallenCause(cause: string): FallenBecause | null {
  return FALLEN_BECAUSE.find((because) => cause.startsWith(`${because}:`)) ?? null;
}

/**
 * Whether a waived charge is owed again. One that was waived with the principal is, as soon as any of the principal is
 * open, for whatever reason; one that was waived with a small balance is also when money that paid the invoice was
 * taken away (`moneyGone`). One that was waived because the claim was given up or credited is also when the claim is
 * settled by something else now (`fallsBecause`). The order of events makes no difference. `openMinor`: the open
 * principal.
 */
export function isOwedAgain(
  because: FallenBecause,
  invoice: {
    readonly openMinor: bigint;
    readonly moneyGone: boolean;
    readonly fallsBecause?: FallsBecause;
  },
): boolean {
  switch (because) {
    case 'principal-paid':
      return invoice.openMinor > 0n;
    case 'given-up':
    case 'credited':
      return invoice.openMinor > 0n || (invoice.fallsBecause !== undefined && invoice.fallsBecause !== because);
    case 'small-balance':
      return invoice.openMinor > 0n || invoice.moneyGone;
  }
}
