import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { checkout } from '@puntual/sandbox/checkout';
import { historyFromJson, type History } from './history-json.ts';

/**
 * Folder of the recorded histories, one file per path: `<what happened>.<workflow>.json`; long ones are compressed with
 * gzip.
 */
export const historiesFolder = join(checkout, 'libs/workflows/src/histories/');

export interface RecordedHistory {
  readonly workflowId: string;
  readonly name: string;
  readonly history: History;
  readonly events: number;
}

/** Reads every recorded history. */
export async function readHistories(): Promise<RecordedHistory[]> {
  const names = (await readdir(historiesFolder)).filter((name) => /\.json(\.gz)?$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const bytes = await readFile(`${historiesFolder}${name}`);
      const history = historyFromJson(JSON.parse((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()));
      return { workflowId: name, name, history, events: history.events?.length ?? 0 };
    }),
  );
}
