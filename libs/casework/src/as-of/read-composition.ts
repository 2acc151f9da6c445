import { composeMessage } from '@puntual/domain/decide/compose-message';
import type { Composition, CustomerFacts } from '@puntual/domain/decide/composition';
import type { Policy } from '@puntual/domain/policy/policy';
import type { Tx } from '@puntual/db/database';
import { canonicalJson, toJson, type Json } from '@puntual/db/json';
import { decisionHash } from '../facts/decision-record.ts';
import { restoreCustomer, type StoredCustomer } from '../facts/stored-customer.ts';
import { loadPolicy, type PolicyPin } from '../policy-versions/load-policy.ts';
import type { Stored } from '../facts/stored-facts.ts';

/** How the gate composed a message, with what it knew; addresses are replaced by the contacts that they belong to. */
export interface PastComposition {
  readonly at: number;
  readonly facts: CustomerFacts;
  readonly composition: Stored<Extract<Composition, { kind: 'send' }>>;
  readonly hash: string;
  /** Whether composition and facts are those of which the hash was made. */
  readonly isIntact: boolean;
  /** Whether today's rules compose the same by these facts. */
  readonly decidesTheSame: boolean;
}

/** How a message was composed; null when it is older than compositions are stored. */
export async function readComposition(
  tx: Tx,
  organizationId: string,
  messageId: string,
): Promise<PastComposition | null> {
  const row = await tx.messageDecision.findUnique({
    where: { organizationId_messageId: { organizationId, messageId } },
  });
  if (!row) return null;
  const stored = { decision: row.composition as Json, facts: row.facts as Json };
  const facts = await restore(tx, organizationId, row.facts as unknown as StoredCustomer);
  const again = toJson(composeMessage(facts, row.at.getTime(), row.toleranceMs));
  return {
    at: row.at.getTime(),
    facts,
    composition: row.composition as unknown as PastComposition['composition'],
    hash: row.hash,
    isIntact: decisionHash(stored) === row.hash,
    decidesTheSame: canonicalJson(again) === canonicalJson(stored.decision),
  };
}

async function restore(tx: Tx, organizationId: string, stored: StoredCustomer): Promise<CustomerFacts> {
  const nameOf = ({ key, version }: PolicyPin) => `${key}/${version}`;
  const policies = new Map<string, Policy>();
  for (const { policy } of stored.invoices)
    if (!policies.has(nameOf(policy))) policies.set(nameOf(policy), await loadPolicy(tx, organizationId, policy));
  return restoreCustomer(stored, (pin) => {
    const policy = policies.get(nameOf(pin));
    if (!policy) throw new Error(`the policy ${nameOf(pin)} was not loaded`);
    return policy;
  });
}
