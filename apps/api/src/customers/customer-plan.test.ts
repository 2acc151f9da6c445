import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { evaluateCase } from '@puntual/casework/cases/evaluate-case';
import { customerPlanSchema } from '@puntual/contracts/api/customer-plan';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { INVOICES_PLANNED_AT_ONCE } from '../http/limits.ts';
import { aCustomer, anInvoice } from '../testing/sample-events.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;
beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  await api.take(
    db.organization,
    aCustomer('demo', 'C-1', { address: { lines: ['Calle Mayor 1'], city: 'Bilbao', country: 'ES' } }),
    aCustomer('demo', 'C-2'),
    anInvoice('demo', 'A', 'C-1', '2026-12-24'),
    anInvoice('demo', 'B', 'C-1', '2026-12-24', { currency: 'JPY', total: '9000' }),
    anInvoice('demo', 'FAR', 'C-1', '2027-06-01'),
  );
});
afterAll(async () => {
  await api.close();
  await db.close();
});

const planOf = async (id: string, { language = 'en', limit = 5 } = {}) =>
  customerPlanSchema.parse(
    (
      await api.get(`/v1/customers/${id}/plan?limit=${limit}`, {
        key: api.keys.viewer,
        headers: { 'accept-language': language },
      })
    ).body,
  );

test('the next message has its time, channel, recipients, invoices with step and amount, and sums', async () => {
  const { next, following, timeZone, blockers, underWay } = await planOf('C-1');
  expect(timeZone).toBe('Europe/Madrid');
  expect(next).toMatchObject({
    on: '2026-12-17',
    template: 'courtesy',
    stage: 'courtesy',
    severity: 'mild',
    blocked: false,
    channels: [{ channel: 'email', to: [{ contactId: 'k1', name: 'Ana Núñez', role: 'accounts-payable' }] }],
  });
  expect(next?.localTime).toMatch(/^(09|1[01]):\d\d$/);
  expect(new Date(next?.at ?? 0).toISOString().slice(0, 10)).toBe('2026-12-17');
  expect(next?.invoices).toEqual([
    {
      invoiceId: 'A',
      number: 'F-A',
      currency: 'EUR',
      open: '121.00',
      dueDate: '2026-12-24',
      daysOverdue: -7,
      section: 'upcoming',
      step: { stepId: 'courtesy', stage: 'courtesy' },
    },
    {
      invoiceId: 'B',
      number: 'F-B',
      currency: 'JPY',
      open: '9000',
      dueDate: '2026-12-24',
      daysOverdue: -7,
      section: 'upcoming',
      step: { stepId: 'courtesy', stage: 'courtesy' },
    },
  ]);
  expect(next?.totals).toEqual([
    { currency: 'EUR', open: '121.00', credit: '0.00', toPay: '121.00' },
    { currency: 'JPY', open: '9000', credit: '0', toPay: '9000' },
  ]);
  expect(following.map((contact) => [contact.on, contact.template])).toEqual([
    ['2026-12-24', 'due-today'],
    ['2026-12-28', 'friendly'],
    ['2027-01-04', 'follow-up'],
    ['2027-01-14', 'demand'],
  ]);
  expect([blockers, underWay]).toEqual([[], null]);
  expect((await planOf('C-1', { limit: 1 })).following).toEqual([]);
});

test('the plan says why a message is moved, with the name of the holiday, in the reader’s language', async () => {
  const reasons = async (language: string) =>
    (await planOf('C-1', { language })).following.flatMap((contact) => contact.reasons.map((reason) => reason.text));
  const english = await reasons('en');
  expect(english).toContain('Moved to the next open day, because 25 December 2026 is a holiday: Christmas Day.');
  expect(await reasons('es')).toContain(
    'Pasa al siguiente día hábil, porque el 25 de diciembre de 2026 es festivo: Navidad.',
  );
});

test('a disputed invoice is left out, and the dispute is a blocker with what would end it', async () => {
  const dispute = await api.post('/v1/invoices/B/disputes', { reason: 'wrong price' });
  const plan = await planOf('C-1', { language: 'es' });
  expect(plan.next?.invoices.map((invoice) => invoice.invoiceId)).toEqual(['A']);
  expect(plan.blockers).toEqual([{ code: 'hold', text: 'En espera por una disputa.', invoices: ['B'] }]);
  expect(plan.changes.map((change) => change.code)).toEqual(['hold-lifted', 'facts']);
  await api.call('DELETE', `/v1/invoices/B/holds/${String(dispute.body.id)}`);
});

test('a stop of all contact is a blocker; the plan shows what would leave if it were lifted', async () => {
  await api.post('/v1/settings/stop-contact', {});
  const plan = await planOf('C-1');
  expect(plan.next).toMatchObject({ on: '2026-12-17', blocked: true });
  expect(plan.blockers).toEqual([
    { code: 'all-stopped', text: 'The organization has stopped all contact with its customers.', invoices: [] },
  ]);
  expect(plan.changes.map((change) => change.code)).toEqual(['contact-resumed', 'facts']);
  await api.post('/v1/settings/resume-contact', {});
});

test('a message requested too late in the day waits for the window after the next day’s holiday', async () => {
  await api.take(db.organization, anInvoice('demo', 'LATE', 'C-2', '2026-12-03'));
  api.setNow('2026-12-07T16:25:00Z');
  const { id } = await db.database.inOrganization(db.organization.id, (tx) =>
    tx.invoice.findFirstOrThrow({ where: { invoiceId: 'LATE' } }),
  );
  await evaluateCase(db.database, { organizationId: db.organization.id, slug: 'demo', invoiceRowId: id }, api.now());
  // The gathering window is fifteen minutes, and the send window closes at 17:30, in five minutes.
  const { next } = await planOf('C-2');
  expect(next).toMatchObject({ on: '2026-12-09', template: 'friendly', blocked: false });
  expect(next?.reasons.map((reason) => reason.text)).toEqual([
    'Outside the customer’s contact hours, or on a closed day: it leaves when they open again.',
    '8 December 2026 is a holiday: Immaculate Conception.',
  ]);
  api.setNow('2026-11-20T10:00:00Z');
});

test('a customer who owes nothing has no next message, an unknown customer is 404, a wrong limit 422', async () => {
  await api.take(db.organization, aCustomer('demo', 'C-3'));
  expect(await planOf('C-3')).toMatchObject({ next: null, following: [], blockers: [] });
  expect((await api.get('/v1/customers/C-9/plan')).status).toBe(404);
  expect((await api.get('/v1/customers/C-1/plan?limit=51')).status).toBe(422);
});

test('of a customer with many open invoices it is made in a thread, and is the same', async () => {
  const invoices = Array.from({ length: INVOICES_PLANNED_AT_ONCE + 1 }, (_, index) =>
    anInvoice('demo', `MANY-${index}`, 'C-MANY', '2026-12-24'),
  );
  await api.take(db.organization, aCustomer('demo', 'C-MANY'), ...invoices);
  const { next } = await planOf('C-MANY');
  expect(next).toMatchObject({ on: '2026-12-17', template: 'courtesy' });
  expect(next?.invoices).toHaveLength(INVOICES_PLANNED_AT_ONCE + 1);
  expect((await planOf('C-MANY', { language: 'es' })).changes).not.toEqual((await planOf('C-MANY')).changes);
});
