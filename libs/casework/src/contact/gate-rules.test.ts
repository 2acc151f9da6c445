import { beforeEach, describe, expect, test } from '@jest/globals';
import { localDate } from '@puntual/domain/calendar/dates';
import { standardDocument } from '@puntual/domain/policy/standard';
import { customer, heartbeat, issued } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { setDefaultPolicy } from '../policies/give-policy.ts';
import { publishPolicy } from '../policies/publish-policy.ts';
import { saveDraft } from '../policies/save-draft.ts';
import { at } from '@puntual/testing/worlds/case-world';
import { ana, ContactWorld, luis, NOW } from '@puntual/testing/worlds/contact-world';
import { liftOptOut, optOut } from '../people/opt-outs.ts';
import type { OptOut } from '../facts/opted-out.ts';
import { TEMPLATES } from '@puntual/domain/policy/vocabulary';

const DAY = 86_400_000;
const db = useTestDatabase();
let world: ContactWorld;
beforeEach(async () => {
  world = new ContactWorld(db.database, await freshOrganization(db));
});

/** New cases run on the standard policy with these changes. */
async function useFromNow(change: object): Promise<void> {
  expect(await saveDraft(db.database, world.actor, { ...standardDocument, key: 'mine', ...change }, NOW)).toMatchObject(
    { result: 'saved' },
  );
  expect(
    await publishPolicy(
      db.database,
      world.actor,
      { key: 'mine', mode: 'new-only', templates: { en: TEMPLATES, es: TEMPLATES } },
      NOW,
    ),
  ).toMatchObject({ result: 'published' });
  await setDefaultPolicy(db.database, world.actor, 'mine', NOW);
}

const waitsUntil = async (now: number) => {
  const answer = await world.gate(now);
  return answer.kind === 'wait' ? [localDate(answer.until, 'Europe/Madrid'), answer.reason] : answer.kind;
};

describe('a message with steps of two policies', () => {
  test('waits for a weekday on which both policies send', async () => {
    const dueDate = '2026-11-30';
    await world.take([customer(), issued({ dueDate })]);
    // Tuesday: both friendly reminders are requested, the one on the standard policy first. The other policy sends
    // nothing on Wednesdays.
    await world.evaluate(at('2026-12-01 12:00'));
    await useFromNow({ calendar: { ...standardDocument.calendar, weekdays: [1, 2, 4, 5] } });
    await world.take([issued({ invoiceId: 'INV-2', dueDate })]);
    await world.evaluate(at('2026-12-01 12:05'), 'INV-2');
    expect(await waitsUntil(NOW)).toEqual(['2026-12-03', 'window-closed']);
    expect(await world.gate(at('2026-12-03 12:00'))).toMatchObject({
      kind: 'reserved',
      message: { text: expect.stringMatching(/INV-1=.*INV-2=/) as unknown },
    });
  });
});

describe('a due-date note that was not sent on its day', () => {
  // On Tuesday evening: the note by a policy that sends on Tuesdays only, and the other invoice's reminder by the
  // standard policy.
  const evening = at('2026-12-01 18:00');
  const reminded = (answer: Awaited<ReturnType<typeof world.gate>>) =>
    answer.kind === 'reserved' ? [answer.message.template, /overdue: ([^;]*);/.exec(answer.message.text)?.[1]] : answer;
  async function asked(change: object): Promise<void> {
    await world.take([customer(), issued({ dueDate: '2026-11-30' })]);
    await world.evaluate(evening);
    await useFromNow(change);
    await world.take([issued({ invoiceId: 'INV-2' })], NOW - 30 * DAY);
    expect(await world.evaluate(evening, 'INV-2')).toMatchObject({ did: ['requested due-today'] });
  }

  test('does not make a reminder wait for the hours of the note’s policy', async () => {
    await asked({ calendar: { ...standardDocument.calendar, weekdays: [2] } });
    expect(await waitsUntil(evening)).toEqual(['2026-12-02', 'window-closed']);
    expect(reminded(await world.gate(NOW))).toEqual(['friendly', 'F-2026/INV-1=121000 F-2026/INV-2=121000']);
  });

  test('does not make a reminder wait for the fresher payments of its policy: the gate drops it first', async () => {
    await world.take([heartbeat({ completeUntil: '2026-12-02T05:00:00Z' })], at('2026-12-02 05:00'));
    await asked({ feed: { maxAgeHours: 1 } });
    expect(await world.gate(NOW)).toEqual({ kind: 'again' });
    expect(reminded(await world.gate(NOW))).toEqual(['friendly', 'F-2026/INV-1=121000 F-2026/INV-2=121000']);
  });
});

