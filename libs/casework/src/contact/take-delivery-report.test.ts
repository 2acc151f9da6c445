import { beforeEach, describe, expect, test } from '@jest/globals';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at } from '@puntual/testing/worlds/case-world';
import { ana, ContactWorld, HOUR, luis, NOW, sent } from '@puntual/testing/worlds/contact-world';

const db = useTestDatabase();
let world: ContactWorld;
beforeEach(async () => {
  world = new ContactWorld(db.database, await freshOrganization(db));
});

describe('a bounce', () => {
  test('drops the step and its distance: the case requests it again by another way', async () => {
    await world.friendlyAsked({ contacts: [ana, luis] });
    const first = await world.send(NOW);
    expect(await world.report(first.messageId, 'bounced')).toBe('taken');
    expect(await world.steps()).toMatchObject([{ state: 'dropped', reason: 'bounced' }]);
    expect(await world.one('SELECT last_reminder_on FROM customer')).toEqual({ last_reminder_on: null });
    expect(await world.outbox('wake-case')).toMatchObject([{ payload: { signal: 'contact' } }]);
    expect(await world.evaluate(NOW + HOUR)).toMatchObject({ did: ['requested friendly'] });
    expect((await world.reserve(NOW + HOUR)).recipients).toMatchObject([{ contactId: 'k2' }]);
    expect(await world.steps()).toMatchObject([{ occurrence: 1 }, { occurrence: 2, state: 'requested' }]);
  });

  test('counts also when its webhook arrives before the answer', async () => {
    await world.friendlyAsked({ contacts: [ana, luis] });
    const message = await world.reserve(NOW);
    await world.report(message.messageId, 'bounced');
    expect(await world.settle(message.messageId, sent(), NOW)).toMatchObject({ result: 'already' });
    expect(await world.messages()).toMatchObject([{ state: 'sent', delivery_state: 'bounced' }]);
    expect(await world.steps()).toMatchObject([{ state: 'dropped', reason: 'bounced' }]);
  });

  test('that arrives when the case has gone further does not send it back: no reminder follows the call', async () => {
    await world.friendlyAsked();
    const message = await world.send(NOW);
    await world.query(
      `INSERT INTO step (id, organization_id, invoice_id, customer_id, step_id, "do", state, requested_at, changed_on)
       SELECT gen_random_uuid(), organization_id, id, customer_id, 'call', 'task', 'done', now(), '2026-12-02'
       FROM invoice`,
    );
    await world.report(message.messageId, 'bounced');
    expect(await world.evaluate(NOW + HOUR)).toMatchObject({ kind: 'sleep', did: [] });
    expect(await world.gate(NOW + HOUR)).toEqual({ kind: 'nothing' });
  });
});

test('a complaint leaves the step sent and its address unused, also after a person says “fixed”', async () => {
  await world.friendlyAsked();
  const message = await world.send(NOW);
  await world.report(message.messageId, 'complained');
  expect(await world.steps()).toMatchObject([{ state: 'sent' }]);
  await world.query(
    `INSERT INTO task (id, organization_id, kind, customer_id, opened_at)
     SELECT gen_random_uuid(), organization_id, 'fix-contact', id, now() FROM customer`,
  );
  const [task] = await world.tasks('fix-contact');
  await world.complete(task?.id ?? '', { outcome: 'fixed' }, NOW);
  expect(await world.one('SELECT unreachable_reason FROM contact')).toEqual({
    unreachable_reason: 'email: complained',
  });
  const when = at('2026-12-09 12:00');
  await world.evaluate(when);
  expect(await world.reserve(when)).toMatchObject({ channel: 'sms' });
});
