import { builtInDocument, builtInPolicies, builtInPolicy } from '@puntual/domain/policy/built-in';
import { policyDocumentSchema, type PolicyDocument } from '@puntual/domain/policy/policy-document';
import { standardPolicy } from '@puntual/domain/policy/standard';
import type { Tx } from '@puntual/db/database';

export interface PolicyVersionRow {
  readonly version: number;
  readonly state: 'built-in' | 'published' | 'retired';
  readonly publishedAt: Date | null;
  readonly publishedBy: string | null;
  /** How many cases run on this version. */
  readonly running: number;
}

export interface PolicyRow {
  readonly key: string;
  readonly name: { readonly en: string; readonly es: string };
  /** The state of the newest version; `draft` for a policy that was never published. */
  readonly state: PolicyVersionRow['state'] | 'draft';
  readonly isDefault: boolean;
  readonly draft: { readonly savedAt: Date; readonly savedBy: string } | null;
  /** Newest first. */
  readonly versions: readonly PolicyVersionRow[];
}

export interface PolicyDetail extends PolicyRow {
  readonly draftDocument: PolicyDocument | null;
  /** The document of the newest version; null for a policy that was never published. */
  readonly document: PolicyDocument | null;
}

interface VersionRow {
  readonly key: string;
  readonly version: number;
  readonly state: 'draft' | 'published' | 'retired';
  readonly document: unknown;
  readonly saved_at: Date;
  readonly saved_by: string;
  readonly published_at: Date | null;
  readonly published_by: string | null;
}

/** The policies of an organization with their versions, including the built-in policies, in the order of their keys. */
export async function listPolicies(tx: Tx, organizationId: string): Promise<readonly PolicyRow[]> {
  return (await readPolicies(tx, organizationId, null)).map(
    ({ draftDocument: _draft, document: _document, ...row }) => row,
  );
}

/**
 * One policy with the documents of its draft and of its newest version; null when the organization has no policy of
 * that key.
 */
export async function findPolicy(tx: Tx, organizationId: string, key: string): Promise<PolicyDetail | null> {
  return (await readPolicies(tx, organizationId, key))[0] ?? null;
}

async function readPolicies(tx: Tx, organizationId: string, key: string | null): Promise<PolicyDetail[]> {
  const rows = await tx.$queryRaw<VersionRow[]>`
    SELECT key, version, state, document, saved_at, saved_by, published_at, published_by
    FROM policy_version
    WHERE organization_id = ${organizationId}::uuid AND (${key}::text IS NULL OR key = ${key})
    ORDER BY key, version DESC`;
  const running = await tx.$queryRaw<RunningCount[]>`
    SELECT runs_policy_key AS key, runs_policy_version AS version, count(*)::int AS count
    FROM invoice
    WHERE organization_id = ${organizationId}::uuid
      AND case_state = 'running'
      AND runs_policy_key IS NOT NULL
      AND (${key}::text IS NULL OR runs_policy_key = ${key})
    GROUP BY 1, 2`;
  const setting = await tx.organizationSetting.findUnique({ where: { organizationId } });
  const defaultKey = setting?.defaultPolicyKey ?? standardPolicy.key;
  const keys = [...new Set([...builtInPolicies.map((policy) => policy.key), ...rows.map((row) => row.key)])]
    .filter((each) => key === null || each === key)
    .sort();
  return keys.flatMap((each): PolicyDetail[] => {
    const own = rows.filter((row) => row.key === each);
    const draft = own.find((row) => row.state === 'draft');
    const published = own.filter((row) => row.state !== 'draft');
    const document = documentOf(published[0]?.document ?? builtInDocument(each));
    const draftDocument = documentOf(draft?.document);
    const shown = document ?? draftDocument;
    if (!shown) return [];
    const versions = versionsOf(
      each,
      published,
      running.filter((row) => row.key === each),
    );
    return [
      {
        key: each,
        name: shown.name,
        state: versions[0]?.state ?? 'draft',
        isDefault: each === defaultKey,
        draft: draft ? { savedAt: draft.saved_at, savedBy: draft.saved_by } : null,
        versions,
        draftDocument,
        document,
      },
    ];
  });
}

interface RunningCount {
  readonly key: string;
  readonly version: number;
  readonly count: number;
}

// The published and retired versions of a key as they stand in `published`, then the built-in version.
function versionsOf(
  key: string,
  published: readonly VersionRow[],
  running: readonly RunningCount[],
): PolicyVersionRow[] {
  const runningOn = (version: number) => running.find((row) => row.version === version)?.count ?? 0;
  const versions: PolicyVersionRow[] = published.map((row) => ({
    version: row.version,
    state: row.state === 'retired' ? 'retired' : 'published',
    publishedAt: row.published_at,
    publishedBy: row.published_by,
    running: runningOn(row.version),
  }));
  const builtIn = builtInPolicy(key);
  if (!builtIn) return versions;
  return [
    ...versions,
    {
      version: builtIn.version,
      state: 'built-in',
      publishedAt: null,
      publishedBy: null,
      running: runningOn(builtIn.version),
    },
  ];
}

function documentOf(stored: unknown): PolicyDocument | null {
  return stored === undefined ? null : policyDocumentSchema.parse(stored);
}
