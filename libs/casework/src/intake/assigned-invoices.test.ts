import { beforeEach, expect, test } from '@jest/globals';
import { assigned, customer, issued, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { releaseHold } from '../people/holds.ts';
import { loadStatement } from '../statements/load-statement.ts';

const db = useTestDatabase();
let world: CaseWorld;

const FRIENDLY = at('2026-12-02 12:00');
const ASSIGNED = at('2026-12-04 12:00');
const RETURNED = at('2027-02-01 12:00');
const FACTOR = 'Factoring del Norte S.A.';

// An invoice that was reminded of once, the day after it fell due.
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
  await world.take([customer(), issued()]);
  await world.evaluate(FRIENDLY);
  await world.send(FRIENDLY);
});

const assign = (now = ASSIGNED, to: string | null = FACTOR) =>
  world.take([assigned({ assignedTo: to, paymentInstructions: 'IBAN ES91' }, { id: `assign-${to}-${now}` })], now);
const statementOn = async (on: string) => {
  const { customerRowId } = await world.contactRef();
  const read = await db.database.inOrganization(world.organization.id, (tx) =>
    loadStatement(tx, customerRowId, { on, knownAt: null }, RETURNED),
  );
  return read?.statement.overdue.map(({ invoice }) => invoice.assigned ?? null);
};

test('an assigned invoice is not chased, and comes back by recourse at the stage that it had', async () => {
  expect(await assign()).toMatchObject([{ verdict: 'accepted' }]);
  const step = await world.evaluate(ASSIGNED);
  expect(step).toMatchObject({ kind: 'sleep' });
  expect((await world.invoice()).next_action?.reasons).toMatchObject([{ code: 'hold', kind: 'assigned' }]);
  // The case has an instant: a person is asked about it after four months.
  expect(step.kind === 'sleep' && step.until !== null && step.until > at('2027-03-30 00:00')).toBe(true);
  await world.evaluate(at('2027-01-20 12:00'));
  expect((await world.gate(at('2027-01-20 12:00'))).kind).toBe('nothing');
  expect(await assign(RETURNED, null)).toMatchObject([{ verdict: 'accepted' }]);
  expect((await world.invoice()).stage).toBe('friendly');
  await world.evaluate(RETURNED);
  expect(await world.send(RETURNED)).toMatchObject({ template: 'follow-up' });
  expect(await world.audit('invoice.assigned')).toMatchObject([{ data: { to: FACTOR, on: '2026-12-15' } }]);
  expect(await world.audit('invoice.given-back')).toMatchObject([{ data: { from: FACTOR } }]);
});

test('a request that waits when the invoice is assigned brings no message', async () => {
  await world.evaluate(at('2026-12-10 12:00'));
  await assign(at('2026-12-10 12:01'));
  expect((await world.gate(at('2026-12-10 12:02'))).kind).toBe('nothing');
});

test('a person is asked what became of it after four months, and only the ERP ends the assignment', async () => {
  await assign();
  const step = await world.evaluate(ASSIGNED);
  const until = step.kind === 'sleep' ? (step.until ?? 0) : 0;
  await world.evaluate(until);
  expect(await world.tasks('review-case')).toHaveLength(1);
  const { id } = await world.invoice();
  const { id: holdId } = await world.one<{ id: string }>('SELECT id FROM hold WHERE invoice_id = $1::uuid', id);
  expect(await releaseHold(db.database, world.actor, { invoiceRowId: id, holdId }, ASSIGNED)).toEqual({
    result: 'of-erp',
  });
});

test('a payment that bounces while a factor has the invoice does not have it chased by us', async () => {
  await assign();
  await world.take(
    [paid({ amount: '1210.00', allocations: [{ invoiceId: 'INV-1', amount: '1210.00' }] })],
    at('2026-12-20 12:00'),
  );
  expect(await world.evaluate(at('2026-12-20 12:00'))).toMatchObject({ kind: 'closed' });
  await world.take([reversed({ reversedOn: '2026-12-28' })], at('2026-12-28 12:00'));
  expect(await world.evaluate(at('2026-12-28 12:00'))).toMatchObject({ kind: 'sleep' });
  expect((await world.invoice()).next_action?.reasons).toMatchObject([{ code: 'hold', kind: 'assigned' }]);
});

test('stated again it changes nothing; another factor, a return of none, a settled invoice are refused', async () => {
  const codeOf = ([verdict]: Awaited<ReturnType<typeof assign>>) =>
    verdict?.verdict === 'rejected' ? verdict.refusal.code : verdict?.verdict;
  expect(codeOf(await assign(ASSIGNED, null))).toBe('not-assigned');
  await assign();
  expect(codeOf(await assign(ASSIGNED + 1000))).toBe('accepted');
  expect(await world.audit('invoice.assigned')).toHaveLength(1);
  expect(codeOf(await assign(ASSIGNED, 'Another'))).toBe('assigned-elsewhere');
  await assign(ASSIGNED + 2000, null);
  await world.take(
    [paid({ amount: '1210.00', allocations: [{ invoiceId: 'INV-1', amount: '1210.00' }] })],
    ASSIGNED + 3000,
  );
  expect(codeOf(await assign(ASSIGNED + 4000))).toBe('assigned-when-settled');
});

test('the statement names the factor on the days on which it has the invoice', async () => {
  await assign();
  await assign(RETURNED, null);
  await world.query(`UPDATE invoice_assignment SET returned_on = '2027-02-01'`);
  expect(await statementOn('2026-12-14')).toEqual([null]);
  expect(await statementOn('2026-12-15')).toEqual([{ to: FACTOR, paymentInstructions: 'IBAN ES91' }]);
  expect(await statementOn('2027-02-01')).toEqual([null]);
});
