import { isSumOfSeveral, type PayerEvidence } from '@puntual/domain/matching/choose-payer';
import { parseAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import { groupValues } from '../record/group-by.ts';
import { accountHash } from './payer-accounts.ts';
import type { BankLine } from './bank-line.ts';
import { compactName, numberCandidates, toldNumbers } from './number-candidates.ts';

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
  /** The line calls the number an invoice's. */
  readonly told: boolean;
}

/** Most documents of one remittance advice whose numbers are looked up. */
const MOST_DOCUMENTS = 300;
/** Numbers and names are not unique: with more holders than this, they say nothing about the payer. */
const MOST_HOLDERS = 20;
/** Most open invoices of one sum that are read to see whether several customers owe it. */
const MOST_OF_ONE_SUM = 50;

/** A name with fewer letters and digits identifies no customer; a name in another script may have none at all. */
const SHORTEST_NAME = 3;

export interface LineEvidence extends PayerEvidence {
  readonly named: readonly NamedInvoice[];
}

/**
 * The evidence of each line for its payer: the invoices that it names, the customers with the payer's account or name,
 * and whether they or others owe its amount. Makes six queries, however many lines there are.
 */
export async function findEvidence(
  tx: Tx,
  organizationId: string,
  lines: readonly BankLine[],
): Promise<LineEvidence[]> {
  const candidates = lines.map(candidatesOf);
  const hashes = lines.map((line) =>
    line.payerAccount === null ? null : accountHash(organizationId, line.payerAccount),
  );
  const invoices = await invoicesNamed(
    tx,
    candidates.flatMap(({ all }) => all),
  );
  const customers = await customersNamed(
    tx,
    lines.map(nameOf).filter((name) => name.length >= SHORTEST_NAME),
  );
  const accounts = await accountsKnown(
    tx,
    hashes.flatMap((hash) => hash ?? []),
  );
  const debtors = await findDebtors(tx, lines, [...new Set([...customers.values(), ...accounts.values()].flat())]);
  return lines.map((line, index) => {
    const byAccount = accounts.get(hashes[index] ?? '') ?? [];
    const byName = customers.get(nameOf(line)) ?? [];
    const { sumIsCommon, owesSum } = debtors(line);
    const { all, told } = candidates[index] ?? { all: [], told: new Set() };
    const named = all.flatMap((candidate) =>
      (invoices.get(candidate) ?? []).map((row) => namedInvoice(line, row, told.has(candidate))),
    );
    return {
      named,
      isSplit: isSplit(line, named),
      byAccount,
      byName,
      bySum: [...new Set([...byAccount, ...byName])].filter(owesSum),
      sumIsCommon,
    };
  });
}

interface Candidates {
  readonly all: readonly string[];
  /** Those that the line calls an invoice's number. */
  readonly told: ReadonlySet<string>;
}

function candidatesOf(line: BankLine): Candidates {
  const documents = line.documents.slice(0, MOST_DOCUMENTS).map((document) => compactName(document.number));
  const all = [...numberCandidates(line.text), ...documents, ...numberCandidates(line.endToEndId ?? '')];
  return { all: [...new Set(all)], told: new Set([...toldNumbers(line.text), ...documents]) };
}

function isSplit(line: BankLine, named: readonly NamedInvoice[]): boolean {
  return [...new Set(named.map((invoice) => invoice.currency))].some((currency) => {
    const ofCurrency = named.filter((invoice) => invoice.currency === currency);
    return amountsOf(line, currency).some((minor) => isSumOfSeveral(minor, ofCurrency));
  });
}

