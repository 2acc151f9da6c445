/** The late fee that a simulated message brings on one invoice, in minor units of its currency. */
export interface SimulatedFee {
  readonly invoiceId: string;
  readonly key: string;
  readonly currency: string;
  readonly minor: bigint;
}
