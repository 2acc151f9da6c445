import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { matchPayment, type MatchableInvoice } from './match-payment.ts';

const invoice = (invoiceId: string, openMinor: bigint, change: Partial<MatchableInvoice> = {}): MatchableInvoice => ({ id: `row-${invoiceId}`, invoiceId, number: `F-${invoiceId}`, dueOn: '2026-06-10', openMinor, ...change });
const open = [invoice('1001', 10000n), invoice('1002', 20000n, { dueOn: '2026-05-10' }), invoice('1003', 30000n)];
const paid = (result: ReturnType<typeof matchPayment>) => result.matches.map((match) => `${match.invoiceId} ${match.minor} ${match.rule}`);

describe('a payment goes', () => {
  it('first where its remittance says, whatever the reference and the sum', () => {
    const result = matchPayment(10000n, [{ invoiceId: '1003', minor: 10000n }], 'F-1001', open);
    expect([paid(result), result.leftMinor]).toEqual([['row-1003 10000 remittance'], 0n]);
  });
  it('then to the invoices that its reference names, oldest first', () => {
    const result = matchPayment(25000n, [], 'Pago F-1001 y F-1002', open);
    expect([paid(result), result.leftMinor]).toEqual([['row-1002 20000 number-in-reference', 'row-1001 5000 number-in-reference'], 0n]);
  });
  it('then to the one invoice of exactly that sum', () => {
    expect(paid(matchPayment(30000n, [], 'thank you', open))).toEqual(['row-1003 30000 exact-sum']);
  });
  it.each([['a sum that fits none', 30001n, open], ['a sum that fits two', 10000n, [invoice('1', 10000n), invoice('2', 10000n)]], ['no open invoice', 10000n, []]])('with %s nowhere: it is the customer\'s credit', (_, amount, invoices) => {
    expect(matchPayment(amount, [], '', invoices)).toEqual({ matches: [], unknown: [], leftMinor: amount });
  });
  it('with more than is open leaves the rest as credit', () => {
    expect(matchPayment(15000n, [], 'F-1001', open).leftMinor).toBe(5000n);
    expect(matchPayment(15000n, [{ invoiceId: '1001', minor: 15000n }], '', open).leftMinor).toBe(5000n);
  });
});

describe('a remittance', () => {
  it('for an invoice that is not known yet is kept, with its amount', () => {
    expect(matchPayment(10000n, [{ invoiceId: '9', minor: 4000n }, { invoiceId: '1001', minor: 6000n }], '', open)).toEqual({ matches: [{ invoiceId: 'row-1001', minor: 6000n, rule: 'remittance' }], unknown: [{ invoiceId: '9', minor: 4000n }], leftMinor: 4000n });
  });
  it('that names an invoice on two lines means both', () => {
    expect(paid(matchPayment(10000n, [{ invoiceId: '1001', minor: 3000n }, { invoiceId: '1001', minor: 4000n }], '', open))).toEqual(['row-1001 7000 remittance']);
    expect(matchPayment(10000n, [{ invoiceId: '9', minor: 3000n }, { invoiceId: '9', minor: 4000n }], '', open).unknown).toEqual([{ invoiceId: '9', minor: 7000n }]);
  });
  it('of more than the payment is cut to it, in its own order', () => {
    expect(paid(matchPayment(25000n, [{ invoiceId: '1003', minor: 20000n }, { invoiceId: '1001', minor: 10000n }], '', open))).toEqual(['row-1003 20000 remittance', 'row-1001 5000 remittance']);
  });
});

describe('a reference', () => {
  const named = (number: string, reference: string) => matchPayment(100n, [], reference, [invoice('x', 5000n, { number })]).matches.length === 1;
  it.each([
    ['F-2026/1001', 'F-2026/1001'], ['F-2026/1001', 'f-2026/1001'], ['F-2026/1001', 'F2026 1001'], ['F-2026/1001', 'TRANSF. FRA.F-2026/1001 GRACIAS'], ['F-2026/1001', 'F 2026 - 1001'], ['F-2026/1001', 'F20261001'], ['F-2026/1001', 'Factura: F.2026.1001, IVA incl.'],
    ['F-2026/1001', 'INV F-2026/1001/INV F-2026/1002'], ['2026-0042', '/RFB/20260042'], ['F-100', 'F-100'], ['F-100', '(F-100)'], ['Ñ-1001', 'pago ñ-1001'],
  ])('%s is named by "%s"', (number, reference) => {
    expect(named(number, reference)).toBe(true);
  });
  it.each([
    ['F-100', 'F-1001'], ['F-1001', 'F-100'], ['F-100', 'AF-100'], ['F-100', 'F-1000 F-10'], ['1001', '11001'], ['1001', '10010'], ['100', 'F 100'], ['F-1', 'F-1'], ['2026', ''], ['---', '---'], ['.*', 'anything'], ['F-2026/1001', 'F-2026/1002'],
  ])('%s is not named by "%s"', (number, reference) => {
    expect(named(number, reference)).toBe(false);
  });
});

it('conserves money: what is matched and what is left is the payment, and no invoice gets more than it has open', () => {
  const invoices = fc.uniqueArray(fc.record({ number: fc.integer({ min: 1000, max: 1020 }), openMinor: fc.bigInt({ min: 1n, max: 50n }), dueOn: fc.constantFrom('2026-01-01', '2026-02-01') }), { selector: (made) => made.number, maxLength: 8 })
    .map((made) => made.map(({ number, ...rest }) => invoice(String(number), rest.openMinor, rest)));
  const remittance = fc.array(fc.record({ invoiceId: fc.integer({ min: 1000, max: 1020 }).map(String), minor: fc.bigInt({ min: 1n, max: 80n }) }), { maxLength: 5 });
  const reference = fc.oneof(fc.string(), fc.array(fc.integer({ min: 1000, max: 1020 }), { maxLength: 4 }).map((numbers) => numbers.map((number) => `F-${number}`).join(' ')));
  fc.assert(fc.property(fc.bigInt({ min: 1n, max: 200n }), remittance, reference, invoices, (amount, lines, text, candidates) => {
    const { matches, leftMinor } = matchPayment(amount, lines, text, candidates);
    expect(matches.reduce((sum, match) => sum + match.minor, leftMinor)).toBe(amount);
    expect(leftMinor >= 0n).toBe(true);
    expect(new Set(matches.map((match) => match.invoiceId)).size).toBe(matches.length);
    for (const match of matches) {
      const matched = candidates.find((candidate) => candidate.id === match.invoiceId);
      expect(match.minor > 0n && matched !== undefined && match.minor <= matched.openMinor).toBe(true);
    }
    expect(matchPayment(amount, lines, text, [...candidates].reverse())).toEqual(matchPayment(amount, lines, text, candidates));
  }), { numRuns: 1000 });
});
