import { quoted, UnreadableFile, type FaultCode, type LineFault } from '../files/line-fault.ts';
import { isoDayOf } from '../files/iso-day.ts';
import { textLines, type TextLine } from '../files/text-lines.ts';
import { isCurrency } from '@puntual/domain/money/currency';
import { minorOf } from './bank-money.ts';
import type { CamtItem } from './entry-lines.ts';
import { ibanOf, plainAccount } from './iban.ts';
import { detailsOf } from './mt940-details.ts';
import { bankLineOf } from './plain-movement.ts';
import type { StatementHooks } from './statement-hooks.ts';
import { soundReference } from './references.ts';

interface Field {
  readonly tag: string;
  readonly line: TextLine;
  readonly lines: string[];
}

interface Statement {
  readonly reference: string;
  account: string;
  currency: string;
  day: string | null;
  /** Opening balance and movements, in minor units; null: no opening balance could be read. */
  sumMinor: bigint | null;
  movements: number;
}

/** The most lines of one field; the format has six. */
const MOST_LINES = 60;

/**
 * Reads SWIFT MT940 (and MT942) from its decoded text: fields that begin with ":61:" and the like, in statements that
 * begin with ":20:". Text around the statements (SWIFT's blocks, a bank's own lines) is passed over. Holds one movement
 * in memory at a time. A statement whose movements do not lead from the opening to the closing balance is a fault
 * (`statement-sum`). Throws `UnreadableFile` for a movement that cannot be read.
 */
export async function* readMt940(
  text: AsyncIterable<string>,
  before: number,
  hooks: StatementHooks = {},
): AsyncGenerator<CamtItem> {
  const reader = new Mt940Reader(before, hooks);
  for await (const field of fieldsOf(text)) {
    reader.take(field);
    yield* reader.takeItems();
  }
  reader.close();
  yield* reader.takeItems();
}

