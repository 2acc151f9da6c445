import { beforeEach, describe, expect, test } from '@jest/globals';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { openHold, releaseHold } from '../people/holds.ts';
import { ChargeWorld, noon } from '@puntual/testing/worlds/charge-world';

const db = useTestDatabase();
let world: ChargeWorld;
beforeEach(async () => {
  world = new ChargeWorld(db.database, await freshOrganization(db));
  // 1,000.00 at 10 %, with a demand on February 6 that charges five days, 1.37, and the next one on March 13.
  await world.policy({ interest: { regime: 'contractual', percentPerYear: '10' } }, [5, 40], '2026-01-02');
  await world.owes({ total: '1000.00', issueDate: '2026-01-05', dueDate: '2026-02-01' });
  await world.demand('2026-02-06');
});

/** Opens a dispute of an amount, or of the whole invoice, at an instant. */
async function disputes(
  amountMinor: bigint | null,
  from: number,
  untilOn: string | null = null,
): Promise<(at: number) => Promise<unknown>> {
  const { id } = await world.invoice();
  const opened = await openHold(
    db.database,
    world.actor,
    { invoiceRowId: id, kind: 'dispute', reason: 'short delivery', untilOn },
    from,
  );
  if (opened.result !== 'done') throw new Error(opened.result);
  await world.query('UPDATE hold SET amount_minor = $2 WHERE id = $1::uuid', opened.holdId, amountMinor);
  return (at) => releaseHold(db.database, world.actor, { invoiceRowId: id, holdId: opened.holdId }, at);
}

async function charged(): Promise<unknown[]> {
  await world.demand('2026-03-13');
  const [first, second] = await world.charges();
  const { segments } = second?.how as { segments: readonly { from: string; to: string; days: number; base: string }[] };
  return [
    first?.amount_minor,
    second?.amount_minor,
    segments.map(({ from, to, days, base }) => `${from.slice(5)} to ${to.slice(5)}: ${days} on ${base}`),
  ];
}

// Half an hour past midnight of the 11th in Madrid, and still the 10th in UTC.
const LATE_ON_THE_TENTH = Date.parse('2026-02-10T23:30:00Z');
// 10 and 16 days on 1,000.00 and 14 on 600.00: 7.1233 + 2.3014 = 9.42, of which 1.37 were charged.
const PARTIAL = [
  137n,
  805n,
  ['02-02 to 02-11: 10 on 1000.00', '02-12 to 02-25: 14 on 600.00', '02-26 to 03-13: 16 on 1000.00'],
];

describe('interest on a disputed invoice', () => {
  test('runs on the undisputed part from the day of a dispute to its release, in the debtor’s time zone', async () => {
    const resolve = await disputes(40_000n, LATE_ON_THE_TENTH);
    await resolve(noon('2026-02-25'));
    expect(await charged()).toEqual(PARTIAL);
  });

  test('runs on the whole invoice again after the last day of a dispute that nobody released', async () => {
    await disputes(40_000n, LATE_ON_THE_TENTH, '2026-02-25');
    expect(await charged()).toEqual(PARTIAL);
  });

  test('leaves out each of several disputes while it lasts; it is zero while more is disputed than open', async () => {
    const price = await disputes(30_000n, noon('2026-02-11'));
    const damage = await disputes(50_000n, noon('2026-02-18'));
    await damage(noon('2026-02-20'));
    const whole = await disputes(null, noon('2026-02-22'));
    await whole(noon('2026-02-24'));
    await price(noon('2026-02-25'));
    // 26 days on 1,000.00, 10 on 700.00 and 2 on 200.00: 7.1233 + 1.9178 + 0.1096 = 9.15, of which 1.37 were charged.
    expect(await charged()).toEqual([
      137n,
      778n,
      [
        '02-02 to 02-11: 10 on 1000.00',
        '02-12 to 02-18: 7 on 700.00',
        '02-19 to 02-20: 2 on 200.00',
        '02-21 to 02-22: 2 on 700.00',
        '02-25 to 02-25: 1 on 700.00',
        '02-26 to 03-13: 16 on 1000.00',
      ],
    ]);
  });
});
