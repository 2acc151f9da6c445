// Build step: bundles the workflows into one file, so that production starts without webpack and every process runs the
// same workflow code.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

const { code } = await bundleWorkflowCode({
  workflowsPath: fileURLToPath(new URL('../../../libs/workflows/dist/workflows.js', import.meta.url)),
  logger: { trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error, log() {} },
});
await writeFile(new URL('./workflow-bundle.js', import.meta.url), code);
