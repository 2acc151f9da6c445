import { actingCredential } from '@puntual/db/acting-credential';
import type { Tx } from '@puntual/db/database';
import type { ApiParts } from '../http/api-parts.ts';
import { ApiProblem, invalid, notFound } from '../http/api-problem.ts';
import type { Caller } from '../http/caller.ts';
import { asRowId } from '../http/ids.ts';
import { namedSubjects, type NamedSubject } from './body-subjects.ts';

/** Which of the given ids (the ERP's, or row ids) name something that the transaction sees. */
type Seen = (tx: Tx, ids: readonly string[]) => Promise<readonly string[]>;

interface Named {
  readonly id: string;
}

function byRowId(find: (tx: Tx, where: { id: { in: string[] } }) => Promise<readonly Named[]>): Seen {
  return async (tx, ids) => {
    const rowIds = ids.flatMap((id) => asRowId(id)?.toLowerCase() ?? []);
    const found = rowIds.length === 0 ? [] : (await find(tx, { id: { in: rowIds } })).map(({ id }) => id);
    return ids.filter((id) => found.includes(id.toLowerCase()));
  };
}

function byEither(
  find: (
    tx: Tx,
    ids: readonly string[],
    rowIds: readonly string[],
  ) => Promise<readonly (Named & { readonly erpId: string })[]>,
): Seen {
  return async (tx, ids) => {
    const rows = await find(
      tx,
      ids,
      ids.flatMap((id) => asRowId(id) ?? []),
    );
    const found = new Set(rows.flatMap(({ id, erpId }) => [id, erpId]));
    return ids.filter((id) => found.has(id) || found.has(id.toLowerCase()));
  };
}

/**
 * How the subject of a route is found: the `:id` after each resource that belongs to a customer, and the ids in bodies
 * (`BODY_SUBJECTS`). The walls of the database hide those that are not the caller's.
 */
