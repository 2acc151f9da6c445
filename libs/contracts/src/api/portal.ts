import { z } from 'zod';
import { PORTAL_ACTS } from '@puntual/domain/portal/portal-acts';
import { instant, pageOf } from './common.ts';

/** A link to the customer's portal. `lastUsedAt`: when it last acted; opening a page changes nothing. */
export const portalLinkSchema = z
  .object({
    id: z.uuid(),
    /** The contact; null: of a message to several people. */
    contactId: z.string().nullable(),
    madeAt: instant,
    madeBy: z.string(),
    madeById: z.string(),
    expiresAt: instant,
    revokedAt: instant.nullable(),
    lastUsedAt: instant.nullable(),
  })
  .meta({ id: 'PortalLink' });
export type PortalLinkView = z.infer<typeof portalLinkSchema>;

export const makePortalLinkSchema = z
  .strictObject({ contactId: z.string().min(1).max(100) })
  .meta({ id: 'MakePortalLink' });

/** A link that was made: its address is shown this once. */
export const madePortalLinkSchema = z
  .object({ id: z.uuid(), link: z.url(), expiresAt: instant })
  .meta({ id: 'MadePortalLink' });
export type MadePortalLinkView = z.infer<typeof madePortalLinkSchema>;

/** What a customer did in the portal, what was entered, and what became of it. */
export const portalActSchema = z
  .object({
    id: z.uuid(),
    act: z.enum(PORTAL_ACTS),
    at: instant,
    by: z.string(),
    byId: z.string(),
    entered: z.record(z.string(), z.unknown()),
    outcome: z.record(z.string(), z.unknown()),
    /** The person's task about it. */
    taskId: z.uuid().nullable(),
    files: z.array(z.object({ id: z.uuid(), name: z.string(), kind: z.string(), bytes: z.int(), sha256: z.string() })),
  })
  .meta({ id: 'PortalAct' });
export type PortalActView = z.infer<typeof portalActSchema>;

export const portalLinkPageSchema = pageOf(portalLinkSchema, 'PortalLinkPage');
export const portalActPageSchema = pageOf(portalActSchema, 'PortalActPage');
