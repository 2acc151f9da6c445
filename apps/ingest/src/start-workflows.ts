import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import { defineSearchAttributeKey, TypedSearchAttributes, type Priority } from '@temporalio/common';
import type { CaseSubject, ContactSubject } from '@puntual/casework/record/outbox';
import { contactWorkflowId, invoiceWorkflowId } from '@puntual/contracts/workflow-ids';
import { COLLECTIONS_QUEUE } from '@puntual/workflows/queues';

/** The search attribute with the organization's slug. */
export const org = defineSearchAttributeKey('PuntualOrg', 'KEYWORD');
const customer = defineSearchAttributeKey('PuntualCustomer', 'KEYWORD');
const invoice = defineSearchAttributeKey('PuntualInvoice', 'KEYWORD');
const dueOn = defineSearchAttributeKey('PuntualDueOn', 'DATETIME');

/**
 * Starts the workflow of a case, once for each run of the case: the start of a first run is refused when the workflow
 * id was used, whatever became of that workflow.
 */
export async function startCase(client: Client, subject: CaseSubject): Promise<void> {
  const workflowId = invoiceWorkflowId(subject.slug, subject.invoiceId);
  // A run after the first exists because a reversal re-opened the invoice. If the previous run is still ending, this
  // signal makes it continue.
  if (subject.run > 1 && (await signalled(client, workflowId, 'payment', { reopened: subject.run }))) return;
  await startUnlessRunning(client, subject, subject.run > 1 ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE');
}

/** Starts the workflow of an open case anew, whatever became of the earlier ones. Does nothing while one runs. */
export async function restartCase(client: Client, subject: CaseSubject): Promise<void> {
  await startUnlessRunning(client, subject, 'ALLOW_DUPLICATE');
}

async function startUnlessRunning(
  client: Client,
  subject: CaseSubject,
  workflowIdReusePolicy: 'ALLOW_DUPLICATE' | 'REJECT_DUPLICATE',
): Promise<void> {
  try {
    await client.workflow.start('collectInvoice', {
      workflowId: invoiceWorkflowId(subject.slug, subject.invoiceId),
      taskQueue: COLLECTIONS_QUEUE,
      args: [{ slug: subject.slug, invoiceRowId: subject.id }],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy,
      priority: fairly(subject.slug),
      staticSummary: `invoice ${subject.invoiceId} of customer ${subject.customerId}, due ${subject.dueOn}`,
      typedSearchAttributes: new TypedSearchAttributes([
        { key: org, value: subject.slug },
        { key: customer, value: subject.customerId },
        { key: invoice, value: subject.invoiceId },
        { key: dueOn, value: new Date(`${subject.dueOn}T00:00:00Z`) },
      ]),
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/**
 * Starts the contact workflow of a customer after the gathering window of `gatherMs` real milliseconds, or signals the
 * one that runs.
 */
export async function requestContact(client: Client, subject: ContactSubject, gatherMs: number): Promise<void> {
  const workflowId = contactWorkflowId(subject.slug, subject.customerId);
  // Start the workflow with a start delay (the gathering window); if it runs already, signal it. It may end between
  // the two calls, so try again.
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      await client.workflow.start('contactCustomer', {
        workflowId,
        taskQueue: COLLECTIONS_QUEUE,
        workflowIdConflictPolicy: 'FAIL',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        ...(gatherMs > 0 ? { startDelay: gatherMs } : {}),
        priority: fairly(subject.slug),
        staticSummary: `messages to customer ${subject.customerId}`,
        typedSearchAttributes: new TypedSearchAttributes([
          { key: org, value: subject.slug },
          { key: customer, value: subject.customerId },
        ]),
      });
      return;
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
    if (await signalled(client, workflowId, 'contact-requested', {})) return;
  }
  throw new Error('the contact workflow ended between every start and signal');
}

async function signalled(
  client: Client,
  workflowId: string,
  signal: string,
  detail: Record<string, string | number>,
): Promise<boolean> {
  try {
    await client.workflow.getHandle(workflowId).signal(signal, detail);
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/**
 * Where tasks queue up, organizations take turns, so that the thousand messages of one do not delay the others.
 * Activities inherit the key from their workflow, which covers the rate-limited delivery queue. Servers without
 * fairness ignore it.
 */
export function fairly(slug: string): Priority {
  return { fairnessKey: slug };
}
