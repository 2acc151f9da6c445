import { decimalAmount } from '@puntual/domain/money/amount';
import type { BankLine } from '../../receipts/bank-line.ts';

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

/** A movement with nothing where its format says nothing. */
export function bankLineOf({ amountMinor, ...said }: PlainMovement): BankLine {
  return {
    instructed: null,
    reversal: false,
    returned: false,
    booked: true,
    entryRef: null,
    transactionRef: null,
    endToEndId: null,
    payer: null,
    payerAccount: null,
    documents: [],
    ...said,
    text: said.text.slice(0, MOST_TEXT),
    amount: decimalAmount(amountMinor, said.currency),
  };
}

const MOST_TEXT = 1500;
