import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  matchPayment as match,
  type MatchableInvoice,
  type MatchingSettings,
  type PaymentToMatch,
} from './match-payment.ts';

const invoice = (invoiceId: string, openMinor: bigint, change: Partial<MatchableInvoice> = {}): MatchableInvoice => ({
  id: `row-${invoiceId}`,
  invoiceId,
  number: `F-${invoiceId}`,
  dueOn: '2026-06-10',
  openMinor,
  ...change,
});
const open = [invoice('1001', 10000n), invoice('1002', 20000n, { dueOn: '2026-05-10' }), invoice('1003', 30000n)];
const matchPayment = (
  amountMinor: bigint,
  remittance: PaymentToMatch['remittance'],
  reference: string,
  invoices: readonly MatchableInvoice[],
  settings: Partial<MatchingSettings> = {},
) => match({ amountMinor, remittance, reference }, invoices, settings);
const paid = (result: ReturnType<typeof matchPayment>) =>
  result.matches.map((match) => `${match.invoiceId} ${match.minor} ${match.rule}`);

describe('a payment goes', () => {
  it('first where its remittance says, whatever the reference and the sum', () => {
    const result = matchPayment(10000n, [{ invoiceId: '1003', minor: 10000n }], 'F-1001', open);
    expect([paid(result), result.leftMinor]).toEqual([['row-1003 10000 remittance'], 0n]);
  });
  it('then to the invoices that its reference names, oldest first', () => {
    const result = matchPayment(25000n, [], 'Pago F-1001 y F-1002', open);
    expect([paid(result), result.leftMinor]).toEqual([
      ['row-1002 20000 number-in-reference', 'row-1001 5000 number-in-reference'],
      0n,
    ]);
  });
  it('then to the one invoice of exactly that sum', () => {
    expect(paid(matchPayment(10000n, [], 'thank you', open))).toEqual(['row-1001 10000 exact-sum']);
  });
  it('then to the one set of invoices of exactly that sum', () => {
    expect(paid(matchPayment(40000n, [], 'thank you', open))).toEqual([
      'row-1001 10000 exact-set',
      'row-1003 30000 exact-set',
    ]);
    expect(paid(matchPayment(60000n, [], '', open))).toEqual([
      'row-1002 20000 exact-set',
      'row-1001 10000 exact-set',
      'row-1003 30000 exact-set',
    ]);
  });
  it('nowhere when one invoice has that sum and a set has it too: neither reading is better', () => {
    expect(matchPayment(30000n, [], 'thank you', open)).toEqual({ matches: [], unknown: [], leftMinor: 30000n });
  });
  it('last to the oldest, where the policy says so', () => {
    const oldest = (amount: bigint, reference = '') =>
      paid(matchPayment(amount, [], reference, open, { oldestFirst: true }));
    expect(oldest(25001n)).toEqual(['row-1002 20000 oldest-first', 'row-1001 5001 oldest-first']);
    expect(oldest(30000n)).toEqual(['row-1002 20000 oldest-first', 'row-1001 10000 oldest-first']);
    expect(oldest(25001n, 'F-1044')).toEqual([]);
  });
  it.each([
    ['a sum that fits none', 30001n, open],
    ['a sum that fits two', 10000n, [invoice('1', 10000n), invoice('2', 10000n)]],
    ['no open invoice', 10000n, []],
  ])("with %s nowhere: it is the customer's credit", (_, amount, invoices) => {
    expect(matchPayment(amount, [], '', invoices)).toEqual({ matches: [], unknown: [], leftMinor: amount });
  });
  it('with more than is open leaves the rest as credit', () => {
    expect(matchPayment(15000n, [], 'F-1001', open).leftMinor).toBe(5000n);
    expect(matchPayment(15000n, [{ invoiceId: '1001', minor: 15000n }], '', open).leftMinor).toBe(5000n);
  });
});

