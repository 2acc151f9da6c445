import type { AuditKind } from '@puntual/domain/audit/audit-kinds';
import { localDate } from '@puntual/domain/calendar/dates';
import { addOpenDays } from '@puntual/domain/calendar/send-window';
import { decide } from '@puntual/domain/decide/decide';
import { THANK_YOU_STEP, type Decision, type InvoiceStatus } from '@puntual/domain/decide/facts';
import { decimalAmount } from '@puntual/domain/money/amount';
import { stageRank, stepOf, type Stage } from '@puntual/domain/policy/policy';
import type { Database, Tx } from '@puntual/db/database';
import { stableId } from '@puntual/db/ids';
import { insertRows } from '@puntual/db/insert-rows';
import { organizationOf } from '../record/actor.ts';
import { offerOverdueTask } from '../tasks/offer-overdue-task.ts';
import { openTask } from '../tasks/open-task.ts';
import { writeAudit, type AuditRow } from '../record/audit.ts';
import { dateColumn } from '../record/dates.ts';
import { findOrganization } from '../record/organization.ts';
import { writeOutbox } from '../record/outbox.ts';
import { assignPolicy, changePolicy } from './assign-policy.ts';
import { judgeDiscount } from './give-late-discount.ts';
import { writeOffSmallBalance } from './write-off-small-balance.ts';
import { closeCase } from './close-case.ts';
import { loadCase, type LoadedCase } from '../facts/load-case.ts';
import { proposeAgency } from './propose-agency.ts';
import { rememberPlan } from '../facts/remember-plan.ts';
import { describeCase, type CaseWords } from './describe-case.ts';
import { gateOf, waitForGate, type GateCode } from '../gate/closed-gate.ts';
import type { CaseRef } from '../record/refs.ts';
import type { Notes } from '../record/notes.ts';

/** How a case goes on: it ends, it sleeps until an instant (null: until something happens), or it has an effect outside the database to perform. */
export type NextStep =
  | { readonly kind: 'closed'; readonly outcome: Exclude<InvoiceStatus, 'open'>; readonly did: readonly string[] }
  | ({ readonly kind: 'sleep'; readonly until: number | null; readonly did: readonly string[] } & CaseWords)
  | {
      readonly kind: 'place-with-agency' | 'recall-placement';
      readonly placementId: string;
      readonly did: readonly string[];
    };

/** No case takes more steps than this in one go; one that would is wrong and fails loudly. */
const MOST_STEPS = 8;

/**
 * Looks at the facts, decides, and applies what the database alone can do, in one transaction under the customer's lock, until the case sleeps, ends or
 * has something to do outside. Safe to repeat: every effect is keyed by invoice, step and occurrence, and a second look finds it done.
 * Throws when the invoice does not exist.
 */
export async function takeNextStep(database: Database, ref: CaseRef, now: number): Promise<NextStep> {
  const language = (await findOrganization(database, ref.slug))?.language ?? 'en';
  return database.inOrganization(ref.organizationId, async (tx) => {
    const notes: Notes = { audit: [], outbox: [] };
    const step = await look(tx, ref, language, now, notes);
    await writeAudit(tx, ref.organizationId, notes.audit);
    await writeOutbox(tx, organizationOf(ref), notes.outbox);
    return step;
  });
}

async function look(tx: Tx, ref: CaseRef, language: string, now: number, notes: Notes): Promise<NextStep> {
  const did: string[] = [];
  let loaded = await caseOf(tx, ref, now, true);
  if (loaded.keepPolicy) {
    await assignPolicy(tx, ref.organizationId, loaded, now);
    if (await judgeDiscount(tx, organizationOf(ref), loaded, now)) {
      did.push('gave a discount late');
      loaded = await caseOf(tx, ref, now, false);
    }
  }
  if (await writeOffSmallBalance(tx, ref, loaded, now)) {
    did.push('wrote off a small balance');
    loaded = await caseOf(tx, ref, now, false);
  }
  const joined = new Set<GateCode>();
  for (let count = 0; count < MOST_STEPS; count++) {
    const decision = decide(loaded.facts, now);
    switch (decision.kind) {
      case 'close':
        if (loaded.caseState === 'running')
          await closeCase(tx, organizationOf(ref), loaded, decision.outcome, now, notes);
        return { kind: 'closed', outcome: decision.outcome, did };
      case 'wait': {
        const gate = gateOf(decision.reasons[0]);
        if (gate && !joined.has(gate)) {
          joined.add(gate);
          await waitForGate(tx, ref.organizationId, gate);
          loaded = await caseOf(tx, ref, now, false);
          break;
        }
        const words = describeCase(loaded, decision, language, now);
        await rememberPlan(tx, loaded, decision);
        return { kind: 'sleep', until: decision.until, did, ...words };
      }
      case 'place-with-agency':
      case 'recall-placement':
        return { kind: decision.kind, placementId: decision.placementId, did };
      default:
        did.push(await perform(tx, ref, loaded, decision, now, notes));
        if (loaded.nextPolicy) await changePolicy(tx, ref.organizationId, loaded, loaded.nextPolicy, now);
        // A settled case has only its thanks to ask for: its last look, of which there is one for every invoice, need not read all of it twice.
        loaded =
          decision.kind === 'request-contact' && decision.stepId === THANK_YOU_STEP
            ? withThanks(loaded, now)
            : await caseOf(tx, ref, now, false);
    }
  }
  throw new Error(`invoice ${ref.invoiceRowId} still wants to act after ${MOST_STEPS} steps: ${did.join(', ')}`);
}

