import type { CaseFacts } from '@puntual/domain/decide/case-facts';
import { decide } from '@puntual/domain/decide/decide';
import type { Decision } from '@puntual/domain/decide/decision';
import type { Tx } from '@puntual/db/database';
import { canonicalJson, toJson, type Json } from '@puntual/db/json';
import { sql, type Sql } from '@puntual/db/sql';
import { decisionHash } from '../facts/decision-record.ts';
import { restoreFacts, type StoredFacts } from '../facts/stored-facts.ts';
import { loadPolicy } from '../policy-versions/load-policy.ts';

/** A decision of a case in the past, with what was known then. */
export interface PastDecision {
  readonly at: number;
  readonly facts: CaseFacts;
  readonly decision: Decision;
  readonly hash: string;
  /** Whether decision and facts are those of which the hash was made. */
  readonly isIntact: boolean;
  /** Whether today's rules decide the same by these facts. */
  readonly decidesTheSame: boolean;
}

interface DecisionRow {
  readonly at: Date;
  readonly decision: Json;
  readonly facts: Json;
  readonly hash: string;
}

/**
 * The last decision of a case at an instant: nothing that the case knew had changed since. Null when none is stored
 * that is so old.
 */
export async function decisionAt(
  tx: Tx,
  organizationId: string,
  invoiceRowId: string,
  at: number,
): Promise<PastDecision | null> {
  return readDecision(
    tx,
    organizationId,
    sql`d.invoice_id = ${invoiceRowId}::uuid AND d.at <= ${new Date(at)}::timestamptz`,
  );
}

/** A message that a case requested. */
export interface RequestedStep {
  readonly invoiceRowId: string;
  readonly stepId: string;
  readonly occurrence: number;
}

/** The decision that requested a message; null when it is older than decisions are stored. */
export async function decisionOfStep(
  tx: Tx,
  organizationId: string,
  { invoiceRowId, stepId, occurrence }: RequestedStep,
): Promise<PastDecision | null> {
  return readDecision(
    tx,
    organizationId,
    sql`d.invoice_id = ${invoiceRowId}::uuid AND d.kind = 'request-contact'
      AND d.step_id = ${stepId} AND d.occurrence = ${occurrence}::int`,
  );
}

async function readDecision(tx: Tx, organizationId: string, which: Sql): Promise<PastDecision | null> {
  const [row] = await tx.$queryRaw<DecisionRow[]>`
    SELECT d.at, d.decision, d.facts, d.hash
    FROM case_decision d
    WHERE d.organization_id = ${organizationId}::uuid AND ${which}
    ORDER BY d.id DESC
    LIMIT 1`;
  if (!row) return null;
  const stored = row.facts as unknown as StoredFacts;
  const facts = restoreFacts(stored, await loadPolicy(tx, organizationId, stored.policy));
  const at = row.at.getTime();
  return {
    at,
    facts,
    decision: row.decision as unknown as Decision,
    hash: row.hash,
    isIntact: decisionHash(row) === row.hash,
    decidesTheSame: canonicalJson(toJson(decide(facts, at))) === canonicalJson(row.decision),
  };
}
