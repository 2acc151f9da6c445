import { beforeEach, describe, expect, test } from '@jest/globals';
import { customer, issued, merged, paid } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { ana, ContactWorld, NOW, sent } from '@puntual/testing/worlds/contact-world';

const db = useTestDatabase();
let world: ContactWorld;
beforeEach(async () => {
  world = new ContactWorld(db.database, await freshOrganization(db));
});

const G = { groupId: 'G-1', payer: 'P-1' };
let count = 0;
const of = (customerId: string, more: Parameters<typeof customer>[0] = {}) =>
  customer({
    customerId,
    name: `Name ${customerId}`,
    contacts: [{ ...ana, email: `${customerId}@x.example` }],
    ...more,
  });
const bill = (customerId: string, invoiceId: string, total = '100.00') => issued({ customerId, invoiceId, total });
/** The event that a customer is in a group, later than those before. */
const joins = (customerId: string, group: object | null) => {
  count += 1;
  return { ...of(customerId, { group: group as never }), time: `2026-11-03T10:00:${String(count).padStart(2, '0')}Z` };
};
const CALL_DAY = Date.parse('2027-01-11T12:00:00+01:00');
/** An invoice that is due to be called about on that day. */
const old = (customerId: string, invoiceId: string) =>
  issued({ customerId, invoiceId, total: '100.00', alreadyReached: { stage: 'demand', on: '2026-12-31' } });
const membersOf = () =>
  world.query<{ customer_id: string; payer: string | null }>(`
    SELECT c.customer_id, p.customer_id AS payer
    FROM customer c JOIN customer_group g ON g.id = c.group_id LEFT JOIN customer p ON p.id = g.payer_id
    ORDER BY c.customer_id`);

/** Three customers, of which P-1 pays for the group, each with an invoice of 100.00 that is due for its reminder. */
async function groupOfThree(): Promise<void> {
  count = 0;
  await world.take([of('M-1', { group: G }), of('M-2', { group: G }), of('P-1', { group: G })]);
  await world.take([bill('M-1', 'I-1'), bill('M-2', 'I-2', '200.00'), bill('P-1', 'I-3', '300.00')]);
}
const evaluateAll = async (ids = ['I-1', 'I-2', 'I-3'], now = NOW) => {
  for (const id of ids) await world.evaluate(now, id);
};

