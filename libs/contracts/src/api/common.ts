import { z } from 'zod';
import { REASON_CODES } from './reason-codes.ts';

/** An instant in UTC, ISO 8601. */
export const instant = z.iso.datetime();
/** A calendar day, `YYYY-MM-DD`. */
export const date = z.iso.date();
/** A decimal string in the minor units of its currency. */
export const amount = z.string();

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;

/** The page that a list returns. Unknown query parameters are refused, so that a misspelled one is noticed. */
export const pageQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
});

/** One page of a list; `id` names the component in the OpenAPI document. */
export const pageOf = <T extends z.ZodType>(item: T, id: string) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() }).meta({ id });

/** A reason as a stable code, with its sentence in the reader's language. */
export const reasonSchema = z.object({ code: z.enum(REASON_CODES), text: z.string() }).meta({ id: 'Reason' });
