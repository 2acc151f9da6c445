import { beforeEach, expect, test } from '@jest/globals';
import { policyDocumentSchema } from '@puntual/domain/policy/policy-document';
import { standardDocument } from '@puntual/domain/policy/standard';
import { customer, issued, paid, reversed, supplyHoldConfirmed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { holdSupplyForCredit } from '../people/hold-supply-for-credit.ts';
import { liftHoldByPerson } from '../people/lift-supply-hold.ts';
import { readSupplyHold } from '../supply/supply-holds.ts';

const db = useTestDatabase();
let world: CaseWorld;

const NOTICE = at('2026-12-02 12:00');
const HOLD = at('2026-12-11 12:00');
const REQUESTED = 'puntual.supply-hold.requested.v1';
const RELEASED = 'puntual.supply-hold.released.v1';

// A customer of a utility that announces a supply hold one day after the due date, and asks for it nine days later.
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
  const document = policyDocumentSchema.parse({
    ...standardDocument,
    key: 'utility',
    steps: [
      { id: 'notice', day: 1, stage: 'demand', do: 'announce-supply-hold', effectiveInDays: 5 },
      { id: 'hold', day: 10, stage: 'call', do: 'supply-hold' },
      { id: 'call', day: 40, stage: 'call', do: 'task', kind: 'call', script: 'first-call', slaBusinessDays: 2 },
    ],
  });
  await world.query(
    `INSERT INTO policy_version (id, organization_id, key, version, state, document, saved_at, saved_by)
      SELECT gen_random_uuid(), id, 'utility', 1, 'published', $1::jsonb, now(), 'x' FROM organization WHERE slug = $2`,
    JSON.stringify(document),
    world.organization.slug,
  );
  await world.take([customer(), issued({ policy: 'utility' })]);
  await world.evaluate(NOTICE);
  await world.send(NOTICE);
});

const state = async () => {
  const { id } = await world.invoice();
  return db.database.inOrganization(world.organization.id, (tx) => readSupplyHold(tx, id));
};
const told = async (type: string) => (await world.outbox('collections-event', type)).length;
const pay = (now: number) =>
  world.take([paid({ amount: '1210.00', allocations: [{ invoiceId: 'INV-1', amount: '1210.00' }] })], now);
const lift = async (now: number) => {
  const { id } = await world.invoice();
  return liftHoldByPerson(db.database, world.actor, { invoiceRowId: id, reason: 'a hospital' }, now);
};
const confirm = async (now: number) => world.take([supplyHoldConfirmed({}, { id: `confirm-${now}` })], now);

test('it is announced, requested, confirmed by the ERP and lifted on payment', async () => {
  expect(await state()).toMatchObject({ state: 'announced' });
  await world.evaluate(HOLD);
  expect([await state(), await told(REQUESTED)]).toMatchObject([{ state: 'requested' }, 1]);
  expect(await confirm(HOLD + 1000)).toMatchObject([{ verdict: 'accepted' }]);
  expect(await confirm(HOLD + 2000)).toMatchObject([{ verdict: 'accepted' }]);
  expect(await state()).toMatchObject({ state: 'confirmed', since: new Date(HOLD + 1000) });
  expect(await world.audit('supply-hold.confirmed')).toMatchObject([{ data: { on: '2027-01-10' } }]);
  await pay(HOLD + 3000);
  await world.evaluate(HOLD + 3000);
  await world.evaluate(HOLD + 4000);
  expect([await state(), await told(RELEASED)]).toMatchObject([{ state: 'lifted', liftedBecause: 'settled' }, 1]);
});

