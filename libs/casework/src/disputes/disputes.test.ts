import { beforeEach, describe, expect, test } from '@jest/globals';
import { addDays } from '@puntual/domain/calendar/dates';
import { creditNote, customer, issued, merged, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at } from '@puntual/testing/worlds/case-world';
import { ana, ContactWorld, luis, NOW } from '@puntual/testing/worlds/contact-world';
import { noteSureTry } from '../contact/note-sure-try.ts';
import { releaseHold } from '../people/holds.ts';
import { changeDispute } from './change-dispute.ts';
import { openDispute, type DisputedInvoice } from './open-dispute.ts';
import { resolveDispute, type Resolution } from './resolve-dispute.ts';

const db = useTestDatabase();
let world: ContactWorld;
beforeEach(async () => {
  world = new ContactWorld(db.database, await freshOrganization(db));
});

const details = { reason: 'two boxes missing', category: 'quantity' } as const;

async function dispute(invoices: readonly DisputedInvoice[], when = NOW, customerId = 'C-1') {
  const { customerRowId } = await world.contactRef(customerId);
  return openDispute(db.database, world.actor, { customerRowId, invoices, details }, when);
}

async function opened(invoices: readonly DisputedInvoice[], when = NOW): Promise<string> {
  const result = await dispute(invoices, when);
  if (result.result !== 'done') throw new Error(JSON.stringify(result));
  return result.disputeId;
}

const resolve = (disputeId: string, given: Omit<Resolution, 'note'>, when = NOW) =>
  resolveDispute(db.database, world.actor, { disputeId, note: null, ...given }, when);

const record = (number = 1) =>
  world.one<Record<string, unknown>>(
    `SELECT id, state, outcome, credit_state, credit_due_on::text, deadline_on::text, judge_on::text, customer_id
     FROM dispute WHERE number = $1`,
    number,
  );
const silent = () =>
  world.query(
    `SELECT i.invoice_id, h.amount_minor, h.until_on::text AS until
     FROM hold h JOIN invoice i ON i.id = h.invoice_id
     WHERE h.kind = 'dispute' AND h.released_at IS NULL ORDER BY 1, 2`,
  );
const credited = (amount: string, invoiceId = 'INV-1') =>
  creditNote({ creditNoteId: `CN-${invoiceId}`, amount, allocations: [{ invoiceId, amount }] });

/** Whether something moves the open case: an instant, or an open task with a day. */
async function isAttended(invoiceId = 'INV-1'): Promise<boolean> {
  const row = await world.one<{ attended: boolean }>(
    `SELECT i.next_action_at IS NOT NULL OR EXISTS (
       SELECT 1 FROM task_invoice ti JOIN task t ON t.id = ti.task_id
       WHERE ti.invoice_id = i.id AND t.state <> 'done' AND t.due_on IS NOT NULL) AS attended
     FROM invoice i WHERE i.invoice_id = $1`,
    invoiceId,
  );
  return row.attended;
}

describe('a disputed part', () => {
  test('is left out of the message, and the rest is demanded', async () => {
    await world.friendlyAsked({ invoiceIds: ['INV-1', 'INV-2'] });
    await opened([{ invoiceId: 'INV-1', amount: '40.00' }]);
    expect((await world.reserve(NOW)).text).toMatch(/overdue: \S+=6000 \S+=10000;/);
  });

  test('that is as large as the minimum leaves open keeps a step back', async () => {
    await world.take([customer({ contacts: [ana] }), issued({ total: '1000.00' })]);
    await opened([{ invoiceId: 'INV-1', amount: '999.50' }]);
    // The standard policy sends no reminder of less than its minimum, and no rest below the limit is written off.
    await world.evaluate(NOW);
    expect(await world.invoice()).toMatchObject({ status: 'open', open_minor: 100_000n });
    expect(await isAttended()).toBe(true);
  });

  test('stays silent and open when the undisputed part is paid', async () => {
    await world.friendlyAsked();
    await opened([{ invoiceId: 'INV-1', amount: '40.00' }]);
    await world.take(
      [paid({ amount: '60.00', allocations: [{ invoiceId: 'INV-1', amount: '60.00' }], receivedOn: '2026-12-02' })],
      NOW,
    );
    await world.evaluate(NOW);
    expect((await world.gate(NOW)).kind).toBe('nothing');
    expect(await world.invoice()).toMatchObject({
      status: 'open',
      open_minor: 4000n,
      next_action: { reasons: [{ code: 'hold', kind: 'dispute' }] },
    });
    expect(await record()).toMatchObject({ state: 'open' });
  });

  test('is settled by credit that covers the rest of the customer’s invoices', async () => {
    await world.friendlyAsked();
    await opened([{ invoiceId: 'INV-1', amount: '40.00' }]);
    await world.take(
      [paid({ amount: '60.00', allocations: [], reference: 'on account', receivedOn: '2026-12-02' })],
      NOW,
    );
    await world.evaluate(NOW);
    expect((await world.gate(NOW)).kind).toBe('nothing');
  });
});

