import { decimalAmount } from '@puntual/domain/money/amount';
import type { BankLine } from '../../receipts/bank-line.ts';
import { saysReturned } from './says-returned.ts';

/** What the formats besides ISO 20022 say of a movement. */
export interface PlainMovement
  extends
    Pick<BankLine, 'line' | 'account' | 'bookedOn' | 'currency' | 'direction' | 'text'>,
    Partial<
      Pick<
        BankLine,
        | 'entryRef'
        | 'transactionRef'
        | 'endToEndId'
        | 'payer'
        | 'payerAccount'
        | 'reversal'
        | 'returned'
        | 'booked'
        | 'instructed'
        | 'method'
        | 'mandateId'
        | 'creditorReference'
        | 'returnReason'
        | 'charges'
        | 'batch'
      >
    > {
  readonly amountMinor: bigint;
}

/**
 * A movement with nothing where its format says nothing. A debit whose text says so is a payment that came back: else
 * the money would be gone, and its invoice stand as paid.
 */
export function bankLineOf({ amountMinor, ...said }: PlainMovement): BankLine {
  return {
    instructed: null,
    reversal: false,
    booked: true,
    entryRef: null,
    transactionRef: null,
    endToEndId: null,
    payer: null,
    payerAccount: null,
    documents: [],
    ...said,
    returned: said.returned === true || (said.direction === 'debit' && saysReturned(said.text)),
    text: said.text.slice(0, MOST_TEXT),
    amount: decimalAmount(amountMinor, said.currency),
  };
}

const MOST_TEXT = 1500;