describe('a group of customers', () => {
  test('is known in whatever order its customers arrive', async () => {
    await groupOfThree();
    expect(await membersOf()).toEqual(['M-1', 'M-2', 'P-1'].map((customer_id) => ({ customer_id, payer: 'P-1' })));
  });

  test('gets one message, to its payer, with all claims; each invoice keeps its own stage', async () => {
    await groupOfThree();
    const further = { stage: 'friendly', on: '2026-11-20' } as const;
    await world.take([
      {
        ...issued({
          customerId: 'M-2',
          invoiceId: 'I-4',
          total: '50.00',
          issueDate: '2026-10-01',
          dueDate: '2026-11-19',
          alreadyReached: further,
        }),
      },
    ]);
    await evaluateAll(['I-1', 'I-2', 'I-3', 'I-4']);
    expect((await world.outbox('poke-contact')).map(({ key }) => key)).toEqual(
      expect.arrayContaining([expect.stringMatching(/P-1$/)]),
    );
    expect(await world.gate(NOW, { customerId: 'M-1' })).toEqual({ kind: 'nothing' });
    expect(await world.gate(NOW, { customerId: 'M-2' })).toEqual({ kind: 'nothing' });
    const message = await world.reserve(NOW, { customerId: 'P-1' });
    expect(message.recipients).toEqual([{ contactId: 'k1', channel: 'email', address: 'P-1@x.example' }]);
    for (const id of ['I-1', 'I-2', 'I-3']) expect(message.text).toContain(id);
    expect(message.template).toBe('follow-up');
    await world.settle(message.messageId, sent(), NOW, 'P-1');
    expect(await world.query('SELECT 1 FROM message')).toHaveLength(1);
    expect(await world.query('SELECT invoice_id, stage FROM invoice ORDER BY invoice_id')).toEqual([
      { invoice_id: 'I-1', stage: 'friendly' },
      { invoice_id: 'I-2', stage: 'friendly' },
      { invoice_id: 'I-3', stage: 'friendly' },
      { invoice_id: 'I-4', stage: 'follow-up' },
    ]);
    // The contact budget is the payer's.
    expect(await world.query('SELECT customer_id FROM customer WHERE last_reminder_on IS NOT NULL')).toEqual([
      { customer_id: 'P-1' },
    ]);
  });

  test('nets the credit of a customer with that customer’s invoices only', async () => {
    await groupOfThree();
    await world.take([paid({ customerId: 'M-1', paymentId: 'X', amount: '30.00', reference: 'who knows' })], NOW);
    await evaluateAll();
    const message = await world.reserve(NOW, { customerId: 'P-1' });
    const { totals } = await world.one<{ totals: unknown }>(
      'SELECT totals FROM message WHERE id = $1::uuid',
      message.messageId,
    );
    expect(totals).toEqual([{ currency: 'EUR', openMinor: '60000', creditMinor: '3000', toPayMinor: '57000' }]);
  });

  test('does not ask for a member’s invoices that the member’s credit covers', async () => {
    await groupOfThree();
    await world.take([paid({ customerId: 'M-1', paymentId: 'X', amount: '400.00', reference: 'who knows' })], NOW);
    await evaluateAll();
    const message = await world.reserve(NOW, { customerId: 'P-1' });
    expect(message.text).toBe('overdue: F-2026/I-2=20000 F-2026/I-3=30000; upcoming: ; settled: ');
    const { totals } = await world.one<{ totals: unknown }>(
      'SELECT totals FROM message WHERE id = $1::uuid',
      message.messageId,
    );
    expect(totals).toMatchObject([{ openMinor: '50000', toPayMinor: '50000' }]);
  });

  test('of which a customer leaves is written to without that customer, who is written to itself', async () => {
    await groupOfThree();
    await evaluateAll();
    await world.take([joins('M-1', null)], NOW);
    expect(await membersOf()).toHaveLength(2);
    await evaluateAll();
    const ofGroup = await world.reserve(NOW, { customerId: 'P-1' });
    expect(ofGroup.text).toBe('overdue: F-2026/I-2=20000 F-2026/I-3=30000; upcoming: ; settled: ');
    const own = await world.reserve(NOW, { customerId: 'M-1' });
    expect(own).toMatchObject({ text: 'overdue: F-2026/I-1=10000; upcoming: ; settled: ' });
    expect(own.recipients).toMatchObject([{ address: 'M-1@x.example' }]);
    expect(
      await world.query('SELECT left_at IS NULL AS here FROM customer_group_member ORDER BY left_at NULLS LAST'),
    ).toEqual([{ here: false }, { here: true }, { here: true }]);
    expect(await world.audit('customer.group-left')).toMatchObject([{ data: { groupId: 'G-1' } }]);
  });

  test('without a payer has each customer written to itself', async () => {
    await groupOfThree();
    await evaluateAll();
    await world.take([joins('P-1', null)], NOW);
    await evaluateAll();
    for (const [customerId, text] of [
      ['P-1', 'I-3=30000'],
      ['M-1', 'I-1=10000'],
      ['M-2', 'I-2=20000'],
    ] as const)
      expect((await world.reserve(NOW, { customerId })).text).toBe(`overdue: F-2026/${text}; upcoming: ; settled: `);
  });

  test('takes no message back that is being sent, and sends it to nobody twice', async () => {
    await groupOfThree();
    await evaluateAll();
    const message = await world.reserve(NOW, { customerId: 'P-1' });
    await world.take([joins('M-1', null)], NOW);
    await world.evaluate(NOW, 'I-1');
    expect(await world.gate(NOW, { customerId: 'M-1' })).toEqual({ kind: 'nothing' });
    expect(await world.gate(NOW + 60_000, { customerId: 'P-1' })).toEqual({ kind: 'again' });
    expect(await world.one('SELECT state FROM message WHERE id = $1::uuid', message.messageId)).toEqual({
      state: 'ambiguous',
    });
  });

  test('keeps the customer into whom one of its customers is merged', async () => {
    await groupOfThree();
    await world.take([of('N-1'), bill('N-1', 'I-9', '90.00')]);
    await evaluateAll(['I-1', 'I-2', 'I-3', 'I-9']);
    await world.take([merged({ from: 'M-1', into: 'N-1' })], NOW);
    expect((await membersOf()).map((row) => row.customer_id)).toEqual(['M-2', 'N-1', 'P-1']);
    await evaluateAll(['I-1', 'I-2', 'I-3', 'I-9']);
    const message = await world.reserve(NOW, { customerId: 'P-1' });
    for (const id of ['I-1', 'I-2', 'I-3', 'I-9']) expect(message.text).toContain(`F-2026/${id}=`);
    expect(await world.gate(NOW, { customerId: 'N-1' })).toEqual({ kind: 'nothing' });
  });

  test('is paid for by the customer into whom its payer is merged', async () => {
    await groupOfThree();
    await world.take([of('N-1')]);
    await evaluateAll();
    await world.take([merged({ from: 'P-1', into: 'N-1' })], NOW);
    expect(await membersOf()).toEqual(['M-1', 'M-2', 'N-1'].map((customer_id) => ({ customer_id, payer: 'N-1' })));
    await evaluateAll();
    const message = await world.reserve(NOW, { customerId: 'N-1' });
    for (const id of ['I-1', 'I-2', 'I-3']) expect(message.text).toContain(`F-2026/${id}=`);
  });

  test('is called once, through its payer; who joins and leaves takes the open invoices along', async () => {
    count = 0;
    await world.take([of('M-1'), of('P-1'), old('M-1', 'I-1'), old('P-1', 'I-3')]);
    await evaluateAll(['I-1', 'I-3'], CALL_DAY);
    expect(await callsOf()).toEqual([
      { customer_id: 'M-1', invoices: ['I-1'] },
      { customer_id: 'P-1', invoices: ['I-3'] },
    ]);
    await world.take([joins('M-1', G)], CALL_DAY);
    expect(await callsOf()).toEqual([{ customer_id: 'P-1', invoices: ['I-1', 'I-3'] }]);
    await evaluateAll(['I-1', 'I-3'], CALL_DAY + 60_000);
    expect(await callsOf()).toHaveLength(1);
    await world.take([joins('M-1', null)], CALL_DAY + 120_000);
    expect(await callsOf()).toEqual([
      { customer_id: 'M-1', invoices: ['I-1'] },
      { customer_id: 'P-1', invoices: ['I-3'] },
    ]);
    await evaluateAll(['I-1', 'I-3'], CALL_DAY + 180_000);
    expect(await callsOf()).toHaveLength(2);
  });

  test('decides again about all its invoices when the data of its payer change', async () => {
    await groupOfThree();
    const woken = (await world.outbox('wake-case')).length;
    await world.take([{ ...of('P-1', { timeZone: 'Atlantic/Canary' }), time: '2026-11-03T10:00:00Z' }], NOW);
    const now = (await world.outbox('wake-case')).slice(woken);
    expect([...new Set(now.map(({ payload }) => payload.subject?.invoiceId))].sort()).toEqual(['I-1', 'I-2', 'I-3']);
  });

  test('has no deadlock when payments, messages, decisions and changes of the group come at once', async () => {
    await groupOfThree();
    await evaluateAll();
    for (let round = 0; round < 4; round++) {
      const payments = ['M-1', 'M-2', 'P-1'].map((customerId) =>
        world.take([paid({ customerId, paymentId: `X-${round}-${customerId}`, amount: '1.00', reference: '?' })], NOW),
      );
      const changes = [
        world.take([joins('M-2', round % 2 === 0 ? null : G)], NOW),
        world.take([joins('P-1', G), joins('M-1', G)], NOW),
      ];
      const work = [...payments, ...changes, evaluateAll(), world.gate(NOW, { customerId: 'P-1' })];
      await Promise.all(work);
    }
    expect(await membersOf()).toHaveLength(3);
  });

  test('keeps the word that its payer gives on the call for invoices of several customers', async () => {
    await world.take([of('M-1', { group: G }), of('P-1', { group: G }), old('M-1', 'I-1'), old('P-1', 'I-3')]);
    await evaluateAll(['I-1', 'I-3'], CALL_DAY);
    const [call] = await world.tasks('call');
    const done = await world.complete(
      call?.id ?? '',
      { outcome: 'promised', promise: { date: '2027-01-20' }, invoiceIds: ['I-1', 'I-3'] },
      CALL_DAY + 60_000,
    );
    expect(done).toMatchObject({ result: 'done' });
    for (const id of ['I-1', 'I-3']) {
      expect(await world.evaluate(CALL_DAY + 120_000, id)).toMatchObject({ kind: 'sleep' });
      expect((await world.invoice(id)).next_action).toMatchObject({ reasons: [{ code: 'hold' }] });
    }
    // Nobody pays, and each case goes on by itself: the promise is broken for all of its invoices.
    const after = Date.parse('2027-01-25T12:00:00+01:00');
    await evaluateAll(['I-1', 'I-3'], after);
    expect(await world.query('SELECT state FROM promise')).toEqual([{ state: 'broken' }]);
  });
});

const callsOf = () =>
  world.query(`
    SELECT c.customer_id, array_agg(i.invoice_id ORDER BY i.invoice_id) AS invoices
    FROM task t JOIN customer c ON c.id = t.customer_id
    JOIN task_invoice ti ON ti.task_id = t.id JOIN invoice i ON i.id = ti.invoice_id
    WHERE t.kind = 'call' AND t.state <> 'done'
    GROUP BY t.id, c.customer_id ORDER BY c.customer_id`);