describe('a consumer in Chile', () => {
  // Noon in Santiago.
  const on = (day: string) => at(`${day} 16:00`);
  const chilean = (kind: 'consumer' | 'business') =>
    customer({ kind, country: 'CL', timeZone: 'America/Santiago', language: 'es' });
  const next = async () => (await world.invoice()).next_action;

  test('gets at most two messages in seven days, two days apart, and the plan names the law', async () => {
    await world.take([chilean('consumer'), issued()]);
    // The due date is Tuesday 1 December.
    await world.evaluate(on('2026-12-01'));
    await world.send(on('2026-12-01'));
    expect(await world.evaluate(on('2026-12-01') + 60_000)).toMatchObject({
      kind: 'sleep',
      waitingFor: 'espera el paso friendly, 3 de 7',
    });
    expect(await next()).toMatchObject({
      stepId: 'friendly',
      reasons: [{ code: 'legal-cap', cap: { rowId: 'cl-two-days-apart', lastOn: '2026-12-01', until: '2026-12-03' } }],
    });
    // Nothing is sent on the day that the policy plans.
    expect(await world.evaluate(on('2026-12-02'))).toMatchObject({ kind: 'sleep', did: [] });
    expect(await world.evaluate(on('2026-12-03'))).toMatchObject({ did: ['requested friendly'] });
    await world.send(on('2026-12-03'));
    // The friendly reminder was a day late by law, and its distance to the next is kept.
    await world.evaluate(on('2026-12-03') + 60_000);
    expect(await next()).toMatchObject({ stepId: 'follow-up', reasons: [{ code: 'kept-distance-after-late-step' }] });
    expect(await world.evaluate(on('2026-12-09'))).toMatchObject({ did: [] });
    expect(await world.evaluate(on('2026-12-10'))).toMatchObject({ did: ['requested follow-up'] });
  });

  test.each([
    ['consumer', ['2026-12-04', 'legal-cap']],
    ['business', 'reserved'],
  ] as const)(
    '(%s) is asked about once more at the gate, which sees what left after the case had asked',
    async (kind, answer) => {
      await world.take([
        chilean(kind),
        issued({ dueDate: '2026-12-09' }),
        issued({ invoiceId: 'INV-2', dueDate: '2026-12-02' }),
      ]);
      await world.evaluate(on('2026-12-02'));
      const first = await world.reserve(on('2026-12-02'));
      expect(await world.evaluate(on('2026-12-02'), 'INV-2')).toMatchObject({ did: ['requested due-today'] });
      await world.settle(first.messageId, { kind: 'sent', providerId: 're-1', by: 'answer' }, on('2026-12-02'));
      expect(await waitsUntil(on('2026-12-02') + 60_000)).toEqual(answer);
    },
  );

  test.each([
    ['consumer', '2026-12-09'],
    ['business', '2026-12-08'],
  ] as const)('(%s) is left in peace on a holiday, also by a policy that keeps none', async (kind, day) => {
    await useFromNow({
      calendar: { ...standardDocument.calendar, holidays: 'none' },
      steps: standardDocument.steps.filter((step) => step.id === 'friendly'),
    });
    await world.take([chilean(kind), issued({ dueDate: '2026-12-07' })]);
    // 8 December is a holiday in Chile.
    const step = await world.evaluate(on('2026-12-07'));
    expect(step.kind === 'sleep' && step.until !== null && localDate(step.until, 'America/Santiago')).toBe(day);
  });
});

