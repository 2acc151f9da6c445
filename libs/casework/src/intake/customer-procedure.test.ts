import { beforeEach, describe, expect, test } from '@jest/globals';
import { amended, customer, issued } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { setProcedure } from '../people/set-procedure.ts';

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

const now = at('2026-11-02 10:00');
const needs = { needs: ['order-number', 'portal'] } as never;
const rowId = async () => (await world.contactRef()).customerRowId;
const procedure = async () => (await world.one<{ procedure: unknown }>('SELECT procedure FROM customer')).procedure;
const wakes = async () =>
  (await world.outbox('wake-case')).filter(({ payload }) => payload.signal === 'amendment').length;

describe('what an invoice lacks', () => {
  test('is told on the day it comes in, to people, with what is missing; the debtor gets no message', async () => {
    await world.take([customer({ procedure: needs }), issued({ portalReference: 'X-1' })], now);
    await world.evaluate(now);
    expect(await world.tasks()).toMatchObject([{ kind: 'complete-invoice', state: 'open', due: '2026-11-03' }]);
    expect(await world.audit('task.opened')).toMatchObject([
      { data: { kind: 'complete-invoice', missing: ['order-number'], joined: false } },
    ]);
    expect(await world.outbox('collections-event', 'puntual.task.opened.v1')).toMatchObject([
      { payload: { data: { kind: 'complete-invoice', invoiceId: 'INV-1', missing: ['order-number'] } } },
    ]);
    expect(await world.steps()).toMatchObject([{ step_id: 'start:incomplete', state: 'done' }]);
    expect((await world.gate(now)).kind).toBe('nothing');
  });

  test('is told once; the next invoice joins the open task, and a complete one tells nothing', async () => {
    await world.take([customer({ procedure: needs }), issued(), issued({ invoiceId: 'INV-2' })], now);
    const complete = { purchaseOrder: 'PO-1', portalReference: 'X-3' };
    await world.take([issued({ invoiceId: 'INV-3', ...complete })], now);
    for (const invoiceId of ['INV-1', 'INV-2', 'INV-3', 'INV-1']) await world.evaluate(now, invoiceId);
    expect(await world.tasks()).toHaveLength(1);
    expect(await world.query('SELECT 1 FROM task_invoice')).toHaveLength(2);
  });

  test('is not told when an amendment brought it first, in whatever order both arrive', async () => {
    await world.take([customer({ procedure: needs })], now);
    await world.take([amended({ revision: 2, purchaseOrder: 'PO-9' }), issued({ portalReference: 'X-1' })], now);
    await world.take([issued({ invoiceId: 'INV-2' })], now);
    await world.take(
      [amended({ invoiceId: 'INV-2', revision: 1, purchaseOrder: 'PO-8', portalReference: 'X-2' })],
      now,
    );
    await world.take([amended({ revision: 1, purchaseOrder: 'PO-1' })], now);
    await world.evaluate(now);
    await world.evaluate(now, 'INV-2');
    expect(await world.tasks()).toEqual([]);
    expect(await world.query('SELECT purchase_order, portal_reference FROM invoice ORDER BY invoice_id')).toEqual([
      { purchase_order: 'PO-9', portal_reference: 'X-1' },
      { purchase_order: 'PO-8', portal_reference: 'X-2' },
    ]);
  });

  test('ends with the invoice, and by a person', async () => {
    await world.take([customer({ procedure: needs }), issued()], now);
    await world.evaluate(now);
    const [task] = await world.tasks();
    expect(await world.complete(task?.id ?? '', { outcome: 'completed' }, now)).toEqual({ result: 'done' });
    expect((await world.evaluate(now)).did).toEqual([]);
    expect(await world.tasks()).toMatchObject([{ state: 'done', outcome: 'completed' }]);
  });

  test('is told whichever comes first, the invoice or the procedure', async () => {
    await world.take([customer(), issued()], now);
    await world.evaluate(now);
    expect(await world.tasks()).toEqual([]);
    await world.take([customer({ procedure: needs }, { id: 'c-2', time: '2026-11-02T10:00:00Z' })], now);
    expect(await wakes()).toBe(1);
    await world.evaluate(now);
    expect(await world.tasks()).toMatchObject([{ kind: 'complete-invoice' }]);
  });
});

describe('a procedure', () => {
  test('stays when the ERP does not speak of it, and goes when the ERP says that there is none', async () => {
    await world.take([customer({ procedure: needs }, { time: '2026-11-01T10:00:00Z' })], now);
    await world.take([customer({}, { id: 'c-2', time: '2026-11-01T11:00:00Z' })], now);
    expect(await procedure()).toEqual({ needs: ['order-number', 'portal'] });
    await world.take([customer({ procedure: null }, { id: 'c-3', time: '2026-11-01T12:00:00Z' })], now);
    expect(await procedure()).toEqual({ needs: [] });
  });

  test('is set by a person: open cases are evaluated again, and reminders wait for the pay run', async () => {
    await world.take([customer(), issued({ dueDate: '2026-12-01' })], now);
    await world.evaluate(now);
    const set = async () =>
      setProcedure(
        db.database,
        world.actor,
        { customerRowId: await rowId(), procedure: { needs: [], cutOffDay: 20, payRun: { daysOfMonth: [15] } } },
        now,
      );
    await set();
    await set();
    expect(await wakes()).toBe(1);
    expect(await world.audit('customer.procedure-set')).toMatchObject([
      { actor: 'Marta', data: { cutOffDay: 20, payRun: { daysOfMonth: [15] } } },
    ]);
    await world.evaluate(at('2026-12-02 10:00'));
    expect((await world.invoice()).next_action).toMatchObject({
      do: 'send',
      stepId: 'friendly',
      reasons: [{ code: 'pay-run', on: '2026-12-15' }],
    });
    expect((await world.evaluate(at('2026-12-16 12:00'))).did).toEqual(['requested friendly']);
  });
});
