import { expect, test } from '@jest/globals';
import { openBudget, refuseBatches, withBudget } from './refused-batches.ts';

/** The records of a batch as kafkajs gives them to a codec: a view into the answer, behind the batch's header. */
function recordsOf(count: number, fields: { first?: bigint; lastDelta?: number; magic?: number } = {}): Buffer {
  const answer = Buffer.alloc(200);
  const records = answer.subarray(100, 110);
  const header = answer.subarray(39, 100);
  header.writeBigInt64BE(fields.first ?? 700n, 0);
  header.writeInt32BE(records.length + 49, 8);
  header.writeInt8(fields.magic ?? 2, 16);
  header.writeInt32BE(fields.lastDelta ?? count - 1, 23);
  header.writeInt32BE(count, 57);
  return records;
}

const unpack = refuseBatches((packed) => Promise.resolve(packed));
const refused = { name: 'KafkaJSPartialMessageError' };

test('a batch may have 50,000 messages; with one more it is refused by its offsets', async () => {
  const budget = openBudget();
  await withBudget(budget, async () => {
    await unpack(recordsOf(50_000));
    await expect(unpack(recordsOf(50_001))).rejects.toMatchObject(refused);
  });
  expect(budget.refused).toEqual([
    {
      offsets: expect.objectContaining({ first: 700n, last: 50_700n }),
      reason: 'it has 50001 messages, at most 50000 are taken',
    },
  ]);
});

test('a batch that comes when the budget is used up is not refused: it comes again', async () => {
  const budget = openBudget();
  await withBudget(budget, async () => {
    for (let index = 0; index < 2; index++) await unpack(recordsOf(50_000));
    await expect(unpack(recordsOf(1))).rejects.toMatchObject(refused);
  });
  expect(budget.refused).toEqual([]);
});

test('a batch without a readable header is refused without offsets when it cannot be unpacked', async () => {
  const failing = refuseBatches(() => Promise.reject(new Error('it is damaged')));
  const budget = openBudget();
  await withBudget(budget, async () => {
    await expect(failing(recordsOf(1, { magic: 1 }))).rejects.toMatchObject(refused);
    await expect(failing(Buffer.from('short'))).rejects.toMatchObject(refused);
    await expect(failing(recordsOf(3))).rejects.toMatchObject(refused);
  });
  expect(budget.refused.map((batch) => batch.offsets && [batch.offsets.first, batch.offsets.last])).toEqual([
    null,
    null,
    [700n, 702n],
  ]);
});
