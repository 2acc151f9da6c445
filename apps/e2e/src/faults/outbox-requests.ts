import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RequestRecord } from '@puntual/sandbox/outside/delivery-record';

/**
 * Every request to the outside world, including refused and repeated ones, in the order of completion; read from the
 * journal in `home`.
 */
export async function outboxRequests(home: string): Promise<RequestRecord[]> {
  const lines = (await readFile(join(home, 'outbox.jsonl'), 'utf8')).split('\n');
  return lines
    .filter((line) => line.includes('"request"'))
    .flatMap((line) => {
      const entry = JSON.parse(line) as { kind?: string; request?: RequestRecord };
      return entry.request ? [entry.request] : [];
    });
}
