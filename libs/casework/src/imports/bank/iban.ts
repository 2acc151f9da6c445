import { mod97 } from '@puntual/domain/matching/mod97';

/** The IBAN of a country and an account number in the form of that country. */
export function ibanOf(country: string, number: string): string {
  return `${country}${String(98 - mod97(`${number}${country}00`)).padStart(2, '0')}${number}`;
}

/** The IBAN of a Spanish account by bank, branch (four digits each) and number (ten digits). */
export function spanishIban(bank: string, branch: string, account: string): string {
  const check = (digits: string, weights: readonly number[]) => {
    const sum = [...digits].reduce((total, digit, at) => total + Number(digit) * (weights[at] ?? 0), 0);
    const rest = 11 - (sum % 11);
    return rest === 11 ? '0' : rest === 10 ? '1' : String(rest);
  };
  const checks = check(bank + branch, [4, 8, 5, 10, 9, 7, 3, 6]) + check(account, [1, 2, 4, 8, 5, 10, 9, 7, 3, 6]);
  return ibanOf('ES', bank + branch + checks + account);
}

/** An account's number without spaces and punctuation, in capitals. */
export function plainAccount(account: string): string {
  return account.toUpperCase().replace(/[^A-Z0-9]/g, '');
}
