import { localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import { builtInPolicy } from '@puntual/domain/policy/built-in';
import {
  checkForPublishing,
  readPolicyDocument,
  type KnownForPublishing,
  type PolicyFault,
} from '@puntual/domain/policy-check/check-policy';
import type { PolicyDocument } from '@puntual/domain/policy/policy-document';
import type { Database, Tx } from '@puntual/db/database';
import { writeAudit } from '../record/audit.ts';
import { findOrganization } from '../record/organization.ts';
import { startMove } from './move-cases.ts';
import type { Actor } from '../record/actor.ts';
import type { CustomerKind } from '@puntual/domain/policy/vocabulary';

export type PublishResult =
  | {
      readonly result: 'published';
      readonly version: number;
      /** The move of the cases that run, unless only new ones get the version. */ readonly moveId: string | null;
    }
  | { readonly result: 'move-running' }
  | { readonly result: 'no-draft' }
  | { readonly result: 'refused'; readonly faults: readonly PolicyFault[] };

/** Which cases get a published version: those that begin from now on, or those too that run on an older one of its key, at their next step or at once. */
export const PUBLISH_MODES = ['new-only', 'at-next-step', 'now'] as const;
export type PublishMode = (typeof PUBLISH_MODES)[number];

export interface PublishOptions {
  readonly mode: PublishMode;
  /** The notices that are written, by language. */
  readonly templates: KnownForPublishing['templates'];
}

/**
 * Makes the draft of a key its next version: the number after the newest of the key, the built-in one counted. Refused with faults when the draft cannot run
 * as it is (`checkForPublishing`), and while cases still move to the version before.
 */
export async function publishPolicy(
  database: Database,
  actor: Actor,
  key: string,
  { mode, templates }: PublishOptions,
  now: number,
): Promise<PublishResult> {
  const timeZone = await timeZoneOf(database, actor);
  return database.inOrganization(actor.organizationId, async (tx): Promise<PublishResult> => {
    // Whoever publishes second finds the draft gone.
    const [draft] = await tx.$queryRaw<
      { id: string; document: unknown }[]
    >`SELECT id, document FROM policy_version WHERE key = ${key} AND version = 0 FOR UPDATE`;
    if (!draft) return { result: 'no-draft' };
    if (await tx.policyMove.findFirst({ where: { key, state: 'running' }, select: { id: true } }))
      return { result: 'move-running' };
    // The schema may have become stricter since the draft was saved.
    const read = readPolicyDocument(draft.document);
    if (!read.ok) return { result: 'refused', faults: read.faults };
    const faults = await faultsIn(tx, read.document, templates, localDate(now, timeZone));
    if (faults.length > 0) return { result: 'refused', faults };
    const newest = await tx.policyVersion.aggregate({ where: { key }, _max: { version: true } });
    const version = Math.max(newest._max.version ?? 0, builtInPolicy(key)?.version ?? 0) + 1;
    const at = new Date(now);
    await tx.policyVersion.update({
      where: { id: draft.id },
      data: { version, state: 'published', publishedAt: at, publishedBy: actor.name },
    });
    await writeAudit(tx, actor.organizationId, [
      {
        at,
        kind: 'policy.published',
        actor: actor.name,
        customerRowId: null,
        invoiceRowId: null,
        data: { key, version, mode },
      },
    ]);
    return {
      result: 'published',
      version,
      moveId: mode === 'new-only' ? null : await startMove(tx, actor, { key, version }, mode, now),
    };
  });
}

/** What would keep a document from being published now. */
export async function publishingFaults(
  database: Database,
  actor: Actor,
  document: PolicyDocument,
  templates: KnownForPublishing['templates'],
  now: number,
): Promise<readonly PolicyFault[]> {
  const timeZone = await timeZoneOf(database, actor);
  return database.inOrganization(actor.organizationId, (tx) =>
    faultsIn(tx, document, templates, localDate(now, timeZone)),
  );
}

async function timeZoneOf(database: Database, { slug }: Actor): Promise<string> {
  return (await findOrganization(database, slug))?.timeZone ?? 'UTC';
}

// The document held against the customers that the organization has.
async function faultsIn(
  tx: Tx,
  document: PolicyDocument,
  templates: KnownForPublishing['templates'],
  on: IsoDate,
): Promise<readonly PolicyFault[]> {
  const customers = await tx.$queryRaw<
    { language: string; country: string; kind: CustomerKind }[]
  >`SELECT DISTINCT language, country, kind FROM customer WHERE NOT provisional ORDER BY 1, 2, 3`;
  return checkForPublishing(document, {
    languages: [...new Set(customers.map(({ language }) => language))],
    customers,
    templates,
    on,
  });
}
