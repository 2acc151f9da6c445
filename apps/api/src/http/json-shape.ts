/** How deep JSON nests, and how many values it holds at most (one for each bracket and each comma). */
export interface JsonShape {
  readonly depth: number;
  readonly values: number;
  /** About how many different keys its objects have, never more than that. */
  readonly keys: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
// The brackets `[` `{` and `]` `}` differ in this bit alone.
const BRACE_BIT = 0x20;
const OPENING = 0x5b | BRACE_BIT;
const CLOSING = 0x5d | BRACE_BIT;

/** Different keys are counted by this many bits of their hash, so that counting them needs no memory of its own. */
const KEY_BITS = 16;

/**
 * Measures JSON in UTF-8 without parsing it: a parser needs a hundred times the memory of a body of brackets, and holds
 * the event loop meanwhile. Total; what is not JSON gets some shape, and the parser refuses it.
 */
export function shapeOfJson(bytes: Uint8Array): JsonShape {
  const seen = new Uint8Array(1 << KEY_BITS);
  let [open, depth, values, keys] = [0, 0, 0, 0];
  // The string before a colon is a key.
  let [from, to] = [0, 0];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) {
      from = at + 1;
      at = endOfString(bytes, at);
      to = at;
    } else if (byte === COLON) {
      keys += isNew(seen, hashOf(bytes, from, to)) ? 1 : 0;
      // Each string is hashed once, however many colons follow it.
      from = to;
    } else if (byte === COMMA) values++;
    else if ((byte | BRACE_BIT) === OPENING) {
      values++;
      open++;
      if (open > depth) depth = open;
    } else if ((byte | BRACE_BIT) === CLOSING) open--;
  }
  return { depth, values, keys };
}

// The place of the quote that ends the string which begins at `start`.
function endOfString(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at++;
    else if (bytes[at] === QUOTE) return at;
  }
  return bytes.length;
}

function isNew(seen: Uint8Array, hash: number): boolean {
  if (seen[hash] === 1) return false;
  seen[hash] = 1;
  return true;
}

// FNV-1a, folded to KEY_BITS bits.
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return ((hash >>> KEY_BITS) ^ hash) & ((1 << KEY_BITS) - 1);
}
