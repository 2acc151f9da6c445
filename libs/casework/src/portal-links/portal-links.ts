import { randomBytes } from 'node:crypto';
import { PORTAL_LINK_DAYS } from '@puntual/domain/portal/portal-acts';
import type { Database, Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { hashToken } from '../access/credentials.ts';
import { type Actor, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { lockCustomer } from '../record/lock-customer.ts';

const PREFIX = 'pp_';
const TOKEN_BYTES = 32;
const DAY_MS = 86_400_000;
/** No token is longer. */
const TOKEN_CHARACTERS = 60;

/** A link to the portal that was made: its token is in nobody's hands but the caller's, who shows it once. */
export interface MadePortalLink {
  readonly linkId: string;
  readonly token: string;
  readonly expiresAt: Date;
}

/** Whose link it is. `contactId`: the ERP's id; null: of a message to several people. */
interface LinkOwner {
  readonly organizationId: string;
  readonly customerRowId: string;
  readonly contactId: string | null;
}

/** Stores a new link of a customer, as part of what the caller does. `realMs`: real time, by which it expires. */
export async function storePortalLink(
  tx: Tx,
  { organizationId, customerRowId, contactId }: LinkOwner,
  by: string,
  { now, realMs }: { readonly now: number; readonly realMs: number },
): Promise<MadePortalLink> {
  const token = PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');
  const linkId = newId();
  const expiresAt = new Date(realMs + PORTAL_LINK_DAYS * DAY_MS);
  await tx.portalLink.create({
    data: {
      id: linkId,
      organizationId,
      customerId: customerRowId,
      contactId,
      tokenHash: hashToken(token),
      madeAt: new Date(now),
      madeBy: by,
      expiresAt,
    },
  });
  return { linkId, token, expiresAt };
}

/** Makes a link for a contact (the ERP's id) of a customer (row id), for a person who hands it on. */
export function makePortalLink(
  database: Database,
  actor: Actor,
  { customerRowId, contactId }: { readonly customerRowId: string; readonly contactId: string },
  times: { readonly now: number; readonly realMs: number },
): Promise<({ readonly result: 'done' } & MadePortalLink) | { readonly result: 'not-found' }> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const customer = await lockCustomer(tx, customerRowId);
    if (!customer) return { result: 'not-found' } as const;
    const contact = await tx.contact.findFirst({ where: { customerId: customer.id, contactId }, select: { id: true } });
    if (!contact) return { result: 'not-found' } as const;
    const owner = { organizationId: actor.organizationId, customerRowId: customer.id, contactId };
    const made = await storePortalLink(tx, owner, storedActor(actor), times);
    await writeAudit(tx, actor.organizationId, [
      {
        at: new Date(times.now),
        kind: 'portal.link-made',
        actor: storedActor(actor),
        customerRowId: customer.id,
        invoiceRowId: null,
        data: { linkId: made.linkId, contactId },
      },
    ]);
    return { result: 'done', ...made } as const;
  });
}

/** Revokes a link (row id) of a customer (row id). `already`: it was revoked before, and nothing changed. */
export function revokePortalLink(
  database: Database,
  actor: Actor,
  { customerRowId, linkId }: { readonly customerRowId: string; readonly linkId: string },
  { now, realMs }: { readonly now: number; readonly realMs: number },
): Promise<'done' | 'already' | 'not-found'> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const customer = await lockCustomer(tx, customerRowId);
    const link = customer && (await tx.portalLink.findUnique({ where: { id: linkId } }));
    if (!customer || link?.customerId !== customer.id) return 'not-found';
    if (link.revokedAt !== null) return 'already';
    await tx.portalLink.update({ where: { id: linkId }, data: { revokedAt: new Date(realMs) } });
    await writeAudit(tx, actor.organizationId, [
      {
        at: new Date(now),
        kind: 'portal.link-revoked',
        actor: storedActor(actor),
        customerRowId: customer.id,
        invoiceRowId: null,
        data: { linkId },
      },
    ]);
    return 'done';
  });
}

/** Who opened a link, as the pages of the portal know them. */
export interface PortalVisitor {
  readonly linkId: string;
  readonly organizationId: string;
  readonly slug: string;
  readonly customerRowId: string;
  /** The ERP's id and the row id; null: nobody knows which contact of the customer it is. */
  readonly contact: { readonly contactId: string; readonly id: string } | null;
  /** BCP 47: of the contact, else of the customer. */
  readonly language: string;
}

/**
 * The visitor of a link's token. Null, whatever the reason: an unknown, revoked or expired link, and that of a contact
 * whom the customer no longer has. Changes nothing. `realMs`: real time.
 */
export async function findPortalVisitor(
  database: Database,
  token: string,
  realMs: number,
): Promise<PortalVisitor | null> {
  if (!token.startsWith(PREFIX) || token.length > TOKEN_CHARACTERS) return null;
  const [found] = await database.shared.$queryRaw<{ id: string; organization_id: string; slug: string }[]>`
    SELECT id, organization_id, slug FROM find_portal_link(${hashToken(token)})`;
  if (!found) return null;
  return database.inOrganization(found.organization_id, (tx) =>
    readVisitor(tx, { linkId: found.id, organizationId: found.organization_id, slug: found.slug }, realMs),
  );
}

/** Reads the visitor of a link (row id) as `findPortalVisitor` does, in a transaction that runs already. */
export async function readVisitor(
  tx: Tx,
  link: Pick<PortalVisitor, 'linkId' | 'organizationId' | 'slug'>,
  realMs: number,
): Promise<PortalVisitor | null> {
  const row = await tx.portalLink.findUnique({ where: { id: link.linkId } });
  if (!row || row.revokedAt !== null || row.expiresAt.getTime() <= realMs) return null;
  const customer = await tx.customer.findUniqueOrThrow({ where: { id: row.customerId } });
  const { linkId, organizationId, slug } = link;
  const visitor = { linkId, organizationId, slug, customerRowId: customer.id };
  if (row.contactId === null) return { ...visitor, contact: null, language: customer.language };
  const contact = await tx.contact.findFirst({ where: { customerId: customer.id, contactId: row.contactId } });
  return (
    contact && {
      ...visitor,
      contact: { contactId: contact.contactId, id: contact.id },
      language: contact.language ?? customer.language,
    }
  );
}

/** The visitor as use cases record who did something. */
export function visitorActor({ organizationId, slug, contact, customerRowId }: PortalVisitor): Actor {
  const id = contact ? (`contact:${contact.id}` as const) : (`customer:${customerRowId}` as const);
  return { organizationId, slug, name: id, id, userId: null };
}
