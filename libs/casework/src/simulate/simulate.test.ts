import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CustomerRun } from '@puntual/domain/simulate/summarize';
import { standardDocument } from '@puntual/domain/policy/standard';
import { amended, cancelled, customer, issued, paid, reversed } from '@puntual/testing/builders/events';
import { withClient } from '@puntual/sandbox/prepare-database';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { openHold, releaseHold } from '../people/holds.ts';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { diaryOf, liveCases, type Diary } from '@puntual/testing/worlds/live-cases';
import {
  simulate as simulateOver,
  type SimulationProgress,
  type SimulationRequest,
  type SimulationResult,
} from './simulate.ts';

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

const NOW = at('2026-11-20 12:00');
const DAYS = 50;
const END = NOW + DAYS * 86_400_000;
const strict = { key: 'strict' };

function simulate(
  {
    invoiceIds = null,
    ...change
  }: Partial<SimulationRequest> & { readonly invoiceIds?: readonly string[] | null } = {},
  organizationId = world.organization.id,
): Promise<SimulationResult> {
  return simulateOver(db.database, organizationId, {
    over: { from: NOW, days: DAYS, invoiceIds },
    policy: null,
    cases: 'all',
    calls: 'no-answer',
    limit: 50,
    after: null,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...change,
  });
}

async function simulated(
  change: Parameters<typeof simulate>[0] = {},
): Promise<Extract<SimulationResult, { result: 'simulated' }>> {
  const result = await simulate(change);
  if (result.result !== 'simulated') throw new Error(JSON.stringify(result));
  return result;
}

/** A simulation in the form that `diaryOf` returns. */
function diary({ outcome }: Extract<SimulationResult, { result: 'simulated' }>, of: 'run' | 'other' = 'run'): Diary {
  const lines = outcome.runs.flatMap((each): [string, string[]][] => {
    const names = new Map(each.customer.invoices.map((invoice) => [invoice.id, invoice.invoiceId]));
    const happened = (each[of] as CustomerRun).happened.flatMap((entry) => {
      if (entry.kind === 'task') return [`${entry.on} ${entry.task}`];
      return entry.kind === 'message'
        ? [
            `${entry.on} ${entry.template} ${entry.carries
              .map((carried) => names.get(carried.invoiceId) ?? '?')
              .sort()
              .join('+')}`,
          ]
        : [];
    });
    return happened.length === 0 ? [] : [[each.customer.customerId, happened.sort()]];
  });
  return Object.fromEntries(lines.sort());
}

/**
 * Six customers with all kinds of cases: several invoices, stages reached in another system, a pause, no contacts,
 * credit, a promise that is broken, overdue invoices.
 */
async function aHandful(): Promise<void> {
  const due = (invoiceId: string, customerId: string, dueDate: string, more: object = {}) =>
    issued({ invoiceId, customerId, issueDate: '2026-09-01', dueDate, ...more });
  await world.take(
    [
      customer(),
      due('A1', 'C-1', '2026-12-01'),
      due('A2', 'C-1', '2026-12-10'),
      due('A3', 'C-1', '2026-10-01'),
      customer({ customerId: 'C-2', tags: ['key-account'] }),
      due('B1', 'C-2', '2026-11-02', { alreadyReached: { stage: 'follow-up', on: '2026-11-10' } }),
      due('B2', 'C-2', '2026-11-05', { alreadyReached: { stage: 'demand', on: '2026-11-12' } }),
      customer({ customerId: 'C-3' }),
      due('C1', 'C-3', '2026-11-10'),
      due('C2', 'C-3', '2026-11-18'),
      customer({ customerId: 'C-4', contacts: [] }),
      due('D1', 'C-4', '2026-11-25'),
      customer({ customerId: 'C-5' }),
      due('E1', 'C-5', '2026-11-12', { total: '100.00' }),
      paid({ customerId: 'C-5', paymentId: 'P-5', amount: '40.00', receivedOn: '2026-11-02' }),
      customer({ customerId: 'C-6', timeZone: 'America/Santiago', country: 'CL' }),
      due('F1', 'C-6', '2026-12-18'),
    ],
    at('2026-11-02 10:00'),
  );
  const row = async (invoiceId: string) => (await world.invoice(invoiceId)).id;
  await openHold(
    db.database,
    world.actor,
    { invoiceRowId: await row('C1'), kind: 'manual', reason: 'x', untilOn: '2026-12-04' },
    NOW,
  );
  await world.query(
    `INSERT INTO hold (id, organization_id, invoice_id, customer_id, kind, until_on, opened_at, opened_by)
     SELECT gen_random_uuid(), organization_id, id, customer_id, 'promise', '2026-11-30', '2026-11-19', 'x'
     FROM invoice
     WHERE invoice_id = 'C2'
     RETURNING id`,
  );
  // Every case is evaluated before the simulation starts, so some steps are requested already.
  for (const id of ['A1', 'A2', 'A3', 'B1', 'B2', 'C1', 'C2', 'D1', 'E1', 'F1'])
    await world.evaluate(at('2026-11-19 18:00'), id);
}