async function caseOf(tx: Tx, ref: CaseRef, now: number, lock: boolean): Promise<LoadedCase> {
  const loaded = await loadCase(tx, ref.invoiceRowId, now, lock);
  if (!loaded) throw new Error(`there is no invoice ${ref.invoiceRowId}`);
  return loaded;
}

function withThanks(loaded: LoadedCase, now: number): LoadedCase {
  const { facts, caseRun } = loaded;
  return {
    ...loaded,
    facts: {
      ...facts,
      steps: [
        ...facts.steps,
        {
          stepId: THANK_YOU_STEP,
          occurrence: caseRun,
          state: 'requested',
          on: localDate(now, facts.window.timeZone),
          deadlineOn: null,
        },
      ],
    },
  };
}

async function perform(
  tx: Tx,
  ref: CaseRef,
  loaded: LoadedCase,
  decision: Exclude<Decision, { kind: 'close' | 'wait' | 'place-with-agency' | 'recall-placement' }>,
  now: number,
  notes: Notes,
): Promise<string> {
  switch (decision.kind) {
    case 'request-contact':
      return requestContact(tx, ref, loaded, decision, now, notes);
    case 'open-call':
      return openCall(tx, ref, loaded, decision, now);
    case 'note-call-overdue':
      await offerOverdueTask(tx, decision.taskId, new Date(now));
      notes.audit.push(auditOf(loaded, 'task.overdue', { taskId: decision.taskId }, now));
      return 'call overdue, offered to everybody';
    case 'hold-supply':
      return holdSupply(tx, ref, loaded, decision.stepId, now, notes);
    case 'propose-agency':
      await proposeAgency(tx, ref, loaded, decision.stepId, now);
      return 'agency hand-off proposed';
  }
}

async function requestContact(
  tx: Tx,
  ref: CaseRef,
  loaded: LoadedCase,
  decision: Extract<Decision, { kind: 'request-contact' }>,
  now: number,
  notes: Notes,
): Promise<string> {
  const occurrence = decision.stepId === THANK_YOU_STEP ? loaded.caseRun : decision.occurrence;
  await insertRows(
    tx,
    'step',
    {
      id: 'uuid',
      organization_id: 'uuid',
      invoice_id: 'uuid',
      customer_id: 'uuid',
      step_id: 'text',
      occurrence: 'int',
      case_run: 'int',
      do: 'text',
      stage: 'text',
      day: 'int',
      state: 'text',
      requested_at: 'timestamptz',
      changed_on: 'date',
    },
    [
      {
        id: stableId(`step:${loaded.facts.invoice.id}:${decision.stepId}:${occurrence}`),
        organization_id: ref.organizationId,
        invoice_id: loaded.facts.invoice.id,
        customer_id: loaded.customerRowId,
        step_id: decision.stepId,
        occurrence,
        case_run: loaded.caseRun,
        do: 'send',
        ...placeOf(loaded, decision.stepId),
        state: 'requested',
        requested_at: new Date(now),
        changed_on: localDate(now, loaded.facts.window.timeZone),
      },
    ],
    'ON CONFLICT DO NOTHING',
  );
  notes.audit.push(
    auditOf(
      loaded,
      'step.requested',
      { stepId: decision.stepId, occurrence, policy: `${loaded.facts.policy.key}/${loaded.facts.policy.version}` },
      now,
    ),
  );
  notes.outbox.push({
    target: 'temporal',
    kind: 'poke-contact',
    subject: {
      organizationId: ref.organizationId,
      slug: ref.slug,
      id: loaded.customerRowId,
      customerId: loaded.customerId,
    },
  });
  return `requested ${decision.stepId}`;
}

