import type { PuntualEventInput } from '@puntual/contracts/events/events';
import { parseAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import { quoted, type LineFault } from '../line-fault.ts';
import type { ImportDefaults, MappedLine } from '../map-row.ts';
import { shortHash } from '../short-hash.ts';
import type { BankLine } from './bank-line.ts';
import { findPayers, type NamedInvoice, type Payer } from './find-payers.ts';
import { compactName } from './number-candidates.ts';

export const BANK_SOURCE = '/imports/bank';
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
  const key = shortHash(JSON.stringify(named === null ? [...what, line.bookedOn, line.payer ?? '', line.payerAccount ?? '', line.text] : [...what, named]));
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

/** Puts movements into the events that an ERP would publish. `ids` are their names, in the same order. */
export async function mapBankLines(tx: Tx, lines: readonly BankLine[], ids: readonly string[], payers: Readonly<Record<string, string>>, defaults: ImportDefaults): Promise<MappedLine[]> {
  const found = await findPayers(tx, lines, payers);
  const mapped: MappedLine[] = [];
  for (const [index, line] of lines.entries()) {
    const id = ids[index] ?? '';
    const payer = found[index];
    switch (concernsCustomers(line)) {
      case null:
        mapped.push({ events: [], faults: [] });
        break;
      case 'reversal':
        mapped.push(await mapReversal(tx, line, id, defaults));
        break;
      case 'payment':
        mapped.push(payer ? mapPayment(line, id, payer, defaults) : { events: [], faults: [] });
    }
  }
  return mapped;
}

function mapPayment(line: BankLine, id: string, payer: Payer, { slug, givenAt }: ImportDefaults): MappedLine {
  if (!payer.found) return { events: [], faults: [fault(line, payer.code, { payer: quoted(line.payer ?? line.payerAccount ?? ''), customers: payer.customerIds.slice(0, 5).join(', ') })] };
  // A payment that was ordered in the currency of the invoice that it names pays that, whatever the bank made of it.
  const inOrdered = line.instructed !== null && payer.invoices.some((invoice) => invoice.currency === line.instructed?.currency) && !payer.invoices.some((invoice) => invoice.currency === line.currency);
  const { amount, currency } = inOrdered && line.instructed ? line.instructed : line;
  if (parseAmount(amount, currency) === 0n) return { events: [], faults: [fault(line, 'amount-is-zero', { value: amount })] };
  const allocations = allocationsOf(line, payer.invoices, amount, currency);
  const data = {
    paymentId: id, customerId: payer.customerId, amount, currency, receivedOn: line.bookedOn, method: 'transfer', reference: referenceOf(line), ...(allocations.length > 0 ? { allocations } : {}),
  };
  return { events: [{ specversion: '1.0', id, source: BANK_SOURCE, type: 'puntual.payment.received.v1', org: slug, time: givenAt.toISOString(), data } as PuntualEventInput], faults: [] };
}

// Only a remittance advice that is known whole counts: half of one would keep the numbers in the text from being looked at.
function allocationsOf(line: BankLine, invoices: readonly NamedInvoice[], amount: string, currency: string): { invoiceId: string; amount: string }[] {
  let left = parseAmount(amount, currency);
  const allocations: { invoiceId: string; amount: string }[] = [];
  for (const document of line.documents) {
    const invoice = invoices.find((each) => each.compact === compactName(document.number) && each.currency === currency);
    if (!invoice || document.currency !== currency) return [];
    const minor = parseAmount(document.amount, currency);
    left -= minor;
    if (minor === 0n || left < 0n) return [];
    allocations.push({ invoiceId: invoice.invoiceId, amount: document.amount });
  }
  return allocations;
}

function referenceOf(line: BankLine): string {
  const text = line.text.replace(/[\0\p{Cs}]/gu, ' ');
  return line.endToEndId === null ? text : `${text}\n${END_TO_END}${line.endToEndId.replace(/[\0\p{Cs}]/gu, ' ')}`.trim();
}

// A bounced debit or a transfer that was called back carries the id that the payment had.
async function mapReversal(tx: Tx, line: BankLine, id: string, { slug, givenAt }: ImportDefaults): Promise<MappedLine> {
  const money = line.instructed ?? line;
  const rows = line.endToEndId === null ? [] : await tx.$queryRaw<{ payment_id: string; customer_id: string; amount_minor: bigint; currency: string; status: string }[]>`
    SELECT * FROM payments_named(${line.endToEndId})`;
  const same = rows.filter((row) => [line, money].some((each) => each.currency === row.currency && parseAmount(each.amount, each.currency) === row.amount_minor));
  const standing = same.filter((row) => row.status === 'received');
  const [payment] = standing.length > 0 ? standing : same;
  if (!payment || standing.length > 1) return { events: [], faults: [fault(line, 'reversal-unknown', { endToEndId: quoted(line.endToEndId ?? ''), amount: `${line.amount} ${line.currency}` })] };
  const data = { paymentId: payment.payment_id, customerId: payment.customer_id, reversedOn: line.bookedOn };
  return { events: [{ specversion: '1.0', id, source: BANK_SOURCE, type: 'puntual.payment.reversed.v1', org: slug, time: givenAt.toISOString(), data }], faults: [] };
}

function fault(line: BankLine, code: LineFault['code'], values: Readonly<Record<string, string>>): LineFault {
  return { line: line.line, field: null, code, values };
}
