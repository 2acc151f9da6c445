import type { Match, MatchResult } from '../matching/match-payment.ts';
import { oldestFirst } from '../matching/matchable-invoice.ts';
import type { InvoiceToMatch } from './match-money.ts';

/** The instalments of one invoice that are open, as one invoice with their number and their sum. */
interface Whole {
  readonly whole: InvoiceToMatch;
  readonly parts: readonly InvoiceToMatch[];
}

/**
 * Matches money whose text names an invoice in instalments: `match` sees such an invoice as one. Money of exactly one
 * instalment pays that one; other money pays them by their due dates. Null: no invoice has several instalments open, or
 * the text names none.
 */
export function matchNamedInstalments(
  invoices: readonly InvoiceToMatch[],
  match: (wholes: readonly InvoiceToMatch[]) => MatchResult,
): MatchResult | null {
  const groups = new Map<string, InvoiceToMatch[]>();
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

function wholeOf(group: readonly InvoiceToMatch[]): Whole {
  const parts = [...group].sort(oldestFirst);
  const [first, ...others] = parts;
  if (!first) throw new Error('a group has a part');
  if (others.length === 0) return { whole: first, parts };
  const { discountMinor: _discount, ...plain } = first;
  return { whole: { ...plain, openMinor: parts.reduce((sum, { openMinor }) => sum + openMinor, 0n) }, parts };
}

function spread(match: Match, parts: readonly InvoiceToMatch[]): readonly Match[] {
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
