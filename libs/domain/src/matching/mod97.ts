/** The remainder by 97 of digits and capital letters (10 to 35) of any length, as ISO 7064 has it. */
export function mod97(chars: string): number {
  const digits = chars.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
  return rest;
}
