import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkflowBundle } from '@temporalio/worker';
import { checkout } from '@puntual/sandbox/checkout';
import { bundleSources } from './time-skipping.ts';

const sourcesFolder = join(checkout, 'libs/workflows/src/');
const scratch = join(checkout, 'libs/workflows/dist/changed/');

/** A text in a workflow's file, and its replacement in the copy. */
export interface SourceChange {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Bundles a copy of the workflows with some texts replaced. Throws when a text does not occur: the test is then out of
 * date.
 */
export async function bundleChanged(...changes: readonly SourceChange[]): Promise<WorkflowBundle> {
  await mkdir(scratch, { recursive: true });
  const folder = await mkdtemp(scratch);
  try {
    const names = (await readdir(sourcesFolder)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
    for (const name of names) await cp(`${sourcesFolder}${name}`, `${folder}/${name}`);
    for (const { file, from, to } of changes) {
      const text = await readFile(`${folder}/${file}`, 'utf8');
      if (!text.includes(from)) throw new Error(`${file} no longer has the text that this test changes: ${from}`);
      await writeFile(`${folder}/${file}`, text.replace(from, to));
    }
    return await bundleSources(`${folder}/workflows.ts`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Bundles the current workflows, changed to continue as new after this many events instead of when the server suggests
 * it (after thousands).
 */
export function bundleWithThreshold(events: number): Promise<WorkflowBundle> {
  const change = { from: 'workflowInfo().continueAsNewSuggested', to: `workflowInfo().historyLength >= ${events}` };
  return bundleChanged(
    ...['collect-invoice.ts', 'contact-customer.ts', 'move-policy.ts'].map((file) => ({ file, ...change })),
  );
}
