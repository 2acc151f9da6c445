import { decimalAmount } from '@puntual/domain/money/amount';
import { quoted, type FaultCode, type LineFault } from '../files/line-fault.ts';
import type { BankLine } from '../../receipts/bank-line.ts';
import { isCollection, returnOf } from './bank-codes.ts';
import { chargesMinor, minorOf, moneyOf, statedCharges, statedMoney, type Money } from './bank-money.ts';
import { batchAmounts, type BookedAmount, type BookedEntry } from './batch-amounts.ts';
import { dateText, dayOf } from './entry-day.ts';
import { soundReference } from './references.ts';
import { AMOUNT_KINDS, type Transaction } from './transaction.ts';
import { all, find, textAt, type XmlNode } from './xml-tree.ts';

/** A movement of an entry, the entry's fault, or an entry that cannot be read and is no customer's money anyway. */
export type CamtItem =
  | { readonly kind: 'line'; readonly line: BankLine }
  | { readonly kind: 'skipped'; readonly line: number }
  | {
      readonly kind: 'fault';
      readonly fault: LineFault;
      /** A batch that the bank does not list: no fault if its payments are known from another file. */
      readonly unlisted?: BankLine;
    };

/** What an entry needs of its statement. */
export interface StatementHead {
  readonly account: string;
  readonly currency: string;
  /** The ids of the message and of the statement, which are no references of an entry. */
  readonly ownIds: ReadonlySet<string>;
  /** The day of the statement, for entries without a date; null when it says none. */
  readonly day: string | null;
}

/**
 * Maps one entry (`Ntry`) to its movements: one for each transaction, or one for an entry without transactions. The
 * amount of a single transaction is the entry's, because that is what the bank booked. A batch is one fault when its
 * transactions do not add up to the entry (with or without charges), because nobody can know which of them is wrong. A
 * batch whose transactions the bank left out is one movement that says so. An entry that is no customer's money is
 * never a fault. `before`: how many lines of the file come before.
 */
export function entryLines(
  entry: XmlNode,
  transactions: readonly Transaction[],
  head: StatementHead,
  before: number,
): CamtItem[] {
  const items = judge({ entry, transactions, head, line: before + 1 });
  const isFaulty = items.some((item) => item.kind === 'fault');
  return isFaulty && !mayBeCustomersMoney(entry, transactions) ? [{ kind: 'skipped', line: before + 1 }] : items;
}

/** An entry with its transactions and the number of its first line. */
interface EntryOfStatement {
  readonly entry: XmlNode;
  readonly transactions: readonly Transaction[];
  readonly head: StatementHead;
  readonly line: number;
}

function judge({ entry, transactions, head, line }: EntryOfStatement): CamtItem[] {
  const fault = (code: FaultCode, values: Readonly<Record<string, string>> = {}): CamtItem[] => [
    { kind: 'fault', fault: { line, field: null, code, values } },
  ];
  const amount = moneyOf(statedMoney(find(entry, 'Amt')), head.currency);
  if (!amount || minorOf(amount) === null) return fault('not-an-amount', { value: quoted(textAt(entry, 'Amt') ?? '') });
  const dated = bookedDayText(entry, transactions, head);
  const bookedOn = dayOf(dated);
  if (bookedOn === null) return fault('not-a-date', { value: quoted(dated) });
  const booked: BookedEntry = {
    amount,
    direction: textAt(entry, 'CdtDbtInd') === 'CRDT' ? 'credit' : 'debit',
    charges: statedCharges(entry),
  };
  const shared: Shared = { entry, head, bookedOn, booked };
  const listed = all(entry, 'NtryDtls').reduce((sum, each) => sum + Number(textAt(each, 'Btch', 'NbOfTxs') ?? 0), 0);
  if (transactions.length < 2) {
    const [transaction = null] = transactions;
    const single = lineOf(shared, transaction, { money: amount, direction: booked.direction }, line);
    if (listed < 2) return [{ kind: 'line', line: single }];
    const values = { count: String(listed), amount: `${amount.amount} ${amount.currency}` };
    return [
      {
        kind: 'fault',
        fault: { line, field: null, code: 'batch-without-details', values },
        unlisted: { ...single, withoutDetails: listed },
      },
    ];
  }
  const amounts = batchAmounts(booked, transactions);
  if (amounts === null)
    return fault('batch-sum', { count: String(transactions.length), amount: `${amount.amount} ${amount.currency}` });
  if ('unreadable' in amounts) return fault('not-an-amount', { value: quoted(amounts.unreadable) });
  const batch = { ...amount, count: transactions.length };
  return transactions.flatMap((transaction, index): CamtItem[] => {
    const own = amounts[index];
    return own ? [{ kind: 'line', line: { ...lineOf(shared, transaction, own, line + index), batch } }] : [];
  });
}

