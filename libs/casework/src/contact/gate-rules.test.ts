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

describe('a consumer in Chile', () => {
  // Noon in Santiago.
  const on = (day: string) => at(`${day} 16:00`);
  const chilean = (kind: 'consumer' | 'business') => customer({ kind, country: 'CL', timeZone: 'America/Santiago', language: 'es' });
  const next = async () => (await world.invoice()).next_action;

  test('is written to at most twice in seven days, two days apart, and the plan says which law wants it', async () => {
    await world.take([chilean('consumer'), issued()]);
    // The due date is Tuesday 1 December.
    await world.look(on('2026-12-01'));
    await world.send(on('2026-12-01'));
    expect(await world.look(on('2026-12-01') + 60_000)).toMatchObject({ kind: 'sleep', waitingFor: 'espera el paso friendly, 3 de 7' });
    expect(await next()).toMatchObject({ stepId: 'friendly', reasons: [{ code: 'legal-cap', cap: { rowId: 'cl-two-days-apart', lastOn: '2026-12-01', until: '2026-12-03' } }] });
    // The policy's own day passes in silence.
    expect(await world.look(on('2026-12-02'))).toMatchObject({ kind: 'sleep', did: [] });
    expect(await world.look(on('2026-12-03'))).toMatchObject({ did: ['requested friendly'] });
    await world.send(on('2026-12-03'));
    // The friendly reminder was a day late by law, and its distance to the next is kept.
    await world.look(on('2026-12-03') + 60_000);
    expect(await next()).toMatchObject({ stepId: 'follow-up', reasons: [{ code: 'kept-distance-after-late-step' }] });
    expect(await world.look(on('2026-12-09'))).toMatchObject({ did: [] });
    expect(await world.look(on('2026-12-10'))).toMatchObject({ did: ['requested follow-up'] });
  });

  test.each([['consumer', ['2026-12-04', 'legal-cap']], ['business', 'reserved']] as const)('(%s) is asked about once more at the gate, which sees what left after the case had asked', async (kind, answer) => {
    await world.take([chilean(kind), issued({ dueDate: '2026-12-09' }), issued({ invoiceId: 'INV-2', dueDate: '2026-12-02' })]);
    await world.look(on('2026-12-02'));
    const first = await world.reserve(on('2026-12-02'));
    expect(await world.look(on('2026-12-02'), 'INV-2')).toMatchObject({ did: ['requested due-today'] });
    await world.settle(first.messageId, { kind: 'sent', providerId: 're-1', by: 'answer' }, on('2026-12-02'));
    expect(await waitsUntil(on('2026-12-02') + 60_000)).toEqual(answer);
  });

  test.each([['consumer', '2026-12-09'], ['business', '2026-12-08']] as const)('(%s) is left in peace on a holiday, also by a policy that keeps none', async (kind, day) => {
    await useFromNow({ calendar: { ...standardDocument.calendar, holidays: 'none' }, steps: standardDocument.steps.filter((step) => step.id === 'friendly') });
    await world.take([chilean(kind), issued({ dueDate: '2026-12-07' })]);
    // 8 December is a holiday in Chile.
    const step = await world.look(on('2026-12-07'));
    expect(step.kind === 'sleep' && step.until !== null && localDate(step.until, 'America/Santiago')).toBe(day);
  });
});

describe('a consumer in the United States', () => {
  // Noon in New York: after the customer's own minute, which is within two hours of nine.
  const on = (day: string) => at(`${day} 18:00`);
  const call = (id: string, day: number) => ({ id, day, stage: 'call', do: 'task', kind: 'call', script: 'first' });

  test.each([
    ['consumer', 'refuses', '2026-12-09'], ['consumer', 'wrong-contact', '2026-12-04'], ['business', 'refuses', '2026-12-04'],
  ] as const)('(%s) whose call ended with “%s” is called by the next step on %s', async (kind, outcome, day) => {
    await useFromNow({ steps: [call('first', 1), call('second', 3)] });
    await world.take([customer({ kind, country: 'US', timeZone: 'America/New_York', language: 'en' }), issued()]);
    await world.look(on('2026-12-02'));
    const [task] = await world.tasks('call');
    await world.complete(task?.id ?? '', { outcome }, on('2026-12-02'));
    const step = await world.look(on('2026-12-02') + 60_000);
    expect(step.kind === 'sleep' && step.until !== null && localDate(step.until, 'America/New_York')).toBe(day);
    expect((await world.invoice()).next_action).toMatchObject({ stepId: 'second', reasons: [{ code: day === '2026-12-04' ? 'step-day' : 'legal-cap' }] });
    expect(await world.look(on(day))).toMatchObject({ did: ['opened call 1'] });
  });
});
