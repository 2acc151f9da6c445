/** A column's name without case, accents, spaces and punctuation. */
export function plainName(column: string): string {
  return column
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}