describe('a remittance', () => {
  it('for an invoice that is not known yet is kept, with its amount', () => {
    expect(
      matchPayment(
        10000n,
        [
          { invoiceId: '9', minor: 4000n },
          { invoiceId: '1001', minor: 6000n },
        ],
        '',
        open,
      ),
    ).toEqual({
      matches: [{ invoiceId: 'row-1001', minor: 6000n, rule: 'remittance' }],
      unknown: [{ invoiceId: '9', minor: 4000n }],
      leftMinor: 4000n,
    });
  });
  it('that names an invoice on two lines means both', () => {
    expect(
      paid(
        matchPayment(
          10000n,
          [
            { invoiceId: '1001', minor: 3000n },
            { invoiceId: '1001', minor: 4000n },
          ],
          '',
          open,
        ),
      ),
    ).toEqual(['row-1001 7000 remittance']);
    expect(
      matchPayment(
        10000n,
        [
          { invoiceId: '9', minor: 3000n },
          { invoiceId: '9', minor: 4000n },
        ],
        '',
        open,
      ).unknown,
    ).toEqual([{ invoiceId: '9', minor: 7000n }]);
  });
  it('of more than the payment is cut to it, in its own order', () => {
    expect(
      paid(
        matchPayment(
          25000n,
          [
            { invoiceId: '1003', minor: 20000n },
            { invoiceId: '1001', minor: 10000n },
          ],
          '',
          open,
        ),
      ),
    ).toEqual(['row-1003 20000 remittance', 'row-1001 5000 remittance']);
  });
});

describe('a reference', () => {
  const named = (number: string, reference: string) =>
    matchPayment(100n, [], reference, [invoice('x', 5000n, { number })]).matches.length === 1;
  it.each([
    ['F-2026/1001', 'F-2026/1001'],
    ['F-2026/1001', 'f-2026/1001'],
    ['F-2026/1001', 'F2026 1001'],
    ['F-2026/1001', 'TRANSF. FRA.F-2026/1001 GRACIAS'],
    ['F-2026/1001', 'F 2026 - 1001'],
    ['F-2026/1001', 'F20261001'],
    ['F-2026/1001', 'Factura: F.2026.1001, IVA incl.'],
    ['F-2026/1001', 'INV F-2026/1001/INV F-2026/1002'],
    ['2026-0042', '/RFB/20260042'],
    ['F-100', 'F-100'],
    ['F-100', '(F-100)'],
    ['Ñ-1001', 'pago ñ-1001'],
  ])('%s is named by "%s"', (number, reference) => {
    expect(named(number, reference)).toBe(true);
  });
  it.each([
    ['F-100', 'F-1001'],
    ['F-1001', 'F-100'],
    ['F-100', 'AF-100'],
    ['F-100', 'F-1000 F-10'],
    ['1001', '11001'],
    ['1001', '10010'],
    ['100', 'F 100'],
    ['F-1', 'F-1'],
    ['2026', ''],
    ['---', '---'],
    ['.*', 'anything'],
    ['F-2026/1001', 'F-2026/1002'],
  ])('%s is not named by "%s"', (number, reference) => {
    expect(named(number, reference)).toBe(false);
  });
});

it('conserves money: matches and rest are the payment, and no invoice gets more than is open', () => {
  const invoices = fc
    .uniqueArray(
      fc.record({
        number: fc.integer({ min: 1000, max: 1020 }),
        openMinor: fc.bigInt({ min: 1n, max: 50n }),
        dueOn: fc.constantFrom('2026-01-01', '2026-02-01'),
      }),
      { selector: (made) => made.number, maxLength: 8 },
    )
    .map((made) => made.map(({ number, ...rest }) => invoice(String(number), rest.openMinor, rest)));
  const remittance = fc.array(
    fc.record({ invoiceId: fc.integer({ min: 1000, max: 1020 }).map(String), minor: fc.bigInt({ min: 1n, max: 80n }) }),
    { maxLength: 5 },
  );
  const reference = fc.oneof(
    fc.string(),
    fc
      .array(fc.integer({ min: 1000, max: 1020 }), { maxLength: 4 })
      .map((numbers) => numbers.map((number) => `F-${number}`).join(' ')),
  );
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 200n }),
      remittance,
      reference,
      invoices,
      (amount, lines, text, candidates) => {
        const { matches, leftMinor } = matchPayment(amount, lines, text, candidates);
        expect(matches.reduce((sum, match) => sum + match.minor, leftMinor)).toBe(amount);
        expect(leftMinor >= 0n).toBe(true);
        expect(new Set(matches.map((match) => match.invoiceId)).size).toBe(matches.length);
        for (const match of matches) {
          const matched = candidates.find((candidate) => candidate.id === match.invoiceId);
          expect(match.minor > 0n && matched !== undefined && match.minor <= matched.openMinor).toBe(true);
        }
        expect(matchPayment(amount, lines, text, [...candidates].reverse())).toEqual(
          matchPayment(amount, lines, text, candidates),
        );
      },
    ),
    { numRuns: 1000 },
  );
});

