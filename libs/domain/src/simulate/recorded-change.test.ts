import { describe, expect, it } from '@jest/globals';
import { madrid, record, sampleCase, samplePolicy } from '@puntual/testing/builders/case-facts';
import type { CaseFacts } from '../decide/case-facts.ts';
import { planCase } from '../decide/plan-steps.ts';
import { applyChange } from './recorded-change.ts';

/** The case after its invoice was paid and the payment bounced. */
function reopened(facts: CaseFacts): CaseFacts {
  const { id: invoiceId, openMinor } = facts.invoice;
  const paid = { at: madrid('2026-06-30'), invoiceId, status: 'paid', openMinor: 0n } as const;
  const bounced = { at: madrid('2026-12-01'), invoiceId, status: 'open', openMinor } as const;
  const [after] = applyChange(applyChange([facts], paid), bounced);
  if (!after) throw new Error('the case is gone');
  return after;
}

describe('a case whose payment bounced', () => {
  it('keeps its disputes and pauses, and no other hold', () => {
    const holds = (['dispute', 'manual', 'promise', 'payment-claimed', 'direct-debit'] as const).map((kind) => ({
      id: kind,
      kind,
      untilOn: null,
    }));
    expect(reopened(sampleCase({ holds })).holds.map(({ kind }) => kind)).toEqual(['dispute', 'manual']);
  });

  it('announces a supply hold again before it asks for one', () => {
    const policy = samplePolicy({
      steps: [
        { id: 'notice', day: 10, stage: 'demand', do: 'announce-supply-hold', effectiveInDays: 5 },
        { id: 'hold', day: 16, stage: 'demand', do: 'supply-hold' },
      ],
    });
    const facts = sampleCase({ policy, steps: [record('notice', 'sent', '2026-06-22')], invoice: { caseRun: 1 } });
    const steps = (of: CaseFacts) => planCase(of, madrid('2026-12-01')).steps.map(({ stepId }) => stepId);
    expect(steps(facts)).toEqual(['hold']);
    expect(steps(reopened(facts))).toEqual(['notice', 'hold']);
  });
});
