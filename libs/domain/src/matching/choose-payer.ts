import { looksLikeDate } from './reference-text.ts';

/** What speaks for customers as the payer of a bank line, by the ERP's ids. */
export interface PayerEvidence {
  /**
   * Invoices whose number (letters and digits alone) stands in the text, or whose payment reference does. `agrees`: the
   * line's amount is what is open of it, or the total of an invoice that is open.
   */
  readonly named: readonly NamedEvidence[];
  /** Whose payments came from the payer's account before, as a person said. */
  readonly byAccount: readonly string[];
  /** Who is called exactly as the payer. */
  readonly byName: readonly string[];
  /** Of the customers with the account or the name: who has an open invoice of exactly this amount. */
  readonly bySum?: readonly string[];
  /** Several customers have an open invoice of exactly this amount: that a sum agrees then says nothing. */
  readonly sumIsCommon?: boolean;
  /** The line names invoices of several customers, and its amount is the sum of them (`isSumOfSeveral`). */
  readonly isSplit?: boolean;
}

interface NamedEvidence {
  readonly compact: string;
  readonly customerId: string;
  readonly agrees: boolean;
  /** The words before the number call it an invoice's. */
  readonly told?: boolean;
}

/** Why a customer was chosen as the payer. */
export type ChoiceReason = 'number' | 'short-number' | 'sum' | 'account' | 'name';

/** The payer of a line, and all that speaks for that customer. */
export interface ChosenPayer {
  readonly customerId: string;
  readonly reasons: readonly ChoiceReason[];
}

/** Digits alone that are not more than this may stand in any text: an order, a year, a door. */
const SHORT_DIGITS = /^\d{1,6}$/;
/** What a spreadsheet makes of a long number: nobody knows which it was. */
const SHORTENED = /^\d+E\d+$/;
/** Numbers with letters that are no longer give way to a longer one. */
const SHORT_NUMBER = 5;
/** More names of invoices in one line are not weighed: a person reads it. */
const MOST_NAMED = 1000;

/** Whether a number in a text identifies one invoice without further evidence. */
export function isTellingNumber(compact: string): boolean {
  return !SHORT_DIGITS.test(compact) && !looksLikeDate(compact) && !SHORTENED.test(compact);
}

/**
 * The one customer whose money a bank line is beyond doubt, with the reasons for the choice, or null: a person then
 * says so. All evidence is weighed together. Numbers of two customers in one text are a split, which a person makes,
 * unless everything else speaks for one of the two. A number that might stand in any text counts only when the amount
 * agrees, and no other customer owes that amount. An account that a person assigned is enough where nothing contradicts
 * it; a name alone is not, because two people may be called alike: the amount or a number has to agree. Total and
 * bounded.
 */
export function choosePayer(evidence: PayerEvidence): ChosenPayer | null {
  if (evidence.named.length > MOST_NAMED || evidence.isSplit) return null;
  const customerId = customerOf({ ...evidence, named: withoutContained(evidence.named) });
  return customerId === null ? null : { customerId, reasons: reasonsFor(customerId, evidence) };
}

function customerOf(evidence: PayerEvidence): string | null {
  const telling = evidence.named.filter((invoice) => isTellingNumber(invoice.compact));
  const long = telling.filter((invoice) => invoice.compact.length > SHORT_NUMBER);
  const strong = long.length > 0 ? long : telling;
  if (strong.length > 0) return byNumber(strong, evidence);
  const hints = evidence.sumIsCommon ? [] : evidence.named.filter((invoice) => invoice.agrees);
  if (hints.length > 0) return only(idsOf(hints.filter((invoice) => invoice.told))) ?? byHint(idsOf(hints), evidence);
  const [identified, told] = [byIdentity(evidence), idsOf(evidence.named.filter((invoice) => invoice.told))];
  // "Factura 3465" of a sister company: whose debt the payer pays, a person finds out.
  return identified === null || told.length === 0 || told.includes(identified) ? identified : null;
}

