import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { changeSettings } from '@puntual/casework/people/change-settings';
import { makePlan } from '@puntual/casework/people/payment-plans';
import { promiseToPay } from '@puntual/casework/people/promises';
import { openDispute } from '@puntual/casework/disputes/open-dispute';
import { resolveDispute } from '@puntual/casework/disputes/resolve-dispute';
import { newOrganizationServiceSettings } from '@puntual/domain/service-messages/service-settings';
import { customer, issued, paid } from '@puntual/testing/builders/events';
import { freshOrganization, withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { MoneyDiary } from '../testing/money-diary.ts';

// A customer in Spain with two invoices of 1,210.00, due on Tuesday 1 December 2026. What is agreed with them, and what
// becomes of what they object to, they get in writing: each once, by itself, and never as a reminder.
jest.setTimeout(300_000);
let db: TestDatabase;
let diary: MoneyDiary;
beforeAll(async () => {
  db = await withTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  diary = new MoneyDiary(db.database, await freshOrganization(db), 'Europe/Madrid');
  await switches(newOrganizationServiceSettings);
  const bill = { issueDate: '2026-11-02', dueDate: '2026-12-01' };
  const events = [customer(), issued(bill), issued({ ...bill, invoiceId: 'INV-2', number: 'F-2' })];
  await diary.arrives('2026-11-02 10:00', ...events);
});

const switches = async (serviceMessages: typeof newOrganizationServiceSettings) => {
  await changeSettings(db.database, diary.actor, { serviceMessages }, Date.parse('2026-11-01T12:00:00Z'));
};
/** The mails since the last call, each as its day and its template. */
const mails = async () => (await diary.page()).map((line) => line.replace(/ C-1 /, ' ').split(':')[0]);
const texts = () =>
  diary.query<{ template: string; subject: string; text: string; pdf: boolean; reminder: boolean }>(
    `SELECT template, subject, text, pdf IS NOT NULL AS pdf, reminder FROM message ORDER BY composed_at`,
  );
const about = async () => ({
  customerRowId: (await diary.contactRef('C-1')).customerRowId,
  invoiceIds: ['INV-1', 'INV-2'],
  source: 'call' as const,
  note: null,
});
const promises = (when: string, date: string) =>
  diary.does(when, async (now) => {
    const promise = { ...(await about()), wanted: { date }, promisedBy: 'Ana', mayExceed: false, renews: null };
    const { result } = await promiseToPay(db.database, diary.actor, promise, now);
    return { result };
  });
const bank = (paymentId: string, amount: string, on: string, invoiceId: string) =>
  diary.arrives(`${on} 12:00`, paid({ paymentId, amount, receivedOn: on, allocations: [{ invoiceId, amount }] }));

test('a promise is confirmed at once and recalled on the open day before it, each once', async () => {
  await diary.until('2026-12-03 09:00');
  await mails();
  // The promised day is a Monday: its reminder leaves on the Friday before.
  await promises('2026-12-03 12:00', '2026-12-14');
  await diary.until('2026-12-03 23:59');
  expect(await mails()).toEqual(['2026-12-03 promise-confirmed']);
  const [confirmed] = (await texts()).slice(-1);
  expect(confirmed).toMatchObject({ pdf: false, reminder: false });
  expect(confirmed?.text).toContain('2420,00');
  expect(confirmed?.text).toContain('14 de diciembre de 2026');
  await diary.until('2026-12-10 23:59');
  expect(await mails()).toEqual([]);
  await diary.until('2026-12-16 23:59');
  expect(await mails()).toEqual(['2026-12-11 promise-reminder']);
  // Broken: the follow-up comes on the day on which it comes without these messages.
  await diary.until('2026-12-17 23:59');
  expect(await mails()).toEqual(['2026-12-17 follow-up']);
});

test('money that comes before the reminder leaves it out', async () => {
  await diary.until('2026-12-03 09:00');
  await promises('2026-12-03 12:00', '2026-12-14');
  await mails();
  await bank('P-1', '1210.00', '2026-12-09', 'INV-1');
  await bank('P-2', '1210.00', '2026-12-09', 'INV-2');
  await diary.until('2026-12-20 23:59');
  const sent = await mails();
  expect(sent.filter((mail) => !mail?.endsWith('thank-you'))).toEqual(['2026-12-03 promise-confirmed']);
});

test('a plan is confirmed with its agreement, each instalment is recalled, and a missed one is named', async () => {
  await diary.until('2026-12-03 09:00');
  await mails();
  await diary.does('2026-12-03 12:00', async (now) => {
    const instalments = [
      { date: '2026-12-14', amount: '820.00' },
      { date: '2027-01-14', amount: '800.00' },
      { date: '2027-02-15', amount: '800.00' },
    ];
    const plan = { ...(await about()), instalments, charges: 'included' as const, replaces: null };
    const { result } = await makePlan(db.database, diary.actor, plan, now);
    return { result };
  });
  await diary.until('2026-12-03 23:59');
  expect(await mails()).toEqual(['2026-12-03 plan-confirmed']);
  expect((await texts()).at(-1)).toMatchObject({ template: 'plan-confirmed', pdf: true, reminder: false });
  // The agreement that was sent is the one that everybody gets later.
  expect(
    await diary.query(`SELECT a.pdf = m.pdf AS same FROM plan_agreement a, message m WHERE m.pdf IS NOT NULL`),
  ).toEqual([{ same: true }]);

  await bank('P-1', '820.00', '2026-12-14', 'INV-1');
  await diary.until('2027-01-14 23:59');
  expect(await mails()).toEqual(['2026-12-11 instalment-due', '2027-01-11 instalment-due']);
  await diary.until('2027-01-18 11:00');
  expect(await mails()).toEqual(['2027-01-15 instalment-missed']);
  expect((await texts()).at(-1)?.text).toContain('1600,00');
});

test('whoever objects hears that the objection arrived, and how it was decided', async () => {
  await diary.until('2026-12-03 09:00');
  await mails();
  let disputeId = '';
  await diary.does('2026-12-03 12:00', async (now) => {
    const { customerRowId } = await about();
    const details = { category: 'price' as const, reason: 'unit price', department: 'sales' as const };
    const opened = await openDispute(
      db.database,
      diary.actor,
      { customerRowId, invoices: [{ invoiceId: 'INV-1', amount: '210.00' }], details },
      now,
    );
    if (opened.result === 'done') disputeId = opened.disputeId;
    return { result: opened.result };
  });
  await diary.until('2026-12-03 23:59');
  expect(await mails()).toEqual(['2026-12-03 dispute-received']);
  await diary.does('2026-12-04 12:00', async (now) => {
    const credits = [{ invoiceId: 'INV-1', amount: '110.00' }];
    const { result } = await resolveDispute(
      db.database,
      diary.actor,
      { disputeId, outcome: 'split', note: null, credits },
      now,
    );
    return { result };
  });
  await diary.until('2026-12-04 23:59');
  expect(await mails()).toEqual(['2026-12-04 dispute-decided']);
  const text = (await texts()).at(-1)?.text ?? '';
  for (const sum of ['110,00', '100,00']) expect(text).toContain(sum);
});

test('what is switched off is not sent, also when it was requested before', async () => {
  await switches({ ...newOrganizationServiceSettings, kinds: {} });
  await diary.until('2026-12-03 09:00');
  await mails();
  await promises('2026-12-03 12:00', '2026-12-14');
  await diary.until('2026-12-16 23:59');
  expect(await mails()).toEqual([]);
});
