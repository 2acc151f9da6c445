import { UnreadableFile } from '../files/line-fault.ts';

/** A part of SGML or XML text: an element begins (with the text behind its tag), or ends. */
export interface Tag {
  readonly kind: 'open' | 'close';
  readonly name: string;
  /** The text up to the next tag, trimmed and with its entities decoded; "" behind a closing tag. */
  readonly text: string;
}

/** The most characters between two tags. */
const MOST_CHARACTERS = 64 * 1024;

/**
 * Splits a stream of SGML or XML into tags, without asking whether elements are closed, and holds one tag in memory at
 * a time. Declarations and comments are passed over; a document type declaration is refused (`xml-doctype`), and so is
 * a tag with more text than any bank writes (`xml-too-large`).
 */
export async function* readTags(text: AsyncIterable<string>): AsyncGenerator<Tag> {
  let held = '';
  for await (const piece of text) {
    held += piece;
    let from = 0;
    for (let next = tagAt(held, from); next; next = tagAt(held, from)) {
      from = next.end;
      if (next.tag) yield next.tag;
    }
    held = held.slice(from);
    if (held.length > MOST_CHARACTERS) throw new UnreadableFile(0, 'xml-too-large');
  }
  const last = tagAt(`${held}<`, 0);
  if (last?.tag) yield last.tag;
}

// The tag at the first "<" and the text behind it, when the next "<" shows where that text ends.
function tagAt(held: string, from: number): { readonly end: number; readonly tag: Tag | null } | null {
  const start = held.indexOf('<', from);
  const close = start < 0 ? -1 : held.indexOf('>', start);
  const end = close < 0 ? -1 : held.indexOf('<', close);
  if (end < 0) return null;
  const inside = held.slice(start + 1, close);
  if (/^!DOCTYPE/i.test(inside)) throw new UnreadableFile(0, 'xml-doctype');
  if (/^[!?]/.test(inside)) return { end, tag: null };
  const name = /^\/?\s*([\w.:-]+)/.exec(inside)?.[1]?.toUpperCase() ?? '';
  if (name === '') return { end, tag: null };
  if (inside.startsWith('/')) return { end, tag: { kind: 'close', name, text: '' } };
  return { end, tag: { kind: 'open', name, text: decoded(held.slice(close + 1, end)).trim() } };
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function decoded(text: string): string {
  return text.replace(/&(#x?[0-9a-f]{1,6}|[a-z]{2,6});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
