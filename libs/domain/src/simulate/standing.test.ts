import { describe, expect, it } from '@jest/globals';
import { sampleCase, sampleDebtor } from '@puntual/testing/builders/case-facts';
import type { Hold } from '../decide/case-facts.ts';
import { standingFrom } from './standing.ts';

const promise = (untilOn: string, kind: Hold['kind'] = 'promise'): Hold => ({ kind, untilOn }) as Hold;
const facts = (holds: readonly Hold[] = [], dueOn = '2026-06-10', status: 'open' | 'paid' = 'open') =>
  sampleCase({ holds, invoice: { id: dueOn, dueOn, status } });
const customerOn = (on: string, cases: ReturnType<typeof facts>[], startOn = '2026-06-01', before = 0) => {
  const [first = facts()] = cases;
  const { brokenPromises, risk } = standingFrom(startOn, null, before).of(first, cases, on).customer;
  return [brokenPromises, risk];
};

describe('how a simulated customer stands', () => {
  it('counts a promise as broken from the day after it, once for all invoices that it holds', () => {
    const held = [facts([promise('2026-06-15')]), facts([promise('2026-06-15')], '2026-06-11')];
    expect(customerOn('2026-06-15', held)).toEqual([0, 'low']);
    expect(customerOn('2026-06-16', held)).toEqual([1, 'medium']);
    expect(customerOn('2026-06-16', [...held, facts([promise('2026-06-14')], '2026-06-12')])).toEqual([2, 'high']);
  });
  it('counts no promise from before the start, no other hold, and adds what was broken before', () => {
    expect(customerOn('2026-06-16', [facts([promise('2026-05-31')])])).toEqual([0, 'low']);
    expect(customerOn('2026-06-16', [facts([promise('2026-06-01')])])).toEqual([1, 'medium']);
    expect(customerOn('2026-06-16', [facts([promise('2026-06-10', 'manual')])])).toEqual([0, 'low']);
    expect(customerOn('2026-06-16', [facts([promise('2026-06-15')])], '2026-06-01', 1)).toEqual([2, 'high']);
  });
  it('remembers a broken promise after its hold is gone', () => {
    const standing = standingFrom('2026-06-01', null, 0);
    standing.of(facts(), [facts([promise('2026-06-15')])], '2026-06-16');
    expect(standing.of(facts(), [facts()], '2026-06-17').customer.brokenPromises).toBe(1);
  });
  it('judges the risk by the oldest open invoice, whichever case asks', () => {
    const young = facts([], '2026-08-01');
    const old = facts([], '2026-06-10');
    expect(customerOn('2026-07-10', [young, old])).toEqual([0, 'low']);
    expect(customerOn('2026-07-11', [young, old])).toEqual([0, 'medium']);
    expect(customerOn('2026-07-11', [young, facts([], '2026-06-10', 'paid')])).toEqual([0, 'low']);
    expect(customerOn('2026-08-10', [young, old])).toEqual([0, 'high']);
  });
  it('believes what the ERP says of the risk, and returns the same facts when nothing changed', () => {
    const same = facts();
    expect(standingFrom('2026-06-01', null, 0).of(same, [same], '2026-06-16')).toBe(same);
    const rated = { ...same, customer: sampleDebtor({ risk: 'high' }) };
    expect(standingFrom('2026-06-01', 'high', 0).of(rated, [rated], '2026-06-16')).toBe(rated);
    expect(standingFrom('2026-06-01', 'low', 2).of(rated, [rated], '2026-06-16').customer).toMatchObject({
      risk: 'low',
      brokenPromises: 2,
    });
  });
});
