/** An organization as use cases name it: its row id and its slug. */
export interface OrganizationRef {
  readonly id: string;
  readonly slug: string;
}

/** One invoice's case. */
export interface CaseRef {
  readonly organizationId: string;
  readonly slug: string;
  /** Row id of the invoice. */
  readonly invoiceRowId: string;
}

/** The contact with one customer. */
export interface ContactRef {
  readonly organizationId: string;
  readonly slug: string;
  /** Row id of the customer. */
  readonly customerRowId: string;
}

/** The cause in a signal to a case. It holds no state: whatever the cause, the case reads the facts again. */
export type CaseSignal = 'payment' | 'amendment' | 'hold' | 'task' | 'contact' | 'placement' | 'policy';
