import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { settingsSchema } from '@puntual/contracts/api/settings';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { withApi, type TestApi } from '../testing/with-api.ts';

let db: TestDatabase;
let api: TestApi;
beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
});
afterAll(async () => {
  await api.close();
  await db.close();
});

test('an organization without settings has the defaults', async () => {
  const { status, body } = await api.get('/v1/settings', { key: api.keys.viewer });
  expect([status, settingsSchema.parse(body)]).toEqual([
    200,
    {
      defaultPolicyKey: 'standard',
      contactStopped: null,
      maxMessagesPerDay: null,
      closingDays: { days: [], ranges: [] },
      matching: { oldestFirst: false, tolerance: {} },
      referenceRates: {},
      ratesKnownUntil: {
        be: '2026-12-31',
        nl: '2026-12-31',
        eu: '2026-12-31',
        es: '2026-12-31',
        de: '2026-12-31',
        uk: '2026-12-31',
        cl: null,
      },
      disputes: { deadlineDays: {}, creditNoteDays: 10, deductions: 'propose' },
      linkHosts: [],
      promiseLimits: { longestDays: 180, smallestSharePercent: 10, mostBroken: 3, brokenWithinDays: 90 },
      planLimits: { mostInstalments: 6, longestDays: 180, smallestFirstPercent: 10, graceDays: 7 },
      credit: { netCredit: true, backUnderPercent: 5, grantedAlone: '0' },
      portfolios: false,
      replies: { pauseDays: 5, answerDays: 1, canned: [] },
      serviceMessages: { kinds: {}, promiseReminderDays: 1, instalmentReminderDays: 3 },
      branding: {
        colour: null,
        textColour: null,
        logoUrl: null,
        phone: null,
        address: [],
        footer: [],
        legalLine: null,
      },
    },
  ]);
});

test('the hosts that messages may link to are names, and no addresses', async () => {
  const change = (linkHosts: unknown) => api.call('PATCH', '/v1/settings', { body: { linkHosts } });
  const hosts = ['pay.example.com', '*.docs.example.com'];
  expect((await change(hosts)).body).toMatchObject({ linkHosts: hosts });
  for (const host of [
    'https://pay.example.com',
    'pay.example.com/x',
    '*',
    '*.com.',
    'PAY.example.com',
    '',
    'localhost',
  ])
    expect([host, (await change([host])).status]).toEqual([host, 422]);
  expect((await change([])).body).toMatchObject({ linkHosts: [] });
});

test('a manager changes the named settings, and the others stay', async () => {
  const closingDays = { days: ['2026-12-24'], ranges: [{ from: '08-03', to: '08-21' }] };
  await api.call('PATCH', '/v1/settings', { key: api.keys.manager, body: { closingDays } });
  const { body } = await api.call('PATCH', '/v1/settings', { body: { maxMessagesPerDay: 500 } });
  expect(body).toMatchObject({ maxMessagesPerDay: 500, closingDays });
  expect((await api.call('PATCH', '/v1/settings', { body: { maxMessagesPerDay: null } })).body).toMatchObject({
    maxMessagesPerDay: null,
    closingDays,
  });
});

test('reference rates are entered by law, and the answer says until when they are known', async () => {
  const row = (from: string, until: string, percent: string) => ({
    from,
    until,
    percent,
    source: 'CMF, certificado 11/2026',
    effectiveOn: from,
  });
  const enter = async (referenceRates: object) =>
    settingsSchema.parse(
      (await api.call('PATCH', '/v1/settings', { key: api.keys.manager, body: { referenceRates } })).body,
    );
  const cl = [row('2026-11-15', '2026-12-14', '14.40')];
  expect(await enter({ cl })).toMatchObject({
    referenceRates: { cl },
    ratesKnownUntil: { cl: '2026-12-14', es: '2026-12-31' },
  });
  const es = [row('2027-01-01', '2027-06-30', '2.65')];
  expect(await enter({ es })).toMatchObject({
    referenceRates: { cl, es },
    ratesKnownUntil: { cl: '2026-12-14', es: '2027-06-30', eu: '2026-12-31' },
  });
  expect(await enter({ cl: [] })).toMatchObject({ referenceRates: { cl: [], es }, ratesKnownUntil: { cl: null } });
});

