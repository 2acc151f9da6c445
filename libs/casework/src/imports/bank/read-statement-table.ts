import type { LeftOut } from '../files/document-kinds.ts';
import type { LineFault } from '../files/line-fault.ts';
import type { RowOfTable } from '../files/read-table.ts';
import { readDay } from '../files/read-value.ts';
import { rowReader, type RowReader, type ValueFormats } from '../files/row-reader.ts';
import type { TablePlan, TableRow } from '../files/table.ts';
import { plainAccount } from './iban.ts';
import { bankLineOf } from './plain-movement.ts';
import { soundReference } from './references.ts';
import { sideOf, type StatementField } from './statement-fields.ts';
import type { CamtItem } from './entry-lines.ts';

/** What a statement's table says above its header, or the request says of it. */
export interface TableHead {
  readonly account: string;
  readonly currency: string;
  /** The year of days that are written without one; null: unknown. */
  readonly year: string | null;
}

/** A row of a statement: a movement, its fault, or why the row is none. */
export type StatementRow = CamtItem | { readonly kind: 'left-out'; readonly line: number; readonly because: LeftOut };

/** The fields that a statement's table lacks. */
export function missingOfStatement({ ofField }: TablePlan): string[] {
  return [
    ...(ofField.has('bookedOn') || ofField.has('valueOn') ? [] : ['bookedOn']),
    ...(ofField.has('amount') || ofField.has('credit') || ofField.has('debit') ? [] : ['amount']),
  ];
}

const ACCOUNT = new RegExp(
  '(?:iban|account|cuenta|cta|konto)[^0-9]{0,25}?' +
    '(?:([A-Z]{2}\\d{2}(?: ?[A-Z0-9]){10,30})|(\\d[\\d.\\- ]{5,30}\\d))(?![\\d/])',
  'i',
);

/** Reads what the titles above a statement's header say: the account, and the year of its days. */
export function headOfTitles(
  titles: readonly TableRow[],
  given: { readonly account: string | null; readonly currency: string },
): TableHead {
  const texts = titles.map(({ cells }) => cells.filter((cell) => cell !== '').join(' '));
  const found = texts.flatMap((text) => {
    const [, iban, number] = ACCOUNT.exec(text) ?? [];
    return iban ?? number ?? [];
  });
  const years = new Set(texts.flatMap((text) => [...text.matchAll(/\b(20\d\d)\b/g)].map((match) => match[1] ?? '')));
  const [year = null] = years;
  return {
    account: plainAccount(given.account ?? found[0] ?? ''),
    currency: given.currency,
    year: years.size === 1 ? year : null,
  };
}

/** Reads one row of a statement. A credit is above zero, or stands in the column of credits. */
export function statementRow({ row, plan }: RowOfTable, head: TableHead, formats: ValueFormats): StatementRow {
  const read = rowReader<StatementField>(row, plan.ofField);
  const because = furnitureOf(row, read);
  if (because !== null) return { kind: 'left-out', line: row.line, because };
  const bookedOn = dayOf(read, head, formats);
  const currency = read.text('currency')?.toUpperCase() ?? head.currency;
  const amountMinor = signedAmount(read, currency, formats);
  const fault = read.faults[0];
  if (fault || bookedOn === null || amountMinor === null) return { kind: 'fault', fault: fault ?? noAmount(row) };
  const account = read.text('account');
  const number = read.text('payerAccount');
  return {
    kind: 'line',
    line: bankLineOf({
      line: row.line,
      account: account === undefined ? head.account : plainAccount(account),
      bookedOn,
      amountMinor: amountMinor < 0n ? -amountMinor : amountMinor,
      currency,
      direction: amountMinor < 0n ? 'debit' : 'credit',
      entryRef: soundReference(read.text('reference') ?? null),
      payer: read.text('payer') ?? null,
      payerAccount: number === undefined ? null : plainAccount(number),
      text: (['text', 'moreText', 'payerTaxId'] as const).flatMap((field) => read.text(field) ?? []).join('\n'),
    }),
  };
}

function noAmount(row: TableRow): LineFault {
  return { line: row.line, field: null, code: 'missing-value', values: {} };
}

// A movement has a day and an amount; what has neither is a heading, what has one of them only in a total is a total.
function furnitureOf(row: TableRow, read: RowReader<StatementField>): LeftOut | null {
  const day = read.text('bookedOn') ?? read.text('valueOn');
  const amounts = (['amount', 'credit', 'debit'] as const).filter((field) => read.text(field) !== undefined);
  if (day !== undefined && amounts.length > 0 && /\d/.test(day)) return null;
  const isTotal = row.cells.some((cell) => /^(total|totales|subtotal|saldo|balance|summe|sum)\b/i.test(cell));
  if (isTotal) return 'total-row';
  return amounts.length === 0 || day === undefined ? 'group-row' : null;
}

function dayOf(read: RowReader<StatementField>, head: TableHead, { dates }: ValueFormats): string | null {
  const field = read.text('bookedOn') === undefined ? 'valueOn' : 'bookedOn';
  const text = read.text(field) ?? '';
  const short = /^(\d{1,2})[/.-](\d{1,2})$/.exec(text);
  if (!short || head.year === null) return read.day(field, dates, { needed: true });
  const whole = readDay(`${text.replaceAll(/[.-]/g, '/')}/${head.year}`, dates);
  if (whole.ok) return whole.value;
  read.fail(field, whole.code);
  return null;
}

// Below zero for a debit. Null: with a fault, or no amount.
function signedAmount(read: RowReader<StatementField>, currency: string, { decimal }: ValueFormats): bigint | null {
  const money = (field: StatementField) => read.money(field, currency, decimal);
  const amount = money('amount');
  const side = read.text('side');
  if (amount !== null) {
    if (side === undefined) return amount;
    const meant = sideOf(side);
    if (meant === null) read.fail('side', 'invalid-value', { field: 'side', reason: side });
    const size = amount < 0n ? -amount : amount;
    return meant === 'debit' ? -size : size;
  }
  const [credit, debit] = [money('credit') ?? 0n, money('debit') ?? 0n];
  const size = debit < 0n ? -debit : debit;
  if (credit !== 0n && size !== 0n) read.fail('credit', 'two-amounts');
  return read.text('credit') === undefined && read.text('debit') === undefined ? null : credit - size;
}
