import sax from 'sax';
import { decodeXml } from '../files/decode-xml.ts';
import { UnreadableFile, type LineFault } from '../files/line-fault.ts';
import { entryLines, type CamtItem } from './entry-lines.ts';
import { StatementHeader } from './statement-header.ts';
import type { StatementHooks } from './statement-hooks.ts';
import { transactionOf, type Transaction } from './transaction.ts';
import type { XmlNode } from './xml-tree.ts';

/**
 * The most transactions of one entry. All are held in memory, because their sum is checked before the first is taken.
 */
export const MOST_IN_BATCH = 50_000;
/** The most characters of an entry's transactions, for the same reason. */
const MOST_CHARACTERS_IN_BATCH = 32 * 1024 * 1024;
const MOST_DEPTH = 40;
/** The deepest element that may be the message: envelopes stand around it. */
const DEEPEST_MESSAGE = 8;
/** The most elements and characters of one transaction, or of one entry without its transactions. */
const MOST_NODES = 5000;
const MOST_CHARACTERS = 256 * 1024;

const MESSAGES = ['BkToCstmrStmt', 'BkToCstmrDbtCdtNtfctn', 'BkToCstmrAcctRpt'];
/** The elements of a statement that are read as trees, by their depth below the message. */
const TREES: Readonly<Record<number, readonly string[]>> = {
  1: ['GrpHdr'],
  2: ['Ntry', 'Acct', 'Bal', 'Id', 'ElctrncSeqNb', 'LglSeqNb', 'CreDtTm', 'FrToDt'],
};

/**
 * Reads a bank statement (camt.053), report (camt.052) or notification (camt.054) of any version from a stream, and
 * holds one entry in memory at a time. The message may stand in an envelope, and several documents may follow each
 * other in one file. `before` is how many lines come before. Refuses a document type declaration, because no bank needs
 * one and its entities can attack an XML reader. Throws `UnreadableFile` for a file that is no such message, is broken,
 * or exceeds a limit above; an entry with too many transactions is a fault of its own, and the others are read.
 */
export async function* readCamt(
  bytes: AsyncIterable<Uint8Array>,
  before = 0,
  hooks: StatementHooks = {},
): AsyncGenerator<CamtItem> {
  const reader = new CamtReader(before, hooks);
  for await (const text of decodeXml(bytes)) {
    reader.write(text);
    yield* reader.takeItems();
  }
  reader.close();
  yield* reader.takeItems();
}

interface EntryInFile {
  readonly node: XmlNode;
  readonly transactions: Transaction[];
  characters: number;
  /** More transactions, or larger ones, than are read. */
  isTooLarge: boolean;
}

/** Builds the tree of each entry from the parser's events, and maps the entry when its element is closed. */
class CamtReader {
  private readonly parser = sax.parser(true, { xmlns: true, position: true });
  private items: CamtItem[] = [];
  private isStatement = false;
  private linesBefore: number;
  private readonly header = new StatementHeader();
  /** The names of the elements from the root down to the parser's position. */
  private readonly path: string[] = [];
  /** The depth of the message's element, from 1; null outside of a message. */
  private messageDepth: number | null = null;
  /** The elements of the tree that is being built, from its root down to the parser's position. */
  private open: XmlNode[] = [];
  private size = { nodes: 0, characters: 0 };
  private entry: EntryInFile | null = null;
  private readonly hooks: StatementHooks;
  /** Whether the statement that is being read has an entry. */
  private hasEntries = true;

  constructor(before: number, hooks: StatementHooks) {
    this.linesBefore = before;
    this.hooks = hooks;
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
    // Another document follows in the same file.
    if (path.length === 0) (this.parser as { closedRoot?: boolean }).closedRoot = false;
    if (path.length >= MOST_DEPTH) this.fail('xml-too-large');
    path.push(name);
    if (this.messageDepth === null) {
      this.lookForMessage(name);
      return;
    }
    const below = path.length - this.messageDepth;
    if (below === 1 && name !== 'GrpHdr') {
      this.header.startStatement();
      this.hasEntries = false;
    }
    const parent = this.open.at(-1);
    const isRoot = TREES[below]?.includes(name) ?? false;
    if (parent === undefined && !isRoot) return;
    if (++this.size.nodes > MOST_NODES) this.fail('xml-too-large');
    const node: XmlNode = { name, attributes: attributesOf(tag), text: '', children: [] };
    if (parent === undefined) {
      this.open = [node];
      this.size = { nodes: 0, characters: 0 };
      if (name === 'Ntry') this.entry = { node, transactions: [], characters: 0, isTooLarge: false };
      return;
    }
    // A transaction is no child of its entry: an entry may hold many, and each has the limits for itself.
    if (name === 'TxDtls' && parent.name === 'NtryDtls') this.size = { nodes: 0, characters: 0 };
    else parent.children.push(node);
    this.open.push(node);
  }

  private lookForMessage(name: string): void {
    if (MESSAGES.includes(name)) {
      this.isStatement = true;
      this.messageDepth = this.path.length;
      this.header.startMessage();
    } else if (this.path.at(-2) === 'Document' || this.path.length > DEEPEST_MESSAGE) {
      this.fail('not-a-statement');
    }
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
    if (this.messageDepth !== null && this.path.length === this.messageDepth && name !== 'GrpHdr' && !this.hasEntries)
      this.hooks.onEmpty?.(this.header.statement().day?.slice(0, 10) ?? null);
    if (this.messageDepth !== null && this.path.length < this.messageDepth) this.messageDepth = null;
    const node = this.open.pop();
    if (!node) return;
    if (name === 'TxDtls' && this.open.at(-1)?.name === 'NtryDtls') this.addTransaction(node);
    if (this.open.length > 0) return;
    if (name !== 'Ntry') this.header.take(node);
    else if (this.entry) this.mapEntry(this.entry);
  }

  private addTransaction(node: XmlNode): void {
    const { entry } = this;
    if (!entry || entry.isTooLarge) return;
    entry.characters += this.size.characters;
    entry.isTooLarge = entry.transactions.length >= MOST_IN_BATCH || entry.characters > MOST_CHARACTERS_IN_BATCH;
    if (entry.isTooLarge) entry.transactions.length = 0;
    else entry.transactions.push(transactionOf(node));
  }

  private mapEntry({ node, transactions, isTooLarge }: EntryInFile): void {
    this.hasEntries = true;
    const line = this.linesBefore + 1;
    const values = { most: String(MOST_IN_BATCH) };
    const found: CamtItem[] = isTooLarge
      ? [{ kind: 'fault', fault: { line, field: null, code: 'batch-too-large', values } }]
      : entryLines(node, transactions, this.header.statement(), this.linesBefore);
    this.linesBefore += found.length;
    for (const item of found) this.items.push(item);
    this.entry = null;
  }
}

function attributesOf(tag: sax.Tag | sax.QualifiedTag): Readonly<Record<string, string>> {
  const attributes = Object.entries(tag.attributes as Record<string, string | { readonly value: string }>);
  return Object.fromEntries(
    attributes.map(([key, value]) => [key, typeof value === 'string' ? value : value.value] as const),
  );
}
