import type { IsoDate } from '@puntual/domain/calendar/dates';
import { planCase, type CasePlan } from '@puntual/domain/decide/plan-steps';
import type { Policy } from '@puntual/domain/policy/policy';
import type { Database } from '@puntual/db/database';
import { sql } from '@puntual/db/sql';
import { loadCases, type LoadedCase } from '../facts/load-case.ts';
import type { PolicyPin } from '../policy-versions/load-policy.ts';
import { underPolicy } from '../facts/facts-under-policy.ts';

/**
 * How another policy changes a case's next step. `skipped`: the step that was next is not taken any more; `other`:
 * another step is taken before it.
 */
export const MOVE_CHANGES = ['earlier', 'later', 'same', 'skipped', 'other'] as const;
export type MoveChange = (typeof MOVE_CHANGES)[number];

export interface NextStepOf {
  readonly stepId: string;
  readonly on: IsoDate;
}

export interface PreviewedMove {
  /** Row id of the invoice; `invoiceId` and `customerId` are the ERP's ids. */
  readonly id: string;
  readonly invoiceId: string;
  readonly number: string;
  readonly customerId: string;
  readonly from: PolicyPin;
  readonly before: NextStepOf | null;
  readonly after: NextStepOf | null;
  readonly change: MoveChange;
}

/** How many cases change in which way. `looked`: how many of the `total` cases were previewed. */
export type MoveSummary = Readonly<Record<MoveChange, number>> & { readonly total: number; readonly looked: number };

/** The most cases that a summary previews, and how many of them it holds in memory at a time. */
const SUMMARY_LIMITS = { most: 100_000, page: 500 } as const;

interface SummaryLimits {
  readonly most: number;
  readonly page: number;
}

/**
 * What a move to `policy` would change, invoice by invoice, for the open cases on older versions of its key, in the
 * order of their row ids: at most `limit` cases after the row id `after`. Changes nothing. Holds do not count here,
 * because they stop a case's messages under either policy.
 */
export async function previewMove(
  database: Database,
  organizationId: string,
  { policy, limit, after }: { readonly policy: Policy; readonly limit: number; readonly after: string | null },
  now: number,
): Promise<readonly PreviewedMove[]> {
  return database.inOrganization(organizationId, async (tx) => {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT id
      FROM invoice
      WHERE organization_id = ${organizationId}::uuid
        AND runs_policy_key = ${policy.key}
        AND runs_policy_version < ${policy.version}
        AND case_state = 'running'
        AND status = 'open'
        AND (${after}::uuid IS NULL OR id > ${after}::uuid)
      ORDER BY id
      LIMIT ${limit}`;
    const ids = rows.map(({ id }) => id);
    return (await loadCases(tx, organizationId, sql`i.id = ANY(${ids}::uuid[])`, now)).map((loaded) =>
      previewCase(loaded, policy, now),
    );
  });
}

/**
 * Counts what a move to `policy` would change. Reads the cases page by page, each page in a transaction of its own, and
 * stops after 100,000 cases; `looked` is then less than `total`.
 */
export async function summarizeMove(
  database: Database,
  organizationId: string,
  { policy, limits = SUMMARY_LIMITS }: { readonly policy: Policy; readonly limits?: SummaryLimits },
  now: number,
): Promise<MoveSummary> {
  const total = await countMoving(database, organizationId, policy);
  const counts: Record<MoveChange, number> = { earlier: 0, later: 0, same: 0, skipped: 0, other: 0 };
  let looked = 0;
  for (let after: string | null = null; looked < limits.most;) {
    const limit = Math.min(limits.page, limits.most - looked);
    const moves: readonly PreviewedMove[] = await previewMove(database, organizationId, { policy, limit, after }, now);
    for (const move of moves) counts[move.change] += 1;
    looked += moves.length;
    after = moves.at(-1)?.id ?? null;
    if (moves.length < limit) break;
  }
  return { ...counts, total, looked };
}

/** The number of open cases that would move to a version of a policy. */
export function countMoving(
  database: Database,
  organizationId: string,
  { key, version }: Pick<Policy, 'key' | 'version'>,
): Promise<number> {
  return database.inOrganization(organizationId, (tx) =>
    tx.invoice.count({
      where: { runsPolicyKey: key, runsPolicyVersion: { lt: version }, caseState: 'running', status: 'open' },
    }),
  );
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
