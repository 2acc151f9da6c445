import { beforeEach, describe, expect, test } from '@jest/globals';
import type { PuntualEvent } from '@puntual/contracts/events/events';
import {
  amended,
  creditNote,
  customer,
  issued,
  merged,
  openItems,
  paid,
  reversed,
} from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { openHold } from '../people/holds.ts';
import { optOut } from '../people/opt-outs.ts';
import { setProcedure } from '../people/set-procedure.ts';
import { giveCustomerPolicy } from '../policies/give-policy.ts';
import { NO_PROCEDURE } from '@puntual/domain/policy/customer-procedure';
import { openTask } from '../tasks/open-task.ts';

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

const ACCEPTED = { verdict: 'accepted' };
const MERGE = { from: 'C-1B', into: 'C-1' };
const contact = (contactId: string, email: string) => ({ contactId, name: contactId, email });

async function codeOf(event: PuntualEvent): Promise<string> {
  const [verdict] = await world.take([event]);
  return verdict?.verdict === 'rejected' ? verdict.refusal.code : (verdict?.verdict ?? 'none');
}
const ownerOf = async (invoiceId: string) =>
  (
    await world.one<{ customer_id: string }>(
      'SELECT c.customer_id FROM invoice i JOIN customer c ON c.id = i.customer_id WHERE i.invoice_id = $1',
      invoiceId,
    )
  ).customer_id;
