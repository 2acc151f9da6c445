import { z } from 'zod';
import type { Settings } from '@puntual/platform/settings';
import type { Caller } from '../http/caller.ts';
import { ApiProblem, notFound } from '../http/api-problem.ts';
import { OUTBOX_BYTES, OUTBOX_CALL_MS } from '../http/limits.ts';

const summarySchema = z.object({
  id: z.string(),
  channel: z.string(),
  kind: z.string(),
  from: z.string().nullable(),
  to: z.array(z.string()),
  subject: z.string().nullable(),
  preview: z.string().nullable().optional(),
  receivedAt: z.string(),
  lastEvent: z.string(),
  attachments: z.array(z.object({ filename: z.string(), contentType: z.string(), bytes: z.number() })),
});
const itemSchema = summarySchema.extend({
  html: z.string().nullable(),
  text: z.string().nullable(),
  pack: z.unknown(),
  recalledAt: z.string().nullable(),
});
export type OutboxItem = z.infer<typeof itemSchema>;
const pageSchema = z.object({ items: z.array(summarySchema), nextCursor: z.string().nullable(), total: z.number() });
export type OutboxPage = z.infer<typeof pageSchema>;

/**
 * Whether the caller belongs to the organization that runs the installation. Only that one reads the local outbox,
 * which holds the messages of all organizations.
 */
export function mayReadOutbox(settings: Pick<Settings, 'PUNTUAL_ORG'>, caller: Pick<Caller, 'slug'>): boolean {
  return caller.slug === settings.PUNTUAL_ORG;
}

/** One page of the accepted items, the newest first. Throws the problem `outbox-away` (502). */
export async function readOutboxPage(
  base: string,
  query: {
    readonly channel?: string | undefined;
    readonly q?: string | undefined;
    readonly cursor?: string | undefined;
  },
): Promise<OutboxPage> {
  const parameters = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value ? [[name, value] as [string, string]] : [])),
  );
  return pageSchema.parse(await (await call(base, `/outbox/items?${parameters.toString()}`)).json());
}

/** One item with its bodies. Throws `not-found`, or `outbox-away`. */
export async function readOutboxItem(base: string, id: string): Promise<OutboxItem> {
  return itemSchema.parse(await (await call(base, `/outbox/items/${encodeURIComponent(id)}`)).json());
}

export interface OutboxFile {
  readonly contentType: string;
  readonly disposition: string | null;
  readonly policy: string | null;
  readonly bytes: Buffer;
}

/** A body or an attachment of an item, unchanged. Throws `not-found`, or `outbox-away`. */
export async function readOutboxFile(base: string, id: string, part: string): Promise<OutboxFile> {
  const response = await call(base, `/outbox/items/${encodeURIComponent(id)}/${part}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  if (bytes.length > OUTBOX_BYTES) throw away();
  return {
    contentType: response.headers.get('content-type') ?? 'application/octet-stream',
    disposition: response.headers.get('content-disposition'),
    policy: response.headers.get('content-security-policy'),
    bytes,
  };
}

async function call(base: string, path: string): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(new URL(path, base), { signal: AbortSignal.timeout(OUTBOX_CALL_MS), redirect: 'error' });
  } catch (error) {
    throw away(error);
  }
  if (response.status === 404) throw notFound();
  if (!response.ok || Number(response.headers.get('content-length') ?? 0) > OUTBOX_BYTES) throw away();
  return response;
}

function away(cause?: unknown): ApiProblem {
  return new ApiProblem(502, { code: 'outbox-away', values: {} }, { cause });
}
