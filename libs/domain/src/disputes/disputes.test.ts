import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chasedPart, type RecordedHold } from './chased-part.ts';
import { deductionOf, namedReason } from './deduction.ts';
import { DISPUTE_CATEGORIES } from './dispute-codes.ts';
import { deadlineDaysFor, defaultDisputeSettings } from './dispute-settings.ts';
import { evidenceKind } from './evidence-kind.ts';

const TODAY = '2026-12-02';
const part = (minor: bigint | null, untilOn: string | null = null): RecordedHold => ({
  id: `h${String(minor)}`,
  kind: 'dispute',
  untilOn,
  disputedMinor: minor,
});
const pause: RecordedHold = { id: 'p', kind: 'manual', untilOn: null };
const open = { principalMinor: 100n, chargesMinor: 10n };

describe('what of an invoice is chased', () => {
  test.each([
    ['nothing disputed', [pause], 110n, 0n, 1],
    ['a part', [part(40n)], 70n, 40n, 0],
    ['two parts and a pause', [part(40n), part(20n), pause], 50n, 60n, 1],
    ['the whole invoice', [part(null)], 110n, 0n, 1],
    ['a part and the whole invoice', [part(40n), part(null)], 70n, 40n, 1],
    ['parts that reach the principal', [part(40n), part(60n)], 110n, 0n, 2],
    ['a part that is over', [part(40n, '2026-12-01')], 110n, 0n, 0],
    ['a part on its last day', [part(40n, TODAY)], 70n, 40n, 0],
    ['a part that was credited', [part(0n)], 110n, 0n, 0],
  ])('with %s', (_what, holds, openMinor, disputedMinor, blocking) => {
    const chased = chasedPart(open, holds, TODAY);
    expect([chased.openMinor, chased.disputedMinor, chased.holds.length]).toEqual([openMinor, disputedMinor, blocking]);
  });

  test('and what is left out always add up to what is open, and something of the principal is always left', () => {
    const minor = fc.bigInt({ min: 0n, max: 1000n });
    const holds = fc.array(fc.record({ minor: fc.option(minor), until: fc.constantFrom(null, '2026-12-01', TODAY) }));
    fc.assert(
      fc.property(minor, minor, holds, (principalMinor, chargesMinor, given) => {
        const recorded = given.map((hold) => part(hold.minor, hold.until));
        const chased = chasedPart({ principalMinor, chargesMinor }, recorded, TODAY);
        expect(chased.openMinor + chased.disputedMinor).toBe(principalMinor + chargesMinor);
        if (chased.disputedMinor > 0n) expect(chased.openMinor).toBeGreaterThan(chargesMinor);
        // More disputes never make more chased.
        const more = chasedPart({ principalMinor, chargesMinor }, [...recorded, part(1n)], TODAY);
        if (more.disputedMinor > 0n) expect(more.openMinor).toBeLessThanOrEqual(chased.openMinor);
      }),
    );
  });
});

describe('a deduction', () => {
  const invoice = { restMinor: 1200n, toleranceMinor: 500n, disputedMinor: null, earlier: [] };
  const claimed = { minor: 1200n, category: 'price' } as const;

  test.each([
    ['a named reason', invoice, 'F-1 damaged goods', { minor: 1200n, category: 'quality', because: 'named-reason' }],
    ['no reason', invoice, 'F-1', null],
    ['a rest within the tolerance', { ...invoice, restMinor: 500n }, 'damaged', null],
    ['a rest that is disputed', { ...invoice, disputedMinor: 1200n }, 'damaged', null],
    ['a rest beyond what is disputed', { ...invoice, disputedMinor: 1000n }, 'damaged', { minor: 200n }],
    ['an earlier claim', { ...invoice, earlier: [claimed] }, 'F-1', { category: 'price', because: 'earlier-claim' }],
    ['another sum than the claim', { ...invoice, earlier: [{ ...claimed, minor: 1199n }] }, 'F-1', null],
  ])('with %s', (_what, short, reference, expected) => {
    const deduction = deductionOf(short, reference);
    if (expected === null) expect(deduction).toBeNull();
    else expect(deduction).toMatchObject(expected);
  });

  test.each([
    ['DEVOLUCIÓN 3 cajas', 'returned-goods'],
    ['mercancía dañada', 'quality'],
    ['short delivery', 'quantity'],
    ['portes no pactados', 'delivery'],
    ['facturado dos veces', 'duplicate'],
    ['diferencia de precio', 'price'],
    ['retención IRPF', 'tax'],
    ['less rebate', 'terms'],
    ['deduction', 'other'],
    ['F-2026/1001', null],
    [null, null],
  ] as const)('named as %s is of the category %s', (reference, category) => {
    expect(namedReason(reference)).toBe(category);
  });
});

test('every category has days for its deadline, and a setting replaces them', () => {
  for (const category of DISPUTE_CATEGORIES)
    expect(deadlineDaysFor(category, defaultDisputeSettings)).toBeGreaterThan(0);
  expect(deadlineDaysFor('price', { ...defaultDisputeSettings, deadlineDays: { price: 9 } })).toBe(9);
});

test('the kind of evidence follows from its bytes, whatever they are', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  expect(evidenceKind(bytes('%PDF-1.4'))).toBe('pdf');
  expect(evidenceKind(bytes('línea uno\r\n\tdos'))).toBe('text');
  expect(evidenceKind(new Uint8Array([0xff, 0xd8, 0xff, 0xe0]))).toBe('jpeg');
  expect(evidenceKind(new Uint8Array([0xff, 0xfe, 0x41]))).toBeNull();
  expect(evidenceKind(bytes('a\u0000b'))).toBeNull();
  fc.assert(
    fc.property(fc.uint8Array(), (content) => {
      expect([null, 'pdf', 'png', 'jpeg', 'text']).toContain(evidenceKind(content));
    }),
  );
});
