import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { creditStated } from './claim-owner.ts';
import type { ClaimOwner, CustomerFacts, GateInvoice } from './composition.ts';
import { netSums } from './open-credit.ts';

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
