import { composeMessage } from '@puntual/domain/decide/compose-message';
import type { CustomerFacts } from '@puntual/domain/decide/composition';
import { toJson } from '@puntual/db/json';
import { decisionHash } from '../facts/decision-record.ts';
import { storeCustomer, withoutAddresses } from '../facts/stored-customer.ts';
import { watchClosedDays } from '../facts/stored-window.ts';
import type { GateRun } from './gate-run.ts';

/**
 * Stores what the gate decided when it let the message through, and the facts by which it decided, without addresses.
 * Composes once more, to note the closed days that the decision depends on.
 */
export async function storeComposition(
  { tx, ref, at }: GateRun,
  messageId: string,
  facts: CustomerFacts,
): Promise<void> {
  const { watched, closedDays } = watchClosedDays(facts.window);
  const masked = withoutAddresses({ ...facts, window: watched });
  const decision = toJson(composeMessage(masked, at.now, at.toleranceMs));
  const stored = { decision, facts: storeCustomer(masked, closedDays) };
  await tx.messageDecision.create({
    data: {
      messageId,
      organizationId: ref.organizationId,
      at: new Date(at.now),
      toleranceMs: Math.round(at.toleranceMs),
      composition: stored.decision as object,
      facts: stored.facts as object,
      hash: decisionHash(stored),
    },
  });
}
