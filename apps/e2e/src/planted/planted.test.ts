import { expect, test } from '@jest/globals';
import { checkPlant } from './check.ts';
import { plant } from './plant.ts';
import { PLANTS } from './plants.ts';

// All of them run with `npm run soak`; here those whose test is short.
test.each(PLANTS.filter(({ quick }) => quick))('a fault test fails on "$name"', async (bug) => {
  expect(await checkPlant(bug)).toBeNull();
  process.stdout.write(`planted: caught "${bug.name}"\n`);
}, 300_000);

test.each(PLANTS)('the place of "$name" is still in the code', async (bug) => {
  const { remove } = await plant(bug);
  await remove();
}, 60_000);

test('a plant whose text is gone fails loudly', async () => {
  await expect(plant({ name: 'outdated', file: 'apps/ingest/dist/main.js', text: 'this was never there', instead: '' })).rejects.toThrow('"outdated": apps/ingest/dist/main.js does not hold exactly once');
}, 60_000);
