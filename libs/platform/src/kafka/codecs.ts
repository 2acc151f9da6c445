import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import kafkajs from 'kafkajs';
import { compress as compressLz4, decompress as decompressLz4 } from 'lz4js';
import { compress as compressSnappy, uncompress } from 'snappyjs';

const XERIAL_HEADER = Buffer.from([130, 83, 78, 65, 80, 80, 89, 0]);

let registered = false;

/**
 * Registers snappy, lz4 and zstd with kafkajs, which only has gzip: one batch of a Java producer in another codec would
 * stop its consumer for good.
 */
export function registerCodecs(): void {
  if (registered) return;
  registered = true;
  const { CompressionCodecs, CompressionTypes } = kafkajs;
  CompressionCodecs[CompressionTypes.ZSTD] = () => ({
    compress: (encoder: { buffer: Buffer }) => promisify(zstdCompress)(encoder.buffer),
    decompress: (buffer: Buffer) => promisify(zstdDecompress)(buffer),
  });
  CompressionCodecs[CompressionTypes.LZ4] = () => ({
    compress: (encoder: { buffer: Buffer }) => Promise.resolve(Buffer.from(compressLz4(encoder.buffer))),
    decompress: (buffer: Buffer) => Promise.resolve().then(() => Buffer.from(decompressLz4(buffer))),
  });
  CompressionCodecs[CompressionTypes.Snappy] = () => ({
    compress: (encoder: { buffer: Buffer }) => Promise.resolve(Buffer.from(compressSnappy(encoder.buffer))),
    decompress: (buffer: Buffer) => Promise.resolve().then(() => uncompressSnappy(buffer)),
  });
}

// Java producers frame snappy in xerial's format: a header, then blocks with their lengths.
function uncompressSnappy(buffer: Buffer): Buffer {
  if (!buffer.subarray(0, XERIAL_HEADER.length).equals(XERIAL_HEADER)) return Buffer.from(uncompress(buffer));
  const blocks: Buffer[] = [];
  for (let at = 16; at < buffer.length;) {
    const length = buffer.readUInt32BE(at);
    blocks.push(Buffer.from(uncompress(buffer.subarray(at + 4, at + 4 + length))));
    at += 4 + length;
  }
  return Buffer.concat(blocks);
}
