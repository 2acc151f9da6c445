import { BEFORE_FIRST, checkBlock, type AuditFault, type BlockBefore } from './check-block.ts';
import { exportLineSchema, type ExportLine } from './export-lines.ts';
import type { AuditBlock, SealedEvent } from './sealed-block.ts';

export interface ExportReport {
  readonly blocks: number;
  readonly events: number;
  readonly faults: readonly AuditFault[];
  /** The last block of the export; null when it has none. */
  readonly head: AuditBlock | null;
}

/** An export that cannot be read: its lines are no export's, or it was cut off. `line` counts from 1. */
export class UnreadableExport extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

const MOST_FAULTS = 1000;

/**
 * Verifies an export without a database, reading one line after the other; several exports may follow one another. The
 * chain must begin at the first block, or after the block with the hash `after`; null: the first block of the export is
 * believed to follow what came before. Throws `UnreadableExport`.
 */
export async function checkExport(
  lines: AsyncIterable<string> | Iterable<string>,
  after: string | null,
): Promise<ExportReport> {
  const check = new ExportCheck(after);
  let [number, isOver] = [0, false];
  for await (const text of lines) {
    number += 1;
    if (text.trim() === '') continue;
    const line = readLine(text, number);
    isOver = line.line === 'end';
    if (line.line === 'block') check.startBlock(line);
    else if (line.line === 'event') check.addEvent(line, number);
    else check.endBlock();
  }
  if (!isOver) throw new UnreadableExport(number, 'the export has no end: it was cut off');
  return check.report();
}

/** The state between the lines of an export. */
class ExportCheck {
  readonly #after: string | null;
  #before: BlockBefore | null = null;
  #block: AuditBlock | null = null;
  #sealed: SealedEvent[] = [];
  #head: AuditBlock | null = null;
  #blocks = 0;
  #events = 0;
  readonly #faults: AuditFault[] = [];

  constructor(after: string | null) {
    this.#after = after;
  }

  startBlock({ line: _line, ...block }: Extract<ExportLine, { line: 'block' }>): void {
    this.endBlock();
    this.#block = block;
    this.#sealed = [];
  }

  addEvent({ line: _line, ...event }: Extract<ExportLine, { line: 'event' }>, number: number): void {
    if (!this.#block) throw new UnreadableExport(number, 'the event belongs to no block');
    this.#sealed.push(event);
  }

  endBlock(): void {
    const block = this.#block;
    if (!block) return;
    const before = this.#before ?? this.#beforeAll(block);
    if (this.#faults.length < MOST_FAULTS) this.#faults.push(...checkBlock(block, this.#sealed, before));
    this.#before = this.#head = block;
    this.#blocks += 1;
    this.#events += this.#sealed.length;
    this.#block = null;
  }

  report(): ExportReport {
    return { blocks: this.#blocks, events: this.#events, faults: this.#faults, head: this.#head };
  }

  #beforeAll(block: AuditBlock): BlockBefore {
    if (block.number === 1 && this.#after === null) return BEFORE_FIRST;
    return { ...BEFORE_FIRST, number: block.number - 1, hash: this.#after ?? block.previousHash };
  }
}

function readLine(text: string, number: number): ExportLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UnreadableExport(number, 'the line is not JSON');
  }
  const read = exportLineSchema.safeParse(value);
  if (!read.success) throw new UnreadableExport(number, 'the line is none of an audit export');
  return read.data;
}
