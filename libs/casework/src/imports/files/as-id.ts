/** Percent-encodes what an id may not hold (spaces, slashes), so that two texts never become the same id. */
export function asId(text: string): string {
  return text.replace(/[\s/%]/g, (character) => encodeURIComponent(character));
}
