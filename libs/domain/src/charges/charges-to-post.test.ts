import { expect, test } from '@jest/globals';
import { chargesToPost } from './charges-to-post.ts';
import type { MessageCharge } from './message-charges.ts';

type Invoice = Parameters<typeof chargesToPost>[1];
const charge = (kind: MessageCharge['kind'], minor: bigint, wholeMinor = minor): MessageCharge => ({
  key: `A:${kind}`,
  kind,
  minor,
  wholeMinor,
  how: { kind: 'lump-sum', source: 'x', cappedBy: null },
});
const weekly = (minor: bigint, mostMinor: bigint): MessageCharge => ({
  ...charge('fee', minor, mostMinor),
  how: { kind: 'fee', stage: 'demand', cappedBy: null, period: { number: 3, everyDays: 7 } },
});
const before = (kind: MessageCharge['kind'], minor: bigint, key = `A:${kind}:before`) => ({ kind, minor, key });
const open: Invoice = { openMinor: 100_000n, charged: [] };

test.each<[string, MessageCharge, Partial<Invoice>, bigint | 'withheld' | 'nothing']>([
  ['a fee', charge('fee', 1200n), {}, 1200n],
  ['a second fee of another stage', charge('fee', 1200n), { charged: [before('fee', 1200n)] }, 1200n],
  [
    'a fee that was charged under its key',
    charge('fee', 1200n),
    { charged: [before('fee', 1200n, 'A:fee')] },
    'nothing',
  ],
  ['a lump sum', charge('lump-sum', 4000n), {}, 4000n],
  ['a second lump sum', charge('lump-sum', 4000n), { charged: [before('lump-sum', 4000n)] }, 'nothing'],
  ['interest', charge('interest', 548n), {}, 548n],
  [
    'interest of which a part was charged when it was composed',
    charge('interest', 384n, 932n),
    { charged: [before('interest', 548n)] },
    384n,
  ],
  [
    'interest of which a later message charged a part',
    charge('interest', 932n),
    { charged: [before('interest', 900n)] },
    32n,
  ],
  [
    'interest of which a later message charged all',
    charge('interest', 548n),
    { charged: [before('interest', 603n)] },
    'nothing',
  ],
  ['a penalty of which others left a part', weekly(1200n, 4000n), { charged: [before('fee', 3600n)] }, 400n],
  ['a penalty whose maximum others used up', weekly(1200n, 4000n), { charged: [before('fee', 4000n)] }, 'nothing'],
  ['a penalty of which others left just enough', weekly(1200n, 4000n), { charged: [before('fee', 2800n)] }, 1200n],
  ['a penalty beside interest', weekly(1200n, 4000n), { charged: [before('interest', 4000n)] }, 1200n],
  ['a fee that comes once, above what is left of its own sum', charge('fee', 1200n, 1000n), {}, 1200n],
  ['a lump sum beside a fee', charge('lump-sum', 4000n), { charged: [before('fee', 1200n)] }, 4000n],
  ['interest beside a fee', charge('interest', 548n), { charged: [before('fee', 1200n)] }, 548n],
  ['interest of a message that charged less than is left', charge('interest', 100n, 932n), {}, 100n],
  ['a fee of an invoice whose principal is settled', charge('fee', 1200n), { openMinor: 0n }, 'withheld'],
])('posting %s', (_, proposed, change, posted) => {
  expect(chargesToPost([proposed], { ...open, ...change })).toEqual(
    posted === 'nothing'
      ? []
      : posted === 'withheld'
        ? [{ kind: 'withhold', charge: proposed, because: 'paid-meanwhile' }]
        : [{ kind: 'post', charge: proposed, minor: posted }],
  );
});
