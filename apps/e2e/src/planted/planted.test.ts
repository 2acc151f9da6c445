import { beforeAll, expect, test } from '@jest/globals';
import { checkPlant } from './check-planted-bug.ts';
import { codeWith, plant } from './copy-with-bug.ts';
import { PLANTS } from './planted-bugs.ts';

/** Number of parallel checks: each is one process that waits for others half of its time. */
const AT_ONCE = 2;

// `npm run soak` checks all bugs; this test checks those with a short test.
const quick = PLANTS.filter((bug) => bug.quick);
const checks: Promise<string | null>[] = [];

beforeAll(() => {
  for (const [index, bug] of quick.entries())
    checks.push(
      Promise.resolve(checks[index - AT_ONCE])
        .then(() => checkPlant(bug))
        .catch((error: unknown) => String(error)),
    );
});

test.each(quick.map((bug, index) => ({ name: bug.name, index })))(
  'a fault test fails on "$name"',
  async ({ name, index }) => {
    expect(await checks[index]).toBeNull();
    process.stdout.write(`planted: caught "${name}"\n`);
  },
);

test.each(PLANTS)('the place of "$name" is still in the code', async (bug) => {
  expect(await codeWith(bug)).toContain(bug.instead);
});

test('a plant whose text is gone fails loudly', async () => {
  await expect(
    plant({ name: 'outdated', file: 'apps/ingest/dist/main.js', text: 'this was never there', instead: '' }),
  ).rejects.toThrow('"outdated": apps/ingest/dist/main.js does not hold exactly once');
});
