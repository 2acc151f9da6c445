export const LEAST_CHARACTERS = 12;
/** Longer passwords would only cost time to hash. */
export const MOST_CHARACTERS = 200;

/** Why a new password is refused. */
export type PasswordFault = 'too-short' | 'too-long' | 'too-simple' | 'names-its-owner';

/** Words that the most used passwords of this length are made of. */
const COMMON =
  /^(?:password|contrase[nñ]a|qwerty|asdfgh|letmein|welcome|bienvenido|iloveyou|teamo|admin|puntual|\d)+\W*$/;
const FEWEST_DIFFERENT = 5;

/**
 * What is wrong with a new password; null for a good one. Long rather than complicated: there are no rules about kinds
 * of characters, but a password must not be made of the best-known words, of a few characters, or of its owner's name.
 */
export function passwordFault(
  password: string,
  owner: { readonly email: string | null; readonly name: string },
): PasswordFault | null {
  const characters = [...password.normalize('NFC')];
  if (characters.length < LEAST_CHARACTERS) return 'too-short';
  if (characters.length > MOST_CHARACTERS) return 'too-long';
  const text = characters.join('').toLowerCase();
  if (new Set(text).size < FEWEST_DIFFERENT || COMMON.test(text)) return 'too-simple';
  const names = [owner.email, owner.email?.split('@')[0], owner.name]
    .filter((name): name is string => !!name && name.length >= 4)
    .map((name) => name.toLowerCase());
  const isNamed = names.some((name) => text.includes(name) && text.length - name.length < LEAST_CHARACTERS / 2);
  return isNamed ? 'names-its-owner' : null;
}
