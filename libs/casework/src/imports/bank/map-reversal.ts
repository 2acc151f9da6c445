import { parseAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import { moneyByReference } from '../../receipts/tied-money.ts';
import { unassignedReceipts } from '../../receipts/read-receipts.ts';
import type { NewReceipt } from '../../receipts/receipt-changes.ts';
import { quoted } from '../files/line-fault.ts';
import { importedEvent, type ImportDefaults, type MappedLine } from '../files/mapped-line.ts';
import { BANK_SOURCE, type BankLine } from '../../receipts/bank-line.ts';
import { withStorableText } from './storable-text.ts';

/** Money that was received with an end-to-end id: a payment, or a receipt whose payer is unknown (without customer). */
interface ReceivedMoney {
  readonly paymentId: string;
  readonly customerId: string | null;
  readonly amountMinor: bigint;
  readonly currency: string;
  /** Neither reversed nor sent back. */
  readonly standing: boolean;
}

/** Money by what ties it to a return (`tiesOf`). */
export type MoneyByTie = Map<string, ReceivedMoney[]>;

// The end-to-end id, the creditor's reference and the mandate of a movement.
function tiesOf(line: Pick<BankLine, 'endToEndId' | 'creditorReference' | 'mandateId'>): string[] {
  return [
    ...(line.endToEndId === null ? [] : [line.endToEndId]),
    ...(line.creditorReference === undefined ? [] : [`reference/${line.creditorReference}`]),
    ...(line.mandateId === undefined ? [] : [`mandate/${line.mandateId}`]),
  ];
}

/** Finds the money that was received with the end-to-end ids, references and mandates of these lines. */
export async function findMoney(tx: Tx, lines: readonly BankLine[]): Promise<MoneyByTie> {
  const found: MoneyByTie = new Map();
  const ids = [...new Set(lines.flatMap((line) => line.endToEndId ?? []))];
  if (ids.length > 0) await addByEndToEndId(tx, ids, found);
  const references = [...new Set(lines.flatMap((line) => line.creditorReference ?? []))];
  const mandates = [...new Set(lines.flatMap((line) => line.mandateId ?? []))];
  if (references.length + mandates.length === 0) return found;
  for (const row of await moneyByReference(tx, references, mandates))
    for (const tie of tiesOf({
      endToEndId: null,
      ...(row.creditorReference === null ? {} : { creditorReference: row.creditorReference }),
      ...(row.mandateId === null ? {} : { mandateId: row.mandateId }),
    }))
      add(found, tie, row);
  return found;
}

async function addByEndToEndId(tx: Tx, ids: readonly string[], found: MoneyByTie): Promise<void> {
  const rows = await tx.$queryRaw<
    {
      end_to_end: string;
      payment_id: string;
      customer_id: string;
      amount_minor: bigint;
      currency: string;
      status: string;
    }[]
  >`SELECT * FROM payments_named(${ids as string[]}::text[])`;
  for (const row of rows)
    add(found, row.end_to_end, {
      paymentId: row.payment_id,
      customerId: row.customer_id,
      amountMinor: row.amount_minor,
      currency: row.currency,
      standing: row.status === 'received',
    });
  for (const row of await unassignedReceipts(tx, ids))
    add(found, row.endToEnd, {
      paymentId: row.receiptId,
      customerId: null,
      amountMinor: row.amountMinor,
      currency: row.currency,
      standing: row.state === 'open',
    });
}

/** Adds the money of a line, so that a later line of the same slice can send it back. */
export function addMoneyOf(line: BankLine, { events, receipt }: MappedLine, found: MoneyByTie): void {
  const addTied = (row: ReceivedMoney) => tiesOf(line).forEach((tie) => add(found, tie, row));
  if (receipt?.kind === 'new')
    addTied({
      paymentId: receipt.receiptId,
      customerId: null,
      amountMinor: receipt.amountMinor,
      currency: receipt.currency,
      standing: true,
    });
  for (const { type, data } of events) {
    if (type !== 'puntual.payment.received.v1') continue;
    addTied({
      paymentId: data.paymentId,
      customerId: data.customerId,
      amountMinor: parseAmount(data.amount, data.currency),
      currency: data.currency,
      standing: true,
    });
  }
}

/**
 * Maps a bounced debit or a recalled transfer to the reversal of its payment (`returnedMoney`). The bank's charge is on
 * no invoice. What can be tied to no payment, or to several, is a fault and opens a task, because money went out and an
 * invoice stands as paid. `isUntied`: such a task was opened for this return before.
 */
export function mapReversal(
  line: BankLine,
  { id, isUntied }: { readonly id: string; readonly isUntied: boolean },
  found: MoneyByTie,
  defaults: ImportDefaults,
): MappedLine {
  const payment = returnedMoney(line, found);
  if (!payment)
    return {
      events: [],
      faults: [
        {
          line: line.line,
          field: null,
          code: 'reversal-unknown',
          values: {
            endToEndId: quoted(line.endToEndId ?? ''),
            amount: `${line.amount} ${line.currency}`,
            reason: quoted(line.returnReason ?? ''),
          },
        },
      ],
      receipt: untiedReturn(line, id),
    };
  if (payment.customerId === null)
    return {
      events: [],
      faults: [],
      receipt: payment.standing
        ? { kind: 'sent-back', receiptId: payment.paymentId, on: line.bookedOn }
        : { kind: 'known' },
    };
  const data = {
    paymentId: payment.paymentId,
    customerId: payment.customerId,
    reversedOn: line.bookedOn,
    ...(line.returnReason === undefined ? {} : { reason: line.returnReason }),
    ...(isFailedDebit(line) ? { method: 'direct-debit' } : {}),
  };
  const event = { source: BANK_SOURCE, id, type: 'puntual.payment.reversed.v1' as const, data };
  const tied = isUntied ? { receipt: { kind: 'tied' as const, receiptId: id } } : {};
  return { events: [importedEvent(event, defaults)], faults: [], ...tied };
}

function untiedReturn(line: BankLine, id: string): NewReceipt {
  return {
    kind: 'untied',
    receiptId: id,
    amountMinor: parseAmount(line.amount, line.currency),
    currency: line.currency,
    line: withStorableText(line),
  };
}

// ISO 20022's reasons for which a debtor's bank returns a collection. A received transfer does not come back for them.
const DEBIT_REASONS = /^(A[CGM]\d\d|MD\d\d|MS0[23]|SL\d\d|RR\d\d|BE\d\d|CNOR|DNOR)$/;

function isFailedDebit(line: BankLine): boolean {
  return line.mandateId !== undefined || DEBIT_REASONS.test(line.returnReason ?? '');
}

// The money that came back: with the return's end-to-end id, else with its reference or mandate, and with one of the
// amounts that the return states. A bank that states no charge may have added it to the one payment with the id.
// Null: none, or several that stand.
function returnedMoney(line: BankLine, found: MoneyByTie): ReceivedMoney | null {
  for (const tie of tiesOf(line)) {
    const tied = found.get(tie) ?? [];
    const same = tied.filter((row) => amountsIn(line, row.currency).includes(row.amountMinor));
    const standing = same.filter((row) => row.standing);
    if (standing.length > 1) return null;
    const [payment] = standing.length > 0 ? standing : same;
    if (payment) return payment;
    const [only, ...others] = tied.filter((row) => row.standing);
    const booked = parseAmount(line.amount, line.currency);
    if (tie === line.endToEndId && only && others.length === 0 && only.currency === line.currency)
      if (only.amountMinor < booked) return only;
  }
  return null;
}

function amountsIn(line: BankLine, currency: string): bigint[] {
  const stated = [line, ...(line.otherAmounts ?? []).map((amount) => ({ amount, currency: line.currency }))];
  return [...stated, ...(line.instructed ? [line.instructed] : [])].flatMap((money) =>
    money.currency === currency ? [parseAmount(money.amount, currency)] : [],
  );
}

// A payment of this slice may have been found in the books already; it is then the same payment.
function add(found: MoneyByTie, tie: string, row: ReceivedMoney): void {
  const rows = found.get(tie);
  if (!rows) found.set(tie, [row]);
  else if (!rows.some((each) => each.paymentId === row.paymentId)) rows.push(row);
}
