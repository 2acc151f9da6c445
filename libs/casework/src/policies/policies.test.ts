import { beforeEach, describe, expect, test } from '@jest/globals';
import { standardDocument } from '@puntual/domain/policy/standard';
import { customer, issued } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { giveCustomerPolicy, giveInvoicePolicy, setDefaultPolicy } from './give-policy.ts';
import { findPolicy, listPolicies } from './list-policies.ts';
import { publishPolicy, type PublishMode } from './publish-policy.ts';
import { retirePolicy } from './retire-policy.ts';
import { saveDraft } from './save-draft.ts';
import { TEMPLATES } from '@puntual/domain/policy/vocabulary';

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

const NOW = at('2026-11-02 12:00');
const NOBODY = '00000000-0000-7000-8000-000000000000';
const mine = (change: object = {}) => ({ ...standardDocument, key: 'mine', ...change });
const save = (input: unknown) => saveDraft(db.database, world.actor, input, NOW);
const publish = (key = 'mine', mode: PublishMode = 'new-only') =>
  publishPolicy(db.database, world.actor, { key, mode, templates: { en: TEMPLATES, es: TEMPLATES } }, NOW);
const runs = (invoiceId = 'INV-1') =>
  world.one<{ key: string | null; version: number | null; rule: string | null }>(
    `SELECT runs_policy_key AS key, runs_policy_version AS version, policy_rule AS rule
     FROM invoice
     WHERE invoice_id = $1`,
    invoiceId,
  );
const wakes = async () =>
  (await world.outbox('wake-case'))
    .filter((row) => row.payload.signal === 'policy')
    .map((row) => row.payload.subject?.invoiceId);
const list = () => db.database.inOrganization(world.organization.id, (tx) => listPolicies(tx, world.organization.id));
const find = (key: string) =>
  db.database.inOrganization(world.organization.id, (tx) => findPolicy(tx, world.organization.id, key));

/** Two cases on the standard policy. */
async function twoCases(): Promise<void> {
  await world.take([customer(), issued(), issued({ invoiceId: 'INV-2' })], NOW);
  await world.evaluate(NOW, 'INV-1');
  await world.evaluate(NOW, 'INV-2');
}

describe('a draft', () => {
  test('is saved and replaces the draft before it', async () => {
    expect(await save(mine())).toMatchObject({ result: 'saved', document: { key: 'mine', currency: 'EUR' } });
    await save(mine({ promiseGraceDays: 9 }));
    expect(
      await world.query("SELECT version, state, document->>'promiseGraceDays' AS grace, saved_by FROM policy_version"),
    ).toEqual([{ version: 0, state: 'draft', grace: '9', saved_by: 'Marta' }]);
    expect(await world.audit('policy.draft-saved')).toHaveLength(2);
  });

  test('with faults is not saved', async () => {
    expect(await save(mine({ steps: [] }))).toMatchObject({ result: 'invalid', faults: [{ path: 'steps' }] });
    expect(await world.query('SELECT 1 FROM policy_version')).toEqual([]);
  });
});

