import { parseAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import { openReceiptsNamed } from '../../receipts/read-receipts.ts';
import { quoted } from '../files/line-fault.ts';
import type { ImportDefaults, MappedLine } from '../files/map-row.ts';
import { BANK_SOURCE, type BankLine } from '../../receipts/bank-line.ts';

/** Money that came in under a payer's end-to-end id: a payment, or (without customer) what is kept until somebody knows whose it is. */
interface CameIn {
  readonly paymentId: string;
  readonly customerId: string | null;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly standing: boolean;
}
export type CameInById = Map<string, CameIn[]>;

/** What came in under the end-to-end ids of these lines. */
export async function paymentsNamed(tx: Tx, lines: readonly BankLine[]): Promise<CameInById> {
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
  const found: CameInById = new Map();
  for (const row of rows)
    add(found, row.end_to_end, {
      paymentId: row.payment_id,
      customerId: row.customer_id,
      amountMinor: row.amount_minor,
      currency: row.currency,
      standing: row.status === 'received',
    });
  for (const row of await openReceiptsNamed(tx, ids))
    add(found, row.endToEnd, {
      paymentId: row.receiptId,
      customerId: null,
      amountMinor: row.amountMinor,
      currency: row.currency,
      standing: row.state === 'open',
    });
  return found;
}

/** Notes what an earlier line of the same slice brings: its return may come a line later. */
export function noteNamed(found: CameInById, line: BankLine, { events, receipt }: MappedLine): void {
  if (line.endToEndId === null) return;
  if (receipt?.kind === 'keep')
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

/** A bounced debit or a transfer that was called back: it carries the id that the payment had. */
export function mapReversal(
  line: BankLine,
  id: string,
  found: CameInById,
  { slug, givenAt }: ImportDefaults,
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
  return {
    events: [
      {
        specversion: '1.0',
        id,
        source: BANK_SOURCE,
        type: 'puntual.payment.reversed.v1',
        org: slug,
        time: givenAt.toISOString(),
        data,
      },
    ],
    faults: [],
  };
}

// A payment of this slice may be in the books already: it is the same one.
function add(found: CameInById, endToEndId: string, row: CameIn): void {
  const rows = found.get(endToEndId);
  if (!rows) found.set(endToEndId, [row]);
  else if (!rows.some((each) => each.paymentId === row.paymentId)) rows.push(row);
}
