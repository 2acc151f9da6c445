import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyPolicyDocument } from '@puntual/testing/life-cycle/any-policy';
import { anyCommands, MOST_COMMANDS } from '@puntual/testing/life-cycle/commands';
import { anyLife, checkLife } from '@puntual/testing/life-cycle/check-life';
import { COVERED_LIVES, COVERED_SEED, holesOf, liveAndCount } from '@puntual/testing/life-cycle/coverage';
import { coverageTable } from '@puntual/testing/life-cycle/coverage-table';

// A failure prints the commands of the smallest life that fails. PUNTUAL_TEST_SEED selects other lives,
// PUNTUAL_TEST_RUNS sets their number.
const { PUNTUAL_TEST_RUNS: runs = '100', PUNTUAL_TEST_SEED: seed = '23' } = process.env;

describe('generated lives of cases', () => {
  it('have policies with steps of every kind, and up to sixty commands', () => {
    const documents = fc.sample(anyPolicyDocument, { numRuns: 200, seed: 1 });
    expect(new Set(documents.flatMap(({ steps }) => steps.map((step) => step.do)))).toEqual(
      new Set(['send', 'announce-supply-hold', 'supply-hold', 'task', 'agency']),
    );
    const lengths = fc.sample(anyCommands, { numRuns: 200, seed: 1 }).map((commands) => commands.length);
    expect(Math.max(...lengths)).toBe(MOST_COMMANDS);
    expect(COVERED_LIVES).toBeGreaterThanOrEqual(1000);
  });

  it('follow the model, keep all invariants and reach every reachable state (docs/faults.md, F23)', () => {
    const reached = liveAndCount(COVERED_LIVES, COVERED_SEED);
    const { legal, holes } = holesOf(reached);
    expect(holes.length / legal).toBeLessThanOrEqual(0.05);
    // The committed table is this run's: `npm run -s coverage` writes it.
    expect(coverageTable(reached)).toBe(readFileSync(new URL('../../../../docs/coverage.md', import.meta.url), 'utf8'));
  });

  it('follow the model and keep all invariants with other seeds', () => {
    fc.assert(
      fc.property(anyLife, (life) => checkLife(life)),
      { numRuns: Number(runs), seed: Number(seed) },
    );
  });
});
