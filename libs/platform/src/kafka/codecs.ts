import { promisify } from 'node:util';
import { constants, gzip, unzip, zstdCompress, zstdDecompress } from 'node:zlib';
import kafkajs from 'kafkajs';
import { compress as compressLz4 } from 'lz4js';
import { compress as compressSnappy, uncompress } from 'snappyjs';
import { BatchRefused } from './batch-refused.ts';
import { decompressLz4 } from './lz4-frame.ts';
import { refuseBatches } from './refused-batches.ts';

const XERIAL_HEADER = Buffer.from([130, 83, 78, 65, 80, 80, 89, 0]);
/** Bytes of a xerial stream before its first block: the header and two versions. */
const XERIAL_START = 16;

/**
 * Most bytes that one batch unpacks to. A producer builds batches from uncompressed bytes (`batch.size`, at most some
 * hundred KB in practice); gzip unpacks to a thousand times its size, zstd to thirty thousand times.
 */
const MOST_BATCH_BYTES = 16 * 1024 * 1024;
/** A zstd frame may ask for a window of 2 to this power bytes: 32 MiB. */
const ZSTD_WINDOW_LOG = 25;

const MOST = { maxOutputLength: MOST_BATCH_BYTES };

/** Unpacks the records of a batch; each throws for more than `MOST_BATCH_BYTES` and for corrupt data. */
const unpack = {
  gzip: (packed: Buffer) => promisify(unzip)(packed, MOST),
  zstd: (packed: Buffer) =>
    promisify(zstdDecompress)(packed, { ...MOST, params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG } }),
  lz4: (packed: Buffer) => Promise.resolve(packed).then((bytes) => decompressLz4(bytes, MOST_BATCH_BYTES)),
  snappy: (packed: Buffer) => Promise.resolve(packed).then(uncompressSnappy),
};

let registered = false;

/**
 * Registers snappy, lz4 and zstd with kafkajs, which only has gzip: one batch of a Java producer in another codec would
 * stop its consumer for good. Replaces gzip too, because the one of kafkajs has no limit.
 */
export function registerCodecs(): void {
  if (registered) return;
  registered = true;
  const { CompressionCodecs, CompressionTypes } = kafkajs;
  CompressionCodecs[CompressionTypes.GZIP] = () => ({
    compress: (encoder: { buffer: Buffer }) => promisify(gzip)(encoder.buffer),
    decompress: refuseBatches(unpack.gzip),
  });
  CompressionCodecs[CompressionTypes.ZSTD] = () => ({
    compress: (encoder: { buffer: Buffer }) => promisify(zstdCompress)(encoder.buffer),
    decompress: refuseBatches(unpack.zstd),
  });
  CompressionCodecs[CompressionTypes.LZ4] = () => ({
    compress: (encoder: { buffer: Buffer }) => Promise.resolve(Buffer.from(compressLz4(encoder.buffer))),
    decompress: refuseBatches(unpack.lz4),
  });
  CompressionCodecs[CompressionTypes.Snappy] = () => ({
    compress: (encoder: { buffer: Buffer }) => Promise.resolve(Buffer.from(compressSnappy(encoder.buffer))),
    decompress: refuseBatches(unpack.snappy),
  });
}

// Java producers frame snappy in xerial's format: a header, then blocks with their lengths.
function uncompressSnappy(packed: Buffer): Buffer {
  if (!packed.subarray(0, XERIAL_HEADER.length).equals(XERIAL_HEADER)) return uncompressBlock(packed, MOST_BATCH_BYTES);
  const blocks: Buffer[] = [];
  let bytes = 0;
  for (let at = XERIAL_START; at < packed.length;) {
    if (at + 4 > packed.length) throw new BatchRefused('it is no valid snappy stream');
    const length = packed.readUInt32BE(at);
    const block = uncompressBlock(packed.subarray(at + 4, at + 4 + length), MOST_BATCH_BYTES - bytes);
    blocks.push(block);
    bytes += block.length;
    at += 4 + length;
  }
  return Buffer.concat(blocks);
}

// Snappy's first bytes say how much it unpacks to. It repeats at most 64 bytes for every three of the block, so a
// block that says more lies, and would have a buffer of gigabytes made for it.
function uncompressBlock(block: Buffer, mostBytes: number): Buffer {
  return Buffer.from(uncompress(block, Math.min(mostBytes, block.length * 32)));
}
