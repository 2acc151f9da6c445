import { choosePayer, type ChoiceReason } from '@puntual/domain/matching/choose-payer';
import { splitByNumbers, type SplitPart } from '@puntual/domain/matching/split-payers';
import { parseAmount } from '@puntual/domain/money/amount';
import type { Tx } from '@puntual/db/database';
import type { BankLine } from './bank-line.ts';
import { compactName } from './number-candidates.ts';
import { findEvidence, type LineEvidence, type NamedInvoice } from './payer-evidence.ts';

/**
 * The customer who paid a line, which of the customer's invoices it names, and what speaks for the customer (`stated`:
 * whoever imported the file said so); null when the payer is not certain.
 */
export type Payer = {
  readonly customerId: string;
  readonly invoices: readonly NamedInvoice[];
  readonly reasons?: readonly (ChoiceReason | 'stated')[];
} | null;

/** A line that several customers paid together, beyond doubt. */
export interface SplitLine {
  readonly split: readonly SplitPart[];
}

/**
 * Finds the customer who paid each line: the one that `payers` names (account or name to customer id; a merged customer
 * stands for the other one), otherwise the one that the line's own data identify (`choosePayer`). A line whose clear
 * numbers are invoices of several customers that add up to its amount is split.
 */
export async function findPayers(
  tx: Tx,
  organizationId: string,
  lines: readonly BankLine[],
  payers: Readonly<Record<string, string>>,
): Promise<(Payer | SplitLine)[]> {
  const merged = await mergedInto(tx, organizationId, Object.values(payers));
  const stated = new Map(
    Object.entries(payers).map(([name, customerId]) => [compactName(name), merged.get(customerId) ?? customerId]),
  );
  const evidence = await findEvidence(tx, organizationId, lines);
  const found = lines.map((line, index) => {
    const own = evidence[index] ?? { named: [], byAccount: [], byName: [] };
    const statedId = [line.payerAccount, line.payer].flatMap((key) =>
      key === null ? [] : (stated.get(compactName(key)) ?? []),
    )[0];
    return { payer: payerOf(own, statedId), split: statedId === undefined ? splitOf(line, own.named) : null };
  });
  // Another line may pay what a split would pay: then a person splits it.
  const lineCounts = new Map<string, number>();
  for (const each of found) for (const id of customersOf(each)) lineCounts.set(id, (lineCounts.get(id) ?? 0) + 1);
  return found.map((each): Payer | SplitLine =>
    each.split && customersOf(each).every((id) => lineCounts.get(id) === 1) ? { split: each.split } : each.payer,
  );
}

async function mergedInto(
  tx: Tx,
  organizationId: string,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (customerIds.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ from: string; into: string }[]>`
    SELECT f.customer_id AS "from", i.customer_id AS "into"
    FROM customer f JOIN customer i ON i.id = f.merged_into
    WHERE f.organization_id = ${organizationId}::uuid AND f.customer_id = ANY(${customerIds as string[]}::text[])`;
  return new Map(rows.map((row) => [row.from, row.into]));
}

function payerOf(evidence: LineEvidence, statedId: string | undefined): Payer {
  const chosen =
    statedId === undefined ? choosePayer(evidence) : { customerId: statedId, reasons: ['stated' as const] };
  return (
    chosen && { ...chosen, invoices: evidence.named.filter((invoice) => invoice.customerId === chosen.customerId) }
  );
}

function splitOf({ amount, currency }: BankLine, named: readonly NamedInvoice[]): readonly SplitPart[] | null {
  return splitByNumbers(named, { amountMinor: parseAmount(amount, currency), currency });
}

// The customers whose invoices a line may pay.
function customersOf({
  payer,
  split,
}: { readonly payer: Payer } & { readonly split: SplitLine['split'] | null }): string[] {
  const ids = [...(payer ? [payer.customerId] : []), ...(split ?? []).map((part) => part.customerId)];
  return [...new Set(ids)];
}