describe('a number read with doubt', () => {
  const real = [
    invoice('x', 5000n, { number: 'F-2026/1058' }),
    invoice('y', 7000n, { number: 'F-2026/2200' }),
    invoice('z', 7000n, { number: 'F-2026/3300' }),
  ];
  const by = (amount: bigint, reference: string, otherNumbers: string[] = []) =>
    paid(matchPayment(amount, [], reference, real, { otherNumbers }));
  it.each([
    ['scanned', 'F-2O26/lO58'],
    ['scanned too', 'PAGO F 2026 1OS8 GRACIAS'],
    ['glued to a word', 'FRAF-2026/1058 pago'],
    ['broken by a space', 'F-20 26/10 58'],
    ['without its prefix', 'Factura 1058'],
    ['without its letter', '2026/1058'],
  ])('is taken when its sum agrees: %s', (_how, reference) => {
    expect(by(5000n, reference)).toEqual(['row-x 5000 number-in-reference']);
  });
  it('is enough without its sum when only scanning or a gap blurs it, not when a part is missing', () => {
    expect(by(400n, 'F-2O26/lO58')).toEqual(['row-x 400 number-in-reference']);
    expect(by(400n, 'Factura 1058')).toEqual([]);
    expect(by(400n, 'FRAF-2026/1058 pago')).toEqual([]);
  });
  it('tells two invoices of one sum apart', () => {
    expect(by(7000n, '2200')).toEqual(['row-y 7000 number-in-reference']);
    expect(by(7000n, '')).toEqual([]);
  });
  it('together with a clear one pays both when their sum agrees', () => {
    expect(by(12000n, 'F-2026/1058 y 3300')).toEqual([
      'row-x 5000 number-in-reference',
      'row-z 7000 number-in-reference',
    ]);
  });
  it('of a settled invoice pays no open one of the same sum: it is paid twice', () => {
    expect(by(5000n, 'F-2026/0999', ['F-2026/0999'])).toEqual([]);
    expect(by(5000n, 'Factura 1058', ['G-2026/1058'])).toEqual([]);
  });
  it('of an invoice that is not known waits for it, though the sum fits another', () => {
    expect(by(5000n, 'F-2026/9058')).toEqual([]);
    expect(by(5000n, 'F-2026/9058', ['F-2026/0001'])).toEqual([]);
  });
  it('with a typing error is left to a person: it may be a settled invoice that nobody imported', () => {
    expect(by(5000n, 'F-2026/1085', ['F-2026/1100'])).toEqual([]);
    expect(by(5000n, 'F-2026/1085')).toEqual([]);
    expect(by(7000n, 'F-2026/2201', ['F-2026/9000'])).toEqual([]);
    expect(by(5000n, 'F-2026/1085', ['F-2026/1085', 'F-2026/1100'])).toEqual([]);
  });
  it("but whose sum is exactly another's, one slip away, is left to a person", () => {
    const slips = [invoice('a', 100n, { number: 'F-1001' }), invoice('b', 300n, { number: 'F-1002' })];
    expect(matchPayment(300n, [], 'F-1001', slips).matches).toEqual([]);
    expect(paid(matchPayment(250n, [], 'F-1001', slips))).toEqual(['row-a 100 number-in-reference']);
  });
  it('of digits alone is no number where it can be a date or a year, unless an invoice word or the sum says so', () => {
    const plain = (number: string, reference: string, amount = 1n) =>
      matchPayment(amount, [], reference, [invoice('d', 5000n, { number })]).matches.length === 1;
    expect([
      plain('20260315', 'pago 20260315'),
      plain('20260315', 'factura 20260315'),
      plain('2026', 'marzo 2026'),
      plain('2026', 'fra. 2026'),
      plain('2026', 'marzo 2026', 5000n),
      plain('123456', 'ref 123456'),
    ]).toEqual([false, true, false, true, true, true]);
  });
  it('that stands inside a longer one is not named', () => {
    expect(
      paid(
        matchPayment(100n, [], 'F-1001', [
          invoice('a', 100n, { number: '1001' }),
          invoice('b', 100n, { number: 'F-1001' }),
        ]),
      ),
    ).toEqual(['row-b 100 number-in-reference']);
  });
  it('that goes on in digits is another number', () => {
    const rents = [invoice('a', 5000n, { number: 'F-100' }), invoice('b', 5000n, { number: 'F-200' })];
    expect(matchPayment(5000n, [], 'F-1001', rents).matches).toEqual([]);
    expect(paid(matchPayment(5000n, [], 'pagoF-100', rents))).toEqual(['row-a 5000 number-in-reference']);
  });
  it("that two invoices share is nobody's", () => {
    expect(
      matchPayment(100n, [], 'A-1001', [
        invoice('a', 100n, { number: 'A-1001' }),
        invoice('b', 100n, { number: 'A/1001' }),
      ]).matches,
    ).toEqual([]);
  });
});

