import { gzipSync, zstdCompressSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from '@jest/globals';
import kafkajs from 'kafkajs';
import { compress as compressLz4 } from 'lz4js';
import { compress as compressSnappy } from 'snappyjs';
import { registerCodecs } from './codecs.ts';

const MOST_BATCH_BYTES = 16 * 1024 * 1024;

/** Numbers below a limit that look random and are the same in every run (a linear congruential generator). */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const { CompressionCodecs, CompressionTypes } = kafkajs;
const xerial = (...blocks: Buffer[]) =>
  Buffer.concat([
    Buffer.from([130, 83, 78, 65, 80, 80, 89, 0, 0, 0, 0, 1, 0, 0, 0, 1]),
    ...blocks.flatMap((block) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(block.length);
      return [length, block];
    }),
  ]);
const snappy = (bytes: Buffer) => Buffer.from(compressSnappy(bytes));

const codecs: [string, number, (bytes: Buffer) => Buffer][] = [
  ['gzip', CompressionTypes.GZIP, (bytes) => gzipSync(bytes)],
  ['zstd', CompressionTypes.ZSTD, (bytes) => zstdCompressSync(bytes)],
  ['lz4', CompressionTypes.LZ4, (bytes) => Buffer.from(compressLz4(bytes))],
  ['snappy', CompressionTypes.Snappy, snappy],
  [
    'snappy in frames of Java',
    CompressionTypes.Snappy,
    (bytes) => xerial(snappy(bytes.subarray(0, 99)), snappy(bytes.subarray(99))),
  ],
];

beforeAll(registerCodecs);

const decompress = (type: number, packed: Buffer): Promise<Buffer> =>
  (CompressionCodecs as Record<number, () => { decompress(packed: Buffer): Promise<Buffer> }>)[type]!().decompress(
    packed,
  );
/** kafkajs goes on after an error of this name; any other one restarts the consumer of all partitions for ever. */
const refused = { name: 'KafkaJSPartialMessageError' };

describe.each(codecs)('%s', (_, type, pack) => {
  it('gives back what was packed', async () => {
    const next = numbers(1);
    for (let run = 0; run < 100; run++) {
      const bytes = Buffer.from(Array.from({ length: 1 + next(5000) }, () => next(256)));
      const original = Buffer.concat(Array.from({ length: 1 + next(20) }, () => bytes));
      expect((await decompress(type, pack(original))).equals(original)).toBe(true);
    }
  });

  it('takes as much as a batch may have, and refuses a byte more', async () => {
    const most = Buffer.alloc(MOST_BATCH_BYTES, 'puntual');
    expect((await decompress(type, pack(most))).length).toBe(MOST_BATCH_BYTES);
    await expect(decompress(type, pack(Buffer.alloc(MOST_BATCH_BYTES + 1)))).rejects.toMatchObject(refused);
  });

  it('refuses data with damaged bytes, or gives other data, but always answers', async () => {
    const packed = pack(Buffer.from('One payment of 500.00, another payment of 500.00. '.repeat(40)));
    const next = numbers(2);
    for (let run = 0; run < 500; run++) {
      const damaged = Buffer.from(packed.subarray(0, run % 2 === 0 ? packed.length : 1 + next(packed.length)));
      for (let edits = next(4); edits >= 0; edits--) damaged[next(damaged.length)] = next(256);
      const outcome = await decompress(type, damaged).catch((error: unknown) => error);
      if (!Buffer.isBuffer(outcome)) expect(outcome).toMatchObject(refused);
    }
  });
});

it('five bytes of snappy do not have a buffer of gigabytes made for them', async () => {
  await expect(decompress(CompressionTypes.Snappy, Buffer.from([0xff, 0xff, 0xff, 0xff, 0x07]))).rejects.toMatchObject(
    refused,
  );
  await expect(
    decompress(CompressionTypes.Snappy, xerial(Buffer.from([0xff, 0xff, 0xff, 0xff, 0x07]))),
  ).rejects.toMatchObject(refused);
});