describe('a wholly disputed invoice (docs/cases.md, case 15)', () => {
  test('between composing and sending is dropped, and the total is that of the others', async () => {
    await world.friendlyAsked({ invoiceIds: ['INV-1', 'INV-2'] });
    const first = await world.reserve(NOW);
    expect(first.text).toMatch(/overdue: \S+=10000 \S+=10000;/);
    await noteSureTry(db.database, await world.contactRef(), first.messageId);
    await opened([{ invoiceId: 'INV-2' }, { invoiceId: 'INV-1', amount: '25.00' }]);
    // The composed message did not leave: it is replaced by one that asks for what is undisputed.
    expect((await world.gate(NOW + 60_000)).kind).toBe('again');
    expect((await world.reserve(NOW + 60_000)).text).toMatch(/overdue: \S+=7500;/);
    expect(await world.steps('INV-2')).toMatchObject([{ state: 'dropped', reason: 'on-hold' }]);
  });

  test('announces its opening and its end once, however often its cases are evaluated (case 31)', async () => {
    await world.friendlyAsked();
    const id = await opened([{ invoiceId: 'INV-1' }]);
    await resolve(id, { outcome: 'for-us' });
    expect(await resolve(id, { outcome: 'for-us' })).toEqual({ result: 'ended' });
    await world.take(
      [paid({ amount: '100.00', allocations: [{ invoiceId: 'INV-1', amount: '100.00' }], receivedOn: '2026-12-02' })],
      NOW,
    );
    for (const minute of [1, 2, 3]) await world.evaluate(NOW + minute * 60_000);
    const types = ['puntual.dispute.opened.v1', 'puntual.dispute.resolved.v1', 'puntual.invoice.settled.v1'];
    const counts = await Promise.all(types.map(async (type) => (await world.outbox('collections-event', type)).length));
    expect(counts).toEqual([1, 1, 1]);
    expect((await world.outbox('collections-event', types[1]))[0]?.payload.data).toMatchObject({
      disputeNumber: 1,
      outcome: 'for-us',
      invoices: [{ invoiceId: 'INV-1', amount: null, credited: '0.00' }],
    });
  });
});

describe('opening', () => {
  test('takes one dispute of the whole invoice: of two people at once one wins', async () => {
    await world.friendlyAsked();
    const results = await Promise.all([dispute([{ invoiceId: 'INV-1' }]), dispute([{ invoiceId: 'INV-1' }])]);
    expect(results.map(({ result }) => result).sort()).toEqual(['already-disputed', 'done']);
    expect(await silent()).toHaveLength(1);
  });

  test.each([
    ['more than is open', [{ invoiceId: 'INV-1', amount: '100.01' }], 'dispute-beyond-open'],
    ['nothing', [{ invoiceId: 'INV-1', amount: '0.00' }], 'not-positive'],
    ['an invoice that is not there', [{ invoiceId: 'INV-1' }, { invoiceId: 'X' }], 'invoice-unknown-or-other'],
    ['an invoice twice', [{ invoiceId: 'INV-1' }, { invoiceId: 'INV-1' }], 'invoice-named-twice'],
  ])('refuses %s', async (_what, invoices, code) => {
    await world.friendlyAsked();
    expect(await dispute(invoices)).toMatchObject({ result: 'invalid', code });
    expect(await silent()).toEqual([]);
  });

  test('counts its deadline in the organization’s open days, and gives its task to its owner', async () => {
    await world.friendlyAsked();
    await opened([{ invoiceId: 'INV-1' }]);
    // Seven open days from Wednesday the 2nd: 3rd, 4th, 7th, 9th, 10th, 11th, 14th. The 8th is a holiday.
    expect(await record()).toMatchObject({ state: 'open', deadline_on: '2026-12-14', judge_on: '2026-12-15' });
    expect(await world.tasks('dispute')).toMatchObject([{ state: 'claimed', due: '2026-12-14', claimed_by: 'Marta' }]);
    expect(await world.evaluate(NOW)).toMatchObject({ kind: 'sleep', until: at('2026-12-15 00:00') });
    expect(await world.tasks('review-case')).toEqual([]);
  });
});

