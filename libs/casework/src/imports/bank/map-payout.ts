import { addDays } from '@puntual/domain/calendar/dates';
import { SAME_MONEY_DAYS } from '@puntual/domain/ledger/same-money';
import { parseAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import { isoDate } from '../../record/dates.ts';
import { BANK_SOURCE, type BankLine } from '../../receipts/bank-line.ts';
import { findEvidence } from '../../receipts/payer-evidence.ts';
import type { NewReceipt } from '../../receipts/receipt-changes.ts';
import { withStorableText } from './storable-text.ts';
import { importedEvent, type ImportDefaults, type MappedLine } from '../files/mapped-line.ts';

/** Whether a movement is what the organization paid, which may be a refund of a customer's credit. */
export function isPayout({ booked, amount, direction, reversal, returned }: BankLine): boolean {
  return booked && direction === 'debit' && !reversal && !returned && !/^0+(\.0+)?$/.test(amount);
}

/** Credit of a customer: what is on no invoice of one payment or credit note. */
interface Credit {
  readonly kind: 'payment' | 'credit-note';
  readonly paymentId: string;
  readonly currency: string;
  readonly minor: bigint;
}

/** A refund that is known: its sum, its day and its id. */
interface KnownRefund {
  readonly currency: string;
  readonly minor: bigint;
  readonly on: string;
}

/** What is known of a customer who may have been paid back. */
interface Payee {
  readonly customerId: string;
  readonly credits: readonly Credit[];
  readonly refunds: readonly KnownRefund[];
}

/** Of each line the customers to whose account or name the money went, in the order of the lines. */
export async function findPayees(
  tx: Tx,
  organizationId: string,
  lines: readonly BankLine[],
): Promise<ReadonlyMap<BankLine, readonly Payee[]>> {
  if (lines.length === 0) return new Map();
  const evidence = await findEvidence(tx, organizationId, lines);
  const idsOf = (index: number) => [
    ...new Set([...(evidence[index]?.byAccount ?? []), ...(evidence[index]?.byName ?? [])]),
  ];
  const ids = [...new Set(lines.flatMap((_, index) => idsOf(index)))];
  const payees = await readPayees(tx, ids);
  return new Map(lines.map((line, index) => [line, idsOf(index).flatMap((id) => payees.get(id) ?? [])]));
}

async function readPayees(tx: Tx, customerIds: readonly string[]): Promise<ReadonlyMap<string, Payee>> {
  if (customerIds.length === 0) return new Map();
  const credits = await tx.$queryRaw<(Omit<Credit, 'paymentId'> & { id: string; customer_id: string })[]>`
    SELECT c.customer_id, p.kind, p.payment_id AS id, p.currency::text AS currency, p.unallocated_minor AS minor
    FROM payment p JOIN customer c ON c.id = p.customer_id
    WHERE c.customer_id = ANY(${customerIds as string[]}::text[])
      AND p.status = 'received' AND p.unallocated_minor > 0
    ORDER BY p.received_on, p.id`;
  const refunds = await tx.$queryRaw<{ customer_id: string; currency: string; minor: bigint; on: Date }[]>`
    SELECT c.customer_id, p.currency::text AS currency, sum(o.amount_minor)::bigint AS minor, o.out_on AS on
    FROM money_out o
      JOIN payment p ON p.id = o.payment_id
      JOIN customer c ON c.id = p.customer_id
    WHERE c.customer_id = ANY(${customerIds as string[]}::text[]) AND o.kind = 'refund'
    GROUP BY c.customer_id, p.currency, o.erp_id, o.out_on`;
  return new Map(
    customerIds.map((customerId) => [
      customerId,
      {
        customerId,
        credits: credits
          .filter((row) => row.customer_id === customerId)
          .map(({ kind, id, currency, minor }) => ({ kind, paymentId: id, currency, minor })),
        refunds: refunds
          .filter((row) => row.customer_id === customerId)
          .map(({ currency, minor, on }) => ({ currency, minor, on: isoDate(on) })),
      },
    ]),
  );
}

const NOTHING: MappedLine = { events: [], faults: [] };

/**
 * Maps what the organization paid to the refund of a customer's credit: the money went to the account or the name of
 * one customer, and is exactly the customer's credit, or that of one payment or credit note. Where the credit of
 * several customers fits, the money is kept, and a person says whose it was. A refund that the ERP or a person told
 * before is known. Everything else that was paid is no customer's money. `id` is the refund's id; `isUntied`: a person
 * was asked about it before.
 */
export function mapPayout(
  line: BankLine,
  { id, isUntied }: { readonly id: string; readonly isUntied: boolean },
  payees: readonly Payee[],
  defaults: Pick<ImportDefaults, 'slug' | 'givenAt'>,
): MappedLine {
  const minor = parseAmount(line.amount, line.currency);
  const tied = isUntied ? ({ kind: 'tied', receiptId: id } as const) : null;
  if (payees.some((payee) => wasTold(payee, line, minor))) return { ...NOTHING, receipt: tied ?? { kind: 'known' } };
  const found = payees.flatMap((payee) => {
    const from = creditOf(payee, line.currency, minor);
    return from === undefined ? [] : [{ customerId: payee.customerId, from }];
  });
  const [refund, ...others] = found;
  if (!refund) return NOTHING;
  if (others.length > 0) return { ...NOTHING, receipt: untiedRefund(line, id, minor) };
  const { customerId, from } = refund;
  const data = {
    refundId: id,
    customerId,
    amount: line.amount,
    currency: line.currency,
    refundedOn: line.bookedOn,
    ...(from === null ? {} : { [from.kind === 'payment' ? 'paymentId' : 'creditNoteId']: from.paymentId }),
  };
  const event = { source: BANK_SOURCE, id, type: 'puntual.credit.refunded.v1' as const, data };
  return { events: [importedEvent(event, defaults)], faults: [], ...(tied ? { receipt: tied } : {}) };
}

function untiedRefund(line: BankLine, id: string, amountMinor: bigint): NewReceipt {
  const { currency } = line;
  return { kind: 'untied-refund', receiptId: id, amountMinor, currency, line: withStorableText(line) };
}

function wasTold({ refunds }: Payee, { currency, bookedOn }: BankLine, minor: bigint): boolean {
  return refunds.some(
    (refund) =>
      refund.currency === currency &&
      refund.minor === minor &&
      refund.on <= addDays(bookedOn, SAME_MONEY_DAYS) &&
      bookedOn <= addDays(refund.on, SAME_MONEY_DAYS),
  );
}

// The one payment or credit note whose credit was paid back; null: all of the customer's credit; undefined: none.
function creditOf({ credits }: Payee, currency: string, minor: bigint): Credit | null | undefined {
  const own = credits.filter((credit) => credit.currency === currency);
  const exact = own.filter((credit) => credit.minor === minor);
  if (exact.length > 0) return exact[0];
  return own.length > 0 && own.reduce((sum, credit) => sum + credit.minor, 0n) === minor ? null : undefined;
}
