import { z } from 'zod';
import { instant } from './common.ts';

export const sessionSchema = z
  .object({
    organization: z.object({ slug: z.string(), name: z.string(), language: z.string(), timeZone: z.string() }),
    role: z.enum(['administrator', 'manager', 'collector', 'viewer', 'integration']),
    actor: z.string(),
    now: instant,
    temporalUi: z.url().nullable(),
    outboxUrl: z.string().nullable(),
  })
  .meta({ id: 'Session' });
export type SessionView = z.infer<typeof sessionSchema>;