describe('a dispute that nobody tends', () => {
  test('goes to a manager after its deadline, again and again, and its case is never without an act', async () => {
    await world.friendlyAsked();
    await opened([{ invoiceId: 'INV-1' }]);
    const first = await world.evaluate(at('2026-12-15 00:00'));
    expect(first).toMatchObject({ did: ['dispute 1 went to a manager'] });
    expect(await world.tasks('dispute')).toMatchObject([{ state: 'open', claimed_by: null }]);
    expect(await world.tasks('dispute-overdue')).toMatchObject([{ state: 'open', due: '2026-12-17' }]);
    expect(first.kind === 'sleep' && first.until).toBe(at('2026-12-18 00:00'));
    const [task] = await world.tasks('dispute-overdue');
    await world.complete(task?.id ?? '', { outcome: 'handled' }, at('2026-12-16 12:00'));
    await world.evaluate(at('2026-12-18 00:00'));
    expect(await world.tasks('dispute-overdue')).toMatchObject([{ state: 'done' }, { state: 'open' }]);
    expect(await isAttended()).toBe(true);
  });

  test('of a part is judged although the case chases the rest', async () => {
    await world.friendlyAsked();
    await opened([{ invoiceId: 'INV-1', amount: '40.00' }]);
    await world.send(NOW);
    const step = await world.evaluate(NOW + 60_000);
    // The follow-up is due on the 9th; before it nothing of the dispute is.
    expect(step.kind === 'sleep' && step.until !== null && step.until < at('2026-12-15 00:00')).toBe(true);
    await world.evaluate(at('2026-12-15 10:00'));
    expect(await world.tasks('dispute-overdue')).toHaveLength(1);
  });

  test('gets its people back with a later deadline', async () => {
    await world.friendlyAsked();
    const disputeId = await opened([{ invoiceId: 'INV-1' }]);
    await world.evaluate(at('2026-12-15 00:00'));
    const fields = { disputeId, deadline: '2026-12-30', owner: 'Luis' };
    expect(await changeDispute(db.database, world.actor, fields, at('2026-12-15 10:00'))).toEqual({ result: 'done' });
    const open = (await world.tasks()).filter(({ state }) => state !== 'done');
    expect(open).toMatchObject([{ kind: 'dispute', due: '2026-12-30', claimed_by: 'Luis' }]);
    expect(await world.evaluate(at('2026-12-15 10:01'))).toMatchObject({ until: at('2026-12-31 00:00') });
  });
});

