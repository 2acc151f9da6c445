import { chargesMinor, minorOf, moneyOf, type Money, type statedCharges } from './bank-money.ts';
import { AMOUNT_KINDS, type AmountKind, type Transaction } from './transaction.ts';

/** A transaction's amount and side, as the bank booked it. */
export interface BookedAmount {
  readonly money: Money;
  readonly direction: 'credit' | 'debit';
}

/** The entry that lists the transactions. */
export interface BookedEntry {
  readonly amount: Money;
  readonly direction: 'credit' | 'debit';
  readonly charges: ReturnType<typeof statedCharges>;
}

/**
 * The booked amounts of a batch: those of its transactions' amounts, in the entry's currency, that add up to the entry,
 * with or without its charges. Banks state the booked amount in different elements, so the kinds of amounts are tried
 * in turn. `unreadable` names the first text that is no amount; null: nothing adds up.
 */
export function batchAmounts(
  entry: BookedEntry,
  transactions: readonly Transaction[],
): readonly BookedAmount[] | { readonly unreadable: string } | null {
  for (const first of AMOUNT_KINDS) {
    const read = transactions.map((transaction) => amountOf(transaction, entry.amount.currency, first));
    const wrong = read.find((money) => money !== null && minorOf(money) === null);
    if (wrong) return { unreadable: wrong.amount };
    const amounts = read.flatMap((money) => money ?? []);
    if (amounts.length < transactions.length) continue;
    // Some banks give the payer's side of a transaction instead of the account's; the entry's side then counts.
    for (const sided of [true, false]) {
      const booked = amounts.map((money, index): BookedAmount => {
        const stated = sided ? (transactions[index]?.direction ?? null) : null;
        return { money, direction: stated === null ? entry.direction : stated === 'CRDT' ? 'credit' : 'debit' };
      });
      if (addsUp(entry, transactions, booked)) return booked;
    }
  }
  return null;
}

// The first amount in the entry's currency: of the kind `first`, else of the other kinds in their order.
function amountOf(transaction: Transaction, currency: string, first: AmountKind): Money | null {
  const kinds = [first, ...AMOUNT_KINDS.filter((kind) => kind !== first)];
  for (const kind of kinds) {
    const money = moneyOf(transaction.amounts[kind], currency);
    if (money?.currency === currency) return money;
  }
  return null;
}

function addsUp(entry: BookedEntry, transactions: readonly Transaction[], booked: readonly BookedAmount[]): boolean {
  let sum = 0n;
  for (const { money, direction } of booked) sum += (direction === entry.direction ? 1n : -1n) * (minorOf(money) ?? 0n);
  const { currency } = entry.amount;
  const ofEntry = chargesMinor(entry.charges, currency);
  const ofTransactions = transactions.reduce((total, each) => total + chargesMinor(each.charges, currency), 0n);
  const difference = sum - (minorOf(entry.amount) ?? 0n);
  return [0n, ofEntry, ofTransactions, ofEntry + ofTransactions].some(
    (charged) => difference === charged || difference === -charged,
  );
}
