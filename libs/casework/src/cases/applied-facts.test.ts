import { beforeEach, expect, test } from '@jest/globals';
import { applyDecision } from '@puntual/domain/decide/apply-decision';
import type { CaseFacts } from '@puntual/domain/decide/case-facts';
import { decide } from '@puntual/domain/decide/decide';
import type { Decision } from '@puntual/domain/decide/decision';
import { policyDocumentSchema } from '@puntual/domain/policy/policy-document';
import { standardDocument } from '@puntual/domain/policy/standard';
import { customer, issued, paid } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { loadCase } from '../facts/load-case.ts';
import { settlePlacement } from './placement.ts';

// `applyDecision` computes what a decision changes. The facts that are read from the database after the evaluation must
// equal the computed ones.

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

async function factsAt(now: number, invoiceId: string): Promise<CaseFacts> {
  const { invoiceRowId } = await world.ref(invoiceId);
  const loaded = await world.database.inOrganization(world.organization.id, (tx) =>
    loadCase(tx, invoiceRowId, now, false),
  );
  if (!loaded) throw new Error(`there is no invoice ${invoiceId}`);
  return loaded.facts;
}

// The database gives records in no particular order.
const inOrder = (facts: CaseFacts): CaseFacts => ({
  ...facts,
  steps: [...facts.steps].sort((a, b) => (`${a.stepId}/${a.occurrence}` < `${b.stepId}/${b.occurrence}` ? -1 : 1)),
});

/**
 * Evaluates the case, and expects that the facts read afterwards equal the facts before with every decision applied.
 * Returns the decisions.
 */
async function expectApplied(now: number, invoiceId = 'INV-1'): Promise<readonly Decision['kind'][]> {
  const before = await factsAt(now, invoiceId);
  const [open] = (await world.tasks('call')).filter((task) => task.state !== 'done');
  const joined = open ? (await factsAt(now, 'INV-1')).call : null;
  const step = await world.evaluate(now, invoiceId);
  if (step.kind === 'place-with-agency' || step.kind === 'recall-placement') {
    const state = step.kind === 'place-with-agency' ? 'placed' : 'recalled';
    await settlePlacement(
      db.database,
      await world.ref(invoiceId),
      { placementId: step.placementId, state, agencyRef: 'A-1' },
      now,
    );
  }
  const after = await factsAt(now, invoiceId);
  let facts = before;
  const kinds: Decision['kind'][] = [];
  for (let decision = decide(facts, now); decision.kind !== 'wait' && decision.kind !== 'close';) {
    kinds.push(decision.kind);
    facts = applyDecision(facts, decision, now, {
      openCall: joined,
      newTaskId: after.call?.taskId ?? '',
      newPlacementId: after.placement?.placementId ?? '',
    });
    if (decision.kind === 'place-with-agency' || decision.kind === 'recall-placement') break;
    decision = decide(facts, now);
  }
  expect(inOrder(after)).toEqual(inOrder(facts));
  return kinds;
}

const reachedDemand = {
  issueDate: '2026-10-01',
  dueDate: '2026-11-02',
  alreadyReached: { stage: 'demand' as const, on: '2026-11-20' },
};
const allocations = [{ invoiceId: 'INV-1', amount: '1210.00' }];

test('a requested message and a thank-you', async () => {
  await world.take([customer(), issued()]);
  expect(await expectApplied(at('2026-12-02 12:00'))).toEqual(['request-contact']);
  await world.send(at('2026-12-02 12:00'));
  await world.take([paid({ allocations })], at('2026-12-03 10:00'));
  expect(await expectApplied(at('2026-12-03 10:01'))).toEqual(['request-contact']);
});

test('a call that is opened, joined by another invoice, overdue, and tried again', async () => {
  await world.take([customer(), issued(reachedDemand), issued({ ...reachedDemand, invoiceId: 'INV-2' })]);
  expect(await expectApplied(at('2026-12-07 12:00'))).toEqual(['open-call']);
  expect(await expectApplied(at('2026-12-07 12:00'), 'INV-2')).toEqual(['open-call']);
  expect(await expectApplied(at('2026-12-11 12:00'))).toEqual(['note-call-overdue']);
  const [call] = await world.tasks('call');
  await world.complete(call?.id ?? '', { outcome: 'no-answer' }, at('2026-12-11 13:00'));
  expect(await expectApplied(at('2026-12-16 12:00'))).toEqual(['open-call']);
});

test('a placement that is proposed, handed over and recalled', async () => {
  await world.take([customer(), issued(reachedDemand)]);
  await world.evaluate(at('2026-12-07 12:00'));
  const [call] = await world.tasks('call');
  await world.complete(call?.id ?? '', { outcome: 'refuses' }, at('2026-12-07 13:00'));
  expect(await expectApplied(at('2026-12-09 12:00'))).toEqual(['propose-agency']);
  const [approval] = await world.tasks('approve-agency');
  await world.complete(approval?.id ?? '', { outcome: 'approve' }, at('2026-12-10 12:00'));
  expect(await expectApplied(at('2026-12-10 12:01'))).toEqual(['place-with-agency']);
  await world.take([paid({ allocations })], at('2026-12-11 10:00'));
  expect(await expectApplied(at('2026-12-11 10:01'))).toEqual(['recall-placement']);
});

test('a supply hold after its announcement, and a placement that needs no approval', async () => {
  const document = policyDocumentSchema.parse({
    ...standardDocument,
    key: 'utility',
    steps: [
      { id: 'notice', day: 1, stage: 'demand', do: 'announce-supply-hold', effectiveInDays: 5 },
      { id: 'hold', day: 10, stage: 'call', do: 'supply-hold' },
      { id: 'agency', day: 10, stage: 'agency', do: 'agency', approval: false },
    ],
  });
  await world.query(
    `INSERT INTO policy_version (id, organization_id, key, version, state, document, saved_at, saved_by)
      SELECT gen_random_uuid(), id, 'utility', 1, 'published', $1::jsonb, now(), 'x' FROM organization WHERE slug = $2`,
    JSON.stringify(document),
    world.organization.slug,
  );
  await world.take([customer(), issued({ policy: 'utility' })]);
  expect(await expectApplied(at('2026-12-02 12:00'))).toEqual(['request-contact']);
  await world.send(at('2026-12-02 12:00'));
  expect(await expectApplied(at('2026-12-11 12:00'))).toEqual(['hold-supply', 'propose-agency', 'place-with-agency']);
});
