import { isTellingNumber, type PayerEvidence } from './choose-payer.ts';

/** Why a bank line may be a customer's. */
export type PayerReason =
  | 'number-in-text'
  | 'short-number-in-text'
  | 'account-before'
  | 'name-same'
  | 'name-alike'
  | 'sum-of-one-invoice'
  | 'sum-of-many-invoices';

/** A customer whose money a bank line may be, with how likely (0 to 100) and why: a person takes or leaves it. */
export interface PayerSuggestion {
  readonly customerId: string;
  readonly score: number;
  readonly reasons: readonly PayerReason[];
}

/** What speaks for customers where no single one is certain. */
export interface LooseEvidence extends PayerEvidence {
  /** The payer's name as the bank has it; "" when it has none. */
  readonly payer: string;
  /** Customers whose names begin alike. */
  readonly alike: readonly { readonly customerId: string; readonly name: string }[];
  /** Customers with an open invoice of just this amount. */
  readonly sameSum: readonly string[];
}

const POINTS: Readonly<Record<PayerReason, number>> = {
  'number-in-text': 60,
  'short-number-in-text': 20,
  'account-before': 50,
  'name-same': 45,
  'name-alike': 25,
  'sum-of-one-invoice': 30,
  'sum-of-many-invoices': 10,
};
const MAX_SUGGESTIONS = 5;
/** Customers with an invoice of the same sum beyond which that says nothing. */
const MOST_OF_ONE_SUM = 20;

/** Whose money a bank line may be, most likely first, at most five; among equals in the order of their ids. */
export function rankPayers(evidence: LooseEvidence): PayerSuggestion[] {
  const reasons = new Map<string, Set<PayerReason>>();
  const add = (customerId: string, reason: PayerReason) => {
    const known = reasons.get(customerId);
    if (known) known.add(reason);
    else reasons.set(customerId, new Set([reason]));
  };
  for (const { customerId, compact } of evidence.named)
    add(customerId, isTellingNumber(compact) ? 'number-in-text' : 'short-number-in-text');
  for (const customerId of evidence.byAccount) add(customerId, 'account-before');
  for (const customerId of evidence.byName) add(customerId, 'name-same');
  for (const { customerId, name } of evidence.alike)
    if (!evidence.byName.includes(customerId) && areAlike(name, evidence.payer)) add(customerId, 'name-alike');
  if (evidence.sameSum.length <= MOST_OF_ONE_SUM)
    for (const customerId of evidence.sameSum)
      add(customerId, evidence.sameSum.length === 1 ? 'sum-of-one-invoice' : 'sum-of-many-invoices');
  return [...reasons]
    .map(([customerId, why]): PayerSuggestion => ({
      customerId,
      reasons: [...why],
      score: Math.min(
        100,
        [...why].reduce((sum, reason) => sum + POINTS[reason], 0),
      ),
    }))
    .sort((a, b) => b.score - a.score || (a.customerId < b.customerId ? -1 : 1))
    .slice(0, MAX_SUGGESTIONS);
}

/** What is no part of a name: legal forms, and words between. */
const NO_NAME = new Set([
  'SL',
  'SA',
  'SLU',
  'SAU',
  'SLL',
  'SC',
  'CB',
  'SCOOP',
  'GMBH',
  'AG',
  'KG',
  'LTD',
  'LIMITED',
  'PLC',
  'LLC',
  'LLP',
  'INC',
  'CORP',
  'SARL',
  'SAS',
  'SRL',
  'SPA',
  'BV',
  'NV',
  'LDA',
  'DE',
  'DEL',
  'LA',
  'EL',
  'LOS',
  'LAS',
  'Y',
  'E',
  'AND',
  'THE',
  'OF',
]);

/**
 * The words that distinguish a name from others: in capitals, without accents and legal forms. "Talleres Núñez, S.L."
 * is TALLERES and NUNEZ.
 */
export function nameWords(name: string): string[] {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replaceAll('.', '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1 && !NO_NAME.has(word));
}

// More than half of the words of both are the same: banks cut names, and put first names last.
function areAlike(a: string, b: string): boolean {
  const [some, others] = [new Set(nameWords(a)), new Set(nameWords(b))];
  const shared = [...some].filter((word) => others.has(word)).length;
  return shared * 2 > Math.min(some.size, others.size);
}