async function* fieldsOf(text: AsyncIterable<string>): AsyncGenerator<Field> {
  let field: Field | null = null;
  for await (const line of textLines(text)) {
    const shown = line.text.replace(/^\{4:(?=:)/, '');
    const begun = /^(?:\{[1-5]:.*\{4:)?:(\d{2}[A-Z]?):(.*)$/.exec(shown);
    if (begun) {
      if (field) yield field;
      field = { tag: begun[1] ?? '', line, lines: [begun[2] ?? ''] };
      continue;
    }
    if (/^-?\}?$/.test(shown.trim()) || /^\{[1-5]:/.test(shown)) {
      if (field) yield field;
      field = null;
    } else if (field && field.lines.length < MOST_LINES) field.lines.push(shown);
  }
  if (field) yield field;
}

class Mt940Reader {
  private items: CamtItem[] = [];
  private statement: Statement | null = null;
  private movement: Field | null = null;
  private info: Field | null = null;
  private lines: number;
  private readonly hooks: StatementHooks;

  constructor(before: number, hooks: StatementHooks) {
    this.lines = before;
    this.hooks = hooks;
  }

  take(field: Field): void {
    if (field.tag === '86') {
      if (this.movement && !this.info) this.info = field;
      return;
    }
    this.finishMovement();
    const [first = ''] = field.lines;
    switch (field.tag) {
      case '20':
        this.statement = {
          reference: first.trim(),
          account: '',
          currency: '',
          day: null,
          sumMinor: null,
          movements: 0,
        };
        return;
      case '25':
      case '25P':
        if (this.statement) this.takeAccount(this.statement, first.trim());
        return;
      case '60F':
      case '60M':
        if (this.statement) this.takeOpening(this.statement, first, field);
        return;
      case '34F':
        // An interim report has no balance: the currency stands in its limits.
        if (this.statement && this.statement.currency === '') this.statement.currency = first.slice(0, 3);
        return;
      case '61':
        if (!this.statement) throw unreadable(field);
        this.movement = field;
        return;
      case '62F':
      case '62M':
        if (this.statement) this.takeClosing(this.statement, first);
        return;
      default:
    }
  }

  close(): void {
    this.finishMovement();
  }

  takeItems(): CamtItem[] {
    const { items } = this;
    this.items = [];
    return items;
  }

  // "12030000/1234567890EUR" of German banks, an IBAN, or the bank's own number, with the currency behind it.
  private takeAccount(statement: Statement, text: string): void {
    const currency = /(?<=\d)\s?([A-Z]{3})$/.exec(text)?.[1] ?? '';
    if (isCurrency(currency)) statement.currency = currency;
    const account = isCurrency(currency) ? text.slice(0, text.length - currency.length) : text;
    const german = /^(\d{8})\/(\d{1,10})$/.exec(account.trim());
    statement.account = german
      ? ibanOf('DE', `${german[1]}${(german[2] ?? '').padStart(10, '0')}`)
      : plainAccount(/^[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?\/(.+)$/.exec(account)?.[1] ?? account);
  }

  private takeOpening(statement: Statement, text: string, field: Field): void {
    const balance = balanceOf(text);
    if (!balance) throw unreadable(field);
    statement.currency = balance.currency;
    statement.sumMinor = balance.minor;
    statement.day = balance.day;
  }

  private takeClosing(statement: Statement, text: string): void {
    const balance = balanceOf(text);
    if (statement.movements === 0) this.hooks.onEmpty?.(balance?.day ?? statement.day);
    if (balance && statement.sumMinor !== null && balance.minor !== statement.sumMinor) this.fail('statement-sum', {});
    statement.sumMinor = null;
  }

  private fail(code: FaultCode, values: Readonly<Record<string, string>>): void {
    const fault: LineFault = { line: ++this.lines, field: null, code, values };
    this.items.push({ kind: 'fault', fault });
  }

  private finishMovement(): void {
    const { movement, info, statement } = this;
    this.movement = null;
    this.info = null;
    if (!movement || !statement) return;
    statement.movements++;
    const read = movementOf(movement.lines[0] ?? '');
    if (!read) throw unreadable(movement);
    const { bookedOn, currency } = { bookedOn: read.bookedOn, currency: statement.currency };
    const minor = isCurrency(currency) ? minorOf({ amount: read.amount, currency }) : null;
    if (bookedOn === null) {
      this.fail('not-a-date', { value: quoted(movement.lines[0] ?? '') });
      return;
    }
    if (minor === null) {
      this.fail('not-an-amount', { value: quoted(`${read.amount} ${currency}`) });
      return;
    }
    if (statement.sumMinor !== null && read.isBooked)
      statement.sumMinor += read.direction === 'credit' ? minor : -minor;
    this.items.push({ kind: 'line', line: this.lineOf(statement, { movement, info, read, minor, bookedOn }) });
  }

  private lineOf(
    statement: Statement,
    { movement, info, read, minor, bookedOn }: ReadMovement,
  ): ReturnType<typeof bankLineOf> {
    const ownIds = new Set([statement.reference]);
    const { returned, collected, text, ...details } = detailsOf(info?.lines ?? []);
    const more = movement.lines.slice(1).join(' ').trim();
    const isCredit = read.direction === 'credit';
    const { returnReason, ...said } = details;
    return bankLineOf({
      line: ++this.lines,
      account: statement.account,
      bookedOn,
      amountMinor: minor,
      currency: statement.currency,
      direction: read.direction,
      reversal: read.isReversal,
      returned: !isCredit && (returned || read.type === 'RTI'),
      booked: read.isBooked,
      entryRef: soundReference(read.bankReference, ownIds),
      ...said,
      endToEndId: said.endToEndId ?? null,
      text: [text, text === '' ? read.reference : '', text === '' ? more : ''].filter((part) => part !== '').join('\n'),
      ...(isCredit && collected ? { method: 'direct-debit' as const } : {}),
      ...(isCredit || returnReason === undefined ? {} : { returnReason }),
    });
  }
}

interface ReadMovement {
  readonly movement: Field;
  readonly info: Field | null;
  readonly read: NonNullable<ReturnType<typeof movementOf>>;
  readonly minor: bigint;
  readonly bookedOn: string;
}

function unreadable({ line, tag, lines }: Field): UnreadableFile {
  return new UnreadableFile(line.number, 'not-mt940', { value: quoted(`:${tag}:${lines[0] ?? ''}`) });
}

function balanceOf(
  text: string,
): { readonly minor: bigint; readonly currency: string; readonly day: string | null } | null {
  const [, side, day = '', currency = '', amount = ''] = /^([CD])(\d{6})([A-Z]{3})([\d,]+)/.exec(text.trim()) ?? [];
  const minor = isCurrency(currency) ? minorOf({ amount: amount.replace(',', '.'), currency }) : null;
  return minor === null ? null : { minor: side === 'D' ? -minor : minor, currency, day: dayOf(day) };
}

function dayOf(digits: string): string | null {
  return isoDayOf(`20${digits.slice(0, 2)}`, digits.slice(2, 4), digits.slice(4, 6));
}

// Value date, entry date, side (R: the reversal of the other side; E: expected), third letter of the currency, amount,
// type, the account owner's reference, and the bank's behind "//".
const MOVEMENT = /^(\d{6})(\d{4})?(E?[CD]|R[CD])([A-Z])?(\d+(?:,\d*)?)([NFS])([A-Z0-9]{3})(.*)$/;

function movementOf(text: string): {
  readonly bookedOn: string | null;
  readonly amount: string;
  readonly direction: 'credit' | 'debit';
  readonly isReversal: boolean;
  readonly isBooked: boolean;
  readonly type: string;
  readonly reference: string;
  readonly bankReference: string | null;
} | null {
  const read = MOVEMENT.exec(text.trim());
  if (!read) return null;
  const [, value = '', entry, mark = '', , amount = '', , type = '', rest = ''] = read;
  const [reference = '', bank] = rest.split('//');
  const isReversal = mark.startsWith('R');
  return {
    bookedOn: entryDay(value, entry),
    amount: amount.replace(',', '.'),
    direction: (mark.endsWith('C') ? !isReversal : isReversal) ? 'credit' : 'debit',
    isReversal,
    isBooked: !mark.startsWith('E'),
    type,
    reference: /^(NONREF|NOTPROVIDED|0+)?$/i.test(reference.trim()) ? '' : reference.trim(),
    bankReference: bank?.trim() || null,
  };
}

// The entry date has no year: it is the one near the value date, which may be of the year before or after.
function entryDay(value: string, entry: string | undefined): string | null {
  const valueDay = dayOf(value);
  if (entry === undefined || valueDay === null) return valueDay;
  const year = Number(valueDay.slice(0, 4));
  const month = Number(entry.slice(0, 2)) - Number(valueDay.slice(5, 7));
  const shift = month > 6 ? -1 : month < -6 ? 1 : 0;
  return isoDayOf(String(year + shift), entry.slice(0, 2), entry.slice(2, 4)) ?? valueDay;
}
