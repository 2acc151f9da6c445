import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { CustomerRun } from '@puntual/domain/simulate/summarize';
import { standardDocument } from '@puntual/domain/policy/standard';
import { customer, issued, paid } from '@puntual/testing/builders/events';
import { freshOrganization, withTestDatabase, type TestDatabase } from '@puntual/testing/test-database';
import { openHold } from '../cases/holds.ts';
import { saveDraft } from '../policies/save-draft.ts';
import { at, CaseWorld } from '../testing/case-world.ts';
import { diaryOf, liveCases, type Diary } from '../testing/live-cases.ts';
import { simulateOpen, type SimulationProgress, type SimulationRequest, type SimulationResult } from './simulate-open.ts';

jest.setTimeout(120_000);
let db: TestDatabase;
let world: CaseWorld;
beforeAll(async () => {
  db = await withTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

const NOW = at('2026-11-20 12:00');
const DAYS = 70;
const END = NOW + DAYS * 86_400_000;
const strict = { key: 'strict' };

function simulate(change: Partial<SimulationRequest> = {}, organizationId = world.organization.id): Promise<SimulationResult> {
  return simulateOpen(db.database, organizationId, {
    invoiceIds: null, policy: null, cases: 'all', days: DAYS, calls: 'no-answer', limit: 50, after: null, signal: new AbortController().signal, onProgress: () => undefined, ...change,
  }, NOW);
}

async function simulated(change: Partial<SimulationRequest> = {}): Promise<Extract<SimulationResult, { result: 'simulated' }>> {
  const result = await simulate(change);
  if (result.result !== 'simulated') throw new Error(JSON.stringify(result));
  return result;
}

/** A simulation in the words of `diaryOf`. */
function diary({ outcome }: Extract<SimulationResult, { result: 'simulated' }>, of: 'run' | 'other' = 'run'): Diary {
  const lines = outcome.runs.flatMap((each): [string, string[]][] => {
    const names = new Map(each.customer.invoices.map((invoice) => [invoice.id, invoice.invoiceId]));
    const happened = (each[of] as CustomerRun).happened.flatMap((entry) => {
      if (entry.kind === 'task') return [`${entry.on} ${entry.task}`];
      return entry.kind === 'message' ? [`${entry.on} ${entry.template} ${entry.carries.map((carried) => names.get(carried.invoiceId) ?? '?').sort().join('+')}`] : [];
    });
    return happened.length === 0 ? [] : [[each.customer.customerId, happened.sort()]];
  });
  return Object.fromEntries(lines.sort());
}

/** A handful of customers whose cases go every way: several invoices, chased elsewhere before, paused, nobody to reach, credit, a promise that passes, late already. */
async function aHandful(): Promise<void> {
  const due = (invoiceId: string, customerId: string, dueDate: string, more: object = {}) => issued({ invoiceId, customerId, issueDate: '2026-09-01', dueDate, ...more });
  await world.take([
    customer(), due('A1', 'C-1', '2026-12-01'), due('A2', 'C-1', '2026-12-10'), due('A3', 'C-1', '2026-10-01'),
    customer({ customerId: 'C-2', tags: ['key-account'] }), due('B1', 'C-2', '2026-11-02', { alreadyReached: { stage: 'follow-up', on: '2026-11-10' } }), due('B2', 'C-2', '2026-11-05', { alreadyReached: { stage: 'demand', on: '2026-11-12' } }),
    customer({ customerId: 'C-3' }), due('C1', 'C-3', '2026-11-10'), due('C2', 'C-3', '2026-11-18'),
    customer({ customerId: 'C-4', contacts: [] }), due('D1', 'C-4', '2026-11-25'),
    customer({ customerId: 'C-5' }), due('E1', 'C-5', '2026-11-12', { total: '100.00' }), paid({ customerId: 'C-5', paymentId: 'P-5', amount: '40.00' }),
    customer({ customerId: 'C-6', timeZone: 'America/Santiago', country: 'CL' }), due('F1', 'C-6', '2026-12-18'),
  ], at('2026-11-02 10:00'));
  const row = async (invoiceId: string) => (await world.invoice(invoiceId)).id;
  await openHold(db.database, world.actor, await row('C1'), { kind: 'manual', reason: 'x', untilOn: '2026-12-04' }, NOW);
  await world.query("INSERT INTO hold (id, organization_id, invoice_id, customer_id, kind, until_on, opened_at, opened_by) SELECT gen_random_uuid(), organization_id, id, customer_id, 'promise', '2026-11-30', '2026-11-19', 'x' FROM invoice WHERE invoice_id = 'C2' RETURNING id");
  // What was asked for before now stands as it stands.
  for (const id of ['A1', 'A2', 'A3', 'B1', 'B2', 'C1', 'C2', 'D1', 'E1', 'F1']) await world.look(at('2026-11-19 18:00'), id);
}

describe('a simulation over the open invoices', () => {
  test('says what then really happens, message by message and task by task', async () => {
    await aHandful();
    await world.query("UPDATE invoice SET runs_policy_key = 'strict', runs_policy_version = 1 WHERE invoice_id IN ('A2', 'C2', 'E1') RETURNING id");
    const foreseen = diary(await simulated());
    await liveCases(world, NOW, END);
    expect(foreseen).toEqual(await diaryOf(world));
    // It says something: every kind of thing happens to somebody.
    const all = Object.values(foreseen).flat().map((line) => line.split(' ')[1]);
    for (const kind of ['courtesy', 'due-today', 'friendly', 'follow-up', 'demand', 'call', 'approve-agency', 'fix-contact']) expect(all).toContain(kind);
  });

  test('says what would really happen under another policy, and what under the one that runs', async () => {
    await aHandful();
    const before = diary(await simulated());
    const tried = await simulated({ policy: strict });
    expect(diary(tried, 'other')).toEqual(before);
    // Moved on to it, the cases are foreseen to do what was said of the trial.
    await world.query("UPDATE invoice SET runs_policy_key = 'strict', runs_policy_version = 1 RETURNING id");
    expect(diary(await simulated())).toEqual(diary(tried));
    expect(tried.outcome.summary.totals.supplyHolds).toBeGreaterThan(0);
    expect(tried.outcome.differences?.customers).toMatchObject({ moreContacts: expect.any(Number) });
    expect(tried).toMatchObject({ customers: 6, loaded: { invoices: 10, appliedTo: 10 }, tried: { source: 'version', policy: { key: 'strict', version: 1 } } });
  });
});
