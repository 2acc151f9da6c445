import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { evaluateCase } from '@puntual/casework/cases/evaluate-case';
import { historyPageSchema, invoiceDetailSchema, invoicePageSchema, planSchema } from '@puntual/contracts/api/invoices';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer, anEvent, anInvoice, aPayment } from '../testing/sample-events.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  // Now is 2026-11-20 11:00 in Madrid, and 07:00 in Santiago.
  await api.take(
    db.organization,
    aCustomer('demo', 'C-1', { name: 'Núñez & Hijos 100%' }),
    aCustomer('demo', 'C-2', { country: 'CL', timeZone: 'America/Santiago', currency: 'CLP', name: 'Andes_Sur' }),
    anInvoice('demo', 'A', 'C-1', '2026-11-10'),
    anInvoice('demo', 'B', 'C-1', '2026-11-20'),
    anInvoice('demo', 'C', 'C-1', '2026-12-20'),
    anInvoice('demo', 'D', 'C-1', '2026-11-10'),
    anInvoice('demo', 'CL-1', 'C-2', '2026-11-19', { currency: 'CLP', total: '15000' }),
    aPayment('demo', 'P-1', 'C-1', 'A', '21.00'),
    aPayment('demo', 'P-2', 'C-1', 'D', '121.00'),
  );
});
afterAll(async () => {
  await api.close();
  await db.close();
});

const listed = async (query: string) =>
  ((await api.get(`/v1/invoices${query}`)).body.items as { invoiceId: string }[]).map((item) => item.invoiceId);

describe('the list', () => {
  test('has what the contract says, the earliest due date first', async () => {
    const { status, body } = await api.get('/v1/invoices');
    expect(status).toBe(200);
    const page = invoicePageSchema.parse(body);
    expect(
      page.items.map((item) => [item.invoiceId, item.total, item.open, item.currency, item.status, item.daysOverdue]),
    ).toEqual([
      ['A', '121.00', '100.00', 'EUR', 'open', 10],
      ['D', '121.00', '0.00', 'EUR', 'paid', 0],
      ['CL-1', '15000', '15000', 'CLP', 'open', 1],
      ['B', '121.00', '121.00', 'EUR', 'open', 0],
      ['C', '121.00', '121.00', 'EUR', 'open', -30],
    ]);
    expect(page.items[0]).toMatchObject({
      number: 'F-A',
      customerId: 'C-1',
      stage: 'not-due',
      nextAction: null,
      workflowId: 'invoice/demo/A',
      workflowUrl: 'http://127.0.0.1:8233/namespaces/default/workflows/invoice%2Fdemo%2FA',
    });
    expect(page.nextCursor).toBeNull();
  });

  test.each([
    ['?status=paid', ['D']],
    ['?status=open', ['A', 'CL-1', 'B', 'C']],
    ['?stage=agency', []],
    ['?customerId=C-2', ['CL-1']],
    ['?customerId=c-2', []],
    ['?overdueBy=0', ['A', 'CL-1', 'B']],
    ['?overdueBy=1', ['A', 'CL-1']],
    ['?overdueBy=10', ['A']],
    ['?overdueBy=11', []],
    ['?q=f-c', ['CL-1', 'C']],
    ['?q=N%C3%9A%C3%91EZ', ['A', 'D', 'B', 'C']],
    ['?q=100%25', ['A', 'D', 'B', 'C']],
    ['?q=%25', ['A', 'D', 'B', 'C']],
    ['?q=_', ['CL-1']],
    ['?q=%5C', []],
    ['?q=andes&status=open', ['CL-1']],
  ])('%s finds %j', async (query, expected) => {
    expect(await listed(query)).toEqual(expected);
  });

  test('“overdue” follows the debtor’s calendar', async () => {
    api.setNow('2026-11-20T01:00:00Z'); // in Santiago it is still the 19th, the due date
    expect(await listed('?overdueBy=1')).toEqual(['A']);
    api.setNow('2026-11-20T10:00:00Z');
  });

  test('pages follow each other without gaps or repeats', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const body: Record<string, unknown> = (await api.get(`/v1/invoices?limit=2${cursor ? `&cursor=${cursor}` : ''}`))
        .body;
      seen.push(...(body.items as { invoiceId: string }[]).map((item) => item.invoiceId));
      cursor = body.nextCursor as string | null;
    } while (cursor !== null);
    expect(seen).toEqual(['A', 'D', 'CL-1', 'B', 'C']);
  });

  test.each([
    ['?limit=0', 'limit'],
    ['?limit=201', 'limit'],
    ['?limit=x', 'limit'],
    ['?status=nonsense', 'status'],
    ['?stauts=open', 'stauts'],
    ['?cursor=nonsense', 'cursor'],
    ['?cursor=W10', 'cursor'],
    ['?q=a&q=b', 'q'],
    ['?q=%00', ''],
  ])('%s is refused and names %j', async (query, path) => {
    const { status, body } = await api.get(`/v1/invoices${query}`);
    expect([status, body.code]).toEqual([422, 'invalid']);
    expect((body.errors as { path: string }[])[0]?.path).toBe(path);
  });
});

