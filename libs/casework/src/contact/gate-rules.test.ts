import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { localDate } from '@puntual/domain/calendar/dates';
import { TEMPLATES } from '@puntual/domain/policy/policy';
import { standardDocument } from '@puntual/domain/policy/standard';
import { customer, issued } from '@puntual/testing/builders/events';
import { freshOrganization, withTestDatabase, type TestDatabase } from '@puntual/testing/test-database';
import { setDefaultPolicy } from '../policies/give-policy.ts';
import { publishPolicy } from '../policies/publish-policy.ts';
import { saveDraft } from '../policies/save-draft.ts';
import { at } from '../testing/case-world.ts';
import { ContactWorld, NOW } from '../testing/contact-world.ts';

jest.setTimeout(60_000);
let db: TestDatabase;
let world: ContactWorld;
beforeAll(async () => {
  db = await withTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  world = new ContactWorld(db.database, await freshOrganization(db));
});

/** New cases run on the standard policy with these changes. */
async function useFromNow(change: object): Promise<void> {
  expect(await saveDraft(db.database, world.actor, { ...standardDocument, key: 'mine', ...change }, NOW)).toMatchObject({ result: 'saved' });
  expect(await publishPolicy(db.database, world.actor, 'mine', { mode: 'new-only', templates: { en: TEMPLATES, es: TEMPLATES } }, NOW)).toMatchObject({ result: 'published' });
  await setDefaultPolicy(db.database, world.actor, 'mine', NOW);
}

const waitsUntil = async (now: number) => {
  const answer = await world.gate(now);
  return answer.kind === 'wait' ? [localDate(answer.until, 'Europe/Madrid'), answer.reason] : answer.kind;
};

describe('a message that two policies ask for', () => {
  test('waits for a weekday that both of them open', async () => {
    const dueDate = '2026-11-30';
    await world.take([customer(), issued({ dueDate })]);
    // Tuesday: both friendly reminders are asked for, the one on the standard policy first. The other policy does not write on Wednesdays.
    await world.look(at('2026-12-01 12:00'));
    await useFromNow({ calendar: { ...standardDocument.calendar, weekdays: [1, 2, 4, 5] } });
    await world.take([issued({ invoiceId: 'INV-2', dueDate })]);
    await world.look(at('2026-12-01 12:05'), 'INV-2');
    expect(await waitsUntil(NOW)).toEqual(['2026-12-03', 'window-closed']);
    expect(await world.gate(at('2026-12-03 12:00'))).toMatchObject({ kind: 'reserved', message: { text: expect.stringMatching(/INV-1=.*INV-2=/) as unknown } });
  });
});