// That the amount is the total of an invoice says something only while some of it is open.
function namedInvoice(line: BankLine, row: InvoiceRow, told: boolean): NamedInvoice {
  return {
    compact: row.compact,
    invoiceId: row.invoice_id,
    number: row.number,
    customerId: row.customer_id,
    currency: row.currency,
    openMinor: row.open_minor,
    told,
    agrees:
      row.open_minor > 0n &&
      amountsOf(line, row.currency).some((minor) => minor === row.open_minor || minor === row.total_minor),
  };
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
  const distinct = [...new Set(candidates)];
  const rows = await tx.$queryRaw<InvoiceRow[]>`
    SELECT compact, invoice_id, number, customer_id, currency, total_minor, open_minor
    FROM (
      SELECT named.*, row_number() OVER (PARTITION BY compact ORDER BY open_minor DESC, invoice_id) AS nth
      FROM (
        SELECT * FROM invoices_named(${distinct}::text[])
        UNION
        SELECT * FROM invoices_referenced(${distinct}::text[])) named) numbered
    WHERE nth <= ${MOST_HOLDERS}`;
  return groupValues(
    rows,
    (row) => row.compact,
    (row) => row,
  );
}

/** Of one line: whether several customers owe exactly its amount, and whether a customer does. */
interface Debtors {
  readonly sumIsCommon: boolean;
  readonly owesSum: (customerId: string) => boolean;
}

// Reads who has an open invoice of exactly one of the lines' amounts: the customers given, and the first others.
async function findDebtors(
  tx: Tx,
  lines: readonly BankLine[],
  customerIds: readonly string[],
): Promise<(line: BankLine) => Debtors> {
  const sums = new Map(lines.flatMap(sumsOf).map((sum) => [`${sum.currency} ${sum.minor}`, sum]));
  const currencies = [...sums.values()].map((sum) => sum.currency);
  const minors = [...sums.values()].map((sum) => sum.minor.toString());
  if (sums.size === 0) return () => ({ sumIsCommon: false, owesSum: () => false });
  const common = await tx.$queryRaw<SumRow[]>`
    SELECT s.currency, s.minor, count(DISTINCT found.customer_id)::int AS customers
    FROM unnest(${currencies}::text[], ${minors}::bigint[]) AS s(currency, minor)
    CROSS JOIN LATERAL (
      SELECT i.customer_id FROM invoice i
      WHERE i.status = 'open' AND i.currency = s.currency AND i.open_minor = s.minor
      LIMIT ${MOST_OF_ONE_SUM}) found
    GROUP BY 1, 2`;
  const owed =
    customerIds.length === 0
      ? []
      : await tx.$queryRaw<(SumRow & { readonly customer_id: string })[]>`
    SELECT DISTINCT i.currency::text AS currency, i.open_minor AS minor, c.customer_id
    FROM customer c JOIN invoice i ON i.customer_id = c.id
    JOIN unnest(${currencies}::text[], ${minors}::bigint[]) AS s(currency, minor)
      ON i.currency = s.currency AND i.open_minor = s.minor
    WHERE c.customer_id = ANY(${customerIds}::text[]) AND i.status = 'open'`;
  const several = new Set(common.filter((row) => row.customers > 1).map((row) => `${row.currency} ${row.minor}`));
  const debts = new Set(owed.map((row) => `${row.currency} ${row.minor} ${row.customer_id}`));
  return (line) => {
    const keys = sumsOf(line).map((sum) => `${sum.currency} ${sum.minor}`);
    return {
      sumIsCommon: keys.some((key) => several.has(key)),
      owesSum: (customerId) => keys.some((key) => debts.has(`${key} ${customerId}`)),
    };
  };
}

interface SumRow {
  readonly currency: string;
  readonly minor: bigint;
  readonly customers: number;
}

function sumsOf(line: BankLine): { readonly currency: string; readonly minor: bigint }[] {
  const currencies = [...new Set([line.currency, ...(line.instructed ? [line.instructed.currency] : [])])];
  return currencies.flatMap((currency) => amountsOf(line, currency).map((minor) => ({ currency, minor })));
}

async function customersNamed(tx: Tx, names: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  if (names.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ compact: string; customer_id: string }[]>`
    SELECT compact, customer_id
    FROM (
      SELECT named.*, row_number() OVER (PARTITION BY compact ORDER BY customer_id) AS nth
      FROM customers_named(${[...new Set(names)]}::text[]) named) numbered
    WHERE nth <= ${MOST_HOLDERS}`;
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
