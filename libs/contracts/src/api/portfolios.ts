import { z } from 'zod';
import { personIdSchema } from '@puntual/domain/worklist/worklist-settings';
import { instant, pageOf, pageQuerySchema } from './common.ts';

const teamName = z.string().trim().min(1).max(60);
export const teamNameParameter = teamName;

export const setPortfolioSchema = z
  .strictObject({
    /** Who looks after the customer: `me`, id, handle or e-mail address; null: the ERP’s account manager, if any. */
    owner: personIdSchema.nullable(),
    team: teamName.nullable(),
  })
  .meta({ id: 'SetPortfolio' });

export const portfolioSchema = z
  .object({
    owner: z.string().nullable(),
    ownerId: z.string().nullable(),
    team: z.string().nullable(),
    /** As the ERP says. It counts where there is no owner. */
    accountManager: z.string().nullable(),
  })
  .meta({ id: 'Portfolio' });
export type PortfolioView = z.infer<typeof portfolioSchema>;

export const saveTeamSchema = z
  .strictObject({
    /** Who sees the team’s customers besides its members: `me`, id, handle or e-mail address. */
    lead: personIdSchema.nullable(),
  })
  .meta({ id: 'SaveTeam' });

export const teamSchema = z
  .object({
    name: z.string(),
    leadId: z.string().nullable(),
    lead: z.string().nullable(),
    /** The collectors who name the team. */
    members: z.array(z.object({ personId: z.string(), name: z.string() })),
  })
  .meta({ id: 'Team' });
export type TeamView = z.infer<typeof teamSchema>;
export const teamListSchema = z.object({ items: z.array(teamSchema) }).meta({ id: 'TeamList' });

export const askAccessSchema = z.strictObject({ reason: z.string().trim().min(1).max(500) }).meta({ id: 'AskAccess' });
export const askedAccessSchema = z.object({ state: z.enum(['asked', 'granted']) }).meta({ id: 'AskedAccess' });

export const accessRequestSchema = z
  .object({
    id: z.uuid(),
    customerId: z.string(),
    customerName: z.string(),
    person: z.string(),
    personId: z.string(),
    state: z.enum(['asked', 'granted', 'refused']),
    reason: z.string(),
    askedAt: instant,
    askedBy: z.string(),
    askedById: z.string(),
    decidedAt: instant.nullable(),
    decidedBy: z.string().nullable(),
    decidedById: z.string().nullable(),
  })
  .meta({ id: 'AccessRequest' });
export type AccessRequestView = z.infer<typeof accessRequestSchema>;

export const accessRequestQuerySchema = pageQuerySchema.extend({
  state: z.enum(['asked', 'granted', 'refused']).optional(),
});
export const accessRequestPageSchema = pageOf(accessRequestSchema, 'AccessRequestPage');
