import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sealBlock } from '@puntual/casework/audit/seal-block';
import { invoiceAsOfSchema, messageWhySchema } from '@puntual/contracts/api/as-of';
import { withClient } from '@puntual/sandbox/prepare-database';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { runDiary } from '@puntual/testing/worlds/run-diary';
import { aCustomer, anInvoice, aPayment } from '../testing/sample-events.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;

const LAST = at('2026-12-20 18:00');

// One customer with two invoices that are chased for some weeks; one of them is paid in part on 30 November.
beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  const world = new CaseWorld(db.database, db.organization);
  await api.take(
    db.organization,
    aCustomer('demo', 'C-1'),
    anInvoice('demo', 'A', 'C-1', '2026-11-25'),
    anInvoice('demo', 'B', 'C-1', '2026-11-25'),
  );
  const paidAt = at('2026-11-30 20:00');
  await runDiary(world, { invoiceIds: ['A', 'B'], from: api.now(), to: paidAt });
  api.setNow(new Date(paidAt).toISOString());
  await api.take(db.organization, aPayment('demo', 'P-1', 'C-1', 'A', '21.00'));
  await runDiary(world, { invoiceIds: ['A', 'B'], from: paidAt, to: LAST });
  api.setNow(new Date(LAST).toISOString());
  await sealBlock(db.database, db.organization.id, { now: api.now(), realMs: Date.now() });
});
afterAll(async () => {
  await api.close();
  await db.close();
});

const asOf = async (query: string, headers = {}) =>
  invoiceAsOfSchema.parse((await api.get(`/v1/invoices/A/as-of${query}`, { headers })).body);

test('a case is shown as it stood on a past day, with the plan of then', async () => {
  const before = await asOf('?at=2026-11-27');
  expect(before).toMatchObject({
    at: '2026-11-27T22:59:59.999Z',
    decision: {
      decision: 'wait',
      facts: { status: 'open', toPay: '121.00', dueDate: '2026-11-25', steps: expect.any(Array) },
      intact: true,
      decidesTheSame: true,
    },
  });
  expect(before.steps[0]?.on && before.steps[0].on > '2026-11-27').toBe(true);
  const after = await asOf('?at=2026-12-01T12:00:00%2B01:00');
  expect(after.decision?.facts).toMatchObject({ toPay: '100.00', customerToPay: '221.00' });
  expect(after.decision?.facts.steps.length).toBeLessThan((await asOf('')).decision?.facts.steps.length ?? 0);
});

test('before the first decision there is none, and a day that is none is refused', async () => {
  expect(await asOf('?at=2026-11-01')).toMatchObject({ decision: null, steps: [], skipped: [] });
  expect((await api.get('/v1/invoices/A/as-of?at=2026-02-30')).status).toBe(422);
  expect((await api.get('/v1/invoices/none/as-of')).status).toBe(404);
});

test('a message tells why it was written: facts of then, rules, bytes, delivery and seal', async () => {
  const { body } = await api.get('/v1/messages');
  const [message] = body.items as { id: string; composedAt: string }[];
  const why = messageWhySchema.parse((await api.get(`/v1/messages/${message?.id}/why`)).body);
  expect(why.message).toMatchObject({ id: message?.id, state: 'sent', deliveryState: 'sent' });
  expect(why.content).toMatchObject({ path: `/v1/messages/${message?.id}/content`, intact: true });
  expect((await api.get(why.content.path)).body.hash).toBe(why.content.hash);
  expect(why.requests.length).toBeGreaterThan(0);
  for (const { stepId, decision } of why.requests) {
    expect(decision).toMatchObject({ decision: 'request-contact', intact: true, decidesTheSame: true });
    expect(decision?.reasons[0]).toMatchObject({ code: 'step-day', text: expect.stringContaining(stepId) });
  }
  expect(why.composition).toMatchObject({
    template: why.message.template,
    overdue: why.message.invoices,
    intact: true,
    decidesTheSame: true,
  });
  expect(new Set(why.audit.map((event) => event.kind))).toEqual(new Set(['step.requested', 'message.sent']));
  for (const { block } of why.audit) expect(block?.hash).toMatch(/^[0-9a-f]{64}$/);
});

test('the rules read in the reader’s language', async () => {
  const english = await asOf('?at=2026-11-27');
  const spanish = await asOf('?at=2026-11-27', { 'accept-language': 'es' });
  expect(spanish.steps[0]?.reasons[0]?.code).toBe(english.steps[0]?.reasons[0]?.code);
  expect(spanish.steps[0]?.reasons[0]?.text).not.toBe(english.steps[0]?.reasons[0]?.text);
});

test('bytes and facts that were changed afterwards are told', async () => {
  const { body } = await api.get('/v1/messages');
  const id = (body.items as { id: string }[])[0]?.id;
  await withClient(db.ownerUrl, async (client) => {
    await client.query(`UPDATE message SET text = text || ' ' WHERE id = $1`, [id]);
    await client.query(`UPDATE case_decision SET decision = decision || '{"occurrence": 7}' WHERE step_id IS NOT NULL`);
  });
  const why = messageWhySchema.parse((await api.get(`/v1/messages/${id}/why`)).body);
  expect(why.content.intact).toBe(false);
  expect(why.requests[0]?.decision).toMatchObject({ intact: false, decidesTheSame: false });
});