const SUBJECTS: Readonly<Record<string, Seen>> = {
  customers: byEither(async (tx, ids, rowIds) =>
    (
      await tx.customer.findMany({
        where: { OR: [{ id: { in: [...rowIds] } }, { customerId: { in: [...ids] } }] },
        select: { id: true, customerId: true },
      })
    ).map(({ id, customerId }) => ({ id, erpId: customerId })),
  ),
  invoices: byEither(async (tx, ids, rowIds) =>
    (
      await tx.invoice.findMany({
        where: { OR: [{ id: { in: [...rowIds] } }, { invoiceId: { in: [...ids] } }] },
        select: { id: true, invoiceId: true },
      })
    ).map(({ id, invoiceId }) => ({ id, erpId: invoiceId })),
  ),
  payments: byEither(async (tx, ids, rowIds) =>
    (
      await tx.payment.findMany({
        where: { OR: [{ id: { in: [...rowIds] } }, { paymentId: { in: [...ids] } }] },
        select: { id: true, paymentId: true },
      })
    ).map(({ id, paymentId }) => ({ id, erpId: paymentId })),
  ),
  replies: byRowId((tx, where) => tx.reply.findMany({ where, select: { id: true } })),
  receipts: byRowId((tx, where) => tx.unidentifiedReceipt.findMany({ where, select: { id: true } })),
  tasks: byRowId((tx, where) => tx.task.findMany({ where, select: { id: true } })),
  disputes: byRowId((tx, where) => tx.dispute.findMany({ where, select: { id: true } })),
  promises: byRowId((tx, where) => tx.paymentPromise.findMany({ where, select: { id: true } })),
  'payment-plans': byRowId((tx, where) => tx.paymentPlan.findMany({ where, select: { id: true } })),
  messages: byRowId((tx, where) => tx.message.findMany({ where, select: { id: true } })),
  approvals: byRowId((tx, where) => tx.approval.findMany({ where, select: { id: true } })),
  placements: byRowId((tx, where) => tx.placement.findMany({ where, select: { id: true } })),
  groups: async (tx, keys) =>
    (await tx.customerGroup.findMany({ where: { key: { in: [...keys] } }, select: { key: true } })).map(
      ({ key }) => key,
    ),
  imports: byRowId((tx, where) => tx.dataImport.findMany({ where, select: { id: true } })),
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
  'POST /v1/events',
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

/**
 * Confines a request to the portfolio of the caller, where the organization wants that: what it reads is walled by the
 * database, and what it changes has to be the caller's. Returns the portfolio (stored ids, with commas) to which
 * `confineBody` confines the body; null: the caller sees all. Throws 404 for a subject outside, and 403 `forbidden` for
 * what concerns the whole organization.
 */
export async function confine(
  { database }: Pick<ApiParts, 'database'>,
  caller: Caller,
  { route, id }: { readonly route: string; readonly id: string | undefined },
): Promise<string | null> {
  if (caller.rights.has('portfolio.all')) return null;
  const portfolio = [caller.actorId, ...(caller.userId === null ? [] : [`user:${caller.userId}`])].join(',');
  const subject =
    id === undefined || id.includes('\0') || route === ASKS_FOR_ACCESS
      ? undefined
      : SUBJECTS[route.split('/')[2] ?? ''];
  const [isOn, isSeen] = await asSeenBy(database, { caller, portfolio }, async (tx) => {
    const setting = await tx.organizationSetting.findFirst({ select: { portfolios: true } });
    if (!setting?.portfolios) return [false, true] as const;
    return [true, !subject || id === undefined || (await subject(tx, [id])).length > 0] as const;
  });
  if (!isOn) return null;
  if (WHOLE_ORGANIZATION.has(route))
    throw new ApiProblem(403, { code: 'forbidden', values: { right: 'portfolio.all' } });
  if (!isSeen) throw notFound();
  const acting = actingCredential.getStore();
  if (acting && /^(GET|HEAD) /.test(route)) acting.portfolio = portfolio;
  return portfolio;
}

/**
 * Refuses a body that names something outside the portfolio of the caller, at any depth. What is not there at all is
 * refused alike, so that the answer does not say what others have. A group that does not exist may be named: the
 * request may make it.
 */
export async function confineBody(
  { database }: Pick<ApiParts, 'database'>,
  { caller, portfolio }: Confined,
  body: unknown,
): Promise<void> {
  const named = namedSubjects(body).filter(({ id }) => !id.includes('\0'));
  if (named.length === 0) return;
  const seen = await asSeenBy(database, { caller, portfolio }, (tx) => seenOf(tx, named));
  const unseen = named.filter((each) => !seen.has(keyOf(each)));
  const groups = unseen.filter(({ kind }) => kind === 'groups');
  const there =
    groups.length === 0
      ? new Set<string>()
      : await database.inOrganization(caller.organizationId, (tx) => seenOf(tx, groups));
  const refused = unseen.filter((each) => each.kind !== 'groups' || there.has(keyOf(each)));
  if (refused.length > 0)
    throw invalid(
      refused.slice(0, MOST_NAMED).map(({ id, path }) => ({ code: 'not-among-yours', path, values: { id } })),
    );
}

/** A caller who is confined, and to whose portfolio. */
interface Confined {
  readonly caller: Caller;
  readonly portfolio: string;
}

/** How many refused ids an answer names. */
const MOST_NAMED = 20;

function asSeenBy<T>(
  database: ApiParts['database'],
  { caller, portfolio }: Confined,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return actingCredential.run({ id: caller.credentialId, portfolio }, () =>
    database.inOrganization(caller.organizationId, work),
  );
}

async function seenOf(tx: Tx, named: readonly NamedSubject[]): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  for (const kind of new Set(named.map((each) => each.kind))) {
    const ids = [...new Set(named.flatMap((each) => (each.kind === kind ? [each.id] : [])))];
    for (const id of (await SUBJECTS[kind]?.(tx, ids)) ?? []) seen.add(`${kind}/${id}`);
  }
  return seen;
}

function keyOf({ kind, id }: NamedSubject): string {
  return `${kind}/${id}`;
}
