import { parseAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import { unassignedReceipts } from '../../receipts/read-receipts.ts';
import { quoted } from '../files/line-fault.ts';
import { importedEvent, type ImportDefaults, type MappedLine } from '../files/mapped-line.ts';
import { BANK_SOURCE, type BankLine } from '../../receipts/bank-line.ts';

/** Money that was received with an end-to-end id: a payment, or a receipt whose payer is unknown (without customer). */
interface ReceivedMoney {
  readonly paymentId: string;
  readonly customerId: string | null;
  readonly amountMinor: bigint;
  readonly currency: string;
  /** Neither reversed nor sent back. */
  readonly standing: boolean;
}

/** Money by the end-to-end id that its payer gave it. */
export type MoneyByEndToEndId = Map<string, ReceivedMoney[]>;

/** Finds the money that was received with the end-to-end ids of these lines. */
export async function findMoney(tx: Tx, lines: readonly BankLine[]): Promise<MoneyByEndToEndId> {
  const ids = [...new Set(lines.flatMap((line) => line.endToEndId ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await tx.$queryRaw<
    {
      end_to_end: string;
      payment_id: string;
      customer_id: string;
      amount_minor: bigint;
      currency: string;
      status: string;
    }[]
  >`SELECT * FROM payments_named(${ids}::text[])`;
  const found: MoneyByEndToEndId = new Map();
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
  return found;
}

/** Adds the money of a line, so that a later line of the same slice can send it back. */
export function addMoneyOf(line: BankLine, { events, receipt }: MappedLine, found: MoneyByEndToEndId): void {
  if (line.endToEndId === null) return;
  if (receipt?.kind === 'new')
    add(found, line.endToEndId, {
      paymentId: receipt.receiptId,
      customerId: null,
      amountMinor: receipt.amountMinor,
      currency: receipt.currency,
      standing: true,
    });
  for (const { type, data } of events) {
    if (type !== 'puntual.payment.received.v1') continue;
    add(found, line.endToEndId, {
      paymentId: data.paymentId,
      customerId: data.customerId,
      amountMinor: parseAmount(data.amount, data.currency),
      currency: data.currency,
      standing: true,
    });
  }
}

/** Maps a bounced debit or a recalled transfer: the reversal of the payment with the same end-to-end id and amount. */
export function mapReversal(
  line: BankLine,
  id: string,
  found: MoneyByEndToEndId,
  defaults: ImportDefaults,
): MappedLine {
  const money = [line, ...(line.instructed ? [line.instructed] : [])];
  const same = (line.endToEndId === null ? [] : (found.get(line.endToEndId) ?? [])).filter((row) =>
    money.some((each) => each.currency === row.currency && parseAmount(each.amount, each.currency) === row.amountMinor),
  );
  const standing = same.filter((row) => row.standing);
  const [payment] = standing.length > 0 ? standing : same;
  if (!payment || standing.length > 1)
    return {
      events: [],
      faults: [
        {
          line: line.line,
          field: null,
          code: 'reversal-unknown',
          values: { endToEndId: quoted(line.endToEndId ?? ''), amount: `${line.amount} ${line.currency}` },
        },
      ],
    };
  if (payment.customerId === null)
    return {
      events: [],
      faults: [],
      receipt: payment.standing
        ? { kind: 'sent-back', receiptId: payment.paymentId, on: line.bookedOn }
        : { kind: 'known' },
    };
  const data = { paymentId: payment.paymentId, customerId: payment.customerId, reversedOn: line.bookedOn };
  const event = { source: BANK_SOURCE, id, type: 'puntual.payment.reversed.v1' as const, data };
  return { events: [importedEvent(event, defaults)], faults: [] };
}

// A payment of this slice may have been found in the books already; it is then the same payment.
function add(found: MoneyByEndToEndId, endToEndId: string, row: ReceivedMoney): void {
  const rows = found.get(endToEndId);
  if (!rows) found.set(endToEndId, [row]);
  else if (!rows.some((each) => each.paymentId === row.paymentId)) rows.push(row);
}
