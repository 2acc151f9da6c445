import { describe, expect, test } from '@jest/globals';
import { qrCode } from './qr-code.ts';

// Reads the modules in the order in which they were drawn, without its mask: a second, naive reader.
function read(code: NonNullable<ReturnType<typeof qrCode>>): { version: number; mask: number; level: number } {
  const size = code.length;
  const at = (x: number, y: number) => (code[y]?.[x] ? 1 : 0);
  let format = 0;
  for (let bit = 0; bit < 15; bit++) {
    const [x, y] = bit < 6 ? [8, bit] : bit === 6 ? [8, 7] : bit === 7 ? [8, 8] : bit === 8 ? [7, 8] : [14 - bit, 8];
    format |= at(x, y) << bit;
  }
  const plain = format ^ 0x5412;
  return { version: (size - 17) / 4, mask: (plain >> 10) & 7, level: plain >> 13 };
}

describe('a QR code', () => {
  test.each([
    ['HELLO', 1],
    ['x'.repeat(14), 1],
    ['x'.repeat(15), 2],
    ['x'.repeat(180), 9],
    ['x'.repeat(181), 10],
    ['x'.repeat(331), 13],
  ])('%s has the smallest version that holds it, and error correction M', (text, version) => {
    const code = qrCode(text);
    expect(code && read(code)).toMatchObject({ version, level: 0 });
  });

  test('a text that is too long has none', () => {
    expect(qrCode('x'.repeat(332))).toBeNull();
  });

  test('has three finders and a timing pattern', () => {
    const code = qrCode('BCD\n002\n1\nSCT') ?? [];
    const size = code.length;
    for (const [x, y] of [
      [0, 0],
      [size - 7, 0],
      [0, size - 7],
    ] as const)
      expect(
        code.slice(y, y + 7).map((row) =>
          row
            .slice(x, x + 7)
            .map(Number)
            .join(''),
        ),
      ).toEqual(['1111111', '1000001', '1011101', '1011101', '1011101', '1000001', '1111111']);
    expect(code[6]?.slice(8, size - 8).every((dark, at) => dark === (at % 2 === 0))).toBe(true);
  });
});