test('a hold that a person asked for over the limit of credit becomes that of the step, which ends it', async () => {
  const limit = (creditLimit: string, day: string) =>
    world.take([customer({ creditLimit }, { id: `limit-${day}`, time: `${day}T08:00:00Z` })], NOTICE);
  await limit('100.00', '2026-12-01');
  const { id } = await world.one<{ id: string }>(`SELECT id FROM customer WHERE customer_id = 'C-1'`);
  const asked = await holdSupplyForCredit(db.database, world.actor, { customerRowId: id, reason: 'over' }, NOTICE);
  expect([asked, await state()]).toMatchObject([{ result: 'done', invoiceId: 'INV-1' }, { state: 'requested' }]);
  await world.evaluate(HOLD);
  const held = await world.query('SELECT step_id, state FROM supply_hold');
  expect(held).toEqual([{ step_id: 'hold', state: 'requested' }]);
  await limit('9000.00', '2026-12-02');
  expect([await state(), await told(REQUESTED), await told(RELEASED)]).toMatchObject([{ state: 'requested' }, 2, 0]);
  await pay(HOLD + 1000);
  await world.evaluate(HOLD + 1000);
  expect([await state(), await told(RELEASED)]).toMatchObject([{ state: 'lifted', liftedBecause: 'settled' }, 1]);
});

test('a confirmation without a request, and one for an unknown invoice, are refused', async () => {
  expect(await confirm(NOTICE)).toMatchObject([
    { verdict: 'rejected', refusal: { code: 'supply-hold-not-requested' } },
  ]);
  expect(await world.take([supplyHoldConfirmed({ invoiceId: 'X' })], NOTICE)).toMatchObject([
    { verdict: 'rejected', refusal: { code: 'reported-invoice-unknown' } },
  ]);
});

test('a manager lifts it once; the case does not ask again, and its end does not release it twice', async () => {
  expect(await lift(NOTICE)).toEqual({ result: 'no-hold' });
  await world.evaluate(HOLD);
  const results = await Promise.all([lift(HOLD + 1000), lift(HOLD + 1000)]);
  expect(results.map(({ result }) => result).sort()).toEqual(['done', 'no-hold']);
  expect(await world.audit('supply-hold.lifted')).toMatchObject([{ actor: 'Marta', data: { reason: 'a hospital' } }]);
  expect(await world.evaluate(HOLD + 2000)).toMatchObject({ kind: 'sleep' });
  await pay(HOLD + 3000);
  await world.evaluate(HOLD + 3000);
  expect([await told(REQUESTED), await told(RELEASED)]).toEqual([1, 1]);
});

test('a confirmation that crosses the lifting has the release announced again', async () => {
  await world.evaluate(HOLD);
  await lift(HOLD + 1000);
  expect(await confirm(HOLD + 2000)).toMatchObject([{ verdict: 'accepted' }]);
  expect([await state(), await told(RELEASED)]).toMatchObject([{ state: 'lifted' }, 2]);
});

test('after the payment bounced it is announced and asked for again', async () => {
  await world.evaluate(HOLD);
  await pay(HOLD + 1000);
  await world.evaluate(HOLD + 1000);
  await world.take([reversed({ reversedOn: '2026-12-14' })], at('2026-12-14 12:00'));
  expect(await state()).toBeNull();
  await world.evaluate(at('2026-12-14 12:00'));
  await world.send(at('2026-12-14 12:00'));
  expect(await state()).toMatchObject({ state: 'announced' });
  await world.evaluate(at('2026-12-29 12:00'));
  expect([await state(), await told(REQUESTED)]).toMatchObject([{ state: 'requested' }, 2]);
});

test('a payment plan lifts it, and the end of the plan has it asked for again', async () => {
  await world.evaluate(HOLD);
  const { id } = await world.invoice();
  await world.query(
    `INSERT INTO hold (id, organization_id, invoice_id, customer_id, kind, until_on, opened_at, opened_by)
     SELECT gen_random_uuid(), organization_id, id, customer_id, 'plan', '2026-12-20', now(), 'x'
     FROM invoice WHERE id = $1::uuid`,
    id,
  );
  expect(await world.evaluate(HOLD + 1000)).toMatchObject({ kind: 'sleep', did: ['supply hold lifted: plan'] });
  expect([await state(), await told(RELEASED)]).toMatchObject([{ state: 'lifted', liftedBecause: 'plan' }, 1]);
  await world.evaluate(at('2026-12-22 12:00'));
  expect([await state(), await told(REQUESTED)]).toMatchObject([{ state: 'requested' }, 2]);
});