/** How many rows of the customer are left in each table that names one. */
async function rowsOf(customerId: string): Promise<Record<string, number>> {
  const tables = await world.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name = 'customer_id' AND table_name NOT IN ('customer', 'audit_event')
     ORDER BY 1`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const { rows } = await world.one<{ rows: number }>(
      `SELECT count(*)::int AS rows FROM ${name}
       WHERE customer_id = (SELECT id FROM customer WHERE customer_id = $1)`,
      customerId,
    );
    if (rows > 0) counts[name] = rows;
  }
  return counts;
}

describe('a merge of customers (R12)', () => {
  beforeEach(async () => {
    await world.take([
      customer({ customerId: 'C-1', contacts: [contact('k1', 'ana@one.example')] }),
      customer({
        customerId: 'C-1B',
        contacts: [contact('k1', 'ana@other.example'), contact('k2', 'eva@other.example')],
      }),
      issued({ invoiceId: 'INV-1', customerId: 'C-1', total: '500.00' }),
      issued({ invoiceId: 'INV-2', customerId: 'C-1B', total: '300.00' }),
      paid({ paymentId: 'P-9', customerId: 'C-1B', amount: '50.00', reference: 'gracias' }),
    ]);
  });

  test('moves invoices, money, holds, steps, contacts and what is remembered; nothing stays behind', async () => {
    const { invoiceRowId } = await world.ref('INV-2');
    const until = { kind: 'manual' as const, reason: 'x', untilOn: '2026-12-20' };
    await openHold(db.database, world.actor, { invoiceRowId, ...until }, at('2026-12-02 10:00'));
    const { customerRowId } = await world.contactRef('C-1B');
    await world.query(
      `INSERT INTO payer_account (organization_id, account_hash, customer_id, noted_at)
       VALUES ($1::uuid, 'hash', $2::uuid, now())`,
      world.organization.id,
      customerRowId,
    );
    await world.query(
      `INSERT INTO opt_out (organization_id, customer_id, contact_id, channel, opted_out_at, opted_out_by)
       VALUES ($1::uuid, $2::uuid, 'k2', 'email', now(), 'x')`,
      world.organization.id,
      customerRowId,
    );
    await world.query(
      `INSERT INTO unreached_address (organization_id, customer_id, channel, address, why, since, last_on)
       VALUES ($1::uuid, $2::uuid, 'email', 'eva@other.example', 'bounced', now(), '2026-12-01')`,
      world.organization.id,
      customerRowId,
    );
    await world.take([openItems({ customerId: 'C-1B' })]);
    await world.query(`UPDATE invoice SET stage = 'follow-up' WHERE invoice_id = 'INV-2'`);
    expect(await world.take([merged(MERGE)])).toEqual([ACCEPTED]);
    expect(await rowsOf('C-1B')).toEqual({});
    expect(await ownerOf('INV-2')).toBe('C-1');
    expect(await world.invoice('INV-2')).toMatchObject({ status: 'open', stage: 'follow-up', open_minor: 30000n });
    expect(await rowsOf('C-1')).toMatchObject({
      invoice: 2,
      payment: 1,
      hold: 1,
      payer_account: 1,
      opt_out: 1,
      unreached_address: 1,
    });
    expect(await world.query('SELECT contact_id, email FROM contact ORDER BY contact_id')).toEqual([
      { contact_id: 'k1', email: 'ana@one.example' },
      { contact_id: 'k2', email: 'eva@other.example' },
    ]);
    expect((await world.audit('customer.merged')).map((row) => row.data)).toEqual([MERGE, MERGE]);
    expect((await world.outbox('wake-case')).map((row) => row.payload.subject?.invoiceId)).toEqual(
      expect.arrayContaining(['INV-1', 'INV-2']),
    );
  });

  test('keeps an address dead that did not reach one customer for a day and is refused for the other', async () => {
    for (const [customerId, why] of [
      ['C-1', 'undelivered'],
      ['C-1B', 'bounced'],
    ] as const)
      await world.query(
        `INSERT INTO unreached_address (organization_id, customer_id, channel, address, why, since, last_on)
         VALUES ($1::uuid, $2::uuid, 'email', 'eva@other.example', $3, now(), '2026-12-01')`,
        world.organization.id,
        (await world.contactRef(customerId)).customerRowId,
        why,
      );
    await world.take([merged(MERGE)]);
    expect(await world.query('SELECT why FROM unreached_address')).toEqual([{ why: 'bounced' }]);
  });

  test('makes later events that name the merged id the other customer’s, whatever they are about', async () => {
    await world.take([merged(MERGE)]);
    const later = [
      amended({ invoiceId: 'INV-2', customerId: 'C-1', revision: 1, dueDate: '2026-12-24' }),
      issued({ invoiceId: 'INV-3', customerId: 'C-1B', total: '70.00' }),
      paid({
        paymentId: 'P-2',
        customerId: 'C-1',
        amount: '300.00',
        allocations: [{ invoiceId: 'INV-2', amount: '300.00' }],
      }),
      paid({ paymentId: 'P-3', customerId: 'C-1B', amount: '70.00', reference: 'F-2026/INV-3' }),
      creditNote({ customerId: 'C-1B', amount: '20.00', allocations: [{ invoiceId: 'INV-1', amount: '20.00' }] }),
      reversed({ paymentId: 'P-9', customerId: 'C-1B' }),
    ];
    expect(await world.take(later)).toEqual(later.map(() => ACCEPTED));
    expect(await ownerOf('INV-3')).toBe('C-1');
    expect(await world.invoice('INV-2')).toMatchObject({ status: 'paid', due: '2026-12-24' });
    expect(await world.invoice('INV-3')).toMatchObject({ status: 'paid' });
    expect(await world.open('INV-1')).toBe(48000n);
    expect(await rowsOf('C-1B')).toEqual({});
  });

  test('refuses what describes the merged customer, and names the other one', async () => {
    const before = customer({ customerId: 'C-1B', name: 'Old' }, { id: 'again' });
    await world.take([before]);
    await world.take([merged(MERGE)]);
    expect(await codeOf(customer({ customerId: 'C-1B', name: 'Stale' }))).toBe('customer-merged');
    expect(await codeOf(openItems({ customerId: 'C-1B' }))).toBe('customer-merged');
    expect(await codeOf(before)).toBe('duplicate');
    expect(
      await world.take([customer({ customerId: 'C-1B' }), issued({ invoiceId: 'X', customerId: 'C-1B' })]),
    ).toEqual([expect.objectContaining({ verdict: 'rejected' }), ACCEPTED]);
  });

  test('counts once; a chain ends at the last customer, in either order', async () => {
    expect(await codeOf(merged(MERGE))).toBe('accepted');
    expect(await codeOf(merged(MERGE))).toBe('accepted');
    expect(await world.audit('customer.merged')).toHaveLength(2);
    expect(await codeOf(merged({ from: 'C-1', into: 'C-9' }))).toBe('accepted');
    expect([await ownerOf('INV-1'), await ownerOf('INV-2')]).toEqual(['C-9', 'C-9']);
    expect(await codeOf(merged(MERGE))).toBe('accepted');
    await world.take([issued({ invoiceId: 'INV-4', customerId: 'C-1B' })]);
    expect(await ownerOf('INV-4')).toBe('C-9');

    world = new CaseWorld(db.database, await freshOrganization(db));
    await world.take([issued({ customerId: 'A' })]);
    await world.take([merged({ from: 'B', into: 'C' }), merged({ from: 'A', into: 'B' })]);
    expect(await ownerOf('INV-1')).toBe('C');
  });

  test('is refused when it contradicts an earlier one', async () => {
    await world.take([merged(MERGE)]);
    expect(await codeOf(merged({ from: 'C-1', into: 'C-1B' }))).toBe('merged-the-other-way');
    expect(await codeOf(merged({ from: 'C-1B', into: 'C-7' }))).toBe('merged-elsewhere');
  });

  test('never touches another organization’s customers', async () => {
    const other = new CaseWorld(db.database, await freshOrganization(db));
    await other.take([issued({ invoiceId: 'INV-2', customerId: 'C-1B' })]);
    await world.take([merged(MERGE)]);
    expect(
      await other.one('SELECT c.customer_id, c.merged_into FROM invoice i JOIN customer c ON c.id = i.customer_id'),
    ).toEqual({ customer_id: 'C-1B', merged_into: null });
  });

  test('stands anywhere in a batch, and before anything is known of the customer', async () => {
    world = new CaseWorld(db.database, await freshOrganization(db));
    const verdicts = await world.take([
      issued({ invoiceId: 'A', customerId: 'C-1B' }),
      merged(MERGE),
      issued({ invoiceId: 'B', customerId: 'C-1B' }),
      merged({ from: 'C-2', into: 'C-1' }),
      merged({ from: 'C-3', into: 'C-2' }),
      issued({ invoiceId: 'D', customerId: 'C-3' }),
    ]);
    expect(verdicts).toEqual(Array(6).fill(ACCEPTED));
    expect([await ownerOf('A'), await ownerOf('B'), await ownerOf('D')]).toEqual(['C-1', 'C-1', 'C-1']);
  });

  test('gives a customer who is not known yet the data of the merged one, until its own come', async () => {
    world = new CaseWorld(db.database, await freshOrganization(db));
    await world.take([customer({ customerId: 'OLD', name: 'Norte', country: 'CL', timeZone: 'America/Santiago' })]);
    await world.take([merged({ from: 'OLD', into: 'NEW' })]);
    const read = () => world.one(`SELECT name, country, provisional FROM customer WHERE customer_id = 'NEW'`);
    expect(await read()).toEqual({ name: 'Norte', country: 'CL', provisional: true });
    await world.take([customer({ customerId: 'NEW', name: 'Norte Nuevo' }, { time: '2026-11-01T00:00:00Z' })]);
    expect(await read()).toEqual({ name: 'Norte Nuevo', country: 'ES', provisional: false });
  });

  test('brings money to the invoice that it names, as if it had come after the merge', async () => {
    await world.take([paid({ paymentId: 'P-2', customerId: 'C-1', amount: '300.00', reference: 'F-2026/INV-2' })]);
    expect(await world.open('INV-2')).toBe(30000n);
    await world.take([merged(MERGE)]);
    expect(await world.invoice('INV-2')).toMatchObject({ status: 'paid' });
  });

  test('brings money to the invoice that its remittance names, whichever comes first', async () => {
    const allocations = [{ invoiceId: 'INV-2', amount: '300.00' }];
    const money = paid({ paymentId: 'P-2', customerId: 'C-1', amount: '300.00', allocations });
    expect(await world.take([money])).toEqual([ACCEPTED]);
    expect(await world.payment('P-2')).toMatchObject({ unallocated_minor: 30000n });
    await world.take([merged(MERGE)]);
    expect(await world.invoice('INV-2')).toMatchObject({ status: 'paid' });
    expect(await world.payment('P-2')).toMatchObject({ unallocated_minor: 0n });
  });

  test('keeps how the first customer pays where nothing is known of the second, also while it runs', async () => {
    const { customerRowId } = await world.contactRef('C-1B');
    const set = (cutOffDay: number) =>
      setProcedure(
        db.database,
        world.actor,
        { customerRowId, procedure: { ...NO_PROCEDURE, cutOffDay } },
        at('2026-12-02 10:00'),
      );
    const procedureOf = async () =>
      (await world.one<{ procedure: unknown }>(`SELECT procedure FROM customer WHERE customer_id = 'C-1'`)).procedure;
    await set(25);
    await world.take([merged(MERGE)]);
    expect(await procedureOf()).toMatchObject({ cutOffDay: 25 });
    // A person had opened the page of the first customer before.
    await set(20);
    expect(await procedureOf()).toMatchObject({ cutOffDay: 20 });
  });

  test('joins the open call of both, and ends the other one', async () => {
    for (const [customerId, invoiceId] of [
      ['C-1', 'INV-1'],
      ['C-1B', 'INV-2'],
    ] as const) {
      const { customerRowId } = await world.contactRef(customerId);
      const invoiceRowIds = [(await world.ref(invoiceId)).invoiceRowId];
      const task = { kind: 'call' as const, owner: { customerRowId, customerId }, invoiceRowIds, round: 1 };
      await db.database.inOrganization(world.organization.id, (tx) =>
        openTask(tx, world.organization, task, new Date()),
      );
    }
    await world.take([merged(MERGE)]);
    expect((await world.tasks('call')).map((task) => [task.state, task.outcome])).toEqual([
      ['open', null],
      ['done', 'merged'],
    ]);
    const listed = await world.query(
      `SELECT i.invoice_id FROM task t JOIN task_invoice ti ON ti.task_id = t.id JOIN invoice i ON i.id = ti.invoice_id
       WHERE t.state = 'open' AND t.kind = 'call' ORDER BY 1`,
    );
    expect(listed).toEqual([{ invoice_id: 'INV-1' }, { invoice_id: 'INV-2' }]);
  });

  test('the task for contact data that is left asks for the contacts of both, by the earlier day', async () => {
    for (const [customerId, contactIds, dueOn] of [
      ['C-1', ['k1'], '2026-12-20'],
      ['C-1B', ['k2'], '2026-12-10'],
    ] as const) {
      const { customerRowId } = await world.contactRef(customerId);
      const task = { kind: 'fix-contact' as const, owner: { customerRowId, customerId }, contactIds, dueOn };
      await db.database.inOrganization(world.organization.id, (tx) =>
        openTask(tx, world.organization, task, new Date()),
      );
    }
    await world.take([merged(MERGE)]);
    expect(
      await world.query(
        `SELECT contact_ids, due_on::text AS due FROM task WHERE kind = 'fix-contact' AND state = 'open'`,
      ),
    ).toEqual([{ contact_ids: ['k1', 'k2'], due: '2026-12-10' }]);
  });

  test('runs beside events of both customers at once, without a deadlock and without a row left behind', async () => {
    const events = Array.from({ length: 6 }, (_, index) => [
      issued({ invoiceId: `R-${index}`, customerId: index % 2 ? 'C-1' : 'C-1B', total: '10.00' }),
      paid({ paymentId: `RP-${index}`, customerId: index % 2 ? 'C-1B' : 'C-1', amount: '5.00', reference: 'x' }),
    ]);
    const verdicts = await Promise.all([
      ...events.slice(0, 3).map((batch) => world.take(batch)),
      world.take([merged(MERGE)]),
      world.take([merged(MERGE)]),
      ...events.slice(3).map((batch) => world.take(batch)),
    ]);
    expect(verdicts.flat()).toEqual(verdicts.flat().map(() => ACCEPTED));
    expect(await rowsOf('C-1B')).toEqual({});
    expect(await rowsOf('C-1')).toMatchObject({ invoice: 8, payment: 7 });
  });
});

describe('one voice speaks after a merge', () => {
  const DUE = at('2026-12-02 16:00');

  async function twoRequests(): Promise<void> {
    const receivedOn = '2026-11-02';
    await world.take([
      customer({ customerId: 'C-1' }),
      customer({ customerId: 'C-1B' }),
      issued({ invoiceId: 'INV-1', customerId: 'C-1', total: '500.00' }),
      issued({ invoiceId: 'INV-2', customerId: 'C-1B', total: '300.00' }),
      paid({ paymentId: 'P-9', customerId: 'C-1B', amount: '50.00', receivedOn, reference: 'gracias' }),
    ]);
    await world.evaluate(DUE, 'INV-1');
    await world.evaluate(DUE, 'INV-2');
  }

  test('the requests of both make one message, which nets the credit; the other customer has nothing', async () => {
    await twoRequests();
    await world.take([merged(MERGE)], DUE);
    const pokes = (await world.outbox('poke-contact')).map((row) => row.key.split('/').at(-1));
    expect(pokes.slice(-2).sort()).toEqual(['C-1', 'C-1B']);
    expect(await world.gate(DUE, { customerId: 'C-1B' })).toEqual({ kind: 'nothing' });
    const message = await world.reserve(DUE, { customerId: 'C-1' });
    expect(message.text).toContain('INV-1');
    expect(message.text).toContain('INV-2');
    const { totals } = await world.one<{ totals: unknown }>('SELECT totals FROM message');
    expect(totals).toMatchObject([{ currency: 'EUR', openMinor: '80000', creditMinor: '5000' }]);
  });

  test('a message that is being sent is never sent twice, and its answer still counts', async () => {
    await twoRequests();
    await world.take([reversed({ paymentId: 'P-9', customerId: 'C-1B', reversedOn: '2026-11-02' })]);
    await world.evaluate(DUE, 'INV-2');
    const message = await world.reserve(DUE, { customerId: 'C-1B' });
    await world.take([merged(MERGE)], DUE);
    expect(await world.query('SELECT state FROM message')).toEqual([{ state: 'ambiguous' }]);
    // Whether it leaves is not known: it counts for the distance to the next reminder.
    const wait = await world.gate(DUE, { customerId: 'C-1' });
    if (wait.kind !== 'wait') throw new Error(wait.kind);
    expect(wait.reason).toBe('spacing');
    await world.settle(message.messageId, { kind: 'sent', providerId: 're-1', by: 'answer' }, DUE, 'C-1B');
    expect((await world.steps('INV-2')).map((step) => step.state)).toContain('sent');
    const next = await world.reserve(wait.until, { customerId: 'C-1' });
    expect(next.messageId).not.toBe(message.messageId);
    expect(next.text).toContain('INV-1');
    expect(await rowsOf('C-1B')).toEqual({});
  });
});

test('what a person decides about a customer who was merged meanwhile is about the other one', async () => {
  await world.take([
    customer({ customerId: 'C-1B', contacts: [contact('k2', 'k2@example.com')] }),
    customer({ contacts: [contact('k1', 'k1@example.com')] }),
  ]);
  const { customerRowId } = await world.contactRef('C-1B');
  const procedure = { needs: ['order-number'] } as never;
  await world.take([merged(MERGE)]);
  const now = at('2026-11-02 11:00');
  await setProcedure(db.database, world.actor, { customerRowId, procedure }, now);
  await giveCustomerPolicy(db.database, world.actor, { customerRowId, key: null }, now);
  const opted = { customerRowId, contactId: 'k1', channel: 'email' as const };
  expect(await optOut(db.database, world.actor, opted, now)).toMatchObject({ result: 'done' });
  expect(await world.query('SELECT customer_id, procedure FROM customer ORDER BY customer_id')).toEqual([
    { customer_id: 'C-1', procedure },
    { customer_id: 'C-1B', procedure: null },
  ]);
});
