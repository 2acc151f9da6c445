import { beforeEach, describe, expect, test } from '@jest/globals';
import { standardDocument } from '@puntual/domain/policy/standard';
import { creditNote, customer, issued, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { openHold } from '../people/holds.ts';
import { publishPolicy } from '../policies/publish-policy.ts';
import { saveDraft } from '../policies/save-draft.ts';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { TEMPLATES } from '@puntual/domain/policy/vocabulary';

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

const NOW = at('2026-12-03 12:00');
const remitted = (amount: string, invoiceId = 'INV-1') => [{ invoiceId, amount }];
async function withLimit(): Promise<void> {
  await saveDraft(
    db.database,
    world.actor,
    { ...standardDocument, key: 'small', writeOffBelow: { EUR: '1.00' } },
    at('2026-11-01 10:00'),
  );
  await publishPolicy(
    db.database,
    world.actor,
    { key: 'small', mode: 'new-only', templates: { en: TEMPLATES, es: TEMPLATES } },
    at('2026-11-01 10:00'),
  );
}
const invoice = (total: string, more: object = {}) => issued({ total, policy: 'small', ...more });

describe('a rest below the limit of its policy', () => {
  beforeEach(withLimit);

  test('is written off when the case is evaluated, and the invoice is paid', async () => {
    await world.take([customer(), invoice('100.00'), paid({ amount: '99.01', allocations: remitted('99.01') })]);
    expect(await world.evaluate(NOW)).toMatchObject({
      kind: 'closed',
      outcome: 'paid',
      did: ['wrote off a small balance', 'requested thank-you'],
    });
    expect(await world.invoice()).toMatchObject({ status: 'paid', open_minor: 0n });
    expect(await world.audit('invoice.written-off')).toMatchObject([
      { actor: 'puntual', data: { amount: '0.99', because: 'small-balance' } },
    ]);
  });

  test('is credited when only credit notes went into it', async () => {
    await world.take([customer(), invoice('100.00'), creditNote({ amount: '99.50', allocations: remitted('99.50') })]);
    expect(await world.evaluate(NOW)).toMatchObject({ kind: 'closed', outcome: 'credited' });
  });

  test('is open again, all of it, when the payment bounces', async () => {
    await world.take([customer(), invoice('100.00'), paid({ amount: '99.50', allocations: remitted('99.50') })]);
    await world.evaluate(NOW);
    await world.take([reversed()]);
    expect(await world.invoice()).toMatchObject({ status: 'open', open_minor: 10000n, case_run: 2 });
  });

  test('stays when it is not less than the limit, in another currency, on hold, or all there ever was', async () => {
    await world.take([
      customer(),
      invoice('100.00'),
      paid({ amount: '99.00', allocations: remitted('99.00') }),
      invoice('100.00', { invoiceId: 'INV-2', currency: 'USD' }),
      paid({ paymentId: 'P-2', currency: 'USD', amount: '99.50', allocations: remitted('99.50', 'INV-2') }),
      invoice('100.00', { invoiceId: 'INV-3' }),
      paid({ paymentId: 'P-3', amount: '99.50', allocations: remitted('99.50', 'INV-3') }),
      invoice('0.50', { invoiceId: 'INV-4' }),
    ]);
    await openHold(
      db.database,
      world.actor,
      { invoiceRowId: (await world.invoice('INV-3')).id, kind: 'dispute', reason: 'wrong price', untilOn: null },
      NOW,
    );
    for (const id of ['INV-1', 'INV-2', 'INV-3', 'INV-4'])
      expect(await world.evaluate(NOW, id)).toMatchObject({ kind: 'sleep' });
  });
});

test('nothing is written off by a policy that sets no limit', async () => {
  await world.take([
    customer(),
    issued({ total: '100.00' }),
    paid({ amount: '99.99', allocations: remitted('99.99') }),
  ]);
  expect(await world.evaluate(NOW)).toMatchObject({ kind: 'sleep' });
});
