import { z } from 'zod';

export const organizationSlugSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'an organization slug: lower-case letters, digits and dashes');

/** Ids that an ERP gives: anything printable without slashes, so that they can stand in workflow ids and paths. */
export const erpIdSchema = z.string().min(1).max(100).regex(/^[^\s/\p{Cc}]+$/u, 'an id without spaces, slashes or control characters');

/** The CloudEvents 1.0 attributes that every event carries (structured mode, JSON). */
export const envelopeShape = {
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(200),
  source: z.string().min(1).max(200),
  org: organizationSlugSchema,
  time: z.iso.datetime({ offset: true }),
  datacontenttype: z.literal('application/json').default('application/json'),
} as const;
