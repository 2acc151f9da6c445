import { z } from 'zod';

export const healthzSchema = z.object({ status: z.literal('ok') }).meta({ id: 'Healthz' });

/** Every dependency by name: "ok", or what is wrong with it. */
export const readyzSchema = z
  .object({ status: z.enum(['ready', 'not-ready']), now: z.iso.datetime(), checks: z.record(z.string(), z.string()) })
  .meta({ id: 'Readyz' });