describe('publishing', () => {
  test('numbers a version one higher than the newest, also after a built-in version', async () => {
    await save(mine());
    expect(await publish()).toEqual({ result: 'published', version: 1, moveId: null });
    expect(await publish()).toEqual({ result: 'no-draft' });
    await save(mine({ promiseGraceDays: 9 }));
    expect(await publish()).toMatchObject({ result: 'published', version: 2 });
    await save(standardDocument);
    expect(await publish('standard')).toMatchObject({ result: 'published', version: 2 });
    expect((await world.audit('policy.published')).map((row) => row.data)).toEqual([
      { key: 'mine', version: 1, mode: 'new-only' },
      { key: 'mine', version: 2, mode: 'new-only' },
      { key: 'standard', version: 2, mode: 'new-only' },
    ]);
  });

  test('of one draft by two users at the same time makes one version', async () => {
    await save(mine());
    const results = await Promise.all([publish(), publish()]);
    expect(results.map((result) => result.result).sort()).toEqual(['no-draft', 'published']);
  });

  test('is refused when a customer’s language has no notices or the law is stricter than the policy', async () => {
    await world.take(
      [customer({ language: 'fr' }), customer({ customerId: 'C-2', country: 'CL', kind: 'consumer' })],
      NOW,
    );
    await save(mine());
    const result = await publish();
    expect(result.result === 'refused' ? [...new Set(result.faults.map((fault) => fault.field))] : result).toEqual([
      'template',
      'contact.callsPer7Days',
    ]);
    expect(await world.query('SELECT version, state FROM policy_version')).toEqual([{ version: 0, state: 'draft' }]);
  });

  test('for new cases only leaves running cases on their version', async () => {
    await twoCases();
    await save(standardDocument);
    await publish('standard');
    await world.take([issued({ invoiceId: 'INV-3' })], NOW);
    await world.evaluate(NOW, 'INV-3');
    expect([await runs(), await runs('INV-3')]).toEqual([
      { key: 'standard', version: 1, rule: 'default' },
      { key: 'standard', version: 2, rule: 'default' },
    ]);
    expect(await find('standard')).toMatchObject({
      state: 'published',
      isDefault: true,
      draft: null,
      versions: [
        { version: 2, state: 'published', running: 1, publishedBy: 'Marta' },
        { version: 1, state: 'built-in', running: 2 },
      ],
    });
  });
});

describe('retiring', () => {
  test('gives the policy to no new case and leaves running cases on it', async () => {
    await save(mine({ appliesTo: { priority: 50, when: {} } }));
    await publish();
    await twoCases();
    expect(await retirePolicy(db.database, world.actor, 'mine', NOW)).toEqual({ result: 'retired', version: 1 });
    await world.take([issued({ invoiceId: 'INV-3' })], NOW);
    await world.evaluate(NOW, 'INV-3');
    expect([await runs(), await runs('INV-3')]).toEqual([
      { key: 'mine', version: 1, rule: 'segment' },
      { key: 'standard', version: 1, rule: 'default' },
    ]);
    expect(await world.evaluate(NOW)).toMatchObject({ kind: 'sleep' });
    expect(await retirePolicy(db.database, world.actor, 'mine', NOW)).toEqual({ result: 'already-retired' });
    expect((await list()).map((row) => [row.key, row.state])).toEqual([
      ['gentle', 'built-in'],
      ['mine', 'retired'],
      ['standard', 'built-in'],
      ['strict', 'built-in'],
    ]);
  });

  test('of the default policy is refused', async () => {
    await save(mine());
    await publish();
    expect(await setDefaultPolicy(db.database, world.actor, 'mine', NOW)).toMatchObject({ result: 'given' });
    expect(await retirePolicy(db.database, world.actor, 'mine', NOW)).toEqual({ result: 'is-default' });
  });
});

