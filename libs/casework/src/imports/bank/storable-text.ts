import type { BankLine } from '../../receipts/bank-line.ts';

/** Text without NUL and lone surrogates, which Postgres stores in no text. */
export function storable(text: string): string {
  return text.replace(/[\0\p{Cs}]/gu, ' ');
}

/** A movement with texts that can be stored. */
export function withStorableText(line: BankLine): BankLine {
  const orNull = (text: string | null) => (text === null ? null : storable(text));
  return {
    ...line,
    text: storable(line.text),
    payer: orNull(line.payer),
    payerAccount: orNull(line.payerAccount),
    endToEndId: orNull(line.endToEndId),
    formerly: undefined,
  };
}
