import {
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  isGrpcServiceError,
  type Client,
} from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import type { CaseSubject, ContactSubject, MoveSubject } from '@puntual/casework/record/outbox';
import { invoiceWorkflowId, moveWorkflowId } from '@puntual/contracts/workflow-ids';
import type { OutboxEntry } from '@puntual/db/outbox-reader';
import { COLLECTIONS_QUEUE } from '@puntual/workflows/queues';
import type { RelayKey } from './outbox-relay.ts';
import { fairly, org, requestContact, startCase } from './start-workflows.ts';

/** Time limit of one call to Temporal, in milliseconds. */
const CALL_LIMIT_MS = 10_000;
/**
 * Most bytes of a row's payload. Workflow histories hold ids, amounts and dates only, and the server answers a payload
 * of megabytes with RESOURCE_EXHAUSTED, as if it were busy.
 */
const MOST_BYTES = 16 * 1024;
/**
 * gRPC codes that say the server is away, not that the row is wrong: UNAVAILABLE, DEADLINE_EXCEEDED,
 * RESOURCE_EXHAUSTED, CANCELLED, UNKNOWN (a broken connection).
 */
const AWAY = new Set([14, 4, 8, 1, 2]);

/** gRPC code that says the row is wrong: INVALID_ARGUMENT. */
const WRONG = new Set([3]);

/** A row that no server can take. */
class WrongRow extends Error {
  override readonly name = 'Error';
}

/**
 * Returns the relay that starts and signals workflows for outbox rows. Repeats are harmless: a start of a first run is
 * refused when its workflow id was used, and a signal only makes a case evaluate its facts again. An invoice is never
 * started by signalWithStart, which would re-open a paid one. `gatherMs` is the real time in which the contact requests
 * of a customer are gathered.
 */
export function relayToTemporal(client: Client, gatherMs: number): RelayKey {
  return async (entries) => {
    const done: string[] = [];
    // Several contact requests of one customer need one signal.
    const last = entries.at(-1);
    const wanted = last?.kind === 'poke-contact' ? [last] : entries;
    for (const entry of wanted) {
      try {
        refuseLarge(entry);
        await client.withDeadline(Date.now() + CALL_LIMIT_MS, () => relayEntry(client, entry, gatherMs));
        done.push(entry.id);
      } catch (error) {
        // Put off the first row of the key: putting off a later one would let the earlier rows be read again at once.
        const failed = wanted === entries ? entry : (entries[0] ?? entry);
        return { done, failed: { entry: failed, error: causeOf(error), ...blameOf(error) } };
      }
    }
    return { done: wanted === entries ? done : entries.map((entry) => entry.id) };
  };
}

async function relayEntry(client: Client, entry: OutboxEntry, gatherMs: number): Promise<void> {
  switch (entry.kind) {
    case 'start-case':
      return startCase(client, (entry.payload as { subject: CaseSubject }).subject);
    case 'wake-case':
      return wakeCase(client, entry.payload as WakeCase);
    case 'poke-contact':
      return requestContact(client, (entry.payload as { subject: ContactSubject }).subject, gatherMs);
    case 'start-move':
      return startMove(client, (entry.payload as { subject: MoveSubject }).subject);
    default:
      throw new WrongRow(`an outbox row of unknown kind ${entry.kind}`);
  }
}

interface WakeCase {
  readonly subject: CaseSubject;
  readonly signal: string;
  readonly detail: Record<string, string | number>;
}

async function wakeCase(client: Client, { subject, signal, detail }: WakeCase): Promise<void> {
  const handle = client.workflow.getHandle(invoiceWorkflowId(subject.slug, subject.invoiceId));
  return ignoreEnded(handle.signal(signal, detail));
}

// The workflow id is unique per move, so a repeated row finds it taken, even after the move has ended.
async function startMove(client: Client, { slug, moveId, key, version }: MoveSubject): Promise<void> {
  try {
    await client.workflow.start('movePolicy', {
      workflowId: moveWorkflowId(slug, key, version),
      taskQueue: COLLECTIONS_QUEUE,
      args: [{ slug, moveId }],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      priority: fairly(slug),
      staticSummary: `cases to version ${version} of the policy ${key}`,
      typedSearchAttributes: new TypedSearchAttributes([{ key: org, value: slug }]),
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

function refuseLarge(entry: OutboxEntry): void {
  const bytes = Buffer.byteLength(JSON.stringify(entry.payload));
  if (bytes > MOST_BYTES)
    throw new WrongRow(
      `the outbox row of kind ${entry.kind} has ${bytes} bytes, at most ${MOST_BYTES} go into a workflow's ` +
        'history: write ids into it, not documents',
    );
}

// The client's own error names the call; its cause names the failure.
function causeOf(error: unknown): unknown {
  return error instanceof ServiceError && error.cause !== undefined ? error.cause : error;
}

// A row is wrong when it is too large or of unknown kind, or when the server says so (INVALID_ARGUMENT).
function blameOf(error: unknown): { readonly away: boolean; readonly wrong: boolean } {
  const cause = causeOf(error);
  const wrong = cause instanceof WrongRow || (isGrpcServiceError(cause) && WRONG.has(cause.code));
  return { away: !wrong && isAway(error), wrong };
}

function isAway(error: unknown): boolean {
  const cause = causeOf(error);
  if (isGrpcServiceError(cause)) return AWAY.has(cause.code);
  // A lazy connection that cannot be established fails without a gRPC code.
  return cause instanceof Error && /connect/i.test(cause.message);
}

// Ignores that the workflow has ended or its history was deleted: the database holds the state of the case, and no
// workflow needs the signal.
async function ignoreEnded(signal: Promise<void>): Promise<void> {
  try {
    await signal;
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
