import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { accountOf, creditOf, creditStated, isPaidByCredit, ownerOf } from './claim-owner.ts';
import type { ClaimOwner, CustomerFacts, GateInvoice } from './composition.ts';
import { netSums } from './open-credit.ts';
import { gateInvoice, sampleCustomer, sampleDebtor } from '@puntual/testing/builders/case-facts';

const claim = fc.record({
  ownerId: fc.constantFrom(undefined, 'm1', 'm2'),
  currency: fc.constantFrom('EUR', 'CLP'),
  openMinor: fc.bigInt(1n, 10_000n),
});
const credit = fc.dictionary(fc.constantFrom('EUR', 'CLP'), fc.bigInt(0n, 20_000n));

describe('the credit that a message to the payer of a group states', () => {
  test('pays for each customer what that customer’s own credit pays, and nothing of the others', () => {
    fc.assert(
      fc.property(fc.array(claim, { minLength: 1, maxLength: 12 }), credit, credit, credit, (claims, own, m1, m2) => {
        const members = { m1: { creditMinor: m1 } as ClaimOwner, m2: { creditMinor: m2 } as ClaimOwner };
        const facts = { creditMinor: own, members } as unknown as CustomerFacts;
        const shown = claims as unknown as GateInvoice[];
        const together = netSums(shown, creditStated(shown, [], facts));
        for (const currency of ['EUR', 'CLP']) {
          const apart = ([undefined, 'm1', 'm2'] as const).reduce((sum, ownerId) => {
            const owned = shown.filter((each) => each.ownerId === ownerId && each.currency === currency);
            const held = ownerId === undefined ? own : members[ownerId].creditMinor;
            return sum + (netSums(owned, held)[0]?.toPayMinor ?? 0n);
          }, 0n);
          expect(together.find((sum) => sum.currency === currency)?.toPayMinor ?? 0n).toBe(apart);
        }
      }),
    );
  });

  test('is all of the customer’s credit where there is no group', () => {
    const facts = { creditMinor: { EUR: 500n } } as unknown as CustomerFacts;
    expect(creditStated([], [], facts)).toEqual({ EUR: 500n });
  });
});

describe('a group whose payer gets the messages', () => {
  const daughter: ClaimOwner = { customer: sampleDebtor({ id: 'daughter' }), creditMinor: { EUR: 7_000n } };
  const facts = sampleCustomer([], 'follow-up', { creditMinor: { EUR: 500n }, members: { daughter } });
  const own = gateInvoice('own');
  const hers = gateInvoice('hers', { ownerId: 'daughter' });

  test('nets each invoice with the credit of the customer who owes it, in its currency', () => {
    expect([ownerOf(own, facts), ownerOf(hers, facts)]).toEqual([facts, daughter]);
    expect([creditOf(own, facts), creditOf(hers, facts)]).toEqual([500n, 7_000n]);
    expect(creditOf({ ...hers, currency: 'USD' }, facts)).toBe(0n);
    expect(ownerOf({ ownerId: 'unknown' }, facts)).toBe(facts);
    expect(ownerOf({ ownerId: 'daughter' }, sampleCustomer([], 'follow-up'))).toMatchObject({ creditMinor: {} });
  });

  test('has an account for each customer and currency', () => {
    const accounts = [own, hers, { ...own, currency: 'USD' }, gateInvoice('another')].map(accountOf);
    expect(new Set(accounts).size).toBe(3);
  });

  test('is told of credit what overdue invoices of its account leave that the message does not list', () => {
    const late = gateInvoice('late', { ownerId: 'daughter', openMinor: 3_000n });
    expect(creditStated([own, hers], [late], facts)).toEqual({ EUR: 500n + 4_000n });
    expect(creditStated([own, hers], [gateInvoice('late', { openMinor: 200n })], facts)).toEqual({
      EUR: 300n + 7_000n,
    });
    expect(creditStated([{ ...hers, openMinor: 6_999n }], [], facts)).toEqual({ EUR: 6_999n });
  });
});

describe('credit pays an account', () => {
  const today = '2026-06-18';
  const late = gateInvoice('late');
  const dueToday = gateInvoice('today', { dueOn: today });
  const paid = (own: readonly GateInvoice[], EUR: bigint) =>
    isPaidByCredit(own, sampleCustomer([], 'follow-up', { creditMinor: { EUR } }), today);

  test('when it covers all late invoices, or all of them when none is late', () => {
    expect([paid([late, dueToday], 9_999n), paid([late, dueToday], 10_000n)]).toEqual([false, true]);
    expect([paid([late, late], 19_999n), paid([late, late], 20_000n)]).toEqual([false, true]);
    expect([paid([dueToday, dueToday], 19_999n), paid([dueToday, dueToday], 20_000n)]).toEqual([false, true]);
    expect(paid([], 1n)).toBe(false);
  });
});
