import { z } from 'zod';
import { RIGHTS } from '@puntual/domain/access/rights';
import { instant } from './common.ts';

export const sessionSchema = z
  .object({
    organization: z.object({ slug: z.string(), name: z.string(), language: z.string(), timeZone: z.string() }),
    /** A built-in role, or one of the organization's own. */
    role: z.string(),
    /** What the caller may do. */
    rights: z.array(z.enum(RIGHTS)),
    actor: z.string(),
    /** Who it is in the history: `user:<id>` or `key:<id>`. */
    actorId: z.string(),
    now: instant,
    temporalUi: z.url().nullable(),
    outboxUrl: z.string().nullable(),
  })
  .meta({ id: 'Session' });
export type SessionView = z.infer<typeof sessionSchema>;
