import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { checkExport, UnreadableExport, type ExportReport } from '@puntual/casework/audit/check-export';

// Verifies exports of the audit (GET /v1/audit/export) without a database. Usage: `npm run audit -- verify FILE...`,
// with the files of one chain in their order; `--after HASH` names the hash of the block before the first one. Ends
// with 0 when everything is as it was sealed, 1 when something is not, and 2 when a file cannot be read.

/**
 * Verifies the files of one chain, in their order. Throws `UnreadableExport`, with the line counted over all files, and
 * the file system's error for a file that cannot be read.
 */
export async function verifyFiles(files: readonly string[], after: string | null): Promise<ExportReport> {
  return checkExport(linesOf(files), after);
}

async function* linesOf(files: readonly string[]): AsyncGenerator<string> {
  for (const file of files) yield* createInterface({ input: createReadStream(file), crlfDelay: Infinity });
}

/** What the command prints for a report, line by line. */
export function reportLines({ blocks, events, faults, head }: ExportReport): readonly string[] {
  return [
    ...faults.map(
      ({ code, block, eventId }) => `block ${block}: ${code}${eventId === null ? '' : `, event ${eventId}`}`,
    ),
    `${blocks} blocks with ${events} events: ${faults.length === 0 ? 'as sealed' : `${faults.length} faults`}`,
    ...(head ? [`last block ${head.number}, sealed at ${head.sealedAt}, hash ${head.hash}`] : []),
  ];
}

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { after: { type: 'string' } } });
  const [command, ...files] = positionals;
  if (command !== 'verify' || files.length === 0) {
    console.error('usage: npm run audit -- verify FILE... [--after HASH]');
    return 2;
  }
  try {
    const report = await verifyFiles(files, values.after ?? null);
    for (const line of reportLines(report)) console.log(line);
    return report.faults.length === 0 ? 0 : 1;
  } catch (error) {
    const where = error instanceof UnreadableExport ? `line ${error.line}: ` : '';
    console.error(`${where}${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
}

if (import.meta.main) process.exitCode = await main();
