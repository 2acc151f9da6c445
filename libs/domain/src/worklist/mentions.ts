/** "@ana" at the beginning of the text or after a space or bracket; "ana@example.com" is none. */
const MENTION = /(?<=^|[\s([])@([\p{L}\d][\p{L}\d._-]*)/gu;

/**
 * Whom a note mentions, each once, in the order of the text: "@ana, please call". Punctuation at the end of a name is
 * the sentence's. Total.
 */
export function mentionsIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(MENTION)].map(([, name = '']) => name.replace(/[._-]+$/, '')))];
}
