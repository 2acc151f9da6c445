import { gzipSync, zstdCompressSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import kafkajs from 'kafkajs';
import { compress as compressLz4 } from 'lz4js';
import { compress as compressSnappy } from 'snappyjs';
import { MOST_BATCH_BYTES, registerCodecs } from './codecs.ts';

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
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 5000 }), fc.nat(20), async (bytes, times) => {
        const original = Buffer.concat(Array.from({ length: times + 1 }, () => bytes));
        expect((await decompress(type, pack(original))).equals(original)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('takes as much as a batch may have, and refuses a byte more', async () => {
    const most = Buffer.alloc(MOST_BATCH_BYTES, 'puntual');
    expect((await decompress(type, pack(most))).length).toBe(MOST_BATCH_BYTES);
    await expect(decompress(type, pack(Buffer.alloc(MOST_BATCH_BYTES + 1)))).rejects.toMatchObject(refused);
  });

  it('refuses data with damaged bytes, or gives other data, but always answers', async () => {
    const packed = pack(Buffer.from('One payment of 500.00, another payment of 500.00. '.repeat(40)));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(packed.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.nat(packed.length),
        async (edits, length) => {
          const damaged = Buffer.from(packed.subarray(0, length));
          for (const [at, byte] of edits) if (at < length) damaged[at] = byte;
          const outcome = await decompress(type, damaged).catch((error: unknown) => error);
          if (!Buffer.isBuffer(outcome)) expect(outcome).toMatchObject(refused);
        },
      ),
      { numRuns: 500 },
    );
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
