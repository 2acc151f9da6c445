import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { makePortalLink } from '@puntual/casework/portal-links/portal-links';
import { newId } from '@puntual/db/ids';
import { withClient } from '@puntual/sandbox/prepare-database';
import { freshOrganization, withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer, anInvoice } from '../testing/sample-events.ts';
import { withApi, type TestApi, type TestOrganization } from '../testing/with-api.ts';

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

const CONTACT = {
  contactId: 'k1',
  name: 'Rosa',
  role: 'accounts-payable',
  email: 'rosa@uno.example',
  channels: ['email'],
};
const ACCOUNT = 'IBAN ES91 2100 0418 4502 0005 1332\nBIC CAIXESBBXXX';
let organization: TestOrganization;
let token: string;
let ids: Record<string, string>;

beforeEach(async () => {
  organization = await freshOrganization(db);
  const { slug } = organization;
  api.setNow('2026-11-20T12:00:00Z');
  await api.take(
    organization,
    aCustomer(slug, 'C-1', { name: 'Uno SL', language: 'en', contacts: [CONTACT] as never }),
    aCustomer(slug, 'C-2', {
      name: 'Dos SL',
      language: 'en',
      contacts: [{ ...CONTACT, email: 'x@dos.example' }] as never,
    }),
    anInvoice(slug, 'A', 'C-1', '2026-11-10'),
    anInvoice(slug, 'B', 'C-1', '2026-12-11'),
    anInvoice(slug, 'Z', 'C-2', '2026-11-10'),
  );
  ids = Object.fromEntries((await inOrg((tx) => tx.invoice.findMany())).map(({ invoiceId, id }) => [invoiceId, id]));
  token = await linkOf('C-1');
});

type Work<T> = Parameters<typeof db.database.inOrganization<T>>[1];
const inOrg = <T>(work: Work<T>) => db.database.inOrganization(organization.id, work);

async function linkOf(customerId: string): Promise<string> {
  const customer = await inOrg((tx) => tx.customer.findFirstOrThrow({ where: { customerId } }));
  const actor = { organizationId: organization.id, slug: organization.slug, name: 'test' };
  const times = { now: api.now(), realMs: Date.now() };
  const made = await makePortalLink(db.database, actor, { customerRowId: customer.id, contactId: 'k1' }, times);
  if (made.result !== 'done') throw new Error(made.result);
  return made.token;
}

const get = (page = '', as = token) => api.get(`/portal/${as}${page}`, { key: null });

interface Sent {
  readonly fields: Readonly<Record<string, string | readonly string[]>>;
  readonly file?: { readonly name: string; readonly content: string };
  readonly as?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a form of the portal, as a browser does. */
async function send(act: string, { fields, file, as = token, headers = {} }: Sent) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ form: newId(), ...fields }))
    for (const each of Array.isArray(value) ? (value as string[]) : [value]) form.append(name, each);
  if (file) form.append('file', new Blob([file.content]), file.name);
  const response = await fetch(`${api.url}/portal/${as}/${act}`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
    headers: { 'sec-fetch-site': 'same-origin', accept: 'text/html', ...headers },
  });
  const text = await response.text();
  const to = response.headers.get('location');
  const page = to === null ? text : (await api.get(to, { key: null })).text;
  return { status: response.status, page, to };
}

const holds = () => inOrg((tx) => tx.hold.findMany({ where: { releasedAt: null }, orderBy: { id: 'asc' } }));
const tasks = () => inOrg((tx) => tx.task.findMany({ orderBy: { id: 'asc' } }));
const a = () => ids['A'] ?? '';
const b = () => ids['B'] ?? '';

describe('reading', () => {
  test('the account shows what is open, and nothing of others', async () => {
    const page = await get();
    expect(page.status).toBe(200);
    expect(page.text).toContain('Uno SL');
    expect(page.text).toContain('10 days late');
    expect(page.text).not.toContain('Dos SL');
    expect(page.text).not.toContain(ids['Z']);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  });

  test('how to pay a set names its sum and its numbers', async () => {
    await withClient(db.ownerUrl, (client) =>
      client.query('UPDATE organization SET payment_instructions = $1 WHERE id = $2', [ACCOUNT, organization.id]),
    );
    const page = await get(`/pay?invoice=${a()}&invoice=${b()}`);
    expect(page.text).toContain('ES91 2100 0418 4502 0005 1332');
    expect(page.text).toContain('<svg');
    expect(page.status).toBe(200);
    expect(page.text).toContain('F-A, F-B');
  });

  test.each(['/next', '/history', '/contact', `/remittance`, '/statement.pdf'])('%s is there', async (path) => {
    expect((await get(path)).status).toBe(200);
  });

  test('what comes next is the plan of the case', async () => {
    const { text } = await get('/next');
    expect(text).toContain('reminder');
    expect(text).toContain('What stops it');
  });

  test('twenty prefetches of every page change nothing', async () => {
    const state = () =>
      db.database.inOrganization(organization.id, async (tx) => [
        await tx.portalLink.findMany(),
        await tx.hold.count(),
        await tx.task.count(),
        await tx.portalAct.count(),
        await tx.auditEvent.count(),
      ]);
    const before = await state();
    const pages = [
      '',
      '/next',
      '/history',
      ...['pay', 'promise', 'paid', 'dispute', 'plan', 'part'].map((act) => `/${act}?invoice=${a()}`),
    ];
    for (const page of pages)
      for (let time = 0; time < 20; time++) expect([page, (await get(page)).status]).toEqual([page, 200]);
    expect(await state()).toEqual(before);
  });
});

