import { actingCredential } from '@puntual/db/acting-credential';
import type { Tx } from '@puntual/db/database';
import type { ApiParts } from '../http/api-parts.ts';
import { ApiProblem, notFound } from '../http/api-problem.ts';
import type { Caller } from '../http/caller.ts';
import { asRowId } from '../http/ids.ts';

type Exists = (tx: Tx, id: string, rowId: string | null) => Promise<unknown>;

/**
 * How the subject of a route is found: the `:id` after each resource that belongs to a customer. The walls of the
 * database hide those that are not the caller's.
 */
const SUBJECTS: Readonly<Record<string, Exists>> = {
  customers: (tx, customerId, id) =>
    tx.customer.findFirst({ where: id ? { OR: [{ id }, { customerId }] } : { customerId }, select: { id: true } }),
  invoices: (tx, invoiceId, id) =>
    tx.invoice.findFirst({ where: id ? { OR: [{ id }, { invoiceId }] } : { invoiceId }, select: { id: true } }),
  payments: (tx, paymentId, id) =>
    tx.payment.findFirst({ where: id ? { OR: [{ id }, { paymentId }] } : { paymentId }, select: { id: true } }),
  receipts: (tx, _, id) => byRowId(id, (where) => tx.unidentifiedReceipt.findUnique({ where, select: { id: true } })),
  tasks: (tx, _, id) => byRowId(id, (where) => tx.task.findUnique({ where, select: { id: true } })),
  disputes: (tx, _, id) => byRowId(id, (where) => tx.dispute.findUnique({ where, select: { id: true } })),
  promises: (tx, _, id) => byRowId(id, (where) => tx.paymentPromise.findUnique({ where, select: { id: true } })),
  'payment-plans': (tx, _, id) => byRowId(id, (where) => tx.paymentPlan.findUnique({ where, select: { id: true } })),
  replies: (tx, _, id) => byRowId(id, (where) => tx.reply.findUnique({ where, select: { id: true } })),
  messages: (tx, _, id) => byRowId(id, (where) => tx.message.findUnique({ where, select: { id: true } })),
  approvals: (tx, _, id) => byRowId(id, (where) => tx.approval.findUnique({ where, select: { id: true } })),
  placements: (tx, _, id) => byRowId(id, (where) => tx.placement.findUnique({ where, select: { id: true } })),
  groups: (tx, key) => tx.customerGroup.findFirst({ where: { key }, select: { id: true } }),
  imports: (tx, _, id) => byRowId(id, (where) => tx.dataImport.findUnique({ where, select: { id: true } })),
};

/** Routes that show or change what concerns the whole organization, whosever customers it is about. */
export const WHOLE_ORGANIZATION: ReadonlySet<string> = new Set([
  'GET /v1/audit/export',
  'GET /v1/audit/verify',
  'GET /v1/agencies/:key/account',
  'POST /v1/agencies/:key/paid-over',
  'GET /v1/cases/unattended',
  'GET /v1/access-requests',
  'POST /v1/access-requests/:id/grant',
  'POST /v1/access-requests/:id/refuse',
  'POST /v1/imports',
  'POST /v1/policies/:key/preview',
  'POST /v1/policies/simulate',
  'POST /v1/reconcile',
  'DELETE /v1/events/waiting/:id',
  'GET /outbox',
  'GET /outbox/items/:id',
  'GET /outbox/items/:id/html',
  'GET /outbox/items/:id/pdf',
  'GET /outbox/items/:id/files/:number',
]);

/** Whoever is outside asks for access here, so the customer is not theirs yet. */
export const ASKS_FOR_ACCESS = 'POST /v1/customers/:id/access';

function byRowId<T>(id: string | null, find: (where: { id: string }) => Promise<T>): Promise<T | null> {
  return id === null ? Promise.resolve(null) : find({ id });
}

/**
 * Confines a request to the portfolio of the caller, where the organization wants that: what it reads is walled by the
 * database, and what it changes has to be the caller's. Throws 404 for a subject outside, and 403 `forbidden` for what
 * concerns the whole organization.
 */
export async function confine(
  { database }: Pick<ApiParts, 'database'>,
  caller: Caller,
  { route, id }: { readonly route: string; readonly id: string | undefined },
): Promise<void> {
  if (caller.rights.has('portfolio.all')) return;
  const portfolio = [caller.actorId, ...(caller.userId === null ? [] : [`user:${caller.userId}`])].join(',');
  const subject =
    id === undefined || id.includes('\0') || route === ASKS_FOR_ACCESS
      ? undefined
      : SUBJECTS[route.split('/')[2] ?? ''];
  const [isOn, isSeen] = await actingCredential.run({ id: caller.credentialId, portfolio }, () =>
    database.inOrganization(caller.organizationId, async (tx) => {
      const setting = await tx.organizationSetting.findFirst({ select: { portfolios: true } });
      if (!setting?.portfolios) return [false, true] as const;
      const found = subject && id !== undefined ? await subject(tx, id, asRowId(id)) : true;
      return [true, found !== null] as const;
    }),
  );
  if (!isOn) return;
  if (WHOLE_ORGANIZATION.has(route))
    throw new ApiProblem(403, { code: 'forbidden', values: { right: 'portfolio.all' } });
  if (!isSeen) throw notFound();
  const acting = actingCredential.getStore();
  if (acting && /^(GET|HEAD) /.test(route)) acting.portfolio = portfolio;
}