describe('giving a policy', () => {
  test('to a customer changes its open cases at once, and taking it away changes them back', async () => {
    await twoCases();
    const customerRowId = (await world.contactRef()).customerRowId;
    expect(await giveCustomerPolicy(db.database, world.actor, { customerRowId, key: 'gentle' }, NOW)).toEqual({
      result: 'given',
      moved: 2,
    });
    expect([await runs(), await runs('INV-2')]).toEqual([
      { key: 'gentle', version: 1, rule: 'customer' },
      { key: 'gentle', version: 1, rule: 'customer' },
    ]);
    expect(await wakes()).toEqual(['INV-1', 'INV-2']);
    expect(await giveCustomerPolicy(db.database, world.actor, { customerRowId, key: 'gentle' }, NOW)).toEqual({
      result: 'given',
      moved: 0,
    });
    expect(await wakes()).toHaveLength(2);
    expect(await giveCustomerPolicy(db.database, world.actor, { customerRowId, key: null }, NOW)).toEqual({
      result: 'given',
      moved: 2,
    });
    expect(await runs()).toEqual({ key: 'standard', version: 1, rule: 'default' });
    expect((await world.audit('policy.given')).map((row) => row.data)).toEqual([
      { key: 'gentle' },
      { key: 'gentle' },
      { key: null },
    ]);
  });

  test('to an invoice takes precedence over the policy of its customer', async () => {
    await twoCases();
    const { id } = await world.invoice();
    expect(await giveInvoicePolicy(db.database, world.actor, { invoiceRowId: id, key: 'strict' }, NOW)).toEqual({
      result: 'given',
      moved: 1,
    });
    expect(
      await giveCustomerPolicy(
        db.database,
        world.actor,
        { customerRowId: (await world.contactRef()).customerRowId, key: 'gentle' },
        NOW,
      ),
    ).toEqual({ result: 'given', moved: 1 });
    expect([await runs(), await runs('INV-2')]).toMatchObject([
      { key: 'strict', rule: 'invoice' },
      { key: 'gentle', rule: 'customer' },
    ]);
    expect(await giveInvoicePolicy(db.database, world.actor, { invoiceRowId: id, key: null }, NOW)).toEqual({
      result: 'given',
      moved: 1,
    });
    expect(await runs()).toMatchObject({ key: 'gentle', rule: 'customer' });
  });

  test('to a customer leaves an invoice with its own policy on its version', async () => {
    await twoCases();
    await save(mine());
    await publish();
    await giveInvoicePolicy(db.database, world.actor, { invoiceRowId: (await world.invoice()).id, key: 'mine' }, NOW);
    await save(mine({ promiseGraceDays: 9 }));
    await publish();
    expect(
      await giveCustomerPolicy(
        db.database,
        world.actor,
        { customerRowId: (await world.contactRef()).customerRowId, key: 'gentle' },
        NOW,
      ),
    ).toEqual({ result: 'given', moved: 1 });
    expect(await runs()).toEqual({ key: 'mine', version: 1, rule: 'invoice' });
  });

  test('to the organization as its default changes new cases only', async () => {
    await twoCases();
    expect(await setDefaultPolicy(db.database, world.actor, 'gentle', NOW)).toEqual({ result: 'given', moved: 0 });
    await world.take([issued({ invoiceId: 'INV-3' })], NOW);
    await world.evaluate(NOW, 'INV-3');
    expect([await runs(), await runs('INV-3')]).toMatchObject([
      { key: 'standard' },
      { key: 'gentle', rule: 'default' },
    ]);
  });

  test('of another organization, or to an invoice or customer of another, is refused', async () => {
    await twoCases();
    const { id } = await world.invoice();
    await save(mine());
    expect(await giveInvoicePolicy(db.database, world.actor, { invoiceRowId: id, key: 'mine' }, NOW)).toEqual({
      result: 'unknown-policy',
    });
    expect(await setDefaultPolicy(db.database, world.actor, 'mine', NOW)).toEqual({ result: 'unknown-policy' });
    expect(await giveInvoicePolicy(db.database, world.actor, { invoiceRowId: NOBODY, key: 'gentle' }, NOW)).toEqual({
      result: 'not-found',
    });
    const stranger = new CaseWorld(db.database, await freshOrganization(db));
    expect(await giveInvoicePolicy(db.database, stranger.actor, { invoiceRowId: id, key: 'gentle' }, NOW)).toEqual({
      result: 'not-found',
    });
    expect(
      await giveCustomerPolicy(
        db.database,
        stranger.actor,
        { customerRowId: (await world.contactRef()).customerRowId, key: 'gentle' },
        NOW,
      ),
    ).toEqual({ result: 'not-found' });
  });
});

test('a policy is found with its draft and its newest version', async () => {
  await save(mine());
  expect(await find('mine')).toMatchObject({
    state: 'draft',
    document: null,
    draftDocument: { key: 'mine' },
    versions: [],
    draft: { savedBy: 'Marta' },
  });
  await publish();
  await save(mine({ promiseGraceDays: 9 }));
  expect(await find('mine')).toMatchObject({
    state: 'published',
    document: { promiseGraceDays: 2 },
    draftDocument: { promiseGraceDays: 9 },
  });
  expect(await find('nothing')).toBeNull();
});
