import type { Database, Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import type { AuditEvent } from '@puntual/domain/audit/audit-data';
import { readRole } from '../access/own-roles.ts';
import { type Actor, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { lockCustomerRow } from '../record/lock-customer.ts';

/** Who looks after a customer: a person (stored id), a team, both, or nobody but the ERP's account manager. */
export interface Portfolio {
  readonly ownerId: string | null;
  readonly team: string | null;
}

/** Says who looks after a customer (row id). What is so already changes nothing. */
export async function setPortfolio(
  database: Database,
  actor: Actor,
  { customerRowId, ownerId, team }: Portfolio & { readonly customerRowId: string },
  now: number,
): Promise<void> {
  await database.inOrganization(actor.organizationId, async (tx) => {
    const id = await lockCustomerRow(tx, customerRowId);
    const before = await tx.customer.findUniqueOrThrow({ where: { id }, select: { ownerId: true, team: true } });
    if (before.ownerId === ownerId && before.team === team) return;
    await tx.customer.update({ where: { id }, data: { ownerId, team } });
    await audit(tx, actor, { kind: 'customer.portfolio-set', data: { ownerId, team } }, { customerRowId: id, now });
  });
}

/** Makes a team or changes its lead (stored id). Its members are the collectors who name it. */
export async function saveTeam(
  database: Database,
  actor: Actor,
  team: { readonly name: string; readonly leadId: string | null },
  now: number,
): Promise<void> {
  const { organizationId } = actor;
  await database.inOrganization(organizationId, async (tx) => {
    const key = { organizationId_name: { organizationId, name: team.name } };
    const before = await tx.team.findUnique({ where: key });
    if (before?.leadId === team.leadId) return;
    await tx.team.upsert({ where: key, create: { organizationId, ...team }, update: { leadId: team.leadId } });
    await audit(tx, actor, { kind: 'team.saved', data: team }, { customerRowId: null, now });
  });
}

/** Who asks to see which customer (row id), and why. */
export interface WantedAccess {
  readonly customerRowId: string;
  readonly personId: string;
  readonly reason: string;
}

/** Asks a manager to let the actor see a customer. Asking again, also after a refusal, opens the request again. */
export async function askForAccess(
  database: Database,
  actor: Actor,
  wanted: Omit<WantedAccess, 'personId'>,
  now: number,
): Promise<'asked' | 'granted'> {
  return database.inOrganization(actor.organizationId, (tx) =>
    recordAsked(tx, actor, { ...wanted, personId: storedActor(actor) }, now),
  );
}

/**
 * Asks for access for those of the mentioned people who do not see the customer of a note, so that nobody is mentioned
 * in vain. Returns whom (stored ids).
 */
export async function askForMentioned(
  tx: Tx,
  actor: Actor,
  note: { readonly customerRowId: string; readonly mentions: readonly string[]; readonly reason: string },
  now: number,
): Promise<readonly string[]> {
  const setting = await tx.organizationSetting.findUnique({ where: { organizationId: actor.organizationId } });
  if (!setting?.portfolios) return [];
  const asked: string[] = [];
  for (const personId of note.mentions) {
    if (await seesCustomer(tx, actor.organizationId, personId, note.customerRowId)) continue;
    await recordAsked(tx, actor, { customerRowId: note.customerRowId, personId, reason: note.reason }, now);
    asked.push(personId);
  }
  return asked;
}

async function seesCustomer(tx: Tx, organizationId: string, personId: string, customerRowId: string): Promise<boolean> {
  const [kind, id = ''] = personId.split(':');
  const role =
    kind === 'user'
      ? (await tx.membership.findFirst({ where: { organizationId, userId: id } }))?.role
      : kind === 'key'
        ? (await tx.credential.findUnique({ where: { id } }))?.role
        : undefined;
  if (role !== undefined && (await readRole(tx, organizationId, role))?.has('portfolio.all')) return true;
  await tx.$queryRaw`SELECT set_config('puntual.portfolio', ${personId}, true)`;
  const [row] = await tx.$queryRaw<{ seen: boolean }[]>`
    SELECT ${customerRowId}::uuid IN (SELECT portfolio_customers()) AS seen`;
  await tx.$queryRaw`SELECT set_config('puntual.portfolio', '', true)`;
  return row?.seen ?? false;
}

async function recordAsked(tx: Tx, actor: Actor, wanted: WantedAccess, now: number): Promise<'asked' | 'granted'> {
  const { customerRowId, personId, reason } = wanted;
  const customerId = await lockCustomerRow(tx, customerRowId);
  const before = await tx.customerAccess.findFirst({ where: { customerId, personId } });
  if (before && before.state !== 'refused') return before.state === 'granted' ? 'granted' : 'asked';
  const asked = { state: 'asked', reason, askedAt: new Date(now), askedBy: storedActor(actor) };
  const requestId = before?.id ?? newId();
  if (before)
    await tx.customerAccess.update({
      where: { id: before.id },
      data: { ...asked, decidedAt: null, decidedBy: null },
    });
  else
    await tx.customerAccess.create({
      data: { id: requestId, organizationId: actor.organizationId, customerId, personId, ...asked },
    });
  const event = { kind: 'access.asked', data: { requestId, personId } } as const;
  await audit(tx, actor, event, { customerRowId: customerId, now });
  return 'asked';
}

/** Grants or refuses a request for access. `same`: it is decided so already. `not-open`: it was
 * refused. A grant may be taken back. */
export async function decideAccess(
  database: Database,
  actor: Actor,
  { id, as }: { readonly id: string; readonly as: 'granted' | 'refused' },
  now: number,
): Promise<'done' | 'same' | 'not-found' | 'not-open'> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM customer_access WHERE id = ${id}::uuid FOR UPDATE`;
    const request = await tx.customerAccess.findUnique({ where: { id } });
    if (!request) return 'not-found';
    if (request.state === as) return 'same';
    if (request.state === 'refused') return 'not-open';
    const decided = { state: as, decidedAt: new Date(now), decidedBy: storedActor(actor) };
    await tx.customerAccess.update({ where: { id }, data: decided });
    const event = {
      kind: 'access.decided',
      data: { requestId: id, personId: request.personId, decision: as },
    } as const;
    await audit(tx, actor, event, { customerRowId: request.customerId, now });
    return 'done';
  });
}

async function audit(
  tx: Tx,
  actor: Actor,
  event: AuditEvent<'customer.portfolio-set' | 'team.saved' | 'access.asked' | 'access.decided'>,
  { customerRowId, now }: { readonly customerRowId: string | null; readonly now: number },
): Promise<void> {
  await writeAudit(tx, actor.organizationId, [
    { at: new Date(now), actor: storedActor(actor), customerRowId, invoiceRowId: null, ...event },
  ]);
}