describe('a consumer in the United States', () => {
  // Noon in New York: after the customer's own minute, which is within two hours of nine.
  const on = (day: string) => at(`${day} 18:00`);
  const call = (id: string, day: number) => ({ id, day, stage: 'call', do: 'task', kind: 'call', script: 'first' });

  test.each([
    ['consumer', 'refuses', '2026-12-09'],
    ['consumer', 'wrong-contact', '2026-12-04'],
    ['business', 'refuses', '2026-12-04'],
  ] as const)('(%s) whose call ended with “%s” is called by the next step on %s', async (kind, outcome, day) => {
    await useFromNow({ steps: [call('first', 1), call('second', 3)] });
    await world.take([customer({ kind, country: 'US', timeZone: 'America/New_York', language: 'en' }), issued()]);
    await world.evaluate(on('2026-12-02'));
    const [task] = await world.tasks('call');
    await world.complete(task?.id ?? '', { outcome }, on('2026-12-02'));
    const step = await world.evaluate(on('2026-12-02') + 60_000);
    expect(step.kind === 'sleep' && step.until !== null && localDate(step.until, 'America/New_York')).toBe(day);
    expect((await world.invoice()).next_action).toMatchObject({
      stepId: 'second',
      reasons: [{ code: day === '2026-12-04' ? 'step-day' : 'legal-cap' }],
    });
    expect(await world.evaluate(on(day))).toMatchObject({ did: ['opened call 1'] });
  });
});

describe('the recipient of a message', () => {
  const to = (reservation: Awaited<ReturnType<typeof world.gate>>) =>
    reservation.kind === 'reserved'
      ? reservation.message.recipients.map(({ contactId }) => contactId)
      : reservation.kind;

  test('is the contact that the invoice names, before the role’s (case 12)', async () => {
    await world.take([customer({ contacts: [ana, luis] }), issued({ contactId: 'k2' })]);
    await world.evaluate(NOW);
    expect(to(await world.gate(NOW))).toEqual(['k2']);
  });

  test('is asked of a person when several contacts could be meant, until the ERP says who has the role', async () => {
    const law = {
      contactId: 'k3',
      name: 'Eva',
      role: 'legal' as const,
      email: 'eva@x.example',
      channels: ['email' as const],
    };
    await world.friendlyAsked({ contacts: [luis, law] });
    expect(to(await world.gate(NOW))).toBe('again');
    expect(await world.tasks('fix-contact')).toMatchObject([{ state: 'open' }]);
    expect((await world.audit('message.unreachable')).map(({ data }) => data.because)).toEqual(['ambiguous-contact']);
    await world.take(
      [customer({ contacts: [{ ...luis, role: 'accounts-payable' }, law] }, { time: '2026-12-02T10:00:00Z' })],
      NOW,
    );
    expect(await world.tasks('fix-contact')).toMatchObject([{ state: 'done', outcome: 'fixed' }]);
    await world.evaluate(NOW + 60_000);
    expect(to(await world.gate(NOW + 60_000))).toEqual(['k2']);
  });
});

