// QR codes (ISO/IEC 18004) in byte mode with error correction M, which payment codes of the European Payments Council
// ask for. Versions 1 to 13: at most 331 bytes.

/** Per version: error-correction bytes of each block, and how many data bytes each block has. */
const BLOCKS: readonly (readonly [number, readonly number[]])[] = [
  [10, [16]],
  [16, [28]],
  [26, [44]],
  [18, [32, 32]],
  [24, [43, 43]],
  [16, [27, 27, 27, 27]],
  [18, [31, 31, 31, 31]],
  [22, [38, 38, 39, 39]],
  [22, [36, 36, 36, 37, 37]],
  [26, [43, 43, 43, 43, 44]],
  [30, [50, 51, 51, 51, 51]],
  [22, [36, 36, 36, 36, 36, 36, 37, 37]],
  [22, [37, 37, 37, 37, 37, 37, 37, 37, 38]],
];

/** Per version: the rows and columns of the centres of its alignment patterns. */
const ALIGNMENT: readonly (readonly number[])[] = [
  [],
  [6, 18],
  [6, 22],
  [6, 26],
  [6, 30],
  [6, 34],
  [6, 22, 38],
  [6, 24, 42],
  [6, 26, 46],
  [6, 28, 50],
  [6, 30, 54],
  [6, 32, 58],
  [6, 34, 62],
];

/** A square of dark (true) and light modules, by row, without its quiet zone. */
export type QrCode = readonly (readonly boolean[])[];

/** The QR code of a text in UTF-8; null when the text is too long for version 13. Pure and total. */
export function qrCode(text: string): QrCode | null {
  const bytes = new TextEncoder().encode(text);
  const version = BLOCKS.findIndex(([, blocks], index) => bytes.length + (index < 9 ? 2 : 3) <= sum(blocks)) + 1;
  if (version === 0) return null;
  const codewords = interleave(dataBytes(bytes, version), version);
  let best: { readonly code: QrCode; readonly penalty: number } | null = null;
  for (let mask = 0; mask < 8; mask++) {
    const code = draw(version, codewords, mask);
    const penalty = penaltyOf(code);
    if (best === null || penalty < best.penalty) best = { code, penalty };
  }
  return best?.code ?? null;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

// The mode, the length and the bytes, filled up to what the version holds.
function dataBytes(bytes: Uint8Array, version: number): number[] {
  const bits: number[] = [];
  const put = (value: number, count: number) => {
    for (let bit = count - 1; bit >= 0; bit--) bits.push((value >>> bit) & 1);
  };
  put(4, 4);
  put(bytes.length, version < 10 ? 8 : 16);
  for (const byte of bytes) put(byte, 8);
  const most = sum(BLOCKS[version - 1]?.[1] ?? []) * 8;
  put(0, Math.min(4, most - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  for (let fill = 0xec; bits.length < most; fill ^= 0xec ^ 0x11) put(fill, 8);
  const data: number[] = [];
  for (let at = 0; at < bits.length; at += 8) data.push(Number.parseInt(bits.slice(at, at + 8).join(''), 2));
  return data;
}

// The data bytes of all blocks in turn, then their error-correction bytes.
function interleave(data: readonly number[], version: number): number[] {
  const [checks, sizes] = BLOCKS[version - 1] ?? [0, []];
  let start = 0;
  const blocks = sizes.map((size) => data.slice(start, (start += size)));
  const corrections = blocks.map((block) => remainder(block, checks));
  const inTurn = (lists: readonly (readonly number[])[]) => {
    const longest = Math.max(...lists.map((list) => list.length));
    return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list[at] ?? [])).flat();
  };
  return [...inTurn(blocks), ...inTurn(corrections)];
}

// Multiplication in GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1.
function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    product ^= ((b >>> bit) & 1) * a;
  }
  return product;
}

// The Reed-Solomon remainder of a block.
function remainder(block: readonly number[], degree: number): number[] {
  const divisor: number[] = Array.from({ length: degree }, (_, at) => (at === degree - 1 ? 1 : 0));
  let root = 1;
  for (let round = 0; round < degree; round++) {
    for (let at = 0; at < degree; at++)
      divisor[at] = times(divisor[at] ?? 0, root) ^ (at + 1 < degree ? (divisor[at + 1] ?? 0) : 0);
    root = times(root, 2);
  }
  const rest = Array.from({ length: degree }, () => 0);
  for (const byte of block) {
    const factor = byte ^ (rest.shift() ?? 0);
    rest.push(0);
    for (let at = 0; at < degree; at++) rest[at] = (rest[at] ?? 0) ^ times(divisor[at] ?? 0, factor);
  }
  return rest;
}

interface Canvas {
  readonly size: number;
  readonly dark: boolean[][];
  /** Modules that the data may not use. */
  readonly fixed: boolean[][];
}

