import type { PuntualEventInput } from '@puntual/contracts/events/events';
import { parseAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import type { LineFault } from '../files/line-fault.ts';
import type { ImportDefaults, MappedLine } from '../files/map-row.ts';
import { receiptsKept, type ReceiptState } from '../../receipts/read-receipts.ts';
import { shortHash } from '../files/short-hash.ts';
import { BANK_SOURCE, type BankLine } from '../../receipts/bank-line.ts';
import { findPayers, type NamedInvoice, type Payer } from '../../receipts/find-payers.ts';
import { mapReversal, noteNamed, paymentsNamed } from './map-reversal.ts';
import { compactName } from '../../receipts/number-candidates.ts';

/** What a payment's reference ends in where the payer gave an id: by it a returned payment is found again. */
const END_TO_END = 'E2E ';

/** How often each movement has come in the file: two alike on one day are two payments. */
export type Occurrences = Map<string, number>;

/**
 * The name of a movement, the same in a notification (camt.054) and in the statement (camt.053) of the same account: the bank's own reference of it; where it gives none,
 * what the movement is. Movements that are alike in all of that are told apart by their number in the file.
 */
export function movementId(line: BankLine, seen: Occurrences): string {
  const what = [line.account, line.direction, line.amount, line.currency, line.endToEndId ?? ''];
  const named = line.transactionRef ?? line.entryRef;
  const key = shortHash(
    JSON.stringify(
      named === null
        ? [...what, line.bookedOn, line.payer ?? '', line.payerAccount ?? '', line.text]
        : [...what, named],
    ),
  );
  const nth = (seen.get(key) ?? 0) + 1;
  seen.set(key, nth);
  return nth === 1 ? `bank-${key}` : `bank-${key}-${nth}`;
}

/** A movement with its name, and nothing else to do when it is no money from a customer: what is not booked, what we paid, what came back to us of that. */
export function concernsCustomers(line: BankLine): 'payment' | 'reversal' | null {
  if (!line.booked) return null;
  if (line.direction === 'credit') return line.reversal || line.returned ? null : 'payment';
  return line.reversal || line.returned ? 'reversal' : null;
}

/** Puts movements into the events that an ERP would publish, or into money that is kept until somebody knows whose it is. `ids` are their names, in the same order. */
export async function mapBankLines(
  tx: Tx,
  organizationId: string,
  lines: readonly BankLine[],
  ids: readonly string[],
  payers: Readonly<Record<string, string>>,
  defaults: ImportDefaults,
): Promise<MappedLine[]> {
  const found = await findPayers(tx, organizationId, lines, payers);
  const kept = await receiptsKept(tx, ids);
  const back = await paymentsNamed(
    tx,
    lines.filter((line) => concernsCustomers(line) === 'reversal'),
  );
  return lines.map((line, index): MappedLine => {
    const id = ids[index] ?? '';
    switch (concernsCustomers(line)) {
      case null:
        return { events: [], faults: [] };
      case 'reversal':
        return mapReversal(line, id, back, defaults);
      case 'payment': {
        const mapped = mapIncoming(line, id, found[index] ?? null, kept.get(id) ?? null, defaults);
        noteNamed(back, line, mapped);
        return mapped;
      }
    }
  });
}

function mapIncoming(
  line: BankLine,
  id: string,
  payer: Payer,
  kept: ReceiptState | null,
  defaults: ImportDefaults,
): MappedLine {
  if (parseAmount(line.amount, line.currency) === 0n)
    return { events: [], faults: [fault(line, 'amount-is-zero', { value: line.amount })] };
  // What was sent back is nobody's payment any more, whatever is known by now.
  if (kept === 'returned') return { events: [], faults: [], receipt: { kind: 'known' } };
  if (payer) return mapPayment(line, id, payer, defaults);
  const receipt = {
    kind: 'keep' as const,
    receiptId: id,
    amountMinor: parseAmount(line.amount, line.currency),
    currency: line.currency,
    line: asKept(line),
  };
  return { events: [], faults: [], receipt: kept ? { kind: 'known' } : receipt };
}

/** A movement as the payment of a customer. */
export function mapPayment(
  line: BankLine,
  id: string,
  payer: NonNullable<Payer>,
  { slug, givenAt }: Pick<ImportDefaults, 'slug' | 'givenAt'>,
): MappedLine {
  // A payment that was ordered in the currency of the invoice that it names pays that, whatever the bank made of it.
  const inOrdered =
    line.instructed !== null &&
    payer.invoices.some((invoice) => invoice.currency === line.instructed?.currency) &&
    !payer.invoices.some((invoice) => invoice.currency === line.currency);
  const { amount, currency } = inOrdered && line.instructed ? line.instructed : line;
  if (parseAmount(amount, currency) === 0n)
    return { events: [], faults: [fault(line, 'amount-is-zero', { value: amount })] };
  const allocations = allocationsOf(line, payer.invoices, amount, currency);
  const data = {
    paymentId: id,
    customerId: payer.customerId,
    amount,
    currency,
    receivedOn: line.bookedOn,
    method: 'transfer',
    reference: referenceOf(line),
    ...(allocations.length > 0 ? { allocations } : {}),
  };
  return {
    events: [
      {
        specversion: '1.0',
        id,
        source: BANK_SOURCE,
        type: 'puntual.payment.received.v1',
        org: slug,
        time: givenAt.toISOString(),
        data,
      } as PuntualEventInput,
    ],
    faults: [],
  };
}

// Only a remittance advice that is known whole counts: half of one would keep the numbers in the text from being looked at.
function allocationsOf(
  line: BankLine,
  invoices: readonly NamedInvoice[],
  amount: string,
  currency: string,
): { invoiceId: string; amount: string }[] {
  let left = parseAmount(amount, currency);
  const allocations: { invoiceId: string; amount: string }[] = [];
  for (const document of line.documents) {
    const invoice = invoices.find(
      (each) => each.compact === compactName(document.number) && each.currency === currency,
    );
    if (!invoice || document.currency !== currency) return [];
    const minor = parseAmount(document.amount, currency);
    left -= minor;
    if (minor === 0n || left < 0n) return [];
    allocations.push({ invoiceId: invoice.invoiceId, amount: document.amount });
  }
  return allocations;
}

function referenceOf(line: BankLine): string {
  const text = storable(line.text);
  return line.endToEndId === null ? text : `${text}\n${END_TO_END}${storable(line.endToEndId)}`.trim();
}

function storable(text: string): string {
  return text.replace(/[\0\p{Cs}]/gu, ' ');
}

function asKept(line: BankLine): BankLine {
  const orNull = (text: string | null) => (text === null ? null : storable(text));
  return {
    ...line,
    text: storable(line.text),
    payer: orNull(line.payer),
    payerAccount: orNull(line.payerAccount),
    endToEndId: orNull(line.endToEndId),
  };
}

function fault(line: BankLine, code: LineFault['code'], values: Readonly<Record<string, string>>): LineFault {
  return { line: line.line, field: null, code, values };
}
