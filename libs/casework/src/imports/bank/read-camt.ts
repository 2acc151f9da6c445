import sax from 'sax';
import { decodeText, type Encoding } from '../files/decode-text.ts';
import { UnreadableFile, type LineFault } from '../files/line-fault.ts';
import { entryLines, type CamtItem } from './entry-lines.ts';
import { textAt, type XmlNode } from './xml-tree.ts';

/**
 * The most transactions of one entry. All are held in memory, because their sum is checked before the first is taken.
 */
export const MOST_IN_BATCH = 50_000;
const MOST_DEPTH = 40;
/** The most elements and characters of one transaction, or of one entry without its transactions. */
const MOST_NODES = 5000;
const MOST_CHARACTERS = 256 * 1024;

const MESSAGES = ['BkToCstmrStmt', 'BkToCstmrDbtCdtNtfctn', 'BkToCstmrAcctRpt'];

/**
 * Reads a bank statement (camt.053) or notification (camt.052, camt.054) of any version from a stream, and holds one
 * entry in memory at a time. Refuses a document type declaration, because no bank needs one and its entities can attack
 * an XML reader. Throws `UnreadableFile` for a file that is no such message, is broken, or exceeds a limit above.
 */
export async function* readCamt(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<CamtItem> {
  const reader = new CamtReader();
  for await (const text of decodeXml(bytes)) {
    reader.write(text);
    yield* reader.takeItems();
  }
  reader.close();
  yield* reader.takeItems();
}

/** Builds the tree of each entry from the parser's events, and maps the entry when its element is closed. */
class CamtReader {
  private readonly parser = sax.parser(true, { xmlns: true, position: true });
  private items: CamtItem[] = [];
  private isStatement = false;
  private linesBefore = 0;
  private account = { account: '', currency: '' };
  /** The names of the elements from the root down to the parser's position. */
  private readonly path: string[] = [];
  /** The elements of the tree that is being built, from its root down to the parser's position. */
  private open: XmlNode[] = [];
  private size = { nodes: 0, characters: 0 };
  private entry: { readonly node: XmlNode; readonly transactions: XmlNode[] } | null = null;

  constructor() {
    this.parser.onerror = (error) =>
      this.fail('xml-broken', { reason: (error.message.split('\n')[0] ?? '').slice(0, 100) });
    this.parser.ondoctype = () => this.fail('xml-doctype');
    this.parser.onopentag = (tag) => this.openTag(tag);
    this.parser.ontext = (text) => this.addText(text);
    this.parser.oncdata = (text) => this.addText(text);
    this.parser.onclosetag = () => this.closeTag();
  }

  write(text: string): void {
    this.parser.write(text);
  }

  close(): void {
    this.parser.close();
    if (!this.isStatement) this.fail('not-a-statement');
  }

  /** The movements and faults that were found since the last call. */
  takeItems(): CamtItem[] {
    const items = this.items;
    this.items = [];
    return items;
  }

  private fail(code: LineFault['code'], values: Readonly<Record<string, string>> = {}): never {
    throw new UnreadableFile(this.parser.line + 1, code, values);
  }

  private openTag(tag: sax.Tag | sax.QualifiedTag): void {
    const name = 'local' in tag ? tag.local : tag.name;
    const { path } = this;
    if (path.length >= MOST_DEPTH) this.fail('xml-too-large');
    path.push(name);
    if (path.length === 2) this.isStatement = MESSAGES.includes(name) || this.fail('not-a-statement');
    if (path.length === 3) this.account = { account: '', currency: '' };
    const parent = this.open.at(-1);
    const isRoot = path.length === 4 && (name === 'Ntry' || name === 'Acct');
    if (parent === undefined && !isRoot) return;
    if (++this.size.nodes > MOST_NODES) this.fail('xml-too-large');
    const node: XmlNode = { name, attributes: attributesOf(tag), text: '', children: [] };
    if (parent === undefined) {
      this.open = [node];
      this.size = { nodes: 0, characters: 0 };
      if (name === 'Ntry') this.entry = { node, transactions: [] };
      return;
    }
    // A transaction is no child of its entry: an entry may hold many, and each has the limits for itself.
    if (name === 'TxDtls' && parent.name === 'NtryDtls') this.size = { nodes: 0, characters: 0 };
    else parent.children.push(node);
    this.open.push(node);
  }

  private addText(text: string): void {
    const inside = this.open.at(-1);
    if (!inside) return;
    this.size.characters += text.length;
    if (this.size.characters > MOST_CHARACTERS) this.fail('xml-too-large');
    inside.text += text;
  }

  private closeTag(): void {
    const name = this.path.pop();
    const node = this.open.pop();
    if (!node) return;
    if (name === 'TxDtls' && this.entry && this.open.at(-1)?.name === 'NtryDtls') {
      if (this.entry.transactions.length >= MOST_IN_BATCH)
        this.fail('batch-too-large', { most: String(MOST_IN_BATCH) });
      this.entry.transactions.push(node);
    }
    if (this.open.length > 0) return;
    if (name === 'Acct')
      this.account = {
        account: textAt(node, 'Id', 'IBAN') ?? textAt(node, 'Id', 'Othr', 'Id') ?? '',
        currency: textAt(node, 'Ccy') ?? '',
      };
    if (name !== 'Ntry' || !this.entry) return;
    const found = entryLines(this.entry.node, this.entry.transactions, this.account, this.linesBefore);
    this.linesBefore += found.length;
    this.items.push(...found);
    this.entry = null;
  }
}

function attributesOf(tag: sax.Tag | sax.QualifiedTag): Readonly<Record<string, string>> {
  const attributes = Object.entries(tag.attributes as Record<string, string | { readonly value: string }>);
  return Object.fromEntries(
    attributes.map(([key, value]) => [key, typeof value === 'string' ? value : value.value] as const),
  );
}

const LATIN = /^(iso-8859-1|iso-8859-15|latin-?1|windows-1252)$/i;

// The XML declaration names the encoding, in characters that have the same bytes in all encodings that are read here.
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
