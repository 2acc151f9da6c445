import { beforeEach, describe, expect, test } from '@jest/globals';
import { creditNote, paid } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at } from '@puntual/testing/worlds/case-world';
import { ContactWorld, NOW } from '@puntual/testing/worlds/contact-world';
import { judgeSettledDisputes } from './judge-settled-disputes.ts';
import { openDispute } from './open-dispute.ts';
import { resolveDispute } from './resolve-dispute.ts';

const db = useTestDatabase();
let world: ContactWorld;

/** The credit note is due by the 16th of December; the customer pays all of the invoice on the 4th. */
const PAID = at('2026-12-04 10:00');
const LATE = at('2026-12-18 10:00');
const judge = (now = LATE) => judgeSettledDisputes(db.database, world.organization, now);
const state = () => world.one('SELECT credit_state FROM dispute');
const credited = (more: object = {}) =>
  creditNote({ creditNoteId: 'CN-1', amount: '40.00', issueDate: '2026-12-07', ...more });

beforeEach(async () => {
  world = new ContactWorld(db.database, await freshOrganization(db));
  await world.friendlyAsked();
  const { customerRowId } = await world.contactRef();
  const details = { reason: 'two boxes missing', category: 'quantity' } as const;
  const invoices = [{ invoiceId: 'INV-1', amount: '40.00' }];
  const opened = await openDispute(db.database, world.actor, { customerRowId, invoices, details }, NOW);
  if (opened.result !== 'done') throw new Error(opened.result);
  const { disputeId } = opened;
  await resolveDispute(db.database, world.actor, { disputeId, outcome: 'for-customer', note: null }, NOW);
});
const payAll = async () => {
  const allocations = [{ invoiceId: 'INV-1', amount: '100.00' }];
  await world.take([paid({ amount: '100.00', receivedOn: '2026-12-04', allocations })], PAID);
  await world.evaluate(PAID);
};

describe('a paid invoice whose promised credit note does not come', () => {
  test('opens one task for a person, on the day after its day', async () => {
    await payAll();
    expect(await world.invoice()).toMatchObject({ status: 'paid' });
    expect([await judge(PAID), await world.tasks('dispute')]).toEqual([
      0,
      [expect.objectContaining({ state: 'done' })],
    ]);
    expect([await judge(), await judge()]).toEqual([1, 0]);
    expect((await world.tasks('dispute')).filter((task) => task.state !== 'done')).toHaveLength(1);
    expect(await state()).toEqual({ credit_state: 'missing' });
    expect(await world.audit('dispute.credit-missing')).toHaveLength(1);
  });

  test('of two processes at once one opens the task', async () => {
    await payAll();
    const judged = await Promise.all([judge(), judge()]);
    expect(judged.reduce((sum, each) => sum + each, 0)).toBe(1);
    expect((await world.tasks('dispute')).filter((task) => task.state !== 'done')).toHaveLength(1);
  });

  test.each([
    ['names the invoice', { allocations: [{ invoiceId: 'INV-1', amount: '40.00' }] }],
    ['has the amount', {}],
  ])('opens none when the credit note came, although nothing is open: it %s', async (_how, more) => {
    await payAll();
    await world.take([credited(more)], at('2026-12-07 10:00'));
    expect(await judge()).toBe(1);
    expect(await state()).toEqual({ credit_state: 'arrived' });
    expect((await world.tasks('dispute')).filter((task) => task.state !== 'done')).toEqual([]);
  });

  test('opens one although another credit note came', async () => {
    await payAll();
    await world.take([credited({ amount: '12.00' })], at('2026-12-07 10:00'));
    expect([await judge(), await state()]).toEqual([1, { credit_state: 'missing' }]);
  });

  test('is left to its case while the invoice is open', async () => {
    expect([await judge(), await state()]).toEqual([0, { credit_state: 'expected' }]);
  });
});
