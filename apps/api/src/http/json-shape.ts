/** How deep JSON nests, and how many values it holds at most (one for each bracket and each comma). */
export interface JsonShape {
  readonly depth: number;
  readonly values: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
// The brackets `[` `{` and `]` `}` differ in this bit alone.
const BRACE_BIT = 0x20;
const OPENING = 0x5b | BRACE_BIT;
const CLOSING = 0x5d | BRACE_BIT;

/**
 * Measures JSON in UTF-8 without parsing it: a parser needs a hundred times the memory of a body of brackets, and holds
 * the event loop meanwhile. Total; what is not JSON gets some shape, and the parser refuses it.
 */
export function shapeOfJson(bytes: Uint8Array): JsonShape {
  let open = 0;
  let depth = 0;
  let values = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) at = endOfString(bytes, at);
    else if (byte === COMMA) values++;
    else if ((byte | BRACE_BIT) === OPENING) {
      values++;
      open++;
      if (open > depth) depth = open;
    } else if ((byte | BRACE_BIT) === CLOSING) open--;
  }
  return { depth, values };
}

// The place of the quote that ends the string which begins at `start`.
function endOfString(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at++;
    else if (bytes[at] === QUOTE) return at;
  }
  return bytes.length;
}