describe('a link that does not work shows nothing', () => {
  const expectNothing = async (as: string) => {
    for (const page of ['', '/next', '/history', '/statement.pdf', `/pay?invoice=${a()}`, `/promise?invoice=${a()}`]) {
      const answer = await get(page, as);
      expect([page, answer.status]).toEqual([page, 410]);
      expect(answer.text).not.toContain('Uno SL');
      expect(answer.text).toContain('/portal/renew');
    }
    const sent = await send('promise', { as, fields: { invoice: a(), date: '2026-11-25', amount: '1' } });
    expect(sent.status).toBe(410);
  };

  test('forged', () => expectNothing(`pp_${'x'.repeat(43)}`));
  test('unreadable', () => expectNothing('%3Cscript%3E'));
  test('expired', async () => {
    await inOrg((tx) => tx.portalLink.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } }));
    await expectNothing(token);
  });
  test('revoked', async () => {
    const { items } = (await api.get('/v1/customers/C-1/portal-links', { key: await ownKey() })).body as {
      items: { id: string }[];
    };
    const path = `/v1/customers/C-1/portal-links/${items[0]?.id}`;
    expect((await api.call('DELETE', path, { key: await ownKey() })).status).toBe(204);
    await expectNothing(token);
  });
  test('of a contact whom the customer no longer has', async () => {
    await inOrg((tx) => tx.contact.deleteMany({ where: { contactId: 'k1' } }));
    await expectNothing(token);
  });
});

const ownKey = async () => (await api.issue(organization, 'api-key', 'administrator')).token;

describe('invoices of another customer', () => {
  test.each(['pay', 'promise', 'paid', 'dispute', 'plan', 'part', 'copy'])(
    '%s neither shows nor touches them',
    async (act) => {
      const z = ids['Z'] ?? '';
      const shown = await get(`/${act}?invoice=${z}`);
      expect(shown.status).toBe(200);
      expect(shown.text).not.toContain(z);
      if (act === 'pay') return;
      const fields = { date: '2026-11-20', amount: '1', reason: 'x', category: 'price', copy: 'invoices', note: 'x' };
      const sent = await send(act, { fields: { ...fields, invoice: [a(), z] } });
      expect(sent.status).toBe(422);
      expect(await holds()).toEqual([]);
      expect(await inOrg((tx) => tx.portalAct.count())).toBe(0);
    },
  );

  test('what another link did is not found', async () => {
    const sent = await send('remittance', { fields: { note: 'INV A' } });
    expect(sent.status).toBe(303);
    expect((await get(sent.to?.replace(/.*(\/done\/.*)/, '$1') ?? '', await linkOf('C-2'))).status).toBe(404);
  });
});

