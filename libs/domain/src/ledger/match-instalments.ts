import type { Match, MatchResult } from '../matching/match-payment.ts';
import { oldestFirst, type MatchableInvoice } from '../matching/matchable-invoice.ts';

/** An open claim that may be an instalment of an invoice (the ERP's id). */
interface Claim extends MatchableInvoice {
  readonly instalment?: { readonly of: string };
}

/** The instalments of one invoice that are open, as one invoice with their number and their sum. */
interface Whole<Each> {
  readonly whole: Each;
  readonly parts: readonly Each[];
}

/**
 * Matches money whose text names an invoice in instalments: `match` sees such an invoice as one. Money of exactly one
 * instalment pays that one; other money pays them by their due dates. Null: no invoice has several instalments open, or
 * the text names none.
 */
export function matchNamedInstalments<Each extends Claim>(
  invoices: readonly Each[],
  match: (wholes: readonly Each[]) => MatchResult,
): MatchResult | null {
  const groups = new Map<string, Each[]>();
  for (const each of invoices) {
    const key = each.instalment ? `of/${each.instalment.of}` : each.id;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  if (groups.size === invoices.length) return null;
  const wholes = [...groups.values()].map(wholeOf);
  const partsOf = new Map(wholes.map(({ whole, parts }) => [whole.id, parts]));
  const found = match(wholes.map(({ whole }) => whole));
  const isNamed = found.matches.some(
    ({ invoiceId, rule }) => rule === 'number-in-reference' && (partsOf.get(invoiceId)?.length ?? 0) > 1,
  );
  if (!isNamed) return null;
  return { ...found, matches: found.matches.flatMap((each) => spread(each, partsOf.get(each.invoiceId) ?? [])) };
}

function wholeOf<Each extends Claim>(group: readonly Each[]): Whole<Each> {
  const parts = [...group].sort(oldestFirst);
  const [first, ...others] = parts;
  if (!first) throw new Error('a group has a part');
  if (others.length === 0) return { whole: first, parts };
  // The discount of one instalment is not that of the whole.
  const openMinor = parts.reduce((sum, part) => sum + part.openMinor, 0n);
  return { whole: { ...first, openMinor, discountMinor: 0n }, parts };
}

function spread(match: Match, parts: readonly MatchableInvoice[]): readonly Match[] {
  if (parts.length <= 1) return [match];
  const { minor, rule } = match;
  const exact = parts.find(({ openMinor }) => openMinor === minor);
  if (exact) return [{ invoiceId: exact.id, minor, rule }];
  let left = minor;
  return parts.flatMap(({ id, openMinor }) => {
    const paid = left < openMinor ? left : openMinor;
    left -= paid;
    return paid > 0n ? [{ invoiceId: id, minor: paid, rule }] : [];
  });
}
