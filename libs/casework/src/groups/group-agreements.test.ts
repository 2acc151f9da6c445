import { beforeEach, describe, expect, test } from '@jest/globals';
import { customer, issued, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at } from '@puntual/testing/worlds/case-world';
import { ana, ContactWorld } from '@puntual/testing/worlds/contact-world';
import { openDispute } from '../disputes/open-dispute.ts';
import { makePlan } from '../people/payment-plans.ts';
import { promiseToPay } from '../people/promises.ts';

// What the payer of a group disputes, promises and agrees to pay about invoices of several customers.

const db = useTestDatabase();
const NOW = at('2026-11-23 12:00'); // a Monday
const G = { groupId: 'G-1', payer: 'P-1' };
const OWNERS = { 'I-1': 'M-1', 'I-2': 'M-2', 'I-3': 'P-1' } as const;
let world: ContactWorld;

beforeEach(async () => {
  world = new ContactWorld(db.database, await freshOrganization(db));
  const of = (customerId: string) =>
    customer({ customerId, contacts: [{ ...ana, email: `${customerId}@x.example` }], group: G });
  const reached = {
    issueDate: '2026-10-01',
    dueDate: '2026-11-02',
    alreadyReached: { stage: 'follow-up' as const, on: '2026-11-10' },
  };
  await world.take([of('M-1'), of('M-2'), of('P-1')], at('2026-11-20 12:00'));
  await world.take(
    Object.entries(OWNERS).map(([invoiceId, customerId]) =>
      issued({ ...reached, customerId, invoiceId, number: `F/${invoiceId}`, total: '100.00' }),
    ),
    at('2026-11-20 12:01'),
  );
  await evaluateAll(at('2026-11-20 12:02'));
});

async function evaluateAll(now: number): Promise<string[]> {
  const did: string[] = [];
  for (const id of Object.keys(OWNERS)) did.push(...(await world.evaluate(now, id)).did.map((each) => `${id} ${each}`));
  return did;
}
const payerRowId = async () => (await world.contactRef('P-1')).customerRowId;
const heldBy = async (kind: string) =>
  (
    await world.query<{ id: string }>(
      `SELECT i.invoice_id AS id FROM hold h JOIN invoice i ON i.id = h.invoice_id
       WHERE h.kind = $1 AND h.released_at IS NULL ORDER BY 1`,
      kind,
    )
  ).map(({ id }) => id);
const pays = (paymentId: string, amount: string, invoiceId: string, on: string) =>
  world.take(
    [paid({ paymentId, customerId: 'P-1', amount, receivedOn: on, allocations: [{ invoiceId, amount }] })],
    at(`${on} 12:00`),
  );

describe('a dispute of the payer', () => {
  test('over invoices of several customers silences what is disputed; the rest is chased in one message', async () => {
    const opened = await openDispute(
      db.database,
      world.actor,
      {
        customerRowId: await payerRowId(),
        invoices: [{ invoiceId: 'I-1' }, { invoiceId: 'I-2', amount: '30.00' }],
        details: { reason: 'two boxes missing', category: 'quantity' },
      },
      NOW,
    );
    expect(opened).toMatchObject({ result: 'done' });
    expect(await heldBy('dispute')).toEqual(['I-1', 'I-2']);
    const later = at('2026-11-25 12:00');
    expect(await evaluateAll(later)).toEqual(['I-2 requested demand', 'I-3 requested demand']);
    const message = await world.reserve(later, { customerId: 'P-1' });
    expect(message.text).toContain('F/I-2=');
    expect(message.text).toContain('F/I-3=');
    expect(message.text).not.toContain('F/I-1=');
    expect(message.text).toMatch(/F\/I-2=70[.,]00|F\/I-2=7000/);
  });

  test('names no invoice of a customer who is not in the group', async () => {
    const invoice = { customerId: 'X-1', invoiceId: 'I-9' };
    await world.take([customer({ customerId: 'X-1' }), issued(invoice)], at('2026-11-20 12:03'));
    const details = { reason: 'x', category: 'quantity' } as const;
    const wanted = { customerRowId: await payerRowId(), invoices: [{ invoiceId: 'I-9' }], details };
    expect(await openDispute(db.database, world.actor, wanted, NOW)).toMatchObject({ result: 'invalid' });
  });
});