describe('a simulation over the open invoices', () => {
  test('foresees what then really happens, message by message and task by task', async () => {
    await aHandful();
    await world.query(
      `UPDATE invoice SET runs_policy_key = 'strict', runs_policy_version = 1
       WHERE invoice_id IN ('A2', 'C2', 'E1')
       RETURNING id`,
    );
    const foreseen = diary(await simulated());
    await liveCases(world, NOW, END);
    expect(foreseen).toEqual(await diaryOf(world));
    // The comparison would mean little if some kinds of steps never happened.
    const all = Object.values(foreseen)
      .flat()
      .map((line) => line.split(' ')[1]);
    for (const kind of [
      'courtesy',
      'due-today',
      'friendly',
      'follow-up',
      'demand',
      'call',
      'approve-agency',
      'fix-contact',
    ])
      expect(all).toContain(kind);
  });

  test('foresees what happens under another policy, beside the policies that the cases run on', async () => {
    await aHandful();
    const before = diary(await simulated());
    const tried = await simulated({ policy: strict });
    expect(diary(tried, 'other')).toEqual(before);
    // After the cases have changed to that policy, a simulation without a trial foresees the same.
    await world.query("UPDATE invoice SET runs_policy_key = 'strict', runs_policy_version = 1 RETURNING id");
    expect(diary(await simulated())).toEqual(diary(tried));
    expect(tried.outcome.summary.totals.supplyHolds).toBeGreaterThan(0);
    expect(tried.outcome.differences?.customers).toMatchObject({ moreContacts: expect.any(Number) });
    expect(tried).toMatchObject({
      customers: 6,
      loaded: { invoices: 10, appliedTo: 10 },
      tried: { source: 'version', policy: { key: 'strict', version: 1 } },
    });
  });
});

describe('the past', () => {
  const FROM = at('2026-11-23 00:00');
  const TO = at('2027-01-30 00:00');

  /**
   * Four customers over ten weeks: new invoices, a payment, its reversal, credit that covers a debt, a dispute, a
   * later due date, a cancelled invoice.
   */
  async function tenWeeks(): Promise<void> {
    const due = (invoiceId: string, customerId: string, dueDate: string) =>
      issued({ invoiceId, customerId, issueDate: '2026-09-01', dueDate });
    await world.take(
      [
        customer(),
        due('A1', 'C-1', '2026-11-12'),
        due('A2', 'C-1', '2026-12-10'),
        customer({ customerId: 'C-2' }),
        due('B1', 'C-2', '2026-11-06'),
        customer({ customerId: 'C-3', contacts: [] }),
        due('D1', 'C-3', '2026-11-26'),
        customer({ customerId: 'C-4' }),
        due('E1', 'C-4', '2026-12-01'),
      ],
      at('2026-11-02 10:00'),
    );
    const take = (when: string, customerId: string, ...events: Parameters<CaseWorld['take']>[0]) => ({
      at: at(when),
      customerId,
      happens: () => world.take(events, at(when)),
    });
    const money = (paymentId: string, customerId: string, amount: string, invoiceId?: string) =>
      paid({ paymentId, customerId, amount, ...(invoiceId ? { allocations: [{ invoiceId, amount }] } : {}) });
    await liveCases(world, at('2026-11-02 11:00'), TO, [
      take(
        '2026-11-25 16:00',
        'C-1',
        issued({ invoiceId: 'A3', customerId: 'C-1', issueDate: '2026-11-01', dueDate: '2026-12-02' }),
      ),
      take('2026-12-03 16:00', 'C-1', money('P-1', 'C-1', '1210.00', 'A1')),
      take(
        '2026-12-09 16:00',
        'C-1',
        amended({ invoiceId: 'A2', customerId: 'C-1', revision: 1, dueDate: '2026-12-21' }),
      ),
      take('2026-12-15 16:00', 'C-1', reversed({ paymentId: 'P-1', customerId: 'C-1' })),
      take('2027-01-05 16:00', 'C-1', cancelled({ invoiceId: 'A3', customerId: 'C-1' })),
      {
        at: at('2026-11-26 16:00'),
        customerId: 'C-2',
        happens: async () =>
          openHold(
            db.database,
            world.actor,
            { invoiceRowId: (await world.invoice('B1')).id, kind: 'dispute', reason: 'x', untilOn: null },
            at('2026-11-26 16:00'),
          ),
      },
      {
        at: at('2026-12-11 16:00'),
        customerId: 'C-2',
        happens: async () =>
          releaseHold(
            db.database,
            world.actor,
            {
              invoiceRowId: (await world.invoice('B1')).id,
              holdId: (await world.one<{ id: string }>('SELECT id FROM hold')).id,
            },
            at('2026-12-11 16:00'),
          ),
      },
      take('2026-12-22 16:00', 'C-2', money('P-2', 'C-2', '1300.00', 'UNKNOWN')),
      take(
        '2027-01-04 16:00',
        'C-2',
        issued({ invoiceId: 'B2', customerId: 'C-2', issueDate: '2026-11-01', dueDate: '2026-12-20' }),
      ),
    ]);
  }

  let lived: CaseWorld;
  beforeAll(async () => {
    world = lived = new CaseWorld(db.database, await freshOrganization(db));
    await tenWeeks();
  });
  beforeEach(() => {
    world = lived;
  });

  test('simulated again under the policies that ran happens as it really did', async () => {
    const again = await simulated({ over: { from: FROM, to: TO } });
    const recorded = diary(again, 'other');
    // The run that the simulation is compared with is read from the rows.
    const rows = await diaryOf(world);
    expect(recorded).toEqual(
      Object.fromEntries(Object.entries(rows).map(([id, lines]) => [id, lines.filter((line) => line >= '2026-11-23')])),
    );
    expect(diary(again)).toEqual(recorded);
    expect(again.outcome.differences?.customers).toEqual({ same: 4, moreContacts: 0, fewerContacts: 0, otherwise: 0 });
    const all = Object.values(recorded)
      .flat()
      .map((line) => line.split(' ')[1]);
    // Friendly reminders came before: from here on, each message lists an invoice that was demanded.
    for (const kind of ['courtesy', 'due-today', 'demand', 'thank-you', 'call']) expect(all).toContain(kind);
  });

  test('under another policy shows what that policy would have done with the same invoices and payments', async () => {
    const { outcome, loaded, against } = await simulated({
      over: { from: FROM, to: TO },
      policy: { document: { ...standardDocument, steps: standardDocument.steps.slice(0, 3) } },
    });
    expect([against, loaded.invoices, loaded.appliedTo]).toEqual(['record', 7, 7]);
    // The policy has no step after the friendly reminder; customers who paid get a thank-you all the same.
    expect(outcome.summary.byTemplate.map((each) => each.at)).toEqual([
      'courtesy',
      'due-today',
      'friendly',
      'thank-you',
    ]);
    expect(outcome.other?.byTemplate.map((each) => each.at)).toContain('demand');
    expect(outcome.summary.totals.tasks).toBeLessThan(outcome.other?.totals.tasks ?? 0);
  });
});

