import type {
  AmendInvoice,
  CancelInvoice,
  IssueInvoice,
  ReceiveCreditNote,
  ReceivePayment,
  RefundCredit,
  ReversePayment,
} from '@puntual/domain/ledger/ledger-command';

/** Who issues the commands of tests: the ERP, for the customer `C` of `sampleBooks`. */
const BY_ERP = { actor: 'erp', cause: 'event:1', customerId: 'C' } as const;

/** The day on which money comes in tests that name no other. */
const PAY_DAY = '2026-03-05';

/** Amounts in minor units of what a remittance names, by the ERP's id of the invoice. */
type Remitted = Readonly<Record<string, bigint>>;

/** Issues an invoice in EUR that is due on 2026-03-31. */
export function issue(invoiceId: string, totalMinor: bigint, more: Partial<IssueInvoice> = {}): IssueInvoice {
  return {
    ...BY_ERP,
    type: 'issue-invoice',
    invoiceId,
    number: `F-2026/${invoiceId}`,
    purchaseOrder: null,
    currency: 'EUR',
    totalMinor,
    issuedOn: '2026-03-01',
    dueOn: '2026-03-31',
    documentUrl: null,
    paymentUrl: null,
    earlyPayment: null,
    ...more,
  };
}

/** A transfer without a reference. */
export function pay(
  paymentId: string,
  amountMinor: bigint,
  to: Remitted = {},
  more: Partial<ReceivePayment> = {},
): ReceivePayment {
  return {
    ...BY_ERP,
    type: 'receive-payment',
    paymentId,
    currency: 'EUR',
    amountMinor,
    on: PAY_DAY,
    remittance: remittance(to),
    reference: '',
    method: 'transfer',
    ...more,
  };
}

/** A credit note that names its invoices. */
export function credit(
  creditNoteId: string,
  amountMinor: bigint,
  to: Remitted = {},
  more: Partial<ReceiveCreditNote> = {},
): ReceiveCreditNote {
  return {
    ...BY_ERP,
    type: 'receive-credit-note',
    creditNoteId,
    currency: 'EUR',
    amountMinor,
    on: PAY_DAY,
    remittance: remittance(to),
    ...more,
  };
}

/** Amends the invoice A at midday of 2026-03-06. */
export function amend(revision: number, more: Partial<AmendInvoice> = {}): AmendInvoice {
  return { ...BY_ERP, type: 'amend-invoice', invoiceId: 'A', revision, at: Date.UTC(2026, 2, 6, 12), ...more };
}

/** Cancels an invoice at half past eleven in the evening of 2026-03-06 in London: the day after in Madrid. */
export function cancel(invoiceId: string, more: Partial<CancelInvoice> = {}): CancelInvoice {
  return { ...BY_ERP, type: 'cancel-invoice', invoiceId, at: Date.UTC(2026, 2, 6, 23, 30), ...more };
}

/** Reverses a payment as a whole on 2026-03-20. */
export function reverse(paymentId: string, more: Partial<ReversePayment> = {}): ReversePayment {
  return { ...BY_ERP, type: 'reverse-payment', paymentId, on: '2026-03-20', ...more };
}

/** Pays credit back on 2026-03-22, whatever credit it is. */
export function refund(refundId: string, amountMinor: bigint, more: Partial<RefundCredit> = {}): RefundCredit {
  return {
    ...BY_ERP,
    type: 'refund-credit',
    refundId,
    currency: 'EUR',
    amountMinor,
    on: '2026-03-22',
    from: null,
    ...more,
  };
}

function remittance(to: Remitted): ReceivePayment['remittance'] {
  return Object.entries(to).map(([invoiceId, minor]) => ({ invoiceId, minor }));
}
