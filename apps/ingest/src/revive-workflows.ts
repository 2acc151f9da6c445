import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import {
  findOpenCase,
  LOWEST_ID,
  readUnattendedCases,
  readWaitingContacts,
  type Unattended,
  type UnattendedCase,
} from '@puntual/casework/cases/unattended-cases';
import { isoDate } from '@puntual/casework/record/dates';
import type { CaseSubject } from '@puntual/casework/record/outbox';
import { contactWorkflowId, invoiceOfCase, invoiceWorkflowId } from '@puntual/contracts/workflow-ids';
import type { Database } from '@puntual/db/database';
import { requestContact, restartCase } from './start-workflows.ts';

export interface RevivalParts {
  readonly database: Database;
  readonly temporal: Client;
  /** Real milliseconds in which the contact requests of a customer are gathered. */
  readonly gatherMs: number;
  /** Counts a workflow that was started again. */
  readonly restarted: (what: 'case' | 'contact') => void;
}

/** Where the next pass goes on, so that every unattended case has its turn. */
export interface RevivalState {
  caseAfter: string;
  contactAfter: string;
  /** Real time of the last pass that read the workflows that had failed; null before the first one. */
  readAtMs: number | null;
  /** Cases (row ids) that were signalled because they are silent; each gets one signal. */
  readonly signalled: Set<string>;
  /** Runs of workflows that ended badly and were dealt with. */
  readonly seenRuns: Set<string>;
}

/** The number of unattended cases, by the reason. */
export type UnattendedCounts = Readonly<Record<Unattended, number>>;

/** When a pass runs, and what counts as late for it. */
export interface RevivalTime {
  /** Real time, epoch milliseconds. */
  readonly realMs: number;
  /** The virtual instant before which a case should have acted, or a message should have left. */
  readonly late: Date;
  /** A workflow whose task has failed again and again for so many real milliseconds is stuck. */
  readonly stuckAfterMs: number;
}

const PAGE = 500;
/** Most cases that one pass counts; more are reported as this number. */
const MOST_COUNTED = 10_000;
/** Most workflows of each kind that one pass asks Temporal about. */
const MOST_ASKED = 200;
/** Most cases and runs that are remembered. */
const MOST_REMEMBERED = 10_000;
const CALL_LIMIT_MS = 10_000;
/** Failed tries of a workflow task after which the workflow may be stuck. */
const STUCK_TRIES = 3;
/** How far back the first pass reads failed workflows, in real milliseconds; later passes overlap by a tenth of it. */
const FIRST_LOOK_BACK_MS = 24 * 3_600_000;

/** Creates the state of the first pass. */
export function newRevivalState(): RevivalState {
  return { caseAfter: LOWEST_ID, contactAfter: LOWEST_ID, readAtMs: null, signalled: new Set(), seenRuns: new Set() };
}

/**
 * One pass over the open cases that nothing moves and the messages that do not leave: starts their workflows again
 * (under the same workflow id, so that a running one is never doubled), when they were terminated, have failed or are
 * stuck; a silent case that runs gets a signal, once. Bounded: a pass asks about at most 200 workflows of each kind.
 * Throws when the database or Temporal does not answer.
 */
export async function reviveWorkflows(
  parts: RevivalParts,
  state: RevivalState,
  time: RevivalTime,
): Promise<UnattendedCounts> {
  const counts = await reviveCases(parts, state, time);
  await reviveFailed(parts, state, time);
  await reviveContacts(parts, state, time);
  return counts;
}

async function reviveCases(parts: RevivalParts, state: RevivalState, time: RevivalTime): Promise<UnattendedCounts> {
  const counts: Record<Unattended, number> = { silent: 0, overdue: 0, closed: 0 };
  let counted = 0;
  let asked = 0;
  let after = LOWEST_ID;
  for (let rows = PAGE; rows === PAGE && counted < MOST_COUNTED;) {
    const page = await readUnattendedCases(parts.database.shared, { late: time.late, after, most: PAGE });
    for (const row of page) {
      counts[row.why] += 1;
      if (row.id <= state.caseAfter || asked >= MOST_ASKED) continue;
      asked += 1;
      // Before the call: when it throws, the next pass goes on after this case, so that one case stops no other.
      state.caseAfter = row.id;
      await reviveCase(parts, state, row, time);
    }
    rows = page.length;
    counted += rows;
    after = page.at(-1)?.id ?? after;
  }
  if (asked < MOST_ASKED) state.caseAfter = LOWEST_ID;
  return counts;
}

