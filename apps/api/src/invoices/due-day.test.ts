import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addDays, instantAt } from '@puntual/domain/calendar/dates';
import { withTestDatabase, type TestDatabase } from '@puntual/testing/database/test-database';
import { aCustomer, anInvoice } from '../testing/sample-events.ts';
import { withApi, type TestApi } from '../testing/with-api.ts';

// The days on which clocks change in 2026; in Santiago they change at midnight, so that 6 September begins at 01:00.
const CHANGES = [
  ['America/New_York', '2026-03-08'],
  ['Europe/Madrid', '2026-03-29'],
  ['America/Santiago', '2026-04-05'],
  ['America/Santiago', '2026-09-06'],
  ['Europe/Madrid', '2026-10-25'],
  ['America/New_York', '2026-11-01'],
] as const;
const MINUTE_MS = 60_000;

let db: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  db = await withTestDatabase();
  api = await withApi(db.database, db.organization);
  api.setNow('2026-02-01T00:00:00Z');
  for (const [index, [timeZone, dueOn]] of CHANGES.entries())
    await api.take(
      db.organization,
      aCustomer('demo', `C-${index}`, { timeZone }),
      anInvoice('demo', `INV-${index}`, `C-${index}`, dueOn, { issueDate: '2026-02-01' }),
    );
});
afterAll(async () => {
  await api.close();
  await db.close();
});

test.each(CHANGES.map((change, index) => [...change, index] as const))(
  'in %s an invoice due on %s is overdue only from the first minute of the next day',
  async (timeZone, dueOn, index) => {
    const begins = instantAt(dueOn, 0, timeZone);
    const ends = instantAt(addDays(dueOn, 1), 0, timeZone);
    const lateAt = async (at: number) => {
      api.setNow(new Date(at).toISOString());
      const { body } = await api.get(`/v1/invoices/INV-${index}`);
      return body.daysOverdue;
    };
    expect([
      await lateAt(begins - MINUTE_MS),
      await lateAt(begins),
      await lateAt(ends - MINUTE_MS),
      await lateAt(ends),
    ]).toEqual([-1, 0, 0, 1]);
  },
);
