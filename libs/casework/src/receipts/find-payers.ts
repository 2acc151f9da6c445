import { choosePayer, type PayerEvidence } from '@puntual/domain/matching/choose-payer';
import { parseAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import { groupValues } from '../record/group-by.ts';
import { accountHash } from './payer-accounts.ts';
import type { BankLine } from './bank-line.ts';
import { compactName, numberCandidates } from './number-candidates.ts';

/** An invoice that a text may name. */
export interface NamedInvoice {
  readonly compact: string;
  readonly invoiceId: string;
  readonly number: string;
  readonly customerId: string;
  readonly currency: string;
  readonly openMinor: bigint;
  /** The line's amount is the invoice's open amount or its total. */
  readonly agrees: boolean;
}

/** The customer who paid a line, and which of the customer's invoices it names; null when the payer is not certain. */
export type Payer = { readonly customerId: string; readonly invoices: readonly NamedInvoice[] } | null;

/** A name with fewer letters and digits identifies no customer; a name in another script may have none at all. */
const SHORTEST_NAME = 3;

export interface LineEvidence extends PayerEvidence {
  readonly named: readonly NamedInvoice[];
}

/**
 * Finds the customer who paid each line: the one that `payers` names (account or name to customer id), otherwise the
 * one that the line's own data identify (`choosePayer`).
 */
export async function findPayers(
  tx: Tx,
  organizationId: string,
  lines: readonly BankLine[],
  payers: Readonly<Record<string, string>>,
): Promise<Payer[]> {
  const stated = new Map(Object.entries(payers).map(([name, customerId]) => [compactName(name), customerId]));
  const found = await findEvidence(tx, organizationId, lines);
  return lines.map((line, index): Payer => {
    const evidence = found[index] ?? { named: [], byAccount: [], byName: [] };
    const statedId = [line.payerAccount, line.payer].flatMap((key) =>
      key === null ? [] : (stated.get(compactName(key)) ?? []),
    )[0];
    const customerId = statedId ?? choosePayer(evidence);
    return customerId === null
      ? null
      : { customerId, invoices: evidence.named.filter((invoice) => invoice.customerId === customerId) };
  });
}

/**
 * The evidence of each line for its payer: the invoices that it names, and the customers with the payer's account or
 * name. Makes three queries, however many lines there are.
 */
export async function findEvidence(
  tx: Tx,
  organizationId: string,
  lines: readonly BankLine[],
): Promise<LineEvidence[]> {
  const candidates = lines.map((line) => [
    ...new Set([
      ...numberCandidates(line.text),
      ...line.documents.map((document) => compactName(document.number)),
      ...numberCandidates(line.endToEndId ?? ''),
    ]),
  ]);
  const hashes = lines.map((line) =>
    line.payerAccount === null ? null : accountHash(organizationId, line.payerAccount),
  );
  const invoices = await invoicesNamed(tx, candidates.flat());
  const customers = await customersNamed(
    tx,
    lines.map(nameOf).filter((name) => name.length >= SHORTEST_NAME),
  );
  const accounts = await accountsKnown(
    tx,
    hashes.flatMap((hash) => hash ?? []),
  );
  return lines.map((line, index) => ({
    named: (candidates[index] ?? []).flatMap((candidate) =>
      (invoices.get(candidate) ?? []).map((row) => ({
        compact: row.compact,
        invoiceId: row.invoice_id,
        number: row.number,
        customerId: row.customer_id,
        currency: row.currency,
        openMinor: row.open_minor,
        agrees: amountsOf(line, row.currency).some((minor) => minor === row.open_minor || minor === row.total_minor),
      })),
    ),
    byAccount: accounts.get(hashes[index] ?? '') ?? [],
    byName: customers.get(nameOf(line)) ?? [],
  }));
}

function nameOf(line: BankLine): string {
  return compactName(line.payer ?? '');
}

/** A line's amounts in a currency: as the bank booked it, and as the payer ordered it. */
export function amountsOf(line: BankLine, currency: string): bigint[] {
  return [line, line.instructed].flatMap((money) =>
    money?.currency === currency ? [parseAmount(money.amount, currency)] : [],
  );
}

interface InvoiceRow {
  readonly compact: string;
  readonly invoice_id: string;
  readonly number: string;
  readonly customer_id: string;
  readonly currency: string;
  readonly total_minor: bigint;
  readonly open_minor: bigint;
}

async function invoicesNamed(
  tx: Tx,
  candidates: readonly string[],
): Promise<ReadonlyMap<string, readonly InvoiceRow[]>> {
  if (candidates.length === 0) return new Map();
  const rows = await tx.$queryRaw<InvoiceRow[]>`SELECT * FROM invoices_named(${[...new Set(candidates)]}::text[])`;
  return groupValues(
    rows,
    (row) => row.compact,
    (row) => row,
  );
}

async function customersNamed(tx: Tx, names: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  if (names.length === 0) return new Map();
  const rows = await tx.$queryRaw<
    { compact: string; customer_id: string }[]
  >`SELECT * FROM customers_named(${[...new Set(names)]}::text[])`;
  return groupValues(
    rows,
    (row) => row.compact,
    (row) => row.customer_id,
  );
}

async function accountsKnown(tx: Tx, hashes: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  if (hashes.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ account_hash: string; customer_id: string }[]>`
    SELECT a.account_hash, c.customer_id
    FROM payer_account a JOIN customer c ON c.id = a.customer_id
    WHERE a.account_hash = ANY(${[...new Set(hashes)]}::text[])`;
  return groupValues(
    rows,
    (row) => row.account_hash,
    (row) => row.customer_id,
  );
}
