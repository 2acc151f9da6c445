import { createHash } from 'node:crypto';
import type { WantedApproval } from '@puntual/casework/access/approvals';
import { setFourEyes } from '@puntual/casework/access/four-eyes-setting';
import { changeBankAccounts } from '@puntual/casework/people/change-bank-accounts';
import { setCreditLimit } from '@puntual/casework/people/set-credit-limit';
import { completeTask } from '@puntual/casework/people/complete-task';
import { writeOffInvoice } from '@puntual/casework/people/write-off-invoice';
import { publishPolicy } from '@puntual/casework/policies/publish-policy';
import type { Actor } from '@puntual/casework/record/actor';
import { requestApprovalSchema, type RequestApproval } from '@puntual/contracts/api/approvals';
import type { Database, Tx } from '@puntual/db/database';
import { WRITTEN_NOTICES } from '@puntual/domain/policy/written-notices';
import { limitProblem } from '../credit/credit-problem.ts';
import { findCustomerRowId } from '../customers/read-customers.ts';
import { ApiProblem, notFound } from '../http/api-problem.ts';
import { invoiceRowId } from '../invoices/find-invoice.ts';
import { writeOffProblem } from '../invoices/write-off-problem.ts';
import { publishProblem } from '../policies/publish-problem.ts';
import { taskProblem } from '../tasks/task-problem.ts';

/** What is kept of a request: as it was asked for, and for a policy the draft that the person saw. */
type Kept = RequestApproval & { readonly draft?: string };

/**
 * What is to be kept of a request, with what it is about. Throws 404 for an invoice, task or draft that is not there.
 */
export async function keepRequest(tx: Tx, wanted: RequestApproval): Promise<WantedApproval> {
  switch (wanted.kind) {
    case 'write-off': {
      const invoice = await invoiceRowId(tx, wanted.invoiceId);
      if (!invoice) throw notFound();
      return { kind: wanted.kind, subject: invoice.id, request: wanted };
    }
    case 'placement':
      return { kind: wanted.kind, subject: wanted.taskId, request: wanted };
    case 'credit-limit': {
      const customerRowId = await findCustomerRowId(tx, wanted.customerId);
      if (!customerRowId) throw notFound();
      return { kind: wanted.kind, subject: customerRowId, request: wanted };
    }
    case 'bank-details':
    case 'four-eyes':
      return { kind: wanted.kind, subject: wanted.kind, request: wanted };
    case 'policy-publishing': {
      const draft = await draftHash(tx, wanted.key);
      if (draft === null) throw notFound();
      return { kind: wanted.kind, subject: wanted.key, request: { ...wanted, draft } };
    }
  }
}

/** A request that was kept, as it was asked for. */
export function readRequest(request: unknown): Kept {
  const { draft, ...asked } = request as Record<string, unknown>;
  return { ...requestApprovalSchema.parse(asked), ...(typeof draft === 'string' ? { draft } : {}) };
}

/** Does what was asked for, through the same use cases as its own route. Throws the same problems. */
export async function doAct(
  database: Database,
  actor: Actor,
  { subject, request }: { readonly subject: string; readonly request: unknown },
  now: number,
): Promise<void> {
  const kept = readRequest(request);
  switch (kept.kind) {
    case 'write-off': {
      const given = { invoiceRowId: subject, reason: kept.reason, amount: kept.amount ?? null };
      const result = await writeOffInvoice(database, actor, given, now);
      if (result.result !== 'done') throw writeOffProblem(result);
      return;
    }
    case 'placement':
      return place(database, actor, { taskId: subject, note: kept.note }, now);
    case 'credit-limit': {
      const { limit, reason, version } = kept;
      const given = { customerRowId: subject, limit, reason, version, isApproved: true };
      const result = await setCreditLimit(database, actor, given, now);
      if (result.result !== 'done') throw limitProblem(result);
      return;
    }
    case 'bank-details':
      await changeBankAccounts(database, actor, kept.accounts, now);
      return;
    case 'policy-publishing':
      return publish(database, actor, kept, now);
    case 'four-eyes': {
      const set = await setFourEyes(database, actor, { kinds: kept.kinds, isApproved: true }, now);
      if (set === 'needs-two-people') throw new ApiProblem(409, { code: 'needs-two-people', values: {} });
    }
  }
}

async function place(
  database: Database,
  actor: Actor,
  { taskId, note }: { readonly taskId: string; readonly note: string | undefined },
  now: number,
): Promise<void> {
  const task = await database.inOrganization(actor.organizationId, (tx) =>
    tx.task.findUnique({ where: { id: taskId }, select: { kind: true } }),
  );
  if (task?.kind !== 'approve-agency') throw notFound();
  const input = { outcome: 'approve' as const, ...(note === undefined ? {} : { note }) };
  const result = await completeTask(database, actor, { taskId, input }, now);
  if (result.result !== 'done') throw taskProblem(result);
}

async function publish(
  database: Database,
  actor: Actor,
  kept: Extract<Kept, { kind: 'policy-publishing' }>,
  now: number,
): Promise<void> {
  const draft = await database.inOrganization(actor.organizationId, (tx) => draftHash(tx, kept.key));
  // Nobody publishes by an approval what the person who gave it could not have read.
  if (kept.draft !== undefined && draft !== kept.draft)
    throw new ApiProblem(409, { code: 'approval-outdated', values: {} });
  const given = { key: kept.key, mode: kept.mode, templates: WRITTEN_NOTICES };
  const result = await publishPolicy(database, actor, given, now);
  if (result.result !== 'published') throw publishProblem(result);
}

async function draftHash(tx: Tx, key: string): Promise<string | null> {
  const [draft] = await tx.$queryRaw<{ document: string }[]>`
    SELECT document::text AS document FROM policy_version WHERE key = ${key} AND version = 0`;
  return draft ? createHash('sha256').update(draft.document).digest('hex') : null;
}
