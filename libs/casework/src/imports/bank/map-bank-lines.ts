import type { ReceiptState } from '@puntual/contracts/api/receipts';
import { dayOfMoneyFault } from '@puntual/domain/ledger/day-of-money';
import { parseAmount } from '@puntual/domain/money/amount';
import { sayRefusal } from '@puntual/domain/refusals/say-refusal';
import type { Tx } from '@puntual/db/database';
import { type LineFault, quoted, storedRefusal } from '../files/line-fault.ts';
import { importedEvent, type ImportDefaults, type MappedLine } from '../files/mapped-line.ts';
import { receiptStates } from '../../receipts/read-receipts.ts';
import { BANK_SOURCE, type BankLine } from '../../receipts/bank-line.ts';
import { findPayers, type Payer, type SplitLine } from '../../receipts/find-payers.ts';
import type { NamedInvoice } from '../../receipts/payer-evidence.ts';
import {
  inDecimals,
  partId,
  postedMovements,
  type PartOfPayment,
  type PostedMovements,
} from '../../receipts/split-parts.ts';
import type { NamedMovement } from './movement-id.ts';
import { recognizeMovements, type RecognizedMovement, type RecognizingImport } from './recognize-movements.ts';
import { readBankAccounts } from '../../settings/bank-accounts.ts';
import { otherAccount } from './own-accounts.ts';
import { postedCurrencies, type PostedCurrency } from './posted-currency.ts';
import { storable, withStorableText } from './storable-text.ts';
import { findPayees, isPayout, mapPayout } from './map-payout.ts';
import { addMoneyOf, findMoney, mapReversal } from './map-reversal.ts';
import { compactName } from '../../receipts/number-candidates.ts';

/** Marks the payer's end-to-end id in a payment's reference, by which a returned payment is found. */
const END_TO_END = 'E2E ';

/**
 * Which kind of customers' money a movement is. Null for a movement that is not booked, and for what the organization
 * paid or got back of that.
 */
export function movementKind(line: BankLine): 'payment' | 'reversal' | null {
  // An entry of zero is information only.
  if (!line.booked || /^0+(\.0+)?$/.test(line.amount)) return null;
  if (line.direction === 'credit') return line.reversal || line.returned ? null : 'payment';
  return line.reversal || line.returned ? 'reversal' : null;
}

export interface BankMapping extends RecognizingImport {
  readonly payers: Readonly<Record<string, string>>;
  readonly defaults: ImportDefaults;
}

/**
 * Maps movements to the events that an ERP would publish for them, or to receipts when their payer is unknown. Returns
 * one line for each movement, in the same order.
 */
export async function mapBankLines(
  tx: Tx,
  movements: readonly NamedMovement[],
  mapping: BankMapping,
): Promise<MappedLine[]> {
  const recognized = await recognizeMovements(tx, mapping, movements);
  const lines = movements.map(({ movement }) => movement);
  const found = await findPayers(tx, mapping.organizationId, lines, mapping.payers);
  const currencies = await postedCurrencies(tx, lines, found);
  const ids = recognized.flatMap(({ id, sumId }) => [id, ...(sumId === null ? [] : [sumId])]);
  const states = await receiptStates(tx, ids);
  const posted = await postedMovements(tx, ids);
  const money = await findMoney(
    tx,
    lines.filter((line) => movementKind(line) === 'reversal'),
  );
  const payees = await findPayees(tx, mapping.organizationId, lines.filter(isPayout));
  const accounts = await readBankAccounts(tx, mapping.organizationId);
  return recognized.map((each, index): MappedLine => {
    const { movement, id } = each;
    const refused =
      movementKind(movement) === null ? null : (otherAccount(movement, accounts) ?? dayFault(movement, mapping));
    if (refused) return { events: [], faults: [refused] };
    switch (movementKind(movement)) {
      case null: {
        if (!isPayout(movement) || otherAccount(movement, accounts) || dayFault(movement, mapping))
          return { events: [], faults: [] };
        const isUntied = states.get(id) === 'untied';
        if (each.stored === null && !isUntied) return KNOWN;
        const mapped = mapPayout(movement, { id, isUntied }, payees.get(movement) ?? [], mapping.defaults);
        const isKept = mapped.events.length > 0 || mapped.receipt?.kind === 'untied-refund';
        return isKept ? withMovement(each, mapped) : mapped;
      }
      case 'reversal':
        return withMovement(
          each,
          mapReversal(movement, { id, isUntied: states.get(id) === 'untied' }, money, mapping.defaults),
        );
      case 'payment': {
        const mapped = mapRecognized(
          each,
          { payer: postedBy(found[index] ?? null, currencies[index] ?? null), states, posted },
          mapping.defaults,
        );
        addMoneyOf(movement, mapped, money);
        return withMovement(each, mapped);
      }
    }
  });
}

// A movement is dated on the day on which it was booked: not ahead, nor by a placeholder.
function dayFault({ line, bookedOn }: BankLine, { defaults }: BankMapping): LineFault | null {
  const code = dayOfMoneyFault(bookedOn, defaults.givenAt.getTime());
  if (!code) return null;
  const refusal = { code, values: { field: 'bookedOn', on: bookedOn } } as const;
  const values = { reason: quoted(sayRefusal(refusal, 'en')), refusal: storedRefusal(refusal) };
  return { line, field: 'bookedOn', code: 'refused', values };
}

