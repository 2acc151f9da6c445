import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { makePlan } from '@puntual/casework/people/payment-plans';
import { promiseToPay } from '@puntual/casework/people/promises';
import { customer, issued, paid } from '@puntual/testing/builders/events';
import { freshOrganization, withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { MoneyDiary } from '../testing/money-diary.ts';

// Some months of one customer in Spain with two invoices of 1,210.00, due on Tuesday 1 December 2026. Cases wake by
// themselves and by events; nobody clicks.
jest.setTimeout(300_000);
let db: TestDatabase;
let diary: MoneyDiary;
beforeAll(async () => {
  db = await withTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  diary = new MoneyDiary(db.database, await freshOrganization(db), 'Europe/Madrid');
  const bill = { issueDate: '2026-11-02', dueDate: '2026-12-01' };
  const events = [customer(), issued(bill), issued({ ...bill, invoiceId: 'INV-2', number: 'F-2' })];
  await diary.arrives('2026-11-02 10:00', ...events);
});

/** The mails since the last call, each as its day and its template. */
const mails = async () => (await diary.page()).map((line) => line.replace(/ C-1 /, ' ').split(':')[0]);
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
const stateOf = async (table: 'promise' | 'payment_plan') =>
  (await diary.query<{ state: string }>(`SELECT state FROM ${table} ORDER BY id`)).map(({ state }) => state);

test('16: a promise is silence, is broken by itself, and the next one is kept by the payments', async () => {
  await promises('2026-12-03 10:00', '2026-12-14');
  expect(await mails()).toEqual(['2026-11-24 courtesy', '2026-12-01 due-today', '2026-12-02 friendly']);

  // The follow-up of 9 December stays away until the day and two days of grace are over.
  await diary.until('2026-12-16 23:59');
  expect([await mails(), await stateOf('promise')]).toEqual([[], ['open']]);
  await diary.until('2026-12-17 23:59');
  expect([await mails(), await stateOf('promise')]).toEqual([['2026-12-17 follow-up'], ['broken']]);
  expect(await diary.brokenPromises('INV-1')).toBe(1);

  await promises('2026-12-18 10:00', '2026-12-29');
  await bank('P-1', '1210.00', '2026-12-21', 'INV-1');
  expect(await stateOf('promise')).toEqual(['broken', 'open']);
  await bank('P-2', '1210.00', '2026-12-28', 'INV-2');
  await diary.until('2027-02-01 12:00');
  expect(await stateOf('promise')).toEqual(['broken', 'kept']);
  expect((await mails()).every((mail) => mail?.endsWith('thank-you'))).toBe(true);
  expect(await diary.books()).toEqual(['INV-1 paid', 'INV-2 paid']);
});

test('29: while a plan runs only its missed instalment is chased; in default both invoices go on in full', async () => {
  await diary.until('2026-12-03 09:00');
  await mails();
  await diary.does('2026-12-03 10:00', async (now) => {
    const instalments = [
      { date: '2026-12-14', amount: '820.00' },
      { date: '2027-01-14', amount: '800.00' },
      { date: '2027-02-15', amount: '800.00' },
    ];
    const plan = { ...(await about()), instalments, charges: 'included' as const, replaces: null };
    const { result } = await makePlan(db.database, diary.actor, plan, now);
    return { result };
  });
  await bank('P-1', '820.00', '2026-12-14', 'INV-1');
  await diary.until('2027-01-14 23:59');
  expect([await mails(), await diary.tasks('call'), await stateOf('payment_plan')]).toEqual([[], [], ['active']]);

  await diary.until('2027-01-15 23:59');
  expect([await stateOf('payment_plan'), (await diary.tasks('call')).length]).toEqual([['missed'], 1]);
  await bank('P-2', '800.00', '2027-01-18', 'INV-2');
  await diary.until('2027-01-18 12:05');
  expect(await stateOf('payment_plan')).toEqual(['active']);

  // The third instalment never comes: seven days of grace, and then one message about all that is open.
  await diary.until('2027-02-22 23:59');
  expect([await mails(), await stateOf('payment_plan')]).toEqual([[], ['missed']]);
  await diary.until('2027-02-23 23:59');
  expect(await stateOf('payment_plan')).toEqual(['defaulted']);
  expect(await mails()).toEqual(['2027-02-23 follow-up']);
  expect(await diary.books()).toEqual(['INV-1 open 390.00 at follow-up', 'INV-2 open 410.00 at follow-up']);
});
