import { newId } from '@puntual/db/ids';
import { insertRows } from '@puntual/db/insert-rows';
import type { Evaluation } from './evaluation.ts';

const COLUMNS = {
  id: 'uuid',
  organization_id: 'uuid',
  invoice_id: 'uuid',
  at: 'timestamptz',
  kind: 'text',
  step_id: 'text',
  occurrence: 'int',
  decision: 'jsonb',
  facts: 'jsonb',
  hash: 'text',
} as const;

/**
 * Stores what the evaluation decided, in the order of its decisions. A case that only waits, or is closed, as it did
 * before and by the same facts adds nothing: many evaluations change nothing.
 */
export async function storeDecisions(evaluation: Evaluation): Promise<void> {
  const { tx, ref, now, decisions } = evaluation;
  if (decisions.length === 1 && (await isRepeated(evaluation))) return;
  await insertRows(
    tx,
    'case_decision',
    COLUMNS,
    decisions.map((each) => ({
      id: newId(),
      organization_id: ref.organizationId,
      invoice_id: ref.invoiceRowId,
      at: new Date(now),
      kind: each.kind,
      step_id: each.stepId,
      occurrence: each.occurrence,
      decision: each.decision as object,
      facts: each.facts as object,
      hash: each.hash,
    })),
  );
}

async function isRepeated({ tx, ref, decisions }: Evaluation): Promise<boolean> {
  const [last] = await tx.$queryRaw<{ hash: string }[]>`
    SELECT hash
    FROM case_decision
    WHERE organization_id = ${ref.organizationId}::uuid AND invoice_id = ${ref.invoiceRowId}::uuid
    ORDER BY id DESC
    LIMIT 1`;
  return last?.hash === decisions[0]?.hash;
}
