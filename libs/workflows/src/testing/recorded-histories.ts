import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { historyFromJson, type History } from './history-json.ts';

/** Where the recorded histories lie, one file a path: `<what happened>.<workflow>.json`, long ones gzipped. */
export const historiesFolder = fileURLToPath(new URL('../histories/', import.meta.url));

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