describe('one invoice', () => {
  test('is found by the ERP’s id and by its own, with ledger and holds', async () => {
    const byErp = invoiceDetailSchema.parse((await api.get('/v1/invoices/A')).body);
    expect((await api.get(`/v1/invoices/${byErp.id}`)).body).toEqual(byErp);
    expect(byErp.entries.map((entry) => [entry.kind, entry.amount, entry.on])).toEqual([
      ['invoice', '121.00', '2026-10-01'],
      ['payment', '-21.00', '2026-11-19'],
    ]);
    expect((await api.get('/v1/invoices/nothing')).status).toBe(404);
    expect((await api.get(`/v1/invoices/${'x'.repeat(201)}`)).status).toBe(422);
    expect((await api.get('/v1/invoices/%FF')).body.code).toBe('unreadable');
  });

  test('has its next action with the reasons in the reader’s words, once its case was evaluated', async () => {
    const { id } = (await api.get('/v1/invoices/C')).body;
    await evaluateCase(
      db.database,
      { organizationId: db.organization.id, slug: 'demo', invoiceRowId: String(id) },
      api.now(),
    );
    const english = (await api.get('/v1/invoices/C')).body.nextAction as {
      do: string;
      stepId: string;
      at: string;
      reasons: { text: string }[];
    };
    expect(english).toMatchObject({ do: 'send', stepId: 'courtesy' });
    expect(english.at > '2026-12-').toBe(true);
    expect(english.reasons.map((reason) => reason.text).join()).toMatch(/before the due date|Moved/);
    const spanish = (await api.get('/v1/invoices/C', { headers: { 'accept-language': 'es-CL,es;q=0.9,en;q=0.8' } }))
      .body.nextAction as typeof english;
    expect(spanish.reasons.map((reason) => reason.text).join()).toMatch(/antes del vencimiento|Pasa al/);
  });

  test('has none once it is settled, also before its case is evaluated again (rules 20)', async () => {
    await api.take(db.organization, anInvoice('demo', 'G', 'C-3', '2026-12-20'));
    const { id } = (await api.get('/v1/invoices/G')).body;
    const ref = { organizationId: db.organization.id, slug: 'demo', invoiceRowId: String(id) };
    await evaluateCase(db.database, ref, api.now());
    const shown = async () => {
      const { items } = invoicePageSchema.parse((await api.get('/v1/invoices?customerId=C-3')).body);
      return [items[0]?.nextAction ?? null, (await api.get('/v1/invoices/G')).body.nextAction];
    };
    expect(await shown()).toMatchObject([{ do: 'send' }, { do: 'send' }]);
    await api.take(db.organization, aPayment('demo', 'P-G', 'C-3', 'G', '121.00'));
    expect(await shown()).toEqual([null, null]);
  });

  test('lists its history, with the customer’s own events, the newest first, page by page', async () => {
    const whole = historyPageSchema.parse((await api.get('/v1/invoices/A/history?limit=200')).body);
    expect(whole.items.map((item) => item.kind)).toEqual(
      expect.arrayContaining(['invoice.issued', 'payment.allocated', 'payment.received', 'customer.created']),
    );
    expect(whole.items.map((item) => item.id)).toEqual(
      whole.items
        .map((item) => item.id)
        .sort()
        .reverse(),
    );
    expect(whole.items.find((item) => item.kind === 'payment.allocated')?.text).toBe(
      '€21.00 of payment P-1 went to this invoice (by the remittance advice); €100.00 is open.',
    );
    const spanish = historyPageSchema.parse(
      (await api.get('/v1/invoices/A/history', { headers: { 'accept-language': 'es' } })).body,
    );
    expect(spanish.items.find((item) => item.kind === 'invoice.issued')?.text).toBe(
      'Entró la factura F-A por 121,00\u00a0€, con vencimiento el 10 de noviembre de 2026.',
    );
    const first = historyPageSchema.parse((await api.get('/v1/invoices/A/history?limit=1')).body);
    const second = historyPageSchema.parse(
      (await api.get(`/v1/invoices/A/history?limit=1&cursor=${first.nextCursor}`)).body,
    );
    expect([first.items[0]?.id, second.items[0]?.id]).toEqual(whole.items.slice(0, 2).map((item) => item.id));
  });

  test('shows its plan: the next steps, why, and what would change them', async () => {
    const plan = planSchema.parse((await api.get('/v1/invoices/C/plan')).body);
    expect(plan).toMatchObject({
      decision: 'wait',
      now: '2026-11-20T10:00:00.000Z',
      blockers: [],
      policy: { key: 'standard', version: 1 },
    });
    expect(plan.steps.map((step) => step.stepId)).toEqual(
      [
        'courtesy',
        'friendly',
        'follow-up',
        'demand',
        'call',
        'agency',
      ] /* the due date is a Sunday: the due-date note is not sent */,
    );
    expect(plan.rule).toBe('default');
    expect(plan.skipped).toEqual([
      {
        stepId: 'due-today',
        do: 'send',
        stage: 'courtesy',
        reason: { code: 'courtesy-lapsed', text: 'Its day has passed; a courtesy is not caught up.' },
      },
    ]);
    expect(plan.next).toEqual(plan.steps[0]);
    expect(plan.changes.map((change) => change.code)).toEqual(['facts']);
    const paid = planSchema.parse((await api.get('/v1/invoices/D/plan')).body);
    expect(paid).toMatchObject({ next: null, steps: [], changes: [] });
  });
});