describe('resolved', () => {
  test('for us: the case goes on at once at the stage it had', async () => {
    await world.friendlyAsked();
    await world.send(NOW);
    const id = await opened([{ invoiceId: 'INV-1' }], NOW + 60_000);
    await resolve(id, { outcome: 'for-us' }, at('2026-12-09 09:00'));
    expect(await silent()).toEqual([]);
    await world.evaluate(at('2026-12-11 12:00'));
    expect((await world.steps()).map(({ step_id }) => step_id)).toEqual(['friendly', 'follow-up']);
    expect((await world.tasks('dispute')).map(({ outcome }) => outcome)).toEqual(['resolved']);
  });

  test('for the customer: silent until the credit note, which is checked, and then the case closes', async () => {
    await world.friendlyAsked();
    const id = await opened([{ invoiceId: 'INV-1', amount: '40.00' }]);
    await resolve(id, { outcome: 'for-customer' });
    expect(await silent()).toEqual([{ invoice_id: 'INV-1', amount_minor: 4000n, until: '2026-12-17' }]);
    await world.take([credited('40.00')], at('2026-12-04 10:00'));
    // Before the case is evaluated the disputed part has gone already: the whole rest is demanded.
    const message = await world.reserve(at('2026-12-04 10:00'));
    expect(message.text).toMatch(/overdue: \S+=6000;/);
    await world.evaluate(at('2026-12-04 10:01'));
    expect(await record()).toMatchObject({ state: 'resolved', credit_state: 'arrived' });
    expect(await silent()).toEqual([]);
  });

  test('for the customer, and no credit note comes: a task, silence without an end, then a manager', async () => {
    await world.friendlyAsked();
    const id = await opened([{ invoiceId: 'INV-1' }]);
    await resolve(id, { outcome: 'for-customer' });
    expect(await world.evaluate(NOW)).toMatchObject({ until: at('2026-12-18 00:00') });
    await world.evaluate(at('2026-12-18 00:00'));
    expect(await record()).toMatchObject({ credit_state: 'missing' });
    expect(await silent()).toMatchObject([{ until: null }]);
    const [, task] = await world.tasks('dispute');
    expect(task).toMatchObject({ state: 'claimed', due: '2026-12-22' });
    await world.evaluate(at('2026-12-23 00:00'));
    const [overdue] = await world.tasks('dispute-overdue');
    // The manager decides that no credit note comes.
    expect(await world.complete(overdue?.id ?? '', { outcome: 'for-us' }, at('2026-12-23 09:00'))).toEqual({
      result: 'done',
    });
    expect(await silent()).toEqual([]);
    expect(await record()).toMatchObject({ outcome: 'for-us', credit_state: 'given-up' });
    expect((await world.tasks()).filter(({ state }) => state !== 'done')).toEqual([]);
  });

  test('split: each side keeps its amount', async () => {
    await world.friendlyAsked();
    const id = await opened([{ invoiceId: 'INV-1', amount: '40.00' }]);
    const credits = [{ invoiceId: 'INV-1', amount: '15.00' }];
    expect(await resolve(id, { outcome: 'split' })).toMatchObject({ code: 'split-without-credit' });
    expect(await resolve(id, { outcome: 'split', credits: [{ invoiceId: 'INV-1', amount: '40.01' }] })).toMatchObject({
      code: 'credit-beyond-dispute',
    });
    await resolve(id, { outcome: 'split', credits });
    expect((await world.reserve(NOW)).text).toMatch(/overdue: \S+=8500;/);
  });

  test('withdrawn by lifting its hold, one invoice after the other', async () => {
    await world.friendlyAsked({ invoiceIds: ['INV-1', 'INV-2'] });
    await opened([{ invoiceId: 'INV-1' }, { invoiceId: 'INV-2' }]);
    for (const [invoiceId, state] of [
      ['INV-1', 'open'],
      ['INV-2', 'withdrawn'],
    ] as const) {
      const { id } = await world.invoice(invoiceId);
      const hold = await world.one<{ id: string }>('SELECT id FROM hold WHERE invoice_id = $1::uuid', id);
      await releaseHold(db.database, world.actor, { invoiceRowId: id, holdId: hold.id }, NOW);
      expect(await record()).toMatchObject({ state });
    }
    expect(await silent()).toEqual([]);
  });

  test('by a credit note of all that is disputed, without a person', async () => {
    await world.friendlyAsked();
    await opened([{ invoiceId: 'INV-1', amount: '40.00' }]);
    await world.take([credited('40.00')], NOW + 1000);
    await world.evaluate(NOW + 1000);
    expect(await record()).toMatchObject({ state: 'resolved', outcome: 'for-customer', credit_state: 'arrived' });
    expect((await world.tasks('dispute')).map(({ state }) => state)).toEqual(['done']);
  });

  test('by one of two people: the other is told', async () => {
    await world.friendlyAsked();
    const id = await opened([{ invoiceId: 'INV-1' }]);
    const results = await Promise.all([
      resolve(id, { outcome: 'for-us', revision: 0 }),
      changeDispute(db.database, world.actor, { disputeId: id, department: 'sales', revision: 0 }, NOW),
    ]);
    expect(results.map(({ result }) => result).sort()).toEqual(['changed-meanwhile', 'done']);
  });
});

