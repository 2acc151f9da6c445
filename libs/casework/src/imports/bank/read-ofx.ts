import { isCurrency, minorDigits } from '@puntual/domain/money/currency';
import { isoDayOf } from '../files/iso-day.ts';
import { quoted, UnreadableFile, type FaultCode } from '../files/line-fault.ts';
import { minorOf } from './bank-money.ts';
import type { CamtItem } from './entry-lines.ts';
import { plainAccount } from './iban.ts';
import { readTags, type Tag } from './markup.ts';
import { bankLineOf } from './plain-movement.ts';
import type { StatementHooks } from './statement-hooks.ts';
import { soundReference } from './references.ts';

/** The elements that hold others, as far as they matter here. */
const GROUPS = new Set([
  'STMTRS',
  'CCSTMTRS',
  'BANKACCTFROM',
  'STMTTRN',
  'BANKACCTTO',
  'PAYEE',
  'CURRENCY',
  'ORIGCURRENCY',
]);
/** The most values of one movement. */
const MOST_VALUES = 60;

/**
 * Reads OFX of either kind from its decoded text: version 1 (SGML, whose elements need no end) and version 2 (XML).
 * Holds one movement in memory at a time. Statements of credit cards are no account of the organization and are passed
 * over. Throws `UnreadableFile` (`not-ofx`) for a file without a statement of a bank account.
 */
export async function* readOfx(
  text: AsyncIterable<string>,
  before: number,
  hooks: StatementHooks = {},
): AsyncGenerator<CamtItem> {
  const reader = new OfxReader(before, hooks);
  for await (const tag of readTags(text)) {
    reader.take(tag);
    yield* reader.takeItems();
  }
  if (!reader.isStatement) throw new UnreadableFile(0, 'not-ofx', { reason: 'STMTRS' });
}

class OfxReader {
  isStatement = false;
  private items: CamtItem[] = [];
  private lines: number;
  private readonly hooks: StatementHooks;
  private currency = '';
  private account = '';
  private lastDay: string | null = null;
  private movements = 0;
  private isCard = false;
  private readonly inside = new Set<string>();
  private values: Map<string, string> | null = null;

  constructor(before: number, hooks: StatementHooks) {
    this.lines = before;
    this.hooks = hooks;
  }

  takeItems(): CamtItem[] {
    const { items } = this;
    this.items = [];
    return items;
  }

  take({ kind, name, text }: Tag): void {
    if (kind === 'close') this.close(name);
    else if (GROUPS.has(name)) this.open(name);
    else if (text !== '') this.value(name, text);
  }

  private open(name: string): void {
    // A movement whose end the file leaves out ends where the next begins.
    if (name === 'STMTTRN') {
      this.finishMovement();
      this.values = new Map();
      for (const group of ['BANKACCTTO', 'PAYEE', 'CURRENCY', 'ORIGCURRENCY']) this.inside.delete(group);
    } else this.inside.add(name);
    if (name !== 'STMTRS' && name !== 'CCSTMTRS') return;
    this.isCard = name === 'CCSTMTRS';
    this.isStatement = true;
    this.currency = '';
    this.account = '';
    this.lastDay = null;
    this.movements = 0;
  }

  private close(name: string): void {
    this.inside.delete(name);
    if (['STMTTRN', 'BANKTRANLIST', 'STMTRS'].includes(name)) this.finishMovement();
    if (name === 'STMTRS' && this.movements === 0) this.hooks.onEmpty?.(this.lastDay);
  }

  private value(name: string, text: string): void {
    if (this.values) {
      const path = ['BANKACCTTO', 'PAYEE', 'CURRENCY', 'ORIGCURRENCY'].find((group) => this.inside.has(group));
      if (this.values.size < MOST_VALUES) this.values.set(path === undefined ? name : `${path}/${name}`, text);
      return;
    }
    if (name === 'CURDEF') this.currency = text.toUpperCase();
    else if (name === 'ACCTID' && this.inside.has('BANKACCTFROM')) this.account = plainAccount(text);
    else if (name === 'DTEND' || name === 'DTASOF') this.lastDay ??= dayOf(text);
  }

  private finishMovement(): void {
    const { values } = this;
    this.values = null;
    if (!values) return;
    const line = ++this.lines;
    this.movements++;
    if (this.isCard) {
      this.items.push({ kind: 'skipped', line });
      return;
    }
    const fail = (code: FaultCode, value: string) =>
      this.items.push({ kind: 'fault', fault: { line, field: null, code, values: { value: quoted(value) } } });
    const bookedOn = dayOf(values.get('DTPOSTED') ?? '');
    if (bookedOn === null) {
      fail('not-a-date', values.get('DTPOSTED') ?? '');
      return;
    }
    const currency = (values.get('CURRENCY/CURSYM') ?? this.currency).toUpperCase();
    const minor = signedMinor(values.get('TRNAMT') ?? '', currency);
    if (minor === null) fail('not-an-amount', `${values.get('TRNAMT') ?? ''} ${currency}`);
    else this.items.push(this.movementOf(values, { line, bookedOn, currency, minor }));
  }

  private movementOf(
    values: ReadonlyMap<string, string>,
    { line, bookedOn, currency, minor }: { line: number; bookedOn: string; currency: string; minor: bigint },
  ): CamtItem {
    const type = values.get('TRNTYPE') ?? '';
    const payer = values.get('PAYEE/NAME') ?? values.get('NAME') ?? null;
    const memo = values.get('MEMO') ?? '';
    const isCredit = minor >= 0n;
    const number = values.get('BANKACCTTO/ACCTID');
    return {
      kind: 'line',
      line: bankLineOf({
        line,
        account: this.account,
        bookedOn,
        amountMinor: isCredit ? minor : -minor,
        currency,
        direction: isCredit ? 'credit' : 'debit',
        booked: type !== 'HOLD' && values.get('CORRECTACTION') !== 'DELETE',
        transactionRef: soundReference(values.get('FITID') ?? null),
        entryRef: soundReference(values.get('REFNUM') ?? null),
        payer,
        payerAccount: number === undefined ? null : plainAccount(number),
        text: [memo === '' ? (payer ?? '') : memo, values.get('CHECKNUM') ?? '']
          .filter((part) => part !== '')
          .join('\n'),
        ...(isCredit && type === 'DIRECTDEBIT' ? { method: 'direct-debit' as const } : {}),
      }),
    };
  }
}

// "20261119", "20261119120000.000[-5:EST]".
function dayOf(text: string): string | null {
  const [, year = '', month = '', day = ''] = /^(\d{4})-?(\d{2})-?(\d{2})/.exec(text) ?? [];
  return isoDayOf(year, month, day);
}

// A sign, digits, and a point or comma before at most the currency's decimals; banks write more zeros.
function signedMinor(text: string, currency: string): bigint | null {
  if (!isCurrency(currency)) return null;
  const [, sign = '', amount] = /^([-+]?)\s*(\d[\d,]*(?:\.\d*)?|\d*[.,]\d+)$/.exec(text.trim()) ?? [];
  if (amount === undefined) return null;
  const minor = minorOf({ amount: withPoint(amount, minorDigits(currency)), currency });
  return minor === null ? null : sign === '-' ? -minor : minor;
}

function withPoint(amount: string, digits: number): string {
  if (amount.includes('.')) return amount.replaceAll(',', '');
  const comma = amount.lastIndexOf(',');
  const isDecimal = comma >= 0 && amount.indexOf(',') === comma && amount.length - comma - 1 <= Math.max(digits, 2);
  return isDecimal ? amount.replace(',', '.') : amount.replaceAll(',', '');
}