describe('a simulation', () => {
  test('reads no invoice of another organization', async () => {
    await aHandful();
    const other = await freshOrganization(db);
    expect(await simulate({}, other.id)).toMatchObject({ customers: 0, loaded: { invoices: 0 } });
    expect(await simulate({ over: { from: at('2026-11-01 00:00'), to: NOW } }, other.id)).toMatchObject({
      customers: 0,
    });
    expect(await simulate({ invoiceIds: ['A1'] }, other.id)).toEqual({
      result: 'unknown-invoices',
      invoiceIds: ['A1'],
    });
  });

  test('of more than 20,000 invoices is refused', async () => {
    await world.take([customer()]);
    await withClient(db.ownerUrl, (client) =>
      client.query(
        `INSERT INTO invoice (
           id, organization_id, invoice_id, number, customer_id, issue_date, due_date, currency, total_minor,
           open_minor, known_at
         )
         SELECT
           gen_random_uuid(), c.organization_id, 'I-' || n, 'F', c.id, '2026-10-01', '2026-11-01', 'EUR', 1, 1,
           '2026-10-01'
         FROM generate_series(1, 20001) n, customer c
         WHERE c.organization_id = '${world.organization.id}'`,
      ),
    );
    expect(await simulate()).toEqual({ result: 'too-many', invoices: 20_001 });
    expect(await simulate({ over: { from: at('2026-11-01 00:00'), to: NOW } })).toEqual({
      result: 'too-many',
      invoices: 20_001,
    });
  });

  test('ends when its caller aborts it, while it reads and while it simulates', async () => {
    await aHandful();
    for (const phase of ['reading', 'simulating'] as const) {
      const gone = new AbortController();
      const reported: string[] = [];
      const onProgress = (progress: SimulationProgress) => {
        reported.push(`${progress.phase} ${progress.done}`);
        if (progress.phase === phase) gone.abort(new Error('gone'));
      };
      await expect(simulate({ signal: gone.signal, onProgress })).rejects.toThrow('gone');
      expect(reported.at(-1)).toBe(phase === 'reading' ? 'reading 6' : 'simulating 1');
    }
  });

  test('runs in a transaction that cannot change anything', async () => {
    await expect(
      db.database.inOrganization(world.organization.id, (tx) => tx.$executeRaw`DELETE FROM step`, { readOnly: true }),
    ).rejects.toThrow(/read-only/);
  });
});
