import { expect, test } from '@jest/globals';
import { madrid, sampleCase } from '@puntual/testing/builders/case-facts';
import { localDate } from '../calendar/dates.ts';
import type { Hold } from './case-facts.ts';
import { decide } from './decide.ts';
import { nextAct } from './next-act.ts';

const NOBODY = { tasks: [], reviewedOn: {}, heldSince: {}, placedOn: null };
const plan: Hold = { id: 'h', kind: 'plan', untilOn: '2026-06-22', wakeOn: '2026-06-15' };
/** The day on which the held case wakes, and what its next act is. */
const wakes = (now: string, holds: readonly Hold[] = [plan]) => {
  const facts = sampleCase({ holds });
  const decision = decide(facts, madrid(now));
  if (decision.kind !== 'wait') throw new Error(`it acts: ${decision.kind}`);
  const on = decision.until === null ? null : localDate(decision.until, 'Europe/Madrid');
  return [on, nextAct(facts, decision, NOBODY, madrid(now)).kind];
};

test('a plan wakes its case after the day of an instalment, and again when the grace is over', () => {
  expect(wakes('2026-06-11')).toEqual(['2026-06-16', 'dated-hold']);
  expect(wakes('2026-06-15')).toEqual(['2026-06-16', 'dated-hold']);
  expect(wakes('2026-06-16')).toEqual(['2026-06-23', 'dated-hold']);
  expect(wakes('2026-06-11', [{ ...plan, wakeOn: null }])).toEqual(['2026-06-23', 'dated-hold']);
});

test('a dispute without an end outlasts the plan, and a person is asked', () => {
  expect(wakes('2026-06-11', [plan, { id: 'd', kind: 'dispute', untilOn: null }])).toEqual([null, 'none']);
});
