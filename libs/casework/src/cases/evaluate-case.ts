import type { AuditEvent } from '@puntual/domain/audit/audit-data';
import { applyDecision, type Act } from '@puntual/domain/decide/apply-decision';
import type { InvoiceStatus } from '@puntual/domain/decide/case-facts';
import type { Database, Tx } from '@puntual/db/database';
import { newId, stableId } from '@puntual/db/ids';
import { organizationOf } from '../record/actor.ts';
import { writeAudit, type AuditRow } from '../record/audit.ts';
import { offerOverdueTask } from '../tasks/offer-overdue-task.ts';
import { findOrganization } from '../record/organization.ts';
import { contactWake, writeOutbox } from '../record/outbox.ts';
import { assignPolicy, changePolicy } from './assign-policy.ts';
import { judgePromises } from './judge-promises.ts';
import { judgeDiscount } from './give-late-discount.ts';
import { writeOffSmallBalance } from './write-off-small-balance.ts';
import { closeCase } from './close-case.ts';
import { decideOnRecord } from '../facts/decision-record.ts';
import { loadCase, type LoadedCase } from '../facts/load-case.ts';
import { judgeDisputes } from '../disputes/judge-disputes.ts';
import { callStateOf, findOpenCall, openCallTask, openOf } from './open-call-task.ts';
import { openInvoiceTask } from './open-invoice-task.ts';
import { untoldPlacement } from './tell-agency.ts';
import { placementSeed, proposeAgency } from './propose-agency.ts';
import { recordSteps } from './record-steps.ts';
import { requestServiceMessages } from './request-service-messages.ts';
import { storeDecisions } from './store-decisions.ts';
import { settleWait } from './review-case.ts';
import { endSupplyHoldUnderHold, requestSupplyHold } from './case-supply-hold.ts';
import type { Evaluation } from './evaluation.ts';
import { lapseOwnReplies } from './lapse-own-replies.ts';
import { describeCase, type CaseWords } from './describe-case.ts';
import { gateOf, waitForGate, type GateCode } from '../gate/closed-gate.ts';
import type { CaseRef } from '../record/refs.ts';
import { serviceStep, stageRank } from '@puntual/domain/policy/vocabulary';

/**
 * How a case goes on: it is closed, it sleeps until an instant (null: until a signal arrives), or it has an effect
 * outside the database to perform.
 */
export type NextStep =
  | { readonly kind: 'closed'; readonly outcome: Exclude<InvoiceStatus, 'open'>; readonly did: readonly string[] }
  | ({ readonly kind: 'sleep'; readonly until: number | null; readonly did: readonly string[] } & CaseWords)
  | {
      readonly kind: 'place-with-agency' | 'recall-placement';
      readonly placementId: string;
      readonly did: readonly string[];
    };

/** Most decisions of one evaluation. More are a fault in the rules, and the evaluation throws. */
const MOST_STEPS = 8;

/**
 * Evaluates a case at `now`, in one transaction under the customer's lock: reads its facts, decides, writes what the
 * decision changes in the database, and decides again, until the case sleeps, is closed or has an effect outside the
 * database to perform. Safe to repeat: the key of every effect is its invoice, step and occurrence. Throws when the
 * invoice does not exist.
 */
export async function evaluateCase(database: Database, ref: CaseRef, now: number): Promise<NextStep> {
  const language = (await findOrganization(database, ref.slug))?.language ?? 'en';
  return database.inOrganization(ref.organizationId, (tx) => evaluateCaseIn(tx, ref, { now, language }));
}

/** Does what `evaluateCase` does, in a transaction of the caller. */
export async function evaluateCaseIn(
  tx: Tx,
  ref: CaseRef,
  { now, language }: { readonly now: number; readonly language: string },
): Promise<NextStep> {
  const evaluation: Evaluation = { tx, ref, now, notes: { audit: [], outbox: [] }, decisions: [] };
  const did: string[] = [];
  const step = await decideUntilSettled(evaluation, await settleBeforehand(evaluation, did), did, language);
  await storeDecisions(evaluation);
  await writeAudit(tx, ref.organizationId, evaluation.notes.audit);
  await writeOutbox(tx, organizationOf(ref), evaluation.notes.outbox);
  return step;
}

// Loads the case under the customer's lock. Judges the customer's promises, stores its policy when it has none, gives
// an early-payment discount that waited for that policy, judges the disputes that are due, ends a pause for a mail that
// nobody answered, writes off a small balance, and requests the service messages that are due.
async function settleBeforehand(evaluation: Evaluation, did: string[]): Promise<LoadedCase> {
  const { tx, ref, now } = evaluation;
  let loaded = await caseOf(tx, ref, now, true);
  if (await judgePromises(evaluation, loaded)) loaded = await caseOf(tx, ref, now, false);
  if (loaded.keepPolicy) {
    await assignPolicy(tx, ref.organizationId, loaded, { now });
    if (await judgeDiscount(tx, organizationOf(ref), loaded, now)) {
      did.push('gave a discount late');
      loaded = await caseOf(tx, ref, now, false);
    }
  }
  if (loaded.disputeIds.length > 0) {
    const judged = await judgeDisputes({ tx, organization: organizationOf(ref), now }, loaded.disputeIds);
    did.push(...judged);
    if (judged.length > 0) loaded = await caseOf(tx, ref, now, false);
  }
  if (await lapseOwnReplies(evaluation, loaded, did)) loaded = await caseOf(tx, ref, now, false);
  if (await writeOffSmallBalance(tx, ref, loaded, now)) {
    did.push('wrote off a small balance');
    loaded = await caseOf(tx, ref, now, false);
  }
  const requested = await requestServiceMessages(evaluation, loaded);
  did.push(...requested.map((kind) => `requested ${serviceStep(kind)}`));
  // The hand-over waits for the letter that was requested.
  return requested.includes('last-letter') ? caseOf(tx, ref, now, false) : loaded;
}

