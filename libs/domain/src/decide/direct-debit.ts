/** A payment of an invoice that was reversed. */
export interface ReversedPayment {
  /** How the payment was made, in the ERP's words; null when the ERP did not say. */
  readonly method: string | null;
}

/**
 * Whether a direct debit of the invoice failed: the invoice is then chased although its customer pays by direct debit.
 * Pure and total.
 */
export function hasDebitFailed(reversed: readonly ReversedPayment[]): boolean {
  return reversed.some(({ method }) => method === 'direct-debit');
}
