import type { IsoDate } from '@puntual/domain/calendar/dates';
import { planCase, type CasePlan } from '@puntual/domain/decide/plan-steps';
import type { Policy } from '@puntual/domain/policy/policy';
import type { Database } from '@puntual/db/database';
import { sql } from '@puntual/db/sql';
import { loadCases, type LoadedCase } from '../facts/load-case.ts';
import type { PolicyPin } from '../policy-versions/load-policy.ts';
import { underPolicy } from '../facts/facts-under-policy.ts';

/** What another policy makes of a case's next step. `skipped`: the step that was next does not come any more; `other`: another comes before it. */
export const MOVE_CHANGES = ['earlier', 'later', 'same', 'skipped', 'other'] as const;
export type MoveChange = (typeof MOVE_CHANGES)[number];

export interface NextStepOf {
  readonly stepId: string;
  readonly on: IsoDate;
}

export interface PreviewedMove {
  /** Row id, and the ERP's ids. */
  readonly id: string;
  readonly invoiceId: string;
  readonly number: string;
  readonly customerId: string;
  readonly from: PolicyPin;
  readonly before: NextStepOf | null;
  readonly after: NextStepOf | null;
  readonly change: MoveChange;
}

/** How many cases change in which way; `looked` of `total` were looked at. */
export type MoveSummary = Readonly<Record<MoveChange, number>> & { readonly total: number; readonly looked: number };

/** Most cases that a summary looks at, and how many of them are in memory at a time. */
const SUMMARY_LIMITS = { most: 100_000, page: 500 } as const;

/**
 * What a move to `policy` would change, invoice by invoice, for the open cases on older versions of its key, in the order of their row ids: `limit` of them
 * after the one named. Nothing is changed. A case's holds stand apart: they keep it silent under both policies.
 */
export async function previewMove(
  database: Database,
  organizationId: string,
  policy: Policy,
  page: { readonly limit: number; readonly after: string | null },
  now: number,
): Promise<readonly PreviewedMove[]> {
  return database.inOrganization(organizationId, async (tx) => {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM invoice WHERE organization_id = ${organizationId}::uuid AND runs_policy_key = ${policy.key} AND runs_policy_version < ${policy.version}
        AND case_state = 'running' AND status = 'open' AND (${page.after}::uuid IS NULL OR id > ${page.after}::uuid) ORDER BY id LIMIT ${page.limit}`;
    const ids = rows.map(({ id }) => id);
    return (await loadCases(tx, organizationId, sql`i.id = ANY(${ids}::uuid[])`, now)).map((loaded) =>
      previewCase(loaded, policy, now),
    );
  });
}

/** The counts of what a move to `policy` would change, over all cases: page by page, each in a transaction of its own, and no more than 100,000 (`looked` of `total` says so). */
export async function summarizeMove(
  database: Database,
  organizationId: string,
  policy: Policy,
  now: number,
  { most, page }: { readonly most: number; readonly page: number } = SUMMARY_LIMITS,
): Promise<MoveSummary> {
  const total = await database.inOrganization(organizationId, (tx) =>
    tx.invoice.count({
      where: {
        runsPolicyKey: policy.key,
        runsPolicyVersion: { lt: policy.version },
        caseState: 'running',
        status: 'open',
      },
    }),
  );
  const counts: Record<MoveChange, number> = { earlier: 0, later: 0, same: 0, skipped: 0, other: 0 };
  let looked = 0;
  for (let after: string | null = null; looked < most;) {
    const limit = Math.min(page, most - looked);
    const moves: readonly PreviewedMove[] = await previewMove(database, organizationId, policy, { limit, after }, now);
    for (const move of moves) counts[move.change] += 1;
    looked += moves.length;
    after = moves.at(-1)?.id ?? null;
    if (moves.length < limit) break;
  }
  return { ...counts, total, looked };
}

function previewCase(loaded: LoadedCase, policy: Policy, now: number): PreviewedMove {
  const { facts } = loaded;
  const before = planCase(facts, now);
  const after = planCase({ ...facts, ...underPolicy(loaded, policy, now) }, now);
  return {
    id: facts.invoice.id,
    invoiceId: loaded.invoiceId,
    number: loaded.number,
    customerId: loaded.customerId,
    from: { key: facts.policy.key, version: facts.policy.version },
    before: nextOf(before),
    after: nextOf(after),
    change: changeOf(before, after),
  };
}

function nextOf({ steps: [next] }: CasePlan): NextStepOf | null {
  return next ? { stepId: next.stepId, on: next.on } : null;
}

function changeOf(before: CasePlan, after: CasePlan): MoveChange {
  const [was, is] = [before.steps[0], after.steps[0]];
  if (!was) return is ? 'other' : 'same';
  if (is?.stepId === was.stepId) return is.on === was.on ? 'same' : is.on < was.on ? 'earlier' : 'later';
  return after.steps.some((step) => step.stepId === was.stepId) ? 'other' : 'skipped';
}
