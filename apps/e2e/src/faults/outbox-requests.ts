import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RequestRecord } from '@puntual/sandbox/outside/delivery-record';

/** Every request that reached the outside world, refused and repeated ones too, in the order of their end: read from the journal of the world in `home`. */
export async function outboxRequests(home: string): Promise<RequestRecord[]> {
  const lines = (await readFile(join(home, 'outbox.jsonl'), 'utf8')).split('\n');
  return lines
    .filter((line) => line.includes('"request"'))
    .flatMap((line) => {
      const entry = JSON.parse(line) as { kind?: string; request?: RequestRecord };
      return entry.request ? [entry.request] : [];
    });
}