describe('a sum that does not fit to the cent', () => {
  const named = [invoice('1001', 10000n), invoice('1002', 20000n, { discountMinor: 400n })];
  const match = (amount: bigint, reference: string, toleranceMinor = 0n) =>
    matchPayment(amount, [], reference, named, { toleranceMinor });
  it("but is short by a bank's charges settles what it names, within the tolerance", () => {
    expect(match(9985n, 'F-1001', 15n).matches).toEqual([
      {
        invoiceId: 'row-1001',
        minor: 9985n,
        rule: 'number-in-reference',
        settles: { minor: 15n, because: 'bank-charges' },
      },
    ]);
    expect(match(9984n, 'F-1001', 15n).matches).toEqual([
      { invoiceId: 'row-1001', minor: 9984n, rule: 'number-in-reference' },
    ]);
    expect(match(9985n, 'F-1001').matches).toEqual([
      { invoiceId: 'row-1001', minor: 9985n, rule: 'number-in-reference' },
    ]);
    expect(match(29990n, 'F-1001 F-1002', 15n).matches.map((each) => each.settles?.minor)).toEqual([undefined, 10n]);
  });
  it('but is over leaves the rest as credit', () => {
    expect(match(10010n, 'F-1001', 15n)).toMatchObject({ matches: [{ minor: 10000n }], leftMinor: 10n });
  });
  it('but is short by exactly the early-payment discount takes it, named or not', () => {
    const taken = { invoiceId: 'row-1002', minor: 19600n, settles: { minor: 400n, because: 'early-payment' } };
    expect(match(19600n, 'F-1002').matches).toEqual([{ ...taken, rule: 'number-in-reference' }]);
    expect(match(19600n, '').matches).toEqual([{ ...taken, rule: 'exact-sum' }]);
    expect(match(29600n, 'F-1001 y F-1002').matches.map(({ minor, settles }) => [minor, settles?.minor])).toEqual([
      [10000n, undefined],
      [19600n, 400n],
    ]);
  });
  it('is never matched by the tolerance alone', () => {
    expect(match(9985n, 'thank you', 15n).matches).toEqual([]);
  });
  it('of several that are named pays those whose sum it is', () => {
    expect(
      paid(
        matchPayment(30000n, [], 'F-1001 F-1003 F-1002', [
          invoice('1001', 10000n),
          invoice('1002', 25000n),
          invoice('1003', 20000n),
        ]),
      ),
    ).toEqual(['row-1001 10000 number-in-reference', 'row-1003 20000 number-in-reference']);
  });
});
