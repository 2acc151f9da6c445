import { BatchRefused } from './batch-refused.ts';

const MAGIC = 0x184d2204;
/** Uncompressed bytes of a block, by the code in the frame's descriptor. */
const BLOCK_BYTES: Readonly<Record<number, number>> = { 4: 1 << 16, 5: 1 << 18, 6: 1 << 20, 7: 1 << 22 };
const SHORTEST_MATCH = 4;

/**
 * Decompresses an LZ4 frame (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md); checksums are not verified.
 * Throws a BatchRefused for more than `mostBytes` of output and for data that is no frame. Its work is bounded by both
 * lengths, which lz4js cannot do: it reads sizes from the data and believes them.
 */
export function decompressLz4(source: Buffer, mostBytes: number): Buffer {
  if (source.length < 7 || source.readUInt32LE(0) !== MAGIC) throw corrupt();
  const flags = source.readUInt8(4);
  const blockBytes = BLOCK_BYTES[(source.readUInt8(5) >> 4) & 7];
  if (flags >> 6 !== 1 || blockBytes === undefined) throw corrupt();
  const blockChecksum = (flags & 0x10) !== 0 ? 4 : 0;
  let at = 7 + ((flags & 0x08) !== 0 ? 8 : 0);
  // Matches reach back over blocks, so all blocks are written into one buffer. It doubles as blocks need it.
  const output = new Output(mostBytes, blockBytes);
  for (;;) {
    if (at + 4 > source.length) throw corrupt();
    const word = source.readUInt32LE(at);
    if (word === 0) return output.bytes();
    const length = word & 0x7fffffff;
    const end = at + 4 + length;
    if (length > blockBytes || end > source.length) throw corrupt();
    const block = source.subarray(at + 4, end);
    output.reserve(blockBytes);
    if (word >>> 31 === 1) output.append(block);
    else decompressBlock(block, output);
    at = end + blockChecksum;
  }
}

class Output {
  readonly #mostBytes: number;
  #buffer: Buffer;
  #limit = 0;
  #length = 0;

  constructor(mostBytes: number, firstBytes: number) {
    this.#mostBytes = mostBytes;
    this.#buffer = Buffer.alloc(firstBytes);
  }

  /** Begins a block of at most `bytes`. */
  reserve(bytes: number): void {
    this.#limit = this.#length + bytes;
    if (this.#limit <= this.#buffer.length) return;
    const larger = Buffer.alloc(Math.max(this.#limit, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }

  append(bytes: Buffer): void {
    this.#grow(bytes.length);
    bytes.copy(this.#buffer, this.#length - bytes.length);
  }

  /** Repeats `length` bytes from `distance` bytes back; both may overlap. */
  repeat(distance: number, length: number): void {
    const from = this.#length - distance;
    if (distance === 0 || from < 0) throw corrupt();
    this.#grow(length);
    const to = this.#length - length;
    if (distance >= length) this.#buffer.copy(this.#buffer, to, from, from + length);
    else for (let index = 0; index < length; index++) this.#buffer[to + index] = this.#buffer[from + index] ?? 0;
  }

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  #grow(length: number): void {
    this.#length += length;
    if (this.#length > this.#mostBytes) throw new BatchRefused(`it has more than ${this.#mostBytes} bytes`);
    if (this.#length > this.#limit) throw corrupt();
  }
}

function decompressBlock(block: Buffer, output: Output): void {
  let at = 0;
  const next = () => {
    const byte = block[at++];
    if (byte === undefined) throw corrupt();
    return byte;
  };
  // A length of 15 goes on in the following bytes, until one is not 255.
  const lengthFrom = (nibble: number) => {
    let length = nibble;
    if (nibble === 15) {
      let byte: number;
      do length += byte = next();
      while (byte === 255);
    }
    return length;
  };
  while (at < block.length) {
    const token = next();
    const literals = lengthFrom(token >> 4);
    if (at + literals > block.length) throw corrupt();
    output.append(block.subarray(at, at + literals));
    at += literals;
    // The last sequence has no match.
    if (at >= block.length) return;
    const distance = next() | (next() << 8);
    output.repeat(distance, lengthFrom(token & 15) + SHORTEST_MATCH);
  }
}

function corrupt(): BatchRefused {
  return new BatchRefused('it is no valid LZ4 frame');
}
