import { isoDayOf } from '../files/iso-day.ts';
import { quoted, UnreadableFile, type FaultCode, type LineFault } from '../files/line-fault.ts';
import { textLines, type TextLine } from '../files/text-lines.ts';
import { minorDigits } from '@puntual/domain/money/currency';
import { spanishIban } from './iban.ts';
import type { CamtItem } from './entry-lines.ts';
import { currencyByNumber } from './numeric-currencies.ts';
import { bankLineOf } from './plain-movement.ts';
import type { StatementHooks } from './statement-hooks.ts';
import { soundReference } from './references.ts';

interface Account {
  readonly iban: string;
  readonly currency: string;
  readonly lastDay: string | null;
  sumMinor: bigint;
  movements: number;
}

interface Movement {
  readonly line: TextLine;
  readonly texts: string[];
}

/** The codes of the "concepto común": 14 is what came back unpaid, 98 what the bank itself corrected. */
const RETURNED = '14';
const CORRECTED = '98';

/**
 * Reads a file of the Spanish banks' Cuaderno 43 from its decoded text: lines of 80 characters, of which the first two
 * say what the line is. Holds one movement in memory at a time. A statement whose movements do not add up to its own
 * final record is a fault (`statement-sum`). Throws `UnreadableFile` for a line that is no record of the format.
 */
export async function* readNorma43(
  text: AsyncIterable<string>,
  before: number,
  hooks: StatementHooks = {},
): AsyncGenerator<CamtItem> {
  let account: Account | null = null;
  let open: Movement | null = null;
  let lines = before;
  for await (const line of textLines(text)) {
    const record = line.text.slice(0, 2);
    if (line.text.trim() === '' || line.text === '\u001a') continue;
    if (record === '23' || record === '24') {
      if (record === '23' && open && open.texts.length < MOST_TEXTS) open.texts.push(line.text.slice(4, 80).trim());
      continue;
    }
    if (open && account) {
      yield movementOf(open, account, ++lines);
      open = null;
    }
    switch (record) {
      case '11':
        account = accountOf(line);
        break;
      case '22':
        if (!account) throw unreadable(line);
        open = { line, texts: [] };
        break;
      case '33':
        if (!account) throw unreadable(line);
        if (account.movements === 0) hooks.onEmpty?.(account.lastDay);
        if (!addsUp(account, line.text)) yield { kind: 'fault', fault: fault(++lines, 'statement-sum', {}) };
        account = null;
        break;
      case '00':
      case '88':
        break;
      default:
        throw unreadable(line);
    }
  }
  if (open && account) yield movementOf(open, account, ++lines);
  // The final record is missing: the file is cut off.
  if (account) yield { kind: 'fault', fault: fault(lines + 1, 'statement-cut-off', {}) };
}

/** How many complementary records of one movement are read; the format has five. */
const MOST_TEXTS = 20;

function unreadable(line: TextLine): UnreadableFile {
  return new UnreadableFile(line.number, 'not-norma-43', { value: quoted(line.text.slice(0, 30)) });
}

function fault(line: number, code: FaultCode, values: Readonly<Record<string, string>>): LineFault {
  return { line, field: null, code, values };
}

function accountOf(line: TextLine): Account {
  const { text } = line;
  const [bank, branch, number] = [text.slice(2, 6), text.slice(6, 10), text.slice(10, 20)];
  const currency = currencyByNumber(text.slice(47, 50));
  if (!/^\d{18}$/.test(bank + branch + number) || currency === null) throw unreadable(line);
  return {
    iban: spanishIban(bank, branch, number),
    currency,
    lastDay: dayOf(text.slice(26, 32)),
    sumMinor: 0n,
    movements: 0,
  };
}

function dayOf(digits: string): string | null {
  return /^\d{6}$/.test(digits) ? isoDayOf(`20${digits.slice(0, 2)}`, digits.slice(2, 4), digits.slice(4, 6)) : null;
}

function movementOf({ line, texts }: Movement, account: Account, number: number): CamtItem {
  const { text } = line;
  const bookedOn = dayOf(text.slice(10, 16)) ?? dayOf(text.slice(16, 22));
  const digits = text.slice(28, 42);
  const side = text.slice(27, 28);
  account.movements++;
  if (bookedOn === null)
    return { kind: 'fault', fault: fault(number, 'not-a-date', { value: quoted(text.slice(10, 16)) }) };
  if (!/^\d{14}$/.test(digits) || !/^[12]$/.test(side))
    return { kind: 'fault', fault: fault(number, 'not-an-amount', { value: quoted(text.slice(27, 42)) }) };
  const amountMinor = inMinor(digits, account.currency);
  const direction = side === '1' ? 'debit' : 'credit';
  account.sumMinor += direction === 'debit' ? -BigInt(digits) : BigInt(digits);
  const concept = text.slice(22, 24);
  const references = [text.slice(42, 52), text.slice(52, 64), text.slice(64, 80)].map((each) => each.trim());
  const [document = '', first = '', second = ''] = references;
  const said = [...texts.filter((each) => each !== ''), ...[first, second].filter((each) => soundReference(each))];
  return {
    kind: 'line',
    line: bankLineOf({
      line: number,
      account: account.iban,
      bookedOn,
      amountMinor,
      currency: account.currency,
      direction,
      text: [...new Set(said)].join('\n'),
      entryRef: soundReference(document.replace(/^0+/, '')),
      reversal: concept === CORRECTED,
      returned: direction === 'debit' && concept === RETURNED,
    }),
  };
}

// Amounts have two decimals, whatever the currency has.
function inMinor(digits: string, currency: string): bigint {
  const minor = BigInt(digits);
  const more = minorDigits(currency) - 2;
  return more >= 0 ? minor * 10n ** BigInt(more) : minor / 10n ** BigInt(-more);
}

// The final record has the number and the sum of the debits and of the credits.
function addsUp(account: Account, text: string): boolean {
  const counts = Number(text.slice(20, 25)) + Number(text.slice(39, 44));
  const debits = text.slice(25, 39);
  const credits = text.slice(44, 58);
  if (!/^\d{28}$/.test(debits + credits)) return false;
  return counts === account.movements && BigInt(credits) - BigInt(debits) === account.sumMinor;
}