// One call per customer, not per invoice: an invoice that reaches the step joins the call that is open.
async function openCall(
  tx: Tx,
  ref: CaseRef,
  loaded: LoadedCase,
  decision: Extract<Decision, { kind: 'open-call' }>,
  now: number,
): Promise<string> {
  const { facts } = loaded;
  const today = localDate(now, facts.window.timeZone);
  const step = stepOf(facts.policy, decision.stepId);
  const dueOn = addOpenDays(today, step?.do === 'task' ? step.slaBusinessDays : 2, facts.window);
  const { openMinor, currency } = facts.invoice;
  const { joined } = await openTask(
    tx,
    organizationOf(ref),
    {
      kind: 'call',
      owner: { customerRowId: loaded.customerRowId, customerId: loaded.customerId },
      invoiceRowIds: [facts.invoice.id],
      stepId: decision.stepId,
      script: step?.do === 'task' ? step.script : null,
      round: decision.round,
      dueOn,
      announced: { invoiceId: loaded.invoiceId, dueOn },
      noted: { round: decision.round, open: { amount: decimalAmount(openMinor, currency), currency } },
    },
    new Date(now),
  );
  await tx.step.createMany({
    data: [
      {
        id: stableId(`step:${facts.invoice.id}:${decision.stepId}:1`),
        organizationId: ref.organizationId,
        invoiceId: facts.invoice.id,
        customerId: loaded.customerRowId,
        stepId: decision.stepId,
        occurrence: 1,
        caseRun: loaded.caseRun,
        do: 'task',
        ...placeOf(loaded, decision.stepId),
        state: 'done',
        requestedAt: new Date(now),
        changedOn: dateColumn(today),
      },
    ],
    skipDuplicates: true,
  });
  if (stageRank(loaded.stage) < stageRank('call'))
    await tx.invoice.update({ where: { id: facts.invoice.id }, data: { stage: 'call' } });
  return joined ? 'joined the open call' : `opened call ${decision.round}`;
}

/** Where the step stands in the policy: another policy that runs later must know how far the case has come. */
function placeOf(loaded: LoadedCase, stepId: string): { readonly stage: Stage | null; readonly day: number | null } {
  const step = stepOf(loaded.facts.policy, stepId);
  return { stage: step?.stage ?? null, day: step?.day ?? null };
}

// The ERP is asked to stop supply, once; it is told when the reason is gone.
async function holdSupply(
  tx: Tx,
  ref: CaseRef,
  loaded: LoadedCase,
  stepId: string,
  now: number,
  notes: Notes,
): Promise<string> {
  const { facts } = loaded;
  const on = localDate(now, facts.window.timeZone);
  const { count } = await tx.step.createMany({
    data: [
      {
        id: stableId(`step:${facts.invoice.id}:${stepId}:1`),
        organizationId: ref.organizationId,
        invoiceId: facts.invoice.id,
        customerId: loaded.customerRowId,
        stepId,
        occurrence: 1,
        caseRun: loaded.caseRun,
        do: 'supply-hold',
        ...placeOf(loaded, stepId),
        state: 'done',
        requestedAt: new Date(now),
        changedOn: dateColumn(on),
      },
    ],
    skipDuplicates: true,
  });
  if (count === 0) return 'supply hold requested before';
  notes.outbox.push({
    target: 'kafka',
    kind: 'collections-event',
    type: 'puntual.supply-hold.requested.v1',
    customerId: loaded.customerId,
    at: new Date(now),
    data: {
      customerId: loaded.customerId,
      invoiceId: loaded.invoiceId,
      number: loaded.number,
      on,
      announcedUntil: facts.deadlineNamedOn,
    },
  });
  notes.audit.push(auditOf(loaded, 'supply-hold.requested', { stepId }, now));
  return 'supply hold requested';
}

function auditOf(loaded: LoadedCase, kind: AuditKind, data: Record<string, unknown>, now: number): AuditRow {
  const { id, openMinor, currency } = loaded.facts.invoice;
  return {
    at: new Date(now),
    kind,
    actor: 'puntual',
    customerRowId: loaded.customerRowId,
    invoiceRowId: id,
    data: { ...data, open: { amount: decimalAmount(openMinor, currency), currency } },
  };
}
