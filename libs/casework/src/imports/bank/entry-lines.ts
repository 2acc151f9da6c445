import { isCurrency, minorDigits } from '@puntual/domain/money/currency';
import { decimalAmount, parseAmount } from '@puntual/domain/money/amount';
import { quoted, type FaultCode, type LineFault } from '../files/line-fault.ts';
import type { BankLine } from '../../receipts/bank-line.ts';
import { all, find, textAt, type XmlNode } from './xml-tree.ts';

/** A movement of an entry, or the entry's fault. */
export type CamtItem =
  { readonly kind: 'line'; readonly line: BankLine } | { readonly kind: 'fault'; readonly fault: LineFault };

interface Money {
  readonly amount: string;
  readonly currency: string;
}

/**
 * Maps one entry (`Ntry`) to its movements: one for each transaction, or one for an entry without transactions. A batch
 * is one fault when its transactions do not add up to the entry (with or without its charges), because nobody can know
 * which of them is wrong, and when the bank left its transactions out. `before`: how many lines of the file come
 * before.
 */
export function entryLines(
  entry: XmlNode,
  transactions: readonly XmlNode[],
  account: { readonly account: string; readonly currency: string },
  before: number,
): CamtItem[] {
  const fault = (code: FaultCode, values: Readonly<Record<string, string>> = {}): CamtItem[] => [
    { kind: 'fault', fault: { line: before + 1, field: null, code, values } },
  ];
  const amount = moneyOf(find(entry, 'Amt'), account.currency);
  const bookedOn =
    textAt(entry, 'BookgDt', 'Dt') ??
    textAt(entry, 'BookgDt', 'DtTm')?.slice(0, 10) ??
    textAt(entry, 'ValDt', 'Dt') ??
    textAt(entry, 'ValDt', 'DtTm')?.slice(0, 10);
  if (!amount || minorOf(amount) === null) return fault('not-an-amount', { value: quoted(textAt(entry, 'Amt') ?? '') });
  if (bookedOn === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(bookedOn))
    return fault('not-a-date', { value: quoted(bookedOn ?? '') });
  const shared: Shared = { entry, account: account.account, bookedOn, amount, batch: transactions.length > 1 };
  const declared = Number(textAt(entry, 'NtryDtls', 'Btch', 'NbOfTxs') ?? 0);
  if (transactions.length === 0) {
    if (declared > 1)
      return fault('batch-without-details', { count: String(declared), amount: `${amount.amount} ${amount.currency}` });
    return [{ kind: 'line', line: lineOf(shared, null, before + 1) }];
  }
  const lines = transactions.map((transaction, index) => lineOf(shared, transaction, before + index + 1));
  const wrong = lines.find((line) => minorOf(line) === null);
  if (wrong) return fault('not-an-amount', { value: quoted(wrong.amount) });
  if (!addsUp(shared, lines))
    return fault('batch-sum', { count: String(lines.length), amount: `${amount.amount} ${amount.currency}` });
  return lines.map((line) => ({ kind: 'line', line }));
}

interface Shared {
  readonly entry: XmlNode;
  readonly account: string;
  readonly bookedOn: string;
  readonly amount: Money;
  readonly batch: boolean;
}

function lineOf(
  { entry, account, bookedOn, amount, batch }: Shared,
  transaction: XmlNode | null,
  line: number,
): BankLine {
  const direction = textAt(transaction, 'CdtDbtInd') ?? textAt(entry, 'CdtDbtInd');
  const own =
    transaction &&
    (moneyOf(find(transaction, 'Amt'), amount.currency) ??
      moneyOf(find(transaction, 'AmtDtls', 'TxAmt', 'Amt'), amount.currency));
  const instructed = transaction && moneyOf(find(transaction, 'AmtDtls', 'InstdAmt', 'Amt'), '');
  // The booked amount is in the account's currency. A transaction's amount in another currency is what the payer
  // ordered.
  const booked = own && (own.currency === amount.currency || batch) ? own : amount;
  const ordered = own && own.currency !== booked.currency ? own : instructed;
  const status = textAt(entry, 'Sts', 'Cd') ?? textAt(entry, 'Sts') ?? 'BOOK';
  const parties = find(transaction, 'RltdPties');
  const side = direction === 'CRDT' ? 'Dbtr' : 'Cdtr';
  const payerAccount = find(parties, `${side}Acct`, 'Id');
  return {
    line,
    account,
    bookedOn,
    amount: booked.amount,
    currency: booked.currency,
    instructed: ordered && ordered.currency !== booked.currency && minorOf(ordered) !== null ? ordered : null,
    direction: direction === 'CRDT' ? 'credit' : 'debit',
    reversal: textAt(entry, 'RvslInd') === 'true',
    returned: find(transaction, 'RtrInf') !== null,
    booked: status === 'BOOK',
    entryRef: textAt(entry, 'AcctSvcrRef'),
    transactionRef: textAt(transaction, 'Refs', 'AcctSvcrRef'),
    endToEndId: provided(textAt(transaction, 'Refs', 'EndToEndId')),
    // From version 8 of the messages on, a party's name is in the element Pty.
    payer:
      textAt(parties, side, 'Pty', 'Nm') ??
      textAt(parties, side, 'Nm') ??
      textAt(parties, `Ultmt${side}`, 'Pty', 'Nm') ??
      textAt(parties, `Ultmt${side}`, 'Nm'),
    payerAccount: textAt(payerAccount, 'IBAN') ?? textAt(payerAccount, 'Othr', 'Id'),
    text: remittanceText(entry, transaction),
    documents: documentsOf(transaction, booked.currency),
  };
}

