import { mod97 } from '../matching/mod97.ts';

/** Most accounts that are noted of one mail. */
const MOST_ACCOUNTS = 10;
const SHORTEST_IBAN = 15;
const LONGEST_IBAN = 34;

/** What may be an IBAN: two letters, two digits, and groups of letters and digits. Each place is tried. */
const CANDIDATE = /(?<![A-Z0-9])(?=([A-Z]{2}[ ]?\d{2}(?:[ \u00a0.-]?[A-Z0-9]){11,30}))/gi;

/**
 * The IBANs in a text that are none of the organization's own, without separators, each once. Whoever writes another
 * account into a mail may want money to go astray. Pure and total.
 */
export function foreignAccounts(text: string, own: readonly string[]): readonly string[] {
  const known = new Set(own.flatMap((account) => [bare(account), ...ibansIn(account)]));
  return ibansIn(text)
    .filter((iban) => !known.has(iban))
    .slice(0, MOST_ACCOUNTS);
}

/** The IBANs in a text whose check digits are right, without separators, each once. */
export function ibansIn(text: string): readonly string[] {
  const found = [...text.matchAll(CANDIDATE)].flatMap(([, candidate = '']) => ibanAtStart(candidate) ?? []);
  return [...new Set(found)];
}

// Words may follow without a mark: the longest beginning that ends with a group and has the right check digits.
function ibanAtStart(candidate: string): string | null {
  const parts = candidate.toUpperCase().split(/[ \u00a0.-]/);
  for (let count = parts.length; count > 0; count--) {
    const iban = parts.slice(0, count).join('');
    if (iban.length < SHORTEST_IBAN || iban.length > LONGEST_IBAN || !hasLengthOfCountry(iban)) continue;
    if (mod97(iban.slice(4) + iban.slice(0, 4)) === 1) return iban;
  }
  return null;
}

/** How long the IBANs of a country are. Of a country that is not listed, any length counts. */
const LENGTHS: Readonly<Record<string, number>> = {
  AD: 24,
  AT: 20,
  BE: 16,
  BG: 22,
  CH: 21,
  CY: 28,
  CZ: 24,
  DE: 22,
  DK: 18,
  EE: 20,
  ES: 24,
  FI: 18,
  FR: 27,
  GB: 22,
  GR: 27,
  HR: 21,
  HU: 28,
  IE: 22,
  IT: 27,
  LT: 20,
  LU: 20,
  LV: 21,
  MT: 31,
  NL: 18,
  NO: 15,
  PL: 28,
  PT: 25,
  RO: 24,
  SE: 24,
  SI: 19,
  SK: 24,
};

function hasLengthOfCountry(iban: string): boolean {
  const length = LENGTHS[iban.slice(0, 2)];
  return length === undefined || length === iban.length;
}

function bare(account: string): string {
  return account.toUpperCase().replace(/[^A-Z0-9]/g, '');
}