// What is stored of a movement once its line is taken.
function withMovement({ stored, seenIds }: RecognizedMovement, mapped: MappedLine): MappedLine {
  return { ...mapped, movement: { stored, seenIds } };
}

// A payer whose payment may be of an invoice in either currency is left to a person.
function postedBy(payer: Payer | SplitLine, currency: PostedCurrency | null): PostedPayer | SplitLine | null {
  if (payer && 'split' in payer) return payer;
  if (currency === 'unclear') return null;
  return payer && { ...payer, inOrdered: currency === 'ordered' };
}

/** A payer, and whether the payment is posted in the currency in which it was ordered although it names no invoice. */
type PostedPayer = NonNullable<Payer> & { readonly inOrdered?: boolean };

const KNOWN: MappedLine = { events: [], faults: [], receipt: { kind: 'known' } };

/** Who paid a movement, and what is known of it and of others. */
interface KnownOfMovement {
  readonly payer: PostedPayer | SplitLine | null;
  readonly states: ReadonlyMap<string, ReceiptState>;
  readonly posted: PostedMovements;
}

// A batch counts once: as its payments, or as the sum that an earlier file brought alone. The payments take the place
// of a sum that still waits for its payer.
function mapRecognized(
  { movement, id, isListed, sumId }: RecognizedMovement,
  { payer, states, posted }: KnownOfMovement,
  defaults: ImportDefaults,
): MappedLine {
  if (isListed || posted.split.has(id) || (sumId !== null && posted.split.has(sumId))) return KNOWN;
  // A movement that is one payment is never split, even if its invoices are open again and add up to it by now.
  if (payer && 'split' in payer && posted.whole.has(id)) return KNOWN;
  if (movement.withoutDetails !== undefined) return { events: [], faults: [unlistedBatch(movement)] };
  const sumState = sumId === null ? null : (states.get(sumId) ?? 'assigned');
  if (sumState === 'assigned' || sumState === 'returned') return KNOWN;
  const mapped = mapIncoming(movement, id, { payer, stored: states.get(id) ?? null }, defaults);
  return sumId === null ? mapped : { ...mapped, listed: sumId };
}

function mapIncoming(
  line: BankLine,
  id: string,
  { payer, stored }: { readonly payer: PostedPayer | SplitLine | null; readonly stored: ReceiptState | null },
  defaults: ImportDefaults,
): MappedLine {
  if (parseAmount(line.amount, line.currency) === 0n)
    return { events: [], faults: [fault(line, 'amount-is-zero', { value: line.amount })] };
  // Money that was sent back never becomes a payment, even if its payer is known by now.
  if (stored === 'returned' || stored === 'listed' || stored === 'split') return KNOWN;
  if (payer && 'split' in payer) return mapParts(line, id, inDecimals(payer.split, line.currency), defaults);
  if (payer) return mapPayment(line, id, payer, defaults);
  const receipt = {
    kind: 'new' as const,
    receiptId: id,
    amountMinor: parseAmount(line.amount, line.currency),
    currency: line.currency,
    line: withStorableText(line),
  };
  return stored ? KNOWN : { events: [], faults: [], receipt };
}

/** Maps a movement to the payment of a customer; `id` is the payment's id. */
export function mapPayment(
  line: BankLine,
  id: string,
  payer: PostedPayer,
  defaults: Pick<ImportDefaults, 'slug' | 'givenAt'>,
): MappedLine {
  // A payment that was ordered in the currency of the invoice that it names is posted as ordered, not as the bank
  // booked it.
  const namesOrdered =
    line.instructed !== null &&
    payer.invoices.some((invoice) => invoice.currency === line.instructed?.currency) &&
    !payer.invoices.some((invoice) => invoice.currency === line.currency);
  const inOrdered = namesOrdered || payer.inOrdered === true;
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
    method: line.method ?? 'transfer',
    reference: referenceOf(line),
    ...(allocations.length > 0 ? { allocations } : {}),
  };
  const event = { source: BANK_SOURCE, id, type: 'puntual.payment.received.v1' as const, data };
  return { events: [importedEvent(event, defaults)], faults: [] };
}

/** Maps a movement to one payment for each customer who has a part of it; `id` is the movement's id. */
export function mapParts(
  line: BankLine,
  id: string,
  parts: readonly PartOfPayment[],
  defaults: Pick<ImportDefaults, 'slug' | 'givenAt'>,
): MappedLine {
  const events = parts.map(({ customerId, amount, allocations }, index) => {
    const paymentId = partId(id, index + 1);
    const data = {
      paymentId,
      customerId,
      amount,
      currency: line.currency,
      receivedOn: line.bookedOn,
      method: line.method ?? 'transfer',
      reference: referenceOf(line),
      ...(allocations.length > 0 ? { allocations } : {}),
    };
    const event = { source: BANK_SOURCE, id: paymentId, type: 'puntual.payment.received.v1' as const, data };
    return importedEvent(event, defaults);
  });
  return { events, faults: [] };
}

// Counts a remittance advice only when all of its invoices are known: a payment with some allocations would not be
// matched by the numbers in its text.
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

function fault(line: BankLine, code: LineFault['code'], values: Readonly<Record<string, string>>): LineFault {
  return { line: line.line, field: null, code, values };
}

function unlistedBatch(line: BankLine): LineFault {
  const values = { count: String(line.withoutDetails), amount: `${line.amount} ${line.currency}` };
  return fault(line, 'batch-without-details', values);
}