function draw(version: number, codewords: readonly number[], mask: number): QrCode {
  const size = version * 4 + 17;
  const grid = () => Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  const canvas: Canvas = { size, dark: grid(), fixed: grid() };
  drawPatterns(canvas, version);
  drawFormat(canvas, mask);
  if (version >= 7) drawVersion(canvas, version);
  drawData(canvas, codewords, mask);
  return canvas.dark;
}

function set({ dark, fixed, size }: Canvas, x: number, y: number, isDark: boolean): void {
  if (x < 0 || y < 0 || x >= size || y >= size) return;
  (dark[y] as boolean[])[x] = isDark;
  (fixed[y] as boolean[])[x] = true;
}

function drawPatterns(canvas: Canvas, version: number): void {
  const { size } = canvas;
  for (let at = 0; at < size; at++) {
    set(canvas, 6, at, at % 2 === 0);
    set(canvas, at, 6, at % 2 === 0);
  }
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const)
    drawSquare(canvas, { x, y, radius: 4, isDark: (ring) => ring !== 2 && ring !== 4 });
  const centres = ALIGNMENT[version - 1] ?? [];
  const last = centres.length - 1;
  for (const [row, y] of centres.entries())
    for (const [column, x] of centres.entries()) {
      const isFinder = (row === 0 && (column === 0 || column === last)) || (row === last && column === 0);
      if (!isFinder) drawSquare(canvas, { x, y, radius: 2, isDark: (ring) => ring !== 1 });
    }
}

interface Square {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly isDark: (ring: number) => boolean;
}

function drawSquare(canvas: Canvas, { x, y, radius, isDark }: Square): void {
  for (let down = -radius; down <= radius; down++)
    for (let right = -radius; right <= radius; right++)
      set(canvas, x + right, y + down, isDark(Math.max(Math.abs(right), Math.abs(down))));
}

// Error correction M is 0 in the format's first two bits.
function drawFormat(canvas: Canvas, mask: number): void {
  const { size } = canvas;
  let rest = mask;
  for (let round = 0; round < 10; round++) rest = (rest << 1) ^ ((rest >>> 9) * 0x537);
  const bits = ((mask << 10) | rest) ^ 0x5412;
  const bit = (at: number) => ((bits >>> at) & 1) === 1;
  for (let at = 0; at <= 5; at++) set(canvas, 8, at, bit(at));
  set(canvas, 8, 7, bit(6));
  set(canvas, 8, 8, bit(7));
  set(canvas, 7, 8, bit(8));
  for (let at = 9; at < 15; at++) set(canvas, 14 - at, 8, bit(at));
  for (let at = 0; at < 8; at++) set(canvas, size - 1 - at, 8, bit(at));
  for (let at = 8; at < 15; at++) set(canvas, 8, size - 15 + at, bit(at));
  set(canvas, 8, size - 8, true);
}

function drawVersion(canvas: Canvas, version: number): void {
  let rest = version;
  for (let round = 0; round < 12; round++) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25);
  const bits = (version << 12) | rest;
  for (let at = 0; at < 18; at++) {
    const isDark = ((bits >>> at) & 1) === 1;
    const far = canvas.size - 11 + (at % 3);
    const near = Math.floor(at / 3);
    set(canvas, far, near, isDark);
    set(canvas, near, far, isDark);
  }
}

const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

// Up and down in pairs of columns from the right, past the column of the timing pattern.
function drawData({ size, dark, fixed }: Canvas, codewords: readonly number[], mask: number): void {
  const isMasked = MASKS[mask] ?? (() => false);
  let bit = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    const isUpward = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step++)
      for (const x of [right, right - 1]) {
        const y = isUpward ? size - 1 - step : step;
        if (fixed[y]?.[x]) continue;
        const isDark = (((codewords[bit >>> 3] ?? 0) >>> (7 - (bit & 7))) & 1) === 1;
        (dark[y] as boolean[])[x] = isDark !== isMasked(x, y);
        bit++;
      }
  }
}

// How hard a code is to read: the mask with the lowest penalty is used.
function penaltyOf(code: QrCode): number {
  const size = code.length;
  const rows = code.map((row) => row.map((each) => (each ? '1' : '0')).join(''));
  const columns = rows.map((_, x) => rows.map((row) => row[x]).join(''));
  let penalty = 0;
  for (const line of [...rows, ...columns]) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) penalty += run.length - 2;
    penalty += 40 * [...line.matchAll(/(?=10111010000|00001011101)/g)].length;
  }
  let squares = 0;
  let darks = 0;
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const here = code[y]?.[x];
      if (here) darks++;
      const others = [code[y]?.[x + 1], code[y + 1]?.[x], code[y + 1]?.[x + 1]];
      if (others.every((other) => other === here)) squares++;
    }
  const share = Math.floor(Math.abs((darks * 20) / (size * size) - 10));
  return penalty + 3 * squares + 10 * share;
}
