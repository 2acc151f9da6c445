import { quoted, type LineFault } from '../files/line-fault.ts';
import type { BankLine } from '../../receipts/bank-line.ts';
import type { OwnAccount } from '../../settings/bank-accounts.ts';
import { plainAccount } from './iban.ts';

/** A shorter number may end in another by chance. */
const SHORTEST_NUMBER = 6;

/**
 * The fault of a movement that is of none of the organization's own accounts; null when it is of one, or when the
 * organization has named none. A table that does not say its account is of the only account, where there is one.
 */
export function otherAccount(
  { line, account, currency }: Pick<BankLine, 'line' | 'account' | 'currency'>,
  own: readonly OwnAccount[],
): LineFault | null {
  if (own.length === 0) return null;
  const stated = plainAccount(account);
  if (stated === '') return own.length === 1 ? null : { line, field: null, code: 'account-not-named', values: {} };
  const isOwn = own.some(
    (each) =>
      (each.currency === null || each.currency === currency) && isSameAccount(plainAccount(each.account), stated),
  );
  return isOwn ? null : { line, field: null, code: 'other-account', values: { account: quoted(account) } };
}

// A bank writes the IBAN in one format and the domestic number, which the IBAN ends in, in another.
function isSameAccount(a: string, b: string): boolean {
  if (a === b) return true;
  const [short = '', long = ''] = [a, b].map((each) => each.replace(/^0+/, '')).sort((x, y) => x.length - y.length);
  return short.length >= SHORTEST_NUMBER && long.endsWith(short);
}