describe('a contact that has opted out', () => {
  const out = async (contactId: string, channel: OptOut['channel']) =>
    optOut(
      db.database,
      world.actor,
      { customerRowId: (await world.contactRef()).customerRowId, contactId, channel },
      NOW,
    );
  const back = async (contactId: string, channel: OptOut['channel']) =>
    liftOptOut(
      db.database,
      world.actor,
      { customerRowId: (await world.contactRef()).customerRowId, contactId, channel },
      NOW,
    );
  const to = (reservation: Awaited<ReturnType<typeof world.gate>>) =>
    reservation.kind === 'reserved'
      ? reservation.message.recipients.map(({ contactId, channel }) => [contactId, channel])
      : reservation.kind;

  test('gets no message by that channel, also of a step requested before: the next contact gets it', async () => {
    await world.friendlyAsked({ contacts: [ana, luis] });
    expect(await out('k1', 'email')).toEqual({ result: 'done', since: new Date(NOW) });
    expect(to(await world.gate(NOW))).toEqual([['k2', 'email']]);
  });

  test('gets the message by the next channel of the step', async () => {
    await world.askedAfter('friendly', at('2026-12-09 12:00'), { contacts: [ana] });
    await out('k1', 'email');
    expect(to(await world.gate(at('2026-12-09 12:00')))).toEqual([['k1', 'sms']]);
  });

  test('leads to a task when no other contact is left; after an opt-in the step is requested again', async () => {
    await world.friendlyAsked({ contacts: [ana] });
    await out('k1', 'email');
    expect(await world.gate(NOW)).toEqual({ kind: 'again' });
    expect(await world.tasks('fix-contact')).toMatchObject([{ state: 'open' }]);
    expect(await world.steps()).toMatchObject([{ state: 'failed', reason: 'no-way-to-reach' }]);
    expect(await back('k1', 'email')).toEqual({ result: 'done' });
    expect(await world.tasks('fix-contact')).toMatchObject([{ state: 'done', outcome: 'fixed' }]);
    expect((await world.outbox('wake-case')).at(-1)?.payload).toMatchObject({
      signal: 'contact',
      subject: { invoiceId: 'INV-1' },
    });
    expect(await world.evaluate(NOW + 60_000)).toMatchObject({ did: ['requested friendly'] });
    expect(to(await world.gate(NOW + 60_000))).toEqual([['k1', 'email']]);
  });

  test('stays opted out whatever the ERP says of it: left out, back with another address', async () => {
    await world.friendlyAsked({ contacts: [ana, luis] });
    await out('k1', 'email');
    await world.take([customer({ contacts: [luis] }, { time: '2026-12-02T09:00:00Z' })], NOW);
    await world.take(
      [customer({ contacts: [{ ...ana, email: 'ana.new@x.example' }, luis] }, { time: '2026-12-02T10:00:00Z' })],
      NOW,
    );
    expect(to(await world.gate(NOW))).toEqual([['k2', 'email']]);
  });

  test('while its message is being sent keeps that from being repeated: a person finds out', async () => {
    await world.friendlyAsked({ contacts: [ana, luis] });
    await world.reserve(NOW);
    await out('k1', 'sms');
    expect(await world.gate(NOW + 60_000)).toMatchObject({ kind: 'reserved', message: { tries: 2 } });
    await out('k1', 'email');
    expect(await world.gate(NOW + 120_000)).toEqual({ kind: 'again' });
    expect(await world.messages()).toMatchObject([{ state: 'ambiguous', last_error: 'facts-changed-while-sending' }]);
  });

  test('is audited once, and so is its opt-in; an opt-out that changes nothing is not audited', async () => {
    await world.friendlyAsked({ contacts: [ana] });
    await out('k1', 'sms');
    expect(
      await optOut(
        db.database,
        { ...world.actor, name: 'Eva' },
        { customerRowId: (await world.contactRef()).customerRowId, contactId: 'k1', channel: 'sms' },
        NOW + 60_000,
      ),
    ).toEqual({ result: 'done', since: new Date(NOW) });
    expect(await world.audit('contact.opted-out')).toEqual([
      { actor: 'Marta', data: { contactId: 'k1', channel: 'sms' } },
    ]);
    expect([
      await back('k1', 'sms'),
      await back('k1', 'sms'),
      await back('nobody', 'sms'),
      await out('nobody', 'sms'),
    ]).toEqual([{ result: 'done' }, { result: 'already-ended' }, { result: 'not-found' }, { result: 'not-found' }]);
    expect(await world.audit('contact.opted-in')).toHaveLength(1);
    const stranger = new ContactWorld(db.database, await freshOrganization(db));
    expect(
      await optOut(
        db.database,
        stranger.actor,
        { customerRowId: (await world.contactRef()).customerRowId, contactId: 'k1', channel: 'sms' },
        NOW,
      ),
    ).toEqual({ result: 'not-found' });
  });
});
