import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startFakeAgency, type FakeAgency } from '@puntual/testing/worlds/fake-agency';
import { newId } from '@puntual/db/ids';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer, anInvoice } from '../testing/sample-events.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

const SECRETS_KEY = 'k'.repeat(40);
let db: TestDatabase;
let api: TestApi;
let fake: FakeAgency;

beforeAll(async () => {
  db = await withTestDatabase();
  fake = await startFakeAgency();
  api = await withApi(db.database, db.organization, { PUNTUAL_SECRETS_KEY: SECRETS_KEY, AGENCY_HOSTS: fake.host });
});
afterAll(async () => {
  await api.close();
  await fake.close();
  await db.close();
});

const put = (path: string, body: unknown) => api.call('PUT', path, { body });
const cobra = (more: object = {}) => ({
  name: 'Cobra',
  adapter: 'http',
  address: fake.url,
  position: 1,
  state: 'active',
  revision: null,
  ...more,
});

describe('an agency', () => {
  it('is saved, listed and changed; of two people one wins', async () => {
    const saved = await put('/v1/agencies/cobra', cobra({ terms: { commissionPercent: '15', countries: ['ES'] } }));
    expect([saved.status, saved.body.revision]).toEqual([200, 1]);
    const changed = await put('/v1/agencies/cobra', cobra({ name: 'Cobra SA', revision: 1 }));
    expect(changed.body).toMatchObject({ name: 'Cobra SA', revision: 2 });
    const late = await put('/v1/agencies/cobra', cobra({ revision: 1 }));
    expect([late.status, late.body.code]).toEqual([409, 'agency-changed']);
    expect((await api.get('/v1/agencies')).body.items).toMatchObject([{ key: 'cobra', name: 'Cobra SA' }]);
  });

  it.each([
    [{ address: 'https://169.254.169.254/' }, 422, 'agency-host-not-allowed'],
    [{ address: 'no address' }, 422, 'invalid'],
    [{ adapter: 'email', address: 'no address' }, 422, 'invalid'],
    [{ terms: { commissionPercent: '101' } }, 422, 'invalid'],
    [{ terms: { amountFrom: '1.234' } }, 422, 'invalid'],
    [{ terms: { unknown: 1 } }, 422, 'invalid'],
  ])('is refused with %j', async (change, status, code) => {
    const answer = await put('/v1/agencies/other', cobra(change));
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});

describe('a report of an agency', () => {
  it.each(['demo/%00', '%00/cobra', 'demo/__proto__', `demo/${'a'.repeat(5000)}`, 'demo/..%2f..', 'nobody/cobra'])(
    'to the address %s, which no agency has, is refused like a wrong signature',
    async (address) => {
      const answer = await api.call('POST', `/webhooks/agencies/${address}`, { key: null, body: '{}' });
      expect([answer.status, answer.body.code]).toEqual([401, 'bad-signature']);
    },
  );

  it('counts once when its signature is right, and pays the invoice', async () => {
    await api.take(
      db.organization,
      aCustomer(db.organization.slug, 'C-1'),
      anInvoice(db.organization.slug, 'INV-1', 'C-1', '2026-11-10'),
    );
    const { body: agency } = await put('/v1/agencies/agency-1', cobra({ terms: { commissionPercent: '10' } }));
    expect(agency.key).toBe('agency-1');
    const placementId = await placed('agency-1');
    const { body } = await api.post('/v1/agencies/agency-1/secret', {});
    const webhook = `${api.url}/webhooks/agencies/${db.organization.slug}/agency-1`;
    const report = { placementId, reportId: 'r-1', outcome: 'collected', on: '2026-11-19', amount: '21.00' } as const;

    fake.share('pas_wrong');
    expect(await fake.report(webhook, report)).toBe(401);
    fake.share(String(body.secret));
    expect(await fake.report(webhook, report, { secondsLate: 400 })).toBe(401);
    expect(await fake.report(webhook, report, { lies: true })).toBe(401);
    expect(await fake.report(webhook, { ...report, placementId: newId() })).toBe(404);
    expect(await fake.report(webhook, { ...report, amount: '-1' })).toBe(422);
    expect(await fake.report(webhook, report, { times: 3 })).toBe(200);
    expect(await fake.report(webhook, report)).toBe(200);

    const shown = await api.get(`/v1/placements/${placementId}`);
    expect(shown.body).toMatchObject({
      collected: '21.00',
      acknowledgedOn: '2026-11-19',
      reports: [{ amount: '21.00' }],
    });
    expect((await api.get('/v1/agencies/agency-1/account')).body.balances).toMatchObject([
      { currency: 'EUR', collected: '21.00', kept: '2.10', owed: '18.90' },
    ]);
    const tooMuch = await api.post('/v1/agencies/agency-1/paid-over', {
      amount: '19.00',
      currency: 'EUR',
      on: '2026-11-20',
    });
    expect([tooMuch.status, tooMuch.body.code]).toEqual([422, 'invalid']);
    const paid = await api.post('/v1/agencies/agency-1/paid-over', {
      amount: '18.90',
      currency: 'EUR',
      on: '2026-11-20',
    });
    expect(paid.body.balances).toMatchObject([{ owed: '0.00', paidOver: '18.90' }]);
  });

  it('of money that was not collected is taken back once: the invoice, the account and the commission', async () => {
    const { items } = (await api.get('/v1/placements?state=placed')).body as { items: { id: string }[] };
    const id = items[0]?.id ?? '';
    type Shown = { reports: { id: string; amount: string | null; reverses: string | null }[] };
    const shown = (await api.get(`/v1/placements/${id}`)).body as unknown as Shown;
    const wrong = shown.reports.find(({ amount }) => amount === '21.00')?.id ?? '';
    const reverse = (reportId: string) =>
      api.post(`/v1/placements/${id}/reports/${reportId}/reverse`, { reason: 'another debtor' });

    expect((await reverse(newId())).status).toBe(404);
    const answers = await Promise.all([reverse(wrong), reverse(wrong)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('collection-reversed');
    const after = (await api.get(`/v1/placements/${id}`)).body as unknown as Shown & { collected: string };
    expect(after.collected).toBe('0.00');
    expect(after.reports.find(({ reverses }) => reverses === wrong)).toMatchObject({ amount: '-21.00' });
    expect((await api.get('/v1/invoices/INV-1')).body).toMatchObject({ open: '121.00', status: 'open' });
    // The agency had paid it over: that money is the agency's.
    expect((await api.get('/v1/agencies/agency-1/account')).body.balances).toMatchObject([
      { currency: 'EUR', collected: '0.00', kept: '0.00', paidOver: '18.90', owed: '-18.90' },
    ]);
    const reversal = after.reports.find(({ reverses }) => reverses === wrong)?.id ?? '';
    expect((await reverse(reversal)).body.code).toBe('report-not-of-money');
  });

  it('by a person ends a placement; recall then is over', async () => {
    const { items } = (await api.get('/v1/placements?state=placed')).body as { items: { id: string }[] };
    const id = items[0]?.id ?? '';
    const body = { reportId: 'p-1', outcome: 'returned', on: '2026-11-20' };
    expect((await api.post(`/v1/placements/${id}/reports`, body)).body).toMatchObject({
      state: 'recalled',
      endedBecause: 'returned',
    });
    const recall = await api.post(`/v1/placements/${id}/recall`, { reason: 'x' });
    expect([recall.status, recall.body.code]).toEqual([409, 'placement-over']);
    const other = await api.post(`/v1/placements/${id}/agency`, { agency: 'nobody' });
    expect([other.status, other.body.code]).toEqual([409, 'no-such-agency']);
  });
});

async function placed(key: string): Promise<string> {
  const id = newId();
  await db.database.inOrganization(db.organization.id, async (tx) => {
    const invoice = await tx.invoice.findFirstOrThrow();
    const agency = await tx.agency.findFirstOrThrow({ where: { key } });
    const at = new Date(api.now());
    await tx.placement.create({
      data: {
        id,
        organizationId: db.organization.id,
        invoiceId: invoice.id,
        customerId: invoice.customerId,
        agencyId: agency.id,
        state: 'placed',
        openMinor: invoice.openMinor,
        pack: {},
        packHash: 'x',
        proposedAt: at,
        placedAt: at,
      },
    });
  });
  return id;
}
