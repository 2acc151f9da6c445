import { z } from 'zod';
import { format } from '@puntual/domain/refusals/schema-issues';

export const organizationSlugSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, format('organization-slug'));

/** Ids that the ERP assigns: printable and without slashes, so that they can be part of workflow ids and paths. */
export const erpIdSchema = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^\s/\p{Cc}\p{Cs}]+$/u, format('erp-id'));

/** Text that Postgres can store: one NUL or unpaired surrogate would fail the whole batch. */
export const STORABLE = /^[^\0\p{Cs}]*$/u;

/** Text of up to `max` characters, which may be empty. */
export const freeTextSchema = (max: number) => z.string().max(max).regex(STORABLE, format('storable-text'));

/** Text of 1 to `max` characters. */
export const textSchema = (max: number) => freeTextSchema(max).min(1);

/** A calendar day, `YYYY-MM-DD`, from 1900 to 2199. Days beyond that are placeholders such as "9999-12-31". */
export const daySchema = z.iso
  .date({ error: format('existing-day'), abort: true })
  .regex(/^(19|20|21)/, { error: format('day-in-range'), abort: true });

/** The CloudEvents 1.0 attributes that every event carries (structured mode, JSON). */
export const envelopeShape = {
  specversion: z.literal('1.0'),
  id: textSchema(200),
  source: textSchema(200),
  org: organizationSlugSchema,
  time: z.iso.datetime({ offset: true }),
  datacontenttype: z.literal('application/json').default('application/json'),
} as const;