describe('the reason why a plan misses its day', () => {
  test('names the holiday', async () => {
    // A day after the 24th is Christmas, a Friday.
    await api.take(db.organization, anInvoice('demo', 'XMAS', 'C-1', '2026-12-24'));
    const reasons = async (language: string) =>
      planSchema
        .parse((await api.get('/v1/invoices/XMAS/plan', { headers: { 'accept-language': language } })).body)
        .steps.flatMap((step) => step.reasons.map((reason) => reason.text));
    expect(await reasons('en')).toContain(
      'Moved to the next open day, because 25 December 2026 is a holiday: Christmas Day.',
    );
    expect(await reasons('es')).toContain(
      'Pasa al siguiente día hábil, porque el 25 de diciembre de 2026 es festivo: Navidad.',
    );
  });

  test('is also a closed gate, long before the step is due', async () => {
    await api.post('/v1/settings/stop-contact', {});
    const plan = planSchema.parse((await api.get('/v1/invoices/C/plan')).body);
    expect(plan.blockers).toEqual([
      { code: 'all-stopped', text: 'The organization has stopped all contact with its customers.' },
    ]);
    expect(plan.changes.map((change) => change.code)).toEqual(['contact-resumed', 'facts']);
    expect(planSchema.parse((await api.get('/v1/invoices/D/plan')).body).blockers).toEqual([]);
    await api.post('/v1/settings/resume-contact', {});
    expect(planSchema.parse((await api.get('/v1/invoices/C/plan')).body).blockers).toEqual([]);
  });
});

