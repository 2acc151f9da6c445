import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventVerdictsSchema, waitingEventPageSchema } from '@puntual/contracts/api/events-body';
import { ensureOrganization } from '@puntual/sandbox/prepare-database';
import type { PuntualEventInput } from '@puntual/contracts/events/events';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer, anEvent, anInvoice } from '../testing/sample-events.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

/** An event with data that its builder would refuse to make. */
const withData = (event: PuntualEventInput, data: object) => ({ ...event, data: { ...event.data, ...data } });

let db: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  db = await withTestDatabase();
  await ensureOrganization(db.ownerUrl, { slug: 'other' });
  api = await withApi(db.database, db.organization);
});
afterAll(async () => {
  await api.close();
  await db.close();
});

const verdicts = async (body: unknown, key = api.keys.integration) => {
  const answer = await api.post('/v1/events', body, { key });
  expect(answer.status).toBe(202);
  return eventVerdictsSchema.parse(answer.body);
};

describe('verdicts', () => {
  test('one event gets one verdict, and the same event again is a duplicate', async () => {
    expect(await verdicts(aCustomer('demo', 'C-1'))).toEqual([{ id: 'customer/C-1', verdict: 'accepted' }]);
    expect(await verdicts(aCustomer('demo', 'C-1'))).toEqual([{ id: 'customer/C-1', verdict: 'duplicate' }]);
    expect((await api.get('/v1/customers/C-1')).status).toBe(200);
  });

  test('an array gets verdicts in its order, and an invalid event does not stop the others', async () => {
    const answer = await verdicts([
      anInvoice('demo', 'A', 'C-1', '2026-12-01'),
      'nonsense',
      { ...anInvoice('demo', 'B', 'C-1', '2026-12-01'), type: 'puntual.moon.landed.v1' },
      withData(anInvoice('demo', 'C', 'C-1', '2026-12-01'), { total: '1.234' }),
      anInvoice('other', 'D', 'C-1', '2026-12-01'),
      withData(anInvoice('demo', 'E', 'C-1', '2026-12-01'), { purchaseOrder: 'a\u0000b' }),
      anInvoice('demo', 'A', 'C-1', '2026-12-01'),
      anEvent('demo', 'other-customer', 'puntual.invoice.cancelled.v1', { invoiceId: 'A', customerId: 'C-2' }),
      anInvoice('demo', 'F', 'C-1', '2026-12-02'),
    ]);
    expect(answer.map((each) => [each.verdict, each.code])).toEqual([
      ['accepted', undefined],
      ['rejected', 'invalid'],
      ['rejected', 'unknown-type'],
      ['rejected', 'invalid'],
      ['rejected', 'unknown-organization'],
      ['rejected', 'invalid'],
      ['duplicate', undefined],
      ['rejected', 'invalid'],
      ['accepted', undefined],
    ]);
    expect(answer[1]?.id).toBeNull();
    expect(answer[3]?.errors).toEqual([{ path: 'data.total', message: expect.stringContaining('decimals') }]);
    expect(answer[4]?.reason).toContain('"demo"');
    expect((await api.get('/v1/invoices')).body.items).toHaveLength(2);
  });

  test('500 events are accepted in one request, in their order', async () => {
    const events = Array.from({ length: 500 }, (_, index) => anInvoice('demo', `N-${index}`, 'C-1', '2026-12-01'));
    expect((await verdicts(events)).every((verdict) => verdict.verdict === 'accepted')).toBe(true);
    expect(new Set((await verdicts(events)).map((verdict) => verdict.verdict))).toEqual(new Set(['duplicate']));
  });
});

describe('a body that is no batch of events', () => {
  test.each([[[]], ['"text"'], [Array.from({ length: 501 }, () => ({}))], ['7']])('is refused (%#)', async (body) => {
    const answer = await api.post('/v1/events', body);
    expect([400, 422]).toContain(answer.status);
  });

  test('unreadable JSON, other content types and too large bodies have codes of their own', async () => {
    const unreadable = await api.post('/v1/events', '{"id":');
    expect([unreadable.status, unreadable.body.code]).toEqual([400, 'unreadable']);
    const form = await api.post('/v1/events', 'a=b', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect([form.status, form.body.code]).toEqual([415, 'not-json']);
    const large = await api.post('/v1/events', JSON.stringify({ id: 'x'.repeat(4 * 1024 * 1024) }));
    expect([large.status, large.body.code]).toEqual([413, 'too-large']);
    const largeElsewhere = await api.post('/v1/invoices/A/holds', JSON.stringify({ reason: 'x'.repeat(256 * 1024) }));
    expect([largeElsewhere.status, largeElsewhere.body.code]).toEqual([413, 'too-large']);
    expect(
      (
        await api.post('/v1/events', JSON.stringify(anInvoice('demo', 'CE', 'C-1', '2026-12-01')), {
          headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' },
        })
      ).status,
    ).toBe(202);
  });
});

describe('events that wait', () => {
  const cancelled = (invoiceId: string) =>
    anEvent('demo', `cancel/${invoiceId}`, 'puntual.invoice.cancelled.v1', { invoiceId, customerId: 'C-1' });

  test('are listed after a day, in the reader’s language, until a person sets them aside', async () => {
    api.setNow('2026-11-20T10:00:00Z');
    await verdicts([cancelled('NEVER-1'), cancelled('NEVER-2')]);
    const list = async (query = '', language = 'en') =>
      waitingEventPageSchema.parse(
        (await api.get(`/v1/events/waiting${query}`, { headers: { 'accept-language': language } })).body,
      );
    expect(await list()).toEqual({ items: [], nextCursor: null, total: 0 });
    expect((await list('?all=true')).items.map((event) => event.eventId)).toContain('cancel/NEVER-1');
    api.setNow('2026-11-21T10:00:01Z');
    const page = await list('?limit=1');
    expect(page).toMatchObject({
      items: [
        {
          eventId: 'cancel/NEVER-1',
          type: 'puntual.invoice.cancelled.v1',
          waitsFor: { kind: 'invoice', id: 'NEVER-1' },
          customerId: 'C-1',
          text: 'It waits for invoice NEVER-1, which is not known: publish the invoice, or check the id.',
          refusal: null,
        },
      ],
      total: 2,
    });
    expect((await list(`?cursor=${page.nextCursor}`, 'es')).items[0]?.text).toContain('Espera a la factura NEVER-2');
    const path = `/v1/events/waiting/${page.items[0]?.id}`;
    expect((await api.call('DELETE', path, { key: api.keys.integration })).status).toBe(403);
    expect((await api.call('DELETE', path)).status).toBe(204);
    expect((await api.call('DELETE', path)).status).toBe(404);
    expect((await list()).total).toBe(1);
    api.setNow('2026-11-20T10:00:00Z');
  });

  test('a correction that cannot be applied is rejected with the code of its reason', async () => {
    await verdicts([anInvoice('demo', 'AGAIN', 'C-1', '2026-12-01')]);
    const again = { ...anInvoice('demo', 'AGAIN', 'C-1', '2026-12-24'), id: 'again' };
    expect(await verdicts(again)).toMatchObject([
      { verdict: 'rejected', code: 'invalid', refusal: 'issued-differently' },
    ]);
  });
});
