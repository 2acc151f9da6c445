import { z } from 'zod';
import { format } from '@puntual/domain/refusals/schema-issues';

export const organizationSlugSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, format('organization-slug'));

/** Ids that an ERP gives: anything printable without slashes, so that they can stand in workflow ids and paths. */
export const erpIdSchema = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^\s/\p{Cc}\p{Cs}]+$/u, format('erp-id'));

/** What the database can keep: NUL or half a surrogate pair in one name would stop its whole batch. */
export const STORABLE = /^[^\0\p{Cs}]*$/u;

/** Text of up to `max` characters, which may be empty. */
export const freeTextSchema = (max: number) => z.string().max(max).regex(STORABLE, format('storable-text'));

/** Text of 1 to `max` characters. */
export const textSchema = (max: number) => freeTextSchema(max).min(1);

/** A calendar day, `YYYY-MM-DD`, from 1900 to 2199: what lies beyond is a placeholder ("9999-12-31"), not a day on which somebody pays. */
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