function remittanceText(entry: XmlNode, transaction: XmlNode | null): string {
  const remittance = find(transaction, 'RmtInf');
  const structured = all(remittance, 'Strd').flatMap((each) => [
    textAt(each, 'CdtrRefInf', 'Ref'),
    ...all(each, 'RfrdDocInf').map((document) => textAt(document, 'Nb')),
    ...all(each, 'AddtlRmtInf').map((more) => more.text.trim()),
  ]);
  const parts = [
    ...all(remittance, 'Ustrd').map((each) => each.text.trim()),
    ...structured,
    textAt(transaction, 'AddtlTxInf'),
  ].filter((part): part is string => part !== null && part !== '');
  const text = parts.length > 0 ? parts : [textAt(entry, 'AddtlNtryInf') ?? ''];
  return text.join('\n').slice(0, 1500);
}

// The documents that have an amount of their own; the numbers of the others are in the text only.
function documentsOf(transaction: XmlNode | null, currency: string): BankLine['documents'] {
  return all(find(transaction, 'RmtInf'), 'Strd').flatMap((each) => {
    const numbers = all(each, 'RfrdDocInf').flatMap((document) => textAt(document, 'Nb') ?? []);
    const paid =
      moneyOf(find(each, 'RfrdDocAmt', 'RmtdAmt'), currency) ??
      moneyOf(find(each, 'RfrdDocAmt', 'DuePyblAmt'), currency);
    const [number] = numbers;
    return numbers.length === 1 && number !== undefined && paid && minorOf(paid) !== null ? [{ number, ...paid }] : [];
  });
}

// Banks write NOTPROVIDED when the payer gave no id.
function provided(id: string | null): string | null {
  return id === null || /^not ?provided$/i.test(id) ? null : id;
}

// The amount with the currency's own number of decimals: banks write "15000.00" for yen too.
function moneyOf(node: XmlNode | null, currency: string): Money | null {
  const amount = node?.text.trim() ?? '';
  const own = node?.attributes.Ccy ?? currency;
  if (amount === '' || own === '') return null;
  const minor = minorOf({ amount, currency: own });
  return { amount: minor === null ? amount : decimalAmount(minor, own), currency: own };
}

function minorOf(money: Money): bigint | null {
  if (!isCurrency(money.currency) || !/^\d{1,16}(\.\d{1,5})?$/.test(money.amount)) return null;
  const digits = minorDigits(money.currency);
  const [whole = '', fraction = ''] = money.amount.split('.');
  if (fraction.slice(digits).replace(/0/g, '') !== '') return null;
  try {
    return parseAmount(
      fraction.slice(0, digits) === '' ? whole : `${whole}.${fraction.slice(0, digits)}`,
      money.currency,
    );
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function addsUp({ entry, amount }: Shared, lines: readonly BankLine[]): boolean {
  const side = textAt(entry, 'CdtDbtInd') === 'CRDT' ? 'credit' : 'debit';
  let sum = 0n;
  for (const line of lines) {
    if (line.currency !== amount.currency) return false;
    sum += (line.direction === side ? 1n : -1n) * (minorOf(line) ?? 0n);
  }
  const whole = minorOf(amount) ?? 0n;
  const charges = moneyOf(find(entry, 'Chrgs', 'TtlChrgsAndTaxAmt'), amount.currency);
  const charged = charges ? (minorOf(charges) ?? 0n) : 0n;
  return sum === whole || sum === whole + charged || sum === whole - charged;
}
