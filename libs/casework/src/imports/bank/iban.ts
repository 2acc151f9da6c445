/** The remainder by 97 of a number of any length, as ISO 7064 has it. */
function mod97(digits: string): number {
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
  return rest;
}

/** The IBAN of a country and an account number in the form of that country. */
export function ibanOf(country: string, number: string): string {
  const digits = `${number}${country}00`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return `${country}${String(98 - mod97(digits)).padStart(2, '0')}${number}`;
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
