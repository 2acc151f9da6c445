import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const erpStateSchema = z.object({
  version: z.literal(1),
  seed: z.string(),
  org: z.string(),
  /** The company's first day, fixed at the first start. */
  openedOn: z.iso.date(),
  /** The next event to publish: number `index` of `day`. */
  day: z.iso.date(),
  index: z.int().min(0),
  /** Events published since the first start. */
  published: z.int().min(0),
});
/** The progress of the demo ERP, enough to continue after a restart. */
export type ErpState = z.infer<typeof erpStateSchema>;

/**
 * Reads the state file, or starts at `today` when there is none. Throws an Error that says what to fix when the file is
 * unreadable, or belongs to another seed or organization.
 */
export async function readErpState(
  stateFile: string,
  wanted: { seed: string; org: string; today: string },
): Promise<ErpState> {
  let text: string;
  try {
    text = await readFile(stateFile, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return {
      version: 1,
      seed: wanted.seed,
      org: wanted.org,
      openedOn: wanted.today,
      day: wanted.today,
      index: 0,
      published: 0,
    };
  }
  const state = parseState(stateFile, text);
  if (state.seed !== wanted.seed || state.org !== wanted.org) {
    throw new Error(
      `${stateFile} belongs to seed "${state.seed}" and organization "${state.org}", not "${wanted.seed}" and ` +
        `"${wanted.org}": set DEMO_SEED and PUNTUAL_ORG back, or begin afresh with "npm start -- --reset"`,
    );
  }
  return state;
}

/** Replaces the state file atomically: after a kill there is either the old or the new one. */
export async function writeErpState(stateFile: string, state: ErpState): Promise<void> {
  await mkdir(dirname(stateFile), { recursive: true });
  await writeFile(`${stateFile}.new`, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  await rename(`${stateFile}.new`, stateFile);
}

function parseState(stateFile: string, text: string): ErpState {
  try {
    return erpStateSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`${stateFile} is not a state of the demo ERP: begin afresh with "npm start -- --reset"`, {
      cause: error,
    });
  }
}