/** Whether an amount is exactly what is open of invoices of several customers together. */
export function isSumOfSeveral(
  amountMinor: bigint,
  invoices: readonly { readonly compact: string; readonly customerId: string; readonly openMinor: bigint }[],
): boolean {
  const distinct = [...new Map(invoices.map((each) => [`${each.customerId} ${each.compact}`, each])).values()];
  const customers = new Set(distinct.filter(({ openMinor }) => openMinor > 0n).map(({ customerId }) => customerId));
  return customers.size > 1 && distinct.reduce((sum, { openMinor }) => sum + openMinor, 0n) === amountMinor;
}

// Who is named by numbers that identify invoices. One customer: that one, unless account and name both say another and
// the sum does not agree. Several: that one for whom the sum and the payer's account or name speak alone.
function byNumber(strong: readonly NamedEvidence[], evidence: PayerEvidence): string | null {
  const { byAccount, byName, sumIsCommon = false } = evidence;
  const named = idsOf(strong);
  const agreeing = sumIsCommon ? [] : idsOf(strong.filter((invoice) => invoice.agrees));
  const identity = both(byAccount, byName);
  const single = only(named);
  if (single !== null)
    return identity.length > 0 && !identity.includes(single) && !agreeing.includes(single) ? null : single;
  const sharedNumber = new Set(strong.map((invoice) => invoice.compact)).size === 1;
  const candidates = sharedNumber ? named : agreeing.length === 1 ? agreeing : [];
  const [withName, withAccount] = [both(candidates, byName), both(candidates, byAccount)];
  if (withName.length > 0 && withAccount.length > 0) return only(both(withName, withAccount));
  return contradicts(candidates, byAccount) ? null : (only(withName) ?? only(withAccount));
}

// Who is named by a short number whose sum agrees, and is contradicted neither by the account nor by the name. Where
// these two agree on another customer, they count more.
function byHint(hinted: readonly string[], evidence: PayerEvidence): string | null {
  const { byAccount, byName } = evidence;
  const identity = both(byAccount, byName);
  if (identity.length > 0) return only(both(identity, hinted)) ?? only(identity);
  if (byAccount.length > 0 && byName.length > 0) return null;
  const known = byAccount.length > 0 ? byAccount : byName;
  return only(known.length > 0 ? both(hinted, known) : hinted);
}

function byIdentity({ named, byAccount, byName, bySum = [] }: PayerEvidence): string | null {
  if (byAccount.length > 0) return only(byName.length > 0 ? both(byAccount, byName) : byAccount);
  const single = only(byName);
  const isNamed = named.some((invoice) => invoice.customerId === single && !looksLikeDate(invoice.compact));
  return single !== null && (bySum.includes(single) || isNamed) ? single : null;
}

function contradicts(candidates: readonly string[], known: readonly string[]): boolean {
  return known.length > 0 && both(candidates, known).length === 0;
}

function reasonsFor(customerId: string, { named, byAccount, byName, bySum = [] }: PayerEvidence): ChoiceReason[] {
  const own = named.filter((invoice) => invoice.customerId === customerId);
  const telling = own.some((invoice) => isTellingNumber(invoice.compact));
  return [
    ...(telling ? (['number'] as const) : own.length > 0 ? (['short-number'] as const) : []),
    ...(own.some((invoice) => invoice.agrees) || bySum.includes(customerId) ? (['sum'] as const) : []),
    ...(byAccount.includes(customerId) ? (['account'] as const) : []),
    ...(byName.includes(customerId) ? (['name'] as const) : []),
  ];
}

// A number that stands inside a longer one that is named says nothing of its own.
function withoutContained(named: readonly NamedEvidence[]): NamedEvidence[] {
  const numbers = [...new Set(named.map((invoice) => invoice.compact))].filter(isTellingNumber);
  const contained = new Set(
    named
      .map((invoice) => invoice.compact)
      .filter((compact) => numbers.some((other) => other.length > compact.length && other.includes(compact))),
  );
  return named.filter((invoice) => !contained.has(invoice.compact));
}

function idsOf(named: readonly NamedEvidence[]): string[] {
  return [...new Set(named.map((invoice) => invoice.customerId))];
}

function both(some: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others);
  return [...new Set(some)].filter((id) => known.has(id));
}

function only(ids: readonly string[]): string | null {
  return ids.length === 1 ? (ids[0] ?? null) : null;
}