test.each([
  [{ referenceRates: { fr: [] } }, 'referenceRates.fr'],
  [
    {
      referenceRates: { es: [{ from: '2027-01-01', until: '2027-06-30', percent: '2.65', effectiveOn: '2027-01-01' }] },
    },
    'referenceRates.es.0.source',
  ],
  [
    {
      referenceRates: {
        es: [{ from: '2027-01-01', until: '2026-06-30', percent: '2.65', source: 'BOE', effectiveOn: '2027-01-01' }],
      },
    },
    'referenceRates.es.0.until',
  ],
  [
    {
      referenceRates: {
        es: [{ from: '2027-02-30', until: '2027-06-30', percent: '2.65', source: 'BOE', effectiveOn: '2027-01-01' }],
      },
    },
    'referenceRates.es.0.from',
  ],
  [{ maxMessagesPerDay: 0 }, 'maxMessagesPerDay'],
  [{ closingDays: { days: ['2026-02-30'] } }, 'closingDays.days.0'],
  [{ closingDays: { ranges: [{ from: '01-01', to: '06-30' }] } }, 'closingDays.ranges'],
  [{ maxMessages: 1 }, 'maxMessages'],
])('%j is refused and names %s', async (body, path) => {
  const answer = await api.call('PATCH', '/v1/settings', { body });
  expect([answer.status, (answer.body.errors as { path: string }[])[0]?.path]).toEqual([422, path]);
});

test('all contact is stopped and resumed by managers; a repeat is told that it changes nothing', async () => {
  api.setNow('2026-11-20T10:00:00Z');
  const stop = () => api.post('/v1/settings/stop-contact', { reason: 'wrong prices' }, { key: api.keys.manager });
  const stopped = { at: '2026-11-20T10:00:00.000Z', by: 'manager', byId: expect.stringMatching(/^key:/) };
  const first = await stop();
  expect([first.status, first.body.contactStopped]).toEqual([200, stopped]);
  api.setNow('2026-11-20T11:00:00Z');
  expect((await stop()).status).toBe(409);
  expect((await api.get('/v1/settings')).body.contactStopped).toEqual(stopped);
  const resume = () => api.post('/v1/settings/resume-contact', {});
  expect((await resume()).body.contactStopped).toBeNull();
  expect((await resume()).status).toBe(409);
});

test.each(['collector', 'viewer', 'integration'] as const)('a %s may not', async (role) => {
  expect((await api.post('/v1/settings/stop-contact', {}, { key: api.keys[role] })).status).toBe(403);
  expect((await api.post('/v1/settings/resume-contact', {}, { key: api.keys[role] })).status).toBe(403);
  expect((await api.call('PATCH', '/v1/settings', { key: api.keys[role], body: {} })).status).toBe(403);
});

test('bank accounts are replaced as a whole, by those who may change settings', async () => {
  const put = (body: object, key = api.keys.manager) => api.call('PUT', '/v1/settings/bank-accounts', { key, body });
  expect((await api.get('/v1/settings/bank-accounts', { key: api.keys.viewer })).body).toEqual({ accounts: [] });
  const accounts = [{ account: 'ES91 2100 0418 4502 0005 1332', currency: 'EUR', name: 'Main' }];
  expect((await put({ accounts })).body).toEqual({ accounts });
  expect((await put({ accounts: [{ account: '', name: 'x' }] })).status).toBe(422);
  expect((await put({ accounts: [] }, api.keys.collector)).status).toBe(403);
  expect((await api.get('/v1/settings/bank-accounts')).body).toEqual({ accounts });
  expect((await put({ accounts: [] })).body).toEqual({ accounts: [] });
});