describe('acting', () => {
  test('a promise silences its invoices until its day and grace', async () => {
    const sent = await send('promise', { fields: { invoice: a(), date: '2026-11-27', amount: '100.00' } });
    expect(sent.page).toContain('You promised');
    const [promise] = await inOrg((tx) => tx.paymentPromise.findMany());
    const rosa = await inOrg((tx) => tx.contact.findFirstOrThrow({ where: { email: 'rosa@uno.example' } }));
    expect(promise).toMatchObject({ source: 'portal', promisedMinor: 10000n, openedBy: `contact:${rosa.id}` });
    expect((await holds()).map(({ kind, invoiceId }) => [kind, invoiceId])).toEqual([['promise', a()]]);
  });

  test('a promise beyond the limits is put before a person, and silences nothing', async () => {
    const sent = await send('promise', { fields: { invoice: a(), date: '2027-09-01', amount: '100.00' } });
    expect(sent.page).toContain('passed your request on');
    expect((await tasks()).map(({ kind }) => kind)).toEqual(['answer-customer']);
    expect(await holds()).toEqual([]);
  });

  test('a form that is sent twice, also at once, acts once', async () => {
    const fields = { form: newId(), invoice: a(), date: '2026-11-27', amount: '100.00' };
    const all = await Promise.all([1, 2, 3].map(() => send('promise', { fields })));
    all.push(await send('promise', { fields }));
    expect(new Set(all.map(({ status, to }) => `${status} ${to}`)).size).toBe(1);
    expect(await inOrg((tx) => tx.paymentPromise.count())).toBe(1);
  });

  test('a form that is refused can be corrected and sent again', async () => {
    const fields = { form: newId(), invoice: a(), date: '2026-11-27' };
    const wrong = await send('promise', { fields: { ...fields, amount: 'a lot' } });
    expect([wrong.status, wrong.page.includes('role="alert"')]).toEqual([422, true]);
    const past = await send('promise', { fields: { ...fields, date: '2026-11-01', amount: '1' } });
    expect(past.status).toBe(422);
    expect((await send('promise', { fields: { ...fields, amount: '100' } })).status).toBe(303);
  });

  test('a reported payment silences what is named once, and a person looks for it', async () => {
    const fields = { invoice: a(), date: '2026-11-19', amount: '121.00', reference: 'my ref' };
    const sent = await send('paid', { fields, file: { name: 'proof.txt', content: 'paid' } });
    expect(sent.page).toContain('look for your payment of F-A');
    const [hold] = await holds();
    expect(hold).toMatchObject({ kind: 'payment-claimed', invoiceId: a(), openedWithKey: true });
    expect((await tasks()).map(({ kind, dueOn }) => [kind, dueOn])).toEqual([['check-payment', hold?.untilOn]]);
    const acts = (await api.get('/v1/customers/C-1/portal-acts', { key: await ownKey() })).body as {
      items: { by: string; files: { id: string; name: string }[] }[];
    };
    expect(acts.items).toMatchObject([{ act: 'paid', by: 'Rosa', files: [{ name: 'proof.txt' }] }]);
    const file = await api.get(`/v1/customers/C-1/portal-files/${acts.items[0]?.files[0]?.id}`, {
      key: await ownKey(),
    });
    expect(file.text).toBe('paid');
    const again = await send('paid', { fields });
    expect(again.page).toContain('before');
    expect(await holds()).toHaveLength(1);
  });

  test('a dispute of a part silences the part, keeps its evidence, and belongs to nobody yet', async () => {
    const fields = { invoice: a(), amount: '10.00', category: 'price', reason: 'too dear' };
    const sent = await send('dispute', { fields, file: { name: 'offer.pdf', content: '%PDF-1.4' } });
    expect(sent.page).toContain('objection has number 1');
    const [dispute] = await inOrg((tx) => tx.dispute.findMany());
    expect(dispute).toMatchObject({ category: 'price', reason: 'too dear', owner: null });
    expect(await inOrg((tx) => tx.disputeFile.count())).toBe(1);
    expect(await inOrg((tx) => tx.portalFile.count())).toBe(0);
    expect((await tasks()).map(({ kind, claimedBy }) => [kind, claimedBy])).toEqual([['dispute', null]]);
  });

  test('evidence of another kind is refused, and nothing is done', async () => {
    const fields = { invoice: a(), category: 'price', reason: 'too dear' };
    const sent = await send('dispute', { fields, file: { name: 'x.pdf', content: '\u0000\u0001' } });
    expect(sent.status).toBe(422);
    expect(await inOrg((tx) => tx.dispute.count())).toBe(0);
  });

  test('paying a part makes the difference a dispute in the same act, and shows the transfer of the part', async () => {
    const [invoice] = await inOrg((tx) => tx.invoice.findMany({ where: { invoiceId: 'A' } }));
    const fields = { invoice: a(), amount: '50.00', category: 'quantity', reason: 'half is missing' };
    const sent = await send('part', { fields });
    expect(sent.page).toContain(`pay?invoice=${a()}&amp;pays=50.00`);
    const [line] = await inOrg((tx) => tx.disputeLine.findMany());
    expect(line?.amountMinor).toBe((invoice?.openMinor ?? 0n) - 5000n);
    expect((await get(`/pay?invoice=${a()}&pays=50.00`)).text).toContain('€50.00');
    const whole = await send('part', { fields: { ...fields, invoice: b(), amount: '99999' } });
    expect([whole.status, whole.page]).toEqual([422, expect.stringContaining('not less than')]);
  });

  test('a plan within the limits starts; another wish is put before a person', async () => {
    const shown = await get(`/plan?invoice=${a()}`);
    expect(shown.text).toContain('name="offer"');
    const sent = await send('plan', { fields: { invoice: a(), offer: '1' } });
    expect(sent.page).toContain('payment plan has begun');
    expect(await inOrg((tx) => tx.paymentPlan.findMany())).toMatchObject([{ source: 'portal', state: 'active' }]);
    const other = await send('plan', { fields: { invoice: b(), offer: 'other', note: 'in spring, please' } });
    expect(other.page).toContain('passed your request on');
    expect((await tasks()).map(({ kind }) => kind)).toContain('answer-customer');
  });

  test('a contact changes its own data, language and channels', async () => {
    const version = /name="version" value="(\w+)"/.exec((await get('/contact')).text)?.[1] ?? '';
    const fields = { name: 'Rosa P.', email: 'rosa@new.example', phone: '', language: 'es', version };
    const sent = await send('contact', { fields });
    expect(sent.status).toBe(303);
    expect(sent.page).toContain('Sus datos se han guardado');
    const contact = await inOrg((tx) => tx.contact.findFirstOrThrow({ where: { name: 'Rosa P.' } }));
    expect(contact).toMatchObject({ email: 'rosa@new.example', language: 'es' });
    expect(await inOrg((tx) => tx.optOut.findMany())).toMatchObject([{ channel: 'email' }, { channel: 'sms' }]);
    const stale = await send('contact', { fields });
    expect(stale.status).toBe(422);
    const again = /name="version" value="(\w+)"/.exec((await get('/contact')).text)?.[1] ?? '';
    expect((await send('contact', { fields: { ...fields, version: again, byEmail: 'yes' } })).status).toBe(303);
    expect(await inOrg((tx) => tx.optOut.findMany())).toMatchObject([{ channel: 'sms' }]);
  });

  test('a statement or a copy is sent to the contact itself', async () => {
    expect((await send('copy', { fields: { copy: 'statement' } })).page).toContain('sending it');
    expect((await send('copy', { fields: { copy: 'invoices', invoice: a() } })).status).toBe(303);
    expect(await inOrg((tx) => tx.askedMessage.findMany({ orderBy: { id: 'asc' } }))).toMatchObject([
      { what: 'statement', contactId: 'k1', channel: 'email' },
      { what: 'invoices', contactId: 'k1', channel: 'email' },
    ]);
  });

  test('a remittance advice is kept with a task', async () => {
    const sent = await send('remittance', { fields: { note: '' }, file: { name: 'list.txt', content: 'A 121.00' } });
    expect(sent.status).toBe(303);
    expect((await tasks()).map(({ kind }) => kind)).toEqual(['check-payment']);
    expect(await inOrg((tx) => tx.portalFile.count())).toBe(1);
    expect((await send('remittance', { fields: { note: '' } })).status).toBe(422);
  });

  test('a form of another site is refused', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect((await send('remittance', { fields: { note: 'x' }, headers })).status).toBe(403);
  });

  test('more acts than a day has are refused', async () => {
    await inOrg(async (tx) => {
      const link = await tx.portalLink.findFirstOrThrow();
      const row = { organizationId: organization.id, customerId: link.customerId, linkId: link.id, kind: 'copy' };
      const data = Array.from({ length: 40 }, () => ({
        ...row,
        id: newId(),
        formId: newId(),
        actedAt: new Date(api.now()),
        actedBy: 'x',
      }));
      await tx.portalAct.createMany({ data });
    });
    expect((await send('remittance', { fields: { note: 'x' } })).status).toBe(422);
  });
});

describe('a new link', () => {
  const ask = (email: string) =>
    api.call('POST', '/portal/renew', {
      key: null,
      body: `email=${encodeURIComponent(email)}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
    });

  test('is sent to a known address; an unknown one is answered alike', async () => {
    const mail = `renew-${newId()}@uno.example`;
    await inOrg((tx) => tx.contact.updateMany({ where: { email: 'rosa@uno.example' }, data: { email: mail } }));
    const unknown = await ask('nobody@nowhere.example');
    const known = await ask(mail.toUpperCase());
    expect([known.status, known.text]).toEqual([unknown.status, unknown.text]);
    const deadline = Date.now() + 20_000;
    const asked = () => inOrg((tx) => tx.askedMessage.findMany());
    while ((await asked()).length === 0 && Date.now() < deadline) await new Promise(setImmediate);
    expect(await asked()).toMatchObject([{ what: 'statement', contactId: 'k1', channel: 'email' }]);
  });
});