describe('a promise of the payer', () => {
  const promise = async (invoiceIds: readonly string[], amount: string) =>
    promiseToPay(
      db.database,
      world.actor,
      {
        customerRowId: await payerRowId(),
        invoiceIds,
        wanted: { date: '2026-11-27', amount },
        source: 'api',
        promisedBy: 'Ana',
        note: null,
        mayExceed: false,
        renews: null,
      },
      NOW,
    );
  const states = () => world.query('SELECT state, kept_minor FROM promise');

  test('holds the invoices that it names and no other, and is kept by the payer’s money', async () => {
    expect(await promise(['I-1', 'I-3'], '200.00')).toMatchObject({ result: 'done' });
    expect(await heldBy('promise')).toEqual(['I-1', 'I-3']);
    const did = await evaluateAll(at('2026-11-25 12:00'));
    expect(did).toEqual(['I-2 requested demand']);
    await pays('P', '100.00', 'I-1', '2026-11-26');
    await pays('Q', '100.00', 'I-3', '2026-11-26');
    await evaluateAll(at('2026-11-26 12:01'));
    expect(await states()).toEqual([{ state: 'kept', kept_minor: 20_000n }]);
  });

  test('is broken for all when its money came back from the invoice of another customer', async () => {
    expect(await promise(['I-1', 'I-3'], '200.00')).toMatchObject({ result: 'done' });
    await pays('P', '100.00', 'I-1', '2026-11-26');
    await world.take(
      [reversed({ paymentId: 'P', customerId: 'P-1', reversedOn: '2026-11-27' })],
      at('2026-11-27 12:00'),
    );
    await evaluateAll(at('2026-12-07 12:00'));
    expect(await states()).toMatchObject([{ state: 'broken' }]);
    expect(await heldBy('promise')).toEqual([]);
    const open = await world.query(
      `SELECT i.invoice_id FROM invoice i WHERE i.status = 'open' AND i.next_action_at IS NULL AND NOT EXISTS (
         SELECT 1 FROM task_invoice ti JOIN task t ON t.id = ti.task_id
         WHERE ti.invoice_id = i.id AND t.state <> 'done') AND NOT EXISTS (
         SELECT 1 FROM step s WHERE s.invoice_id = i.id AND s.state = 'requested')`,
    );
    expect(open).toEqual([]);
  });
});

describe('a plan of the payer', () => {
  test('covers invoices of several customers, and the payer’s money pays its instalments', async () => {
    const made = await makePlan(
      db.database,
      world.actor,
      {
        customerRowId: await payerRowId(),
        invoiceIds: ['I-1', 'I-2'],
        instalments: [
          { date: '2026-12-01', amount: '100.00' },
          { date: '2027-01-04', amount: '100.00' },
        ],
        charges: 'included',
        source: 'api',
        note: null,
        replaces: null,
      },
      NOW,
    );
    expect(made).toMatchObject({ result: 'done' });
    expect(await heldBy('plan')).toEqual(['I-1', 'I-2']);
    await pays('P', '100.00', 'I-1', '2026-11-30');
    await evaluateAll(at('2026-12-02 12:00'));
    expect(await world.query('SELECT state FROM payment_plan')).toEqual([{ state: 'active' }]);
    await pays('Q', '100.00', 'I-2', '2026-12-30');
    await evaluateAll(at('2026-12-30 12:01'));
    expect(await world.query('SELECT state FROM payment_plan')).toEqual([{ state: 'completed' }]);
  });
});