describe('a dispute survives', () => {
  test('the end of the case and its reopening: it has a person again', async () => {
    await world.friendlyAsked();
    await opened([{ invoiceId: 'INV-1' }]);
    await world.take(
      [paid({ amount: '100.00', allocations: [{ invoiceId: 'INV-1', amount: '100.00' }], receivedOn: '2026-12-02' })],
      NOW,
    );
    await world.evaluate(NOW + 1000);
    expect((await world.tasks('dispute')).map(({ outcome }) => outcome)).toEqual(['settled']);
    await world.take([reversed({ paymentId: 'P-1', reversedOn: '2026-12-04' })], at('2026-12-04 10:00'));
    await world.evaluate(at('2026-12-04 10:01'));
    expect(await record()).toMatchObject({ state: 'open' });
    expect((await world.tasks('dispute')).map(({ state }) => state)).toEqual(['done', 'claimed']);
    expect((await world.gate(at('2026-12-04 10:02'))).kind).toBe('nothing');
  });

  test('the merge of its customer into another', async () => {
    await world.friendlyAsked();
    await opened([{ invoiceId: 'INV-1', amount: '40.00' }]);
    await world.take([customer({ customerId: 'C-2', contacts: [luis] }), merged({ from: 'C-1', into: 'C-2' })], NOW);
    const { customerRowId } = await world.contactRef('C-2');
    expect(await record()).toMatchObject({ state: 'open', customer_id: customerRowId });
    await world.evaluate(NOW);
    expect((await world.reserve(NOW, { customerId: 'C-2' })).text).toMatch(/=6000;/);
    expect(addDays('2026-12-14', 1)).toBe((await record()).judge_on);
  });
});

describe('a payment that leaves a rest', () => {
  const short = (reference: string) =>
    paid({
      amount: '88.00',
      receivedOn: '2026-12-02',
      reference,
      allocations: [{ invoiceId: 'INV-1', amount: '88.00' }],
    });

  test('and names a reason is proposed as a deduction, which a person makes a dispute', async () => {
    await world.friendlyAsked();
    await world.take([short('F-1 menos mercancía dañada')], NOW);
    expect(await record()).toMatchObject({ state: 'proposed' });
    expect(await silent()).toEqual([]);
    const [task] = await world.tasks('deduction');
    await world.complete(task?.id ?? '', { outcome: 'open-dispute' }, NOW);
    expect(await record()).toMatchObject({ state: 'open' });
    expect(await silent()).toEqual([{ invoice_id: 'INV-1', amount_minor: 1200n, until: null }]);
  });

  test('and whose rest is paid before anybody judged the deduction: the proposal is withdrawn', async () => {
    await world.friendlyAsked();
    await world.take([short('F-1 damaged')], NOW);
    const allocations = [{ invoiceId: 'INV-1', amount: '12.00' }];
    const rest = { paymentId: 'P-2', amount: '12.00', receivedOn: '2026-12-02', allocations };
    await world.take([paid(rest)], NOW + 1000);
    await world.evaluate(NOW + 2000);
    expect(await record()).toMatchObject({ state: 'withdrawn' });
    expect(await world.tasks('deduction')).toMatchObject([{ state: 'done', outcome: 'settled' }]);
  });

  test('without a reason is an ordinary part payment', async () => {
    await world.friendlyAsked();
    await world.take([short('F-1')], NOW);
    expect(await world.query('SELECT 1 FROM dispute')).toEqual([]);
  });

  test('of exactly what was claimed before is a deduction without a reason named', async () => {
    await world.friendlyAsked();
    await resolve(await opened([{ invoiceId: 'INV-1', amount: '12.00' }]), { outcome: 'for-us' });
    await world.take([short('F-1')], NOW + 1000);
    expect(await record(2)).toMatchObject({ state: 'proposed' });
    const [task] = await world.tasks('deduction');
    await world.complete(task?.id ?? '', { outcome: 'no-dispute' }, NOW + 2000);
    expect(await record(2)).toMatchObject({ state: 'withdrawn' });
  });
});
