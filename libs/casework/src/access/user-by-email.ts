import type { Tx } from '@puntual/db/database';

// The addresses of accounts are of these characters. The database compares them without case, and by its rules other
// alphabets have letters that are small ASCII ones: the Kelvin sign (U+212A) is a "k" to it.
const ACCOUNT_ADDRESS = /^[\x21-\x7e]{1,254}$/;

/**
 * The account of an e-mail address, in any case; null for nobody. An address with characters that no account's has is
 * nobody's: whoever proves that "\u212aim@example.com" is theirs has proved nothing about "kim@example.com".
 */
export async function userByEmail(
  tx: Pick<Tx, '$queryRaw'>,
  email: string,
): Promise<{ readonly id: string; readonly state: string } | null> {
  if (!ACCOUNT_ADDRESS.test(email)) return null;
  const [user] = await tx.$queryRaw<{ id: string; state: string }[]>`
    SELECT id, state FROM find_user_by_email(${email})`;
  return user ?? null;
}
