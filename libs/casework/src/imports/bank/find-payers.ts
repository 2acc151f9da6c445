import type { Tx } from '@puntual/db/database';
import { groupValues } from '../../group-by.ts';
import type { BankLine } from './bank-line.ts';
import { compactName, numberCandidates } from './number-candidates.ts';

/** An invoice that a text may name. */
export interface NamedInvoice {
  readonly compact: string;
  readonly invoiceId: string;
  readonly customerId: string;
  readonly currency: string;
}

/** Whose money a line is, and which invoices it names; or why that cannot be said. */
export type Payer =
  | { readonly found: true; readonly customerId: string; readonly invoices: readonly NamedInvoice[] }
  | { readonly found: false; readonly code: 'payer-unknown' | 'payer-ambiguous'; readonly customerIds: readonly string[] };

/**
 * Whose money each line is: the customer that `payers` (account or name to customer id) says; else the one whose invoice numbers stand in the text, the longest number
 * counting most; else the one whose name is the payer's. One look into the database for each question, however many lines.
 */
export async function findPayers(tx: Tx, lines: readonly BankLine[], payers: Readonly<Record<string, string>>): Promise<Payer[]> {
  const told = new Map(Object.entries(payers).map(([name, customerId]) => [compactName(name), customerId]));
  const candidates = lines.map((line) => [...new Set([...numberCandidates(line.text), ...line.documents.map((document) => compactName(document.number)), ...numberCandidates(line.endToEndId ?? '')])]);
  const invoices = await invoicesNamed(tx, candidates.flat());
  const customers = await customersNamed(tx, lines.flatMap((line) => (line.payer === null ? [] : [compactName(line.payer)])));
  return lines.map((line, index) => {
    const named = (candidates[index] ?? []).flatMap((candidate) => invoices.get(candidate) ?? []);
    const customerId = [line.payerAccount, line.payer].flatMap((key) => (key === null ? [] : told.get(compactName(key)) ?? []))[0];
    if (customerId !== undefined) return { found: true, customerId, invoices: named.filter((invoice) => invoice.customerId === customerId) };
    const longest = Math.max(0, ...named.map((invoice) => invoice.compact.length));
    const byNumber = new Set(named.filter((invoice) => invoice.compact.length === longest).map((invoice) => invoice.customerId));
    const byName = new Set(line.payer === null ? [] : customers.get(compactName(line.payer)) ?? []);
    // A number that two customers have is told apart by the payer's name.
    const both = [...byNumber].filter((id) => byName.has(id));
    const chosen = both.length === 1 ? both : byNumber.size > 0 ? [...byNumber] : [...byName];
    const [only] = chosen;
    if (only === undefined || chosen.length > 1) return { found: false, code: only === undefined ? 'payer-unknown' : 'payer-ambiguous', customerIds: chosen };
    return { found: true, customerId: only, invoices: named.filter((invoice) => invoice.customerId === only) };
  });
}

async function invoicesNamed(tx: Tx, candidates: readonly string[]): Promise<ReadonlyMap<string, readonly NamedInvoice[]>> {
  if (candidates.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ compact: string; invoice_id: string; customer_id: string; currency: string }[]>`SELECT * FROM invoices_named(${[...new Set(candidates)]}::text[])`;
  return groupValues(rows, (row) => row.compact, (row) => ({ compact: row.compact, invoiceId: row.invoice_id, customerId: row.customer_id, currency: row.currency }));
}

async function customersNamed(tx: Tx, names: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  if (names.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ compact: string; customer_id: string }[]>`SELECT * FROM customers_named(${[...new Set(names)]}::text[])`;
  return groupValues(rows, (row) => row.compact, (row) => row.customer_id);
}
