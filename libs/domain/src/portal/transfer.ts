import { mod97 } from '../matching/mod97.ts';
import { decimalAmount } from '../money/amount.ts';

/** Most characters of the reference of a SEPA transfer. */
export const REFERENCE_CHARACTERS = 140;
/** Most characters of the name in a payment code. */
const NAME_CHARACTERS = 70;
/** The largest amount of a payment code: EUR 999,999,999.99. */
const MOST_CODED_MINOR = 99_999_999_999n;

/** Where a transfer goes. `bic` null: banks find it by the IBAN. */
export interface TransferAccount {
  readonly iban: string;
  readonly bic: string | null;
}

/** What one transfer pays. Amounts in minor units. */
export interface PaidInvoice {
  readonly id: string;
  readonly number: string;
  readonly minor: bigint;
}

/** One transfer: its sum, its reference, and the invoices that it pays. */
export interface Transfer {
  readonly invoices: readonly PaidInvoice[];
  readonly minor: bigint;
  readonly reference: string;
}

const IBAN_LINE = /\b([A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]){11,30})\b/g;
const BIC_LINE = /\b(?:BIC|SWIFT)\b[^A-Z0-9]*([A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b/;

/** Whether a text without spaces is an IBAN with right check digits. */
export function isIban(text: string): boolean {
  return /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text) && mod97(text.slice(4) + text.slice(0, 4)) === 1;
}

/** The account that the organization's payment instructions name; null when they name none, or more than one. */
export function accountIn(instructions: string): TransferAccount | null {
  const lines = instructions.split('\n');
  const found = new Set(
    lines.flatMap((line) => [...line.matchAll(IBAN_LINE)].flatMap(([, text = '']) => longestIban(text) ?? [])),
  );
  const [iban] = found;
  if (iban === undefined || found.size > 1) return null;
  return { iban, bic: BIC_LINE.exec(instructions)?.[1] ?? null };
}

// Words after the IBAN on its line look like part of it: the longest beginning with right check digits is it.
function longestIban(text: string): string | null {
  const plain = text.replaceAll(' ', '');
  for (let length = Math.min(34, plain.length); length >= 15; length--)
    if (isIban(plain.slice(0, length))) return plain.slice(0, length);
  return null;
}

/**
 * The transfers that pay exactly these invoices of one currency: their references name every invoice, so that each
 * payment finds its invoices. More than one when the numbers do not fit into one reference.
 */
export function transfersFor(invoices: readonly PaidInvoice[]): readonly Transfer[] {
  const groups: PaidInvoice[][] = [];
  for (const invoice of invoices) {
    const last = groups.at(-1);
    if (last && referenceOf([...last, invoice]).length <= REFERENCE_CHARACTERS) last.push(invoice);
    else groups.push([invoice]);
  }
  return groups.map((group) => ({
    invoices: group,
    minor: group.reduce((sum, { minor }) => sum + minor, 0n),
    reference: referenceOf(group),
  }));
}

function referenceOf(invoices: readonly PaidInvoice[]): string {
  return invoices.map(({ number }) => number).join(', ');
}

/**
 * The text of the payment code of the European Payments Council (EPC069-12, version 2) for a transfer in euros; null
 * for another currency, and for what the code cannot hold.
 */
export function paymentCodeText(
  transfer: Pick<Transfer, 'minor' | 'reference'>,
  { name, account, currency }: { readonly name: string; readonly account: TransferAccount; readonly currency: string },
): string | null {
  if (currency !== 'EUR' || transfer.minor <= 0n || transfer.minor > MOST_CODED_MINOR) return null;
  if (transfer.reference.length > REFERENCE_CHARACTERS) return null;
  const line = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
  return [
    'BCD',
    '002',
    '1',
    'SCT',
    account.bic ?? '',
    line(name).slice(0, NAME_CHARACTERS),
    account.iban,
    `EUR${decimalAmount(transfer.minor, 'EUR')}`,
    '',
    '',
    line(transfer.reference),
  ].join('\n');
}