describe('holds', () => {
  test('pause an invoice until they are lifted, and appear in its plan and history', async () => {
    const opened = await api.post(
      '/v1/invoices/C/holds',
      { reason: '  the buyer is on leave ', until: '2026-12-24' },
      { key: api.keys.collector },
    );
    expect(opened.status).toBe(201);
    expect(opened.body).toMatchObject({
      kind: 'manual',
      reason: 'the buyer is on leave',
      until: '2026-12-24',
      since: '2026-11-20T10:00:00.000Z',
    });
    expect((await api.get('/v1/invoices/C')).body.holds).toEqual([opened.body]);
    const plan = planSchema.parse(
      (await api.get('/v1/invoices/C/plan', { headers: { 'accept-language': 'es' } })).body,
    );
    expect(plan.blockers).toEqual([
      { code: 'hold', text: 'En espera por una pausa hasta el 24 de diciembre de 2026.' },
    ]);
    expect(plan.changes.map((change) => change.code)).toEqual(['hold-ends', 'facts']);

    const path = `/v1/invoices/C/holds/${String(opened.body.id)}`;
    expect((await api.call('DELETE', path)).status).toBe(204);
    expect((await api.call('DELETE', path)).status).toBe(409);
    expect((await api.get('/v1/invoices/C')).body.holds).toEqual([]);
    expect(planSchema.parse((await api.get('/v1/invoices/C/plan')).body).blockers).toEqual([]);
    const kinds = historyPageSchema
      .parse((await api.get('/v1/invoices/C/history')).body)
      .items.map((item) => [item.kind, item.actor]);
    expect(kinds).toEqual(
      expect.arrayContaining([
        ['hold.opened', 'collector'],
        ['hold.released', 'administrator'],
      ]),
    );
  });

  test('of another invoice are not found', async () => {
    const opened = await api.post('/v1/invoices/B/disputes', { reason: 'wrong price' });
    expect(opened.body).toMatchObject({ kind: 'dispute', until: null });
    expect((await api.call('DELETE', `/v1/invoices/C/holds/${String(opened.body.id)}`)).status).toBe(404);
    expect((await api.call('DELETE', '/v1/invoices/B/holds/nothing')).status).toBe(404);
  });

  test('with invalid input are refused in the reader’s language', async () => {
    const past = await api.post(
      '/v1/invoices/C/holds',
      { reason: 'x', until: '2026-11-19' },
      { headers: { 'accept-language': 'es' } },
    );
    expect([past.status, past.body.errors]).toEqual([
      422,
      [{ path: 'until', message: 'el día ya ha pasado (hoy es 20 de noviembre de 2026)' }],
    ]);
    const settled = await api.post('/v1/invoices/D/holds', { reason: 'x' });
    expect([settled.status, settled.body.code]).toEqual([409, 'invoice-settled']);
    const unknown = await api.post('/v1/invoices/C/holds', { reason: '', unitl: '2026-12-24' });
    expect((unknown.body.errors as { path: string }[]).map((fault) => fault.path)).toEqual(['reason', 'unitl']);
    const spanish = await api.post('/v1/invoices/C/holds', {}, { headers: { 'accept-language': 'es' } });
    expect(JSON.stringify(spanish.body.errors)).toContain('falta');
    expect((await api.post('/v1/invoices/C/holds', { reason: 'a\u0000b' })).status).toBe(422);
  });
});

test('an amendment that arrives before its invoice creates no invoice', async () => {
  await api.take(
    db.organization,
    anEvent('demo', 'early', 'puntual.invoice.amended.v1', {
      invoiceId: 'LATER',
      customerId: 'C-1',
      revision: 1,
      dueDate: '2027-01-01',
    }),
  );
  expect((await api.get('/v1/invoices/LATER')).status).toBe(404);
});