async function reviveCase(
  { temporal, restarted }: RevivalParts,
  state: RevivalState,
  row: UnattendedCase,
  time: RevivalTime,
): Promise<void> {
  const workflowId = invoiceWorkflowId(row.slug, row.invoice_id);
  await limited(temporal, async () => {
    if (await isAlive(temporal, workflowId, time)) {
      if (row.why === 'overdue' || state.signalled.has(row.id)) return;
      remember(state.signalled, row.id);
      await temporal.workflow.getHandle(workflowId).signal('task', { unattended: row.why });
      return;
    }
    await restartCase(temporal, subjectOf(row));
    restarted('case');
  });
}

// A case whose next step is far away is not late yet: its failed workflow is found by what Temporal says ended badly.
async function reviveFailed(parts: RevivalParts, state: RevivalState, { realMs }: RevivalTime): Promise<void> {
  const { temporal, database, restarted } = parts;
  const from = (state.readAtMs ?? realMs) - (state.readAtMs === null ? 1 : 0.1) * FIRST_LOOK_BACK_MS;
  const query =
    `WorkflowType = 'collectInvoice' AND ExecutionStatus IN ('Failed', 'Terminated', 'Canceled', 'TimedOut') ` +
    `AND CloseTime > '${new Date(from).toISOString()}'`;
  let asked = 0;
  for await (const { workflowId, runId } of temporal.workflow.list({ query, pageSize: MOST_ASKED })) {
    if (state.seenRuns.has(runId)) continue;
    if (++asked > MOST_ASKED) break;
    remember(state.seenRuns, runId);
    const named = invoiceOfCase(workflowId);
    const row = named && (await findOpenCase(database.shared, named.slug, named.invoiceId));
    if (!row) continue;
    await limited(temporal, async () => {
      const { status } = await temporal.workflow.getHandle(workflowId).describe();
      if (status.name === 'RUNNING' || status.name === 'COMPLETED') return;
      await restartCase(temporal, subjectOf(row));
      restarted('case');
    });
  }
  state.readAtMs = realMs;
}

async function reviveContacts(parts: RevivalParts, state: RevivalState, time: RevivalTime): Promise<void> {
  const { temporal, database, gatherMs, restarted } = parts;
  const rows = await readWaitingContacts(database.shared, {
    late: time.late,
    after: state.contactAfter,
    most: MOST_ASKED,
  });
  for (const row of rows) {
    const { id, organization_id: organizationId, slug, customer_id: customerId } = row;
    state.contactAfter = id;
    await limited(temporal, async () => {
      if (await isAlive(temporal, contactWorkflowId(slug, customerId), time)) return;
      await requestContact(temporal, { id, organizationId, slug, customerId }, gatherMs);
      restarted('contact');
    });
  }
  if (rows.length < MOST_ASKED) state.contactAfter = LOWEST_ID;
}

// Whether the workflow runs and makes progress. One that is stuck, because its history does not fit the code or its
// code throws, is terminated: the facts are in the database, so a new run loses nothing.
async function isAlive(temporal: Client, workflowId: string, time: RevivalTime): Promise<boolean> {
  const handle = temporal.workflow.getHandle(workflowId);
  try {
    const { status, raw } = await handle.describe();
    if (status.name !== 'RUNNING') return false;
    const task = raw.pendingWorkflowTask;
    const sinceMs = Number(task?.originalScheduledTime?.seconds ?? Infinity) * 1000;
    const isStuck = (task?.attempt ?? 0) >= STUCK_TRIES && time.realMs - sinceMs >= time.stuckAfterMs;
    if (isStuck) await handle.terminate('its task fails again and again; a new run takes the case over');
    return !isStuck;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

function subjectOf(row: UnattendedCase): CaseSubject {
  return {
    organizationId: row.organization_id,
    slug: row.slug,
    id: row.id,
    invoiceId: row.invoice_id,
    customerId: row.customer_id,
    dueOn: isoDate(row.due_date),
    run: row.case_run,
  };
}

function remember(known: Set<string>, id: string): void {
  if (known.size >= MOST_REMEMBERED) known.clear();
  known.add(id);
}

function limited<T>(temporal: Client, call: () => Promise<T>): Promise<T> {
  return temporal.withDeadline(Date.now() + CALL_LIMIT_MS, call);
}