async function decideUntilSettled(
  evaluation: Evaluation,
  start: LoadedCase,
  did: string[],
  language: string,
): Promise<NextStep> {
  const { tx, ref, now } = evaluation;
  let loaded = start;
  const joined = new Set<GateCode>();
  for (let count = 0; count < MOST_STEPS; count++) {
    const { decision, record } = decideOnRecord(loaded.facts, now);
    evaluation.decisions.push(record);
    switch (decision.kind) {
      case 'close':
        if (loaded.caseState === 'running') await closeCase(evaluation, loaded, decision.outcome);
        return { kind: 'closed', outcome: decision.outcome, did };
      case 'wait': {
        const gate = gateOf(decision.reasons[0]);
        if (gate && !joined.has(gate)) {
          joined.add(gate);
          await waitForGate(tx, ref.organizationId, gate);
          loaded = await caseOf(tx, ref, now, false);
          break;
        }
        await endSupplyHoldUnderHold(evaluation, loaded, decision, did);
        const words = describeCase(loaded, decision, language, now);
        const until = await settleWait(evaluation, loaded, decision, did);
        const placementId = await untoldPlacement(tx, loaded);
        if (placementId) return { kind: 'place-with-agency', placementId, did };
        return { kind: 'sleep', until, did, ...words };
      }
      case 'place-with-agency':
      case 'recall-placement':
        return { kind: decision.kind, placementId: decision.placementId, did };
      case 'request-contact':
      case 'open-task':
      case 'open-call':
      case 'note-call-overdue':
      case 'hold-supply':
      case 'propose-agency': {
        const performed = await perform(evaluation, loaded, decision);
        did.push(performed.did);
        if (loaded.nextPolicy) {
          await changePolicy(evaluation, loaded, loaded.nextPolicy);
          loaded = await caseOf(tx, ref, now, false);
        } else loaded = performed.loaded;
      }
    }
  }
  throw new Error(`invoice ${ref.invoiceRowId} still wants to act after ${MOST_STEPS} steps: ${did.join(', ')}`);
}

async function caseOf(tx: Tx, ref: CaseRef, now: number, lock: boolean): Promise<LoadedCase> {
  const loaded = await loadCase(tx, ref.invoiceRowId, now, lock);
  if (!loaded) throw new Error(`there is no invoice ${ref.invoiceRowId}`);
  return loaded;
}

/** A decision whose effect is in the database alone. */
type DatabaseAct = Exclude<Act, { kind: 'place-with-agency' | 'recall-placement' }>;

/** What an act did, in words for the workflow's history, and the case as it stands after it. */
interface Performed {
  readonly did: string;
  readonly loaded: LoadedCase;
}

// Writes what the decision changes. `applyDecision` computes the facts after it, so the case is not read a second time.
async function perform(evaluation: Evaluation, loaded: LoadedCase, decision: DatabaseAct): Promise<Performed> {
  const { tx, now, notes } = evaluation;
  const { facts } = loaded;
  const openCall = decision.kind === 'open-call' ? await findOpenCall(tx, loaded.contacted.id) : null;
  const newPlacementId = stableId(placementSeed(loaded));
  const after = applyDecision(facts, decision, now, {
    openCall: openCall && callStateOf(openCall),
    newTaskId: newId(),
    newPlacementId,
  });
  const recorded = await recordSteps(evaluation, loaded, after);
  const next = { ...loaded, facts: after };
  switch (decision.kind) {
    case 'request-contact':
      return { did: noteRequest(evaluation, loaded, decision), loaded: next };
    case 'open-task':
      return { did: await openInvoiceTask(evaluation, loaded, decision), loaded: next };
    case 'open-call': {
      const did = await openCallTask(evaluation, loaded, after, openCall?.id ?? null);
      return { did, loaded: stageRank(loaded.stage) < stageRank('call') ? { ...next, stage: 'call' } : next };
    }
    case 'note-call-overdue':
      await offerOverdueTask(tx, evaluation.ref.organizationId, decision.taskId, new Date(now));
      notes.audit.push(
        auditOf(loaded, { kind: 'task.overdue', data: { taskId: decision.taskId, open: openOf(loaded) } }, now),
      );
      return { did: 'call overdue, offered to everybody', loaded: next };
    case 'hold-supply':
      if (recorded === 0) return { did: 'supply hold requested before', loaded: next };
      await requestSupplyHold(evaluation, loaded, decision.stepId);
      return { did: 'supply hold requested', loaded: next };
    case 'propose-agency':
      await proposeAgency(evaluation, loaded, after.placement);
      return { did: 'agency hand-off proposed', loaded: next };
  }
}

function noteRequest(
  { ref: { organizationId, slug }, now, notes, decisions }: Evaluation,
  loaded: LoadedCase,
  { stepId, occurrence }: Extract<Act, { kind: 'request-contact' }>,
): string {
  const { key, version } = loaded.facts.policy;
  const decision = decisions.at(-1)?.hash ?? '';
  const data = { stepId, occurrence, policy: `${key}/${version}`, open: openOf(loaded), decision };
  notes.audit.push(auditOf(loaded, { kind: 'step.requested', data }, now));
  notes.outbox.push(contactWake({ id: organizationId, slug }, loaded.contacted));
  return `requested ${stepId}`;
}

function auditOf(loaded: LoadedCase, event: AuditEvent, now: number): AuditRow {
  return {
    ...event,
    at: new Date(now),
    actor: 'puntual',
    customerRowId: loaded.customerRowId,
    invoiceRowId: loaded.facts.invoice.id,
  };
}
