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
import { type Actor, storedActor } from '../record/actor.ts';
import type { CustomerKind } from '@puntual/domain/policy/vocabulary';

export type PublishResult =
  | {
      readonly result: 'published';
      readonly version: number;
      /** The move that gives running cases the version; null when only new cases get it. */
      readonly moveId: string | null;
    }
  | { readonly result: 'move-running' }
  | { readonly result: 'no-draft' }
  | { readonly result: 'refused'; readonly faults: readonly PolicyFault[] };

/**
 * Which cases get a published version: only cases that begin from now on, or also running cases on an older version of
 * the key, with their next step or at once.
 */
export const PUBLISH_MODES = ['new-only', 'at-next-step', 'now'] as const;
export type PublishMode = (typeof PUBLISH_MODES)[number];

export interface PublishOptions {
  readonly key: string;
  readonly mode: PublishMode;
  /** The notices that exist, by language. */
  readonly templates: KnownForPublishing['templates'];
}

/**
 * Publishes the draft of a key as its next version: one more than the newest version, the built-in version included.
 * Refuses, with faults, a draft that cannot run as it is (`checkForPublishing`), and any draft while cases still move
 * to the version before (`move-running`).
 */
export async function publishPolicy(
  database: Database,
  actor: Actor,
  { key, mode, templates }: PublishOptions,
  now: number,
): Promise<PublishResult> {
  const timeZone = await timeZoneOf(database, actor);
  return database.inOrganization(actor.organizationId, async (tx): Promise<PublishResult> => {
    // The row lock orders two users who publish the same draft: the second one finds no draft.
    const [draft] = await tx.$queryRaw<{ id: string; document: unknown }[]>`
      SELECT id, document FROM policy_version WHERE key = ${key} AND version = 0 FOR UPDATE`;
    if (!draft) return { result: 'no-draft' };
    if (await tx.policyMove.findFirst({ where: { key, state: 'running' }, select: { id: true } }))
      return { result: 'move-running' };
    // The schema may have become stricter since the draft was saved.
    const read = readPolicyDocument(draft.document);
    if (!read.ok) return { result: 'refused', faults: read.faults };
    const faults = await faultsOf(tx, read.document, templates, localDate(now, timeZone));
    if (faults.length > 0) return { result: 'refused', faults };
    const newest = await tx.policyVersion.aggregate({ where: { key }, _max: { version: true } });
    const version = Math.max(newest._max.version ?? 0, builtInPolicy(key)?.version ?? 0) + 1;
    const at = new Date(now);
    await tx.policyVersion.update({
      where: { id: draft.id },
      data: { version, state: 'published', publishedAt: at, publishedBy: storedActor(actor) },
    });
    await writeAudit(tx, actor.organizationId, [
      {
        at,
        kind: 'policy.published',
        actor: storedActor(actor),
        customerRowId: null,
        invoiceRowId: null,
        data: { key, version, mode },
      },
    ]);
    return {
      result: 'published',
      version,
      moveId: mode === 'new-only' ? null : await startMove(tx, actor, { key, version, mode }, now),
    };
  });
}

/** The faults for which `publishPolicy` would refuse a document now. */
export async function publishingFaults(
  database: Database,
  actor: Actor,
  { document, templates }: Pick<PublishOptions, 'templates'> & { readonly document: PolicyDocument },
  now: number,
): Promise<readonly PolicyFault[]> {
  const timeZone = await timeZoneOf(database, actor);
  return database.inOrganization(actor.organizationId, (tx) =>
    faultsOf(tx, document, templates, localDate(now, timeZone)),
  );
}

async function timeZoneOf(database: Database, { slug }: Actor): Promise<string> {
  return (await findOrganization(database, slug))?.timeZone ?? 'UTC';
}

// Checks the document for the languages, countries and kinds of the organization's customers.
async function faultsOf(
  tx: Tx,
  document: PolicyDocument,
  templates: KnownForPublishing['templates'],
  on: IsoDate,
): Promise<readonly PolicyFault[]> {
  const customers = await tx.$queryRaw<{ language: string; country: string; kind: CustomerKind }[]>`
    SELECT DISTINCT language, country, kind FROM customer WHERE NOT provisional ORDER BY 1, 2, 3`;
  return checkForPublishing(document, {
    languages: [...new Set(customers.map(({ language }) => language))],
    customers,
    templates,
    on,
  });
}