// The booking day, else the value day, else a day of the transaction, else that of the statement.
function bookedDayText(entry: XmlNode, transactions: readonly Transaction[], head: StatementHead): string {
  return (
    dateText(entry, 'BookgDt') ??
    dateText(entry, 'ValDt') ??
    transactions.find((each) => each.relatedDay !== null)?.relatedDay ??
    head.day ??
    ''
  );
}

// Whether an entry that cannot be read may be a customer's payment, or one that came back.
function mayBeCustomersMoney(entry: XmlNode, transactions: readonly Transaction[]): boolean {
  if (!isBooked(entry)) return false;
  if (textAt(entry, 'CdtDbtInd') !== 'DBIT') return !isReversal(entry);
  return isReversal(entry) || returnOf(entry).returned || transactions.some((each) => each.returned);
}

// ISO 20022: BOOK, as a code from version 8 on. A bank's own status, such as one for a pending entry, is not booked.
function isBooked(entry: XmlNode): boolean {
  if (find(entry, 'Sts') === null) return true;
  return (textAt(entry, 'Sts', 'Cd') ?? textAt(entry, 'Sts')) === 'BOOK';
}

function isReversal(entry: XmlNode): boolean {
  return ['true', '1'].includes(textAt(entry, 'RvslInd') ?? '');
}

interface Shared {
  readonly entry: XmlNode;
  readonly head: StatementHead;
  readonly bookedOn: string;
  readonly booked: BookedEntry;
}

function lineOf(
  { entry, head, bookedOn, booked }: Shared,
  transaction: Transaction | null,
  { money, direction }: BookedAmount,
  line: number,
): BankLine {
  const party = direction === 'credit' ? transaction?.debtor : transaction?.creditor;
  const entryReturn = returnOf(entry);
  const optional = {
    ...referencesOf(entry, transaction, head),
    ...statedBesides(transaction, booked, money),
    ...(direction === 'credit' && (transaction?.collected || isCollection(entry))
      ? { method: 'direct-debit' as const }
      : {}),
    ...(direction === 'debit' && (transaction?.returnReason ?? entryReturn.reason)
      ? { returnReason: transaction?.returnReason ?? entryReturn.reason ?? '' }
      : {}),
  };
  const movement: BankLine = {
    line,
    account: head.account,
    bookedOn,
    amount: money.amount,
    currency: money.currency,
    instructed: instructedOf(transaction, money),
    direction,
    reversal: isReversal(entry),
    returned: transaction?.returned || (transaction === null && entryReturn.returned),
    booked: isBooked(entry),
    entryRef: soundReference(textAt(entry, 'AcctSvcrRef'), head.ownIds),
    transactionRef: transaction?.references.flatMap((each) => soundReference(each, head.ownIds) ?? [])[0] ?? null,
    endToEndId: soundReference(transaction?.endToEndId ?? null, head.ownIds),
    payer: party?.name ?? null,
    payerAccount: party?.account ?? null,
    text: remittanceText(entry, transaction),
    documents: documentsOf(transaction, money.currency),
    ...optional,
  };
  return { ...movement, ...formerlyOf(entry, transaction, movement) };
}

