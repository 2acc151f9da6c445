import sax from 'sax';
import { decodeText, type Encoding } from '../files/decode-text.ts';
import { UnreadableFile, type LineFault } from '../files/line-fault.ts';
import { entryLines, type CamtItem } from './entry-lines.ts';
import { textAt, type XmlNode } from './xml-tree.ts';

/** Transactions that one entry may hold together: they are added up before the first is taken. */
export const MOST_IN_BATCH = 50_000;
const MOST_DEPTH = 40;
/** Elements and characters of one entry without its transactions, or of one transaction. */
const MOST_NODES = 5000;
const MOST_CHARACTERS = 256 * 1024;

/**
 * Reads a bank statement (camt.053) or notification (camt.052, camt.054) of any version as it comes, holding one entry at a time. A document type declaration is refused:
 * none is needed, and entities are how XML attacks its readers. Throws `UnreadableFile` for what is no such file, is broken, or is larger in one place than any bank writes.
 */
export async function* readCamt(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<CamtItem> {
  const reader = openReader();
  for await (const text of decodeXml(bytes)) {
    reader.write(text);
    yield* reader.taken();
  }
  reader.close();
  yield* reader.taken();
}

interface Statement {
  account: string;
  currency: string;
}

function openReader(): { write(text: string): void; close(): void; taken(): CamtItem[] } {
  const parser = sax.parser(true, { xmlns: true, position: true });
  let items: CamtItem[] = [];
  let known = false;
  let lines = 0;
  let statement: Statement = { account: '', currency: '' };
  const path: string[] = [];
  // The element that is being gathered, from its root down to where the parser stands.
  let open: XmlNode[] = [];
  let size = { nodes: 0, characters: 0 };
  let entry: { node: XmlNode; transactions: XmlNode[] } | null = null;
  const fail = (code: LineFault['code'], values: Readonly<Record<string, string>> = {}): never => {
    throw new UnreadableFile(parser.line + 1, code, values);
  };

  parser.onerror = (error) => fail('xml-broken', { reason: (error.message.split('\n')[0] ?? '').slice(0, 100) });
  parser.ondoctype = () => fail('xml-doctype');
  parser.onopentag = (tag) => {
    const name = 'local' in tag ? tag.local : tag.name;
    if (path.length >= MOST_DEPTH) fail('xml-too-large');
    path.push(name);
    if (path.length === 2)
      known = ['BkToCstmrStmt', 'BkToCstmrDbtCdtNtfctn', 'BkToCstmrAcctRpt'].includes(name) || fail('not-a-statement');
    if (path.length === 3) statement = { account: '', currency: '' };
    const inside = open.at(-1);
    const gathers = inside !== undefined || (path.length === 4 && (name === 'Ntry' || name === 'Acct'));
    if (!gathers) return;
    if (++size.nodes > MOST_NODES) fail('xml-too-large');
    const attributes = Object.entries(tag.attributes as Record<string, string | { readonly value: string }>).map(
      ([key, value]) => [key, typeof value === 'string' ? value : value.value] as const,
    );
    const node: XmlNode = { name, attributes: Object.fromEntries(attributes), text: '', children: [] };
    if (inside === undefined) {
      open = [node];
      size = { nodes: 0, characters: 0 };
      if (name === 'Ntry') entry = { node, transactions: [] };
      return;
    }
    // Transactions are counted one by one: an entry may hold many.
    if (name === 'TxDtls' && inside.name === 'NtryDtls') size = { nodes: 0, characters: 0 };
    else inside.children.push(node);
    open.push(node);
  };
  const addText = (text: string) => {
    const inside = open.at(-1);
    if (!inside) return;
    size.characters += text.length;
    if (size.characters > MOST_CHARACTERS) fail('xml-too-large');
    inside.text += text;
  };
  parser.ontext = addText;
  parser.oncdata = addText;
  parser.onclosetag = () => {
    const name = path.pop();
    const node = open.pop();
    if (!node) return;
    if (name === 'TxDtls' && entry && open.at(-1)?.name === 'NtryDtls') {
      if (entry.transactions.length >= MOST_IN_BATCH) fail('batch-too-large', { most: String(MOST_IN_BATCH) });
      entry.transactions.push(node);
    }
    if (open.length > 0) return;
    if (name === 'Acct')
      statement = {
        account: textAt(node, 'Id', 'IBAN') ?? textAt(node, 'Id', 'Othr', 'Id') ?? '',
        currency: textAt(node, 'Ccy') ?? '',
      };
    if (name !== 'Ntry' || !entry) return;
    const found = entryLines(entry.node, entry.transactions, statement, lines);
    lines += found.length;
    items.push(...found);
    entry = null;
  };
  return {
    write: (text) => void parser.write(text),
    close: () => {
      parser.close();
      if (!known) fail('not-a-statement');
    },
    taken: () => {
      const now = items;
      items = [];
      return now;
    },
  };
}

const LATIN = /^(iso-8859-1|iso-8859-15|latin-?1|windows-1252)$/i;

// The declaration says the encoding, in characters that are the same in all of those that we take.
async function* decodeXml(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const iterator = bytes[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) throw new UnreadableFile(0, 'not-a-statement');
  const head = Buffer.from(first.value).subarray(0, 200).toString('latin1');
  const named = /^[^<]*<\?xml[^>]*\bencoding=["']([\w-]+)["']/.exec(head)?.[1] ?? 'utf-8';
  const encoding: Encoding = LATIN.test(named) ? 'latin-1' : 'utf-8';
  if (encoding === 'utf-8' && !/^(utf-?8|utf-?16(le)?|us-ascii)$/i.test(named))
    throw new UnreadableFile(1, 'unknown-encoding', { encoding: named });
  yield* decodeText(prepend(first.value, iterator), encoding);
}

async function* prepend(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
