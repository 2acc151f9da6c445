import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { makePortalLink } from '@puntual/casework/portal-links/portal-links';
import { paid } from '@puntual/testing/builders/events';
import { withClient } from '@puntual/sandbox/prepare-database';
import { chromiumFlags, chromiumPath } from '@puntual/testing/chromium';
import { freshOrganization, withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { chromium, type Browser, type Page } from 'playwright-core';
import { aCustomer, anInvoice } from '../testing/sample-events.ts';
import { withApi, type TestApi, type TestOrganization } from '../testing/with-api.ts';
import { portalWords } from './portal-words.ts';

const PHONE = { width: 390, height: 844 };
const ACCOUNT = 'IBAN ES91 2100 0418 4502 0005 1332\nBIC CAIXESBBXXX';

let db: TestDatabase;
let api: TestApi;
let browser: Browser;
beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  browser = await chromium.launch({ executablePath: await chromiumPath(), args: [...chromiumFlags] });
});
afterAll(async () => {
  await browser.close();
  await api.close();
  await db.close();
});

let organization: TestOrganization;
let page: Page;
beforeEach(async () => {
  organization = await freshOrganization(db);
  api.setNow('2026-11-20T12:00:00Z');
});

/** Opens the account of a customer of this language on a phone without scripts. */
async function open(language: 'en' | 'es', colorScheme: 'light' | 'dark' = 'light'): Promise<string> {
  const { slug, id } = organization;
  const contact = {
    contactId: 'k1',
    name: 'Rosa',
    role: 'accounts-payable',
    email: 'rosa@uno.example',
    channels: ['email'],
  };
  await withClient(db.ownerUrl, (client) =>
    client.query('UPDATE organization SET payment_instructions = $1 WHERE id = $2', [ACCOUNT, id]),
  );
  await api.take(
    organization,
    aCustomer(slug, 'C-1', { name: 'Uno SL', language, contacts: [contact] as never }),
    anInvoice(slug, 'A', 'C-1', '2026-11-10'),
    anInvoice(slug, 'B', 'C-1', '2026-11-15'),
    anInvoice(slug, 'C', 'C-1', '2026-12-15'),
  );
  const customer = await db.database.inOrganization(id, (tx) => tx.customer.findFirstOrThrow());
  const actor = { organizationId: id, slug, name: 'test' };
  const whose = { customerRowId: customer.id, contactId: 'k1' };
  const made = await makePortalLink(db.database, actor, whose, { now: api.now(), realMs: Date.now() });
  if (made.result !== 'done') throw new Error(made.result);
  const context = await browser.newContext({ viewport: PHONE, colorScheme, javaScriptEnabled: false });
  page = await context.newPage();
  const address = `${api.url}/portal/${made.token}`;
  await page.goto(address);
  return address;
}

// Axe needs scripts: it looks at the same addresses in a browser that has them.
async function findings(address: string, colorScheme: 'light' | 'dark'): Promise<string[]> {
  const context = await browser.newContext({ viewport: PHONE, colorScheme });
  const seen = await context.newPage();
  await seen.goto(address);
  const { violations } = await new AxeBuilder({ page: seen })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  const isTooWide = await seen.evaluate('document.documentElement.scrollWidth > window.innerWidth');
  await context.close();
  return [
    ...violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
    ...(isTooWide ? ['wider than the phone'] : []),
  ];
}

const button = (name: string) => page.getByRole('button', { name, exact: true });
const status = () => page.getByRole('status').innerText();

describe.each(['en', 'es'] as const)('on a phone without scripts, in %s', (language) => {
  const words = portalWords(language);
  const choose = async (act: keyof typeof words.acts) => button(words.acts[act]).click();
  const back = () => page.getByRole('link', { name: words.back }).click();
  const fill = (label: string, text: string) => page.getByLabel(label).fill(text);

  test('every act is done, and its consequence is said before and after', async () => {
    await open(language);
    await choose('promise');
    expect(await page.getByText(words.would.promise(3).slice(0, 30)).count()).toBe(1);
    await fill(words.fields.date, '2026-11-27');
    await choose('promise');
    expect(await status()).toContain('27');
    await page.reload();
    expect(await status()).toContain('27');
    await back();
    const other = page.getByRole('checkbox');
    for (const box of await other.all()) await box.uncheck();
    await other.last().check();
    await choose('dispute');
    await page.getByLabel(words.fields.category).selectOption('price');
    await fill(words.fields.reason, 'x');
    await page
      .getByLabel(words.fields.file)
      .setInputFiles({ name: 'offer.txt', mimeType: 'text/plain', buffer: Buffer.from('offer') });
    await choose('dispute');
    expect(await status()).toContain('1');
    await back();
    await page.getByRole('link', { name: words.acts.remittance }).click();
    await page.getByLabel(words.fields.note).fill('F-A 121.00');
    await choose('remittance');
    expect(await status()).toBe(words.did.remittance);
    await back();
    await page.getByRole('link', { name: words.ownData }).click();
    await fill(words.fields.name, 'Rosa Puig');
    await choose('contact');
    expect(await status()).toBe(words.did.contact);
    await page.getByRole('link', { name: words.history }).click();
    expect(await page.getByText(words.events.acts.promise).count()).toBe(1);
  });

  test('paid already, instalments, a copy and a part payment', async () => {
    await open(language);
    await choose('paid');
    await choose('paid');
    expect(await status()).toContain('F-A, F-B');
    await back();
    const boxes = page.getByRole('checkbox');
    for (const box of await boxes.all()) await box.uncheck();
    await boxes.last().check();
    await choose('pay');
    await page.getByRole('link', { name: words.acts.part }).click();
    await fill(words.fields.pays, '50');
    await fill(words.fields.reason, 'x');
    await choose('part');
    await page.getByRole('link', { name: words.did.toPayment }).click();
    expect(await page.getByRole('img').getAttribute('aria-label')).toContain('50');
    await back();
    await choose('plan');
    await choose('plan');
    expect(await status()).not.toBe('');
    await back();
    await choose('copy');
    await choose('copy');
    expect(await status()).toBe(words.did.copy);
  });

  test.each(['light', 'dark'] as const)('axe finds nothing, %s', async (colours) => {
    const address = await open(language, colours);
    const boxes = await page.getByRole('checkbox').all();
    const chosen = (await Promise.all(boxes.map((box) => box.getAttribute('value')))).map((id) => `invoice=${id}`);
    const acts = ['pay', 'promise', 'paid', 'dispute', 'plan', 'copy'].map((act) => `/${act}?${chosen.join('&')}`);
    for (const path of ['', '/next', '/history', '/contact', '/remittance', `/part?${chosen[0]}`, '/promise', ...acts])
      expect([path, await findings(address + path, colours)]).toEqual([path, []]);
    for (const path of [`${api.url}/portal/renew`, `${api.url}/portal/unknown`])
      expect([path, await findings(path, colours)]).toEqual([path, []]);
  });

  test('a whole debt ends: what the page says to transfer settles exactly what was chosen', async () => {
    await open(language);
    for (const box of await page.getByRole('checkbox').all()) await box.check();
    await choose('pay');
    const reference = await page.locator('dd').last().innerText();
    expect(reference).toBe('F-A, F-B, F-C');
    const payment = { paymentId: 'P-1', customerId: 'C-1', amount: '363.00', receivedOn: '2026-11-20', reference };
    await api.take(organization, paid({ ...payment, allocations: [] }, { org: organization.slug, id: 'P-1' }));
    await back();
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(words.nothingOpen);
  });
});