// What the payer ordered in another currency than the booked one.
function instructedOf(transaction: Transaction | null, booked: Money): Money | null {
  const { own = null, transaction: transacted = null, instructed = null } = transaction?.amounts ?? {};
  for (const stated of [own, instructed, transacted]) {
    const money = moneyOf(stated, '');
    if (money && money.currency !== booked.currency && minorOf(money) !== null) return money;
  }
  return null;
}

// The references that tie a return to its payment.
function referencesOf(
  entry: XmlNode,
  transaction: Transaction | null,
  head: StatementHead,
): Pick<BankLine, 'creditorReference' | 'mandateId'> {
  const creditorReference = soundReference(transaction?.creditorReference ?? null, head.ownIds);
  const mandateId = soundReference(transaction?.mandateId ?? null, head.ownIds);
  return {
    ...(creditorReference === null ? {} : { creditorReference }),
    ...(mandateId === null ? {} : { mandateId }),
  };
}

// The charges of the bank, and the other amounts in the booked currency that the transaction states: the payment that
// came back is known by one of them when the bank added its charge to the entry.
function statedBesides(
  transaction: Transaction | null,
  entry: BookedEntry,
  money: Money,
): Pick<BankLine, 'charges' | 'otherAmounts'> {
  const { currency } = money;
  const ofTransaction = chargesMinor(transaction?.charges ?? [], currency);
  const ofEntry = money.amount === entry.amount.amount ? chargesMinor(entry.charges, currency) : 0n;
  const charged = ofTransaction === 0n ? ofEntry : ofTransaction;
  const booked = minorOf(money) ?? 0n;
  const stated = AMOUNT_KINDS.flatMap((kind) => moneyOf(transaction?.amounts[kind] ?? null, '') ?? [])
    .filter((each) => each.currency === currency)
    .flatMap((each) => minorOf(each) ?? []);
  const others = [...new Set([...stated, booked - charged])].filter((minor) => minor > 0n && minor !== booked);
  return {
    ...(charged === 0n ? {} : { charges: { amount: decimalAmount(abs(charged), currency), currency } }),
    ...(others.length === 0 ? {} : { otherAmounts: others.map((minor) => decimalAmount(minor, currency)) }),
  };
}

function abs(minor: bigint): bigint {
  return minor < 0n ? -minor : minor;
}

const MOST_TEXT = 1500;

// The payer's words. Where there are none, what the bank says of the transaction and of the entry.
function remittanceText(entry: XmlNode, transaction: Transaction | null): string {
  const remittance = transaction?.remittance ?? [];
  const info = transaction?.info ?? null;
  const ofEntry = textAt(entry, 'AddtlNtryInf');
  const parts =
    remittance.length > 0
      ? [...remittance, info]
      : [info, ofEntry].filter((part, at, both) => both.indexOf(part) === at);
  return parts
    .flatMap((part) => part ?? [])
    .join('\n')
    .slice(0, MOST_TEXT);
}

// What earlier versions of Puntual took for the references and the text, where that was something else: movements that
// they imported have their id from it.
function formerlyOf(entry: XmlNode, transaction: Transaction | null, line: BankLine): Pick<BankLine, 'formerly'> {
  const parts = [...(transaction?.formerRemittance ?? []), transaction?.info ?? ''].filter((part) => part !== '');
  const text = (parts.length > 0 ? parts.join('\n') : (textAt(entry, 'AddtlNtryInf') ?? '')).slice(0, MOST_TEXT);
  const ref = transaction?.accountServicerReference ?? textAt(entry, 'AcctSvcrRef');
  const given = transaction?.endToEndId ?? null;
  const endToEndId = given !== null && /^not ?provided$/i.test(given) ? null : given;
  const isSame = text === line.text && ref === (line.transactionRef ?? line.entryRef) && endToEndId === line.endToEndId;
  return isSame ? {} : { formerly: { ref, endToEndId, text } };
}

function documentsOf(transaction: Transaction | null, currency: string): BankLine['documents'] {
  return (transaction?.documents ?? []).flatMap(({ number, paid }) => {
    const money = moneyOf(paid, currency);
    return money && minorOf(money) !== null ? [{ number, ...money }] : [];
  });
}
