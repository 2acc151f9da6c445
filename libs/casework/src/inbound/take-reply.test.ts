import { createHash, randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { localDate } from '@puntual/domain/calendar/dates';
import { customer, issued } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at } from '@puntual/testing/worlds/case-world';
import { ana, ContactWorld, luis, NOW, sent } from '@puntual/testing/worlds/contact-world';
import { changeSettings } from '../people/change-settings.ts';
import { completeTask } from '../people/complete-task.ts';
import { findOrganization } from '../record/organization.ts';
import { ownMessageId, type IncomingMail, type ReadMail } from '../replies/incoming-mail.ts';
import { answerReply } from './answer-reply.ts';
import { discardReply, tieReply, untieReply } from './decide-reply.ts';
import { takeReply } from './take-reply.ts';

const DAY = 86_400_000;
const db = useTestDatabase();
let world: ContactWorld;
beforeEach(async () => {
  world = new ContactWorld(db.database, await freshOrganization(db));
});

const MAIL: ReadMail = {
  headers: {},
  report: null,
  sender: 'ana@example.com',
  senderName: 'Ana',
  subject: 'Re: Factura',
  body: 'Lo miramos.',
  fullText: 'Lo miramos.',
  rfcMessageId: '<1@mail.example.com>',
  references: [],
  sentAt: null,
  addressed: [],
  forwardedFrom: [],
  files: [],
  bounce: null,
};

function mailOf(change: Partial<ReadMail> = {}, raw = randomUUID()): IncomingMail {
  const bytes = Buffer.from(raw);
  return { raw: bytes, sha256: createHash('sha256').update(bytes).digest('hex'), read: { ...MAIL, ...change } };
}

async function take(mail: IncomingMail, now = NOW) {
  const organization = await findOrganization(db.database, world.actor.slug);
  if (!organization) throw new Error('no organization');
  return takeReply(db.database, organization, mail, now);
}
const inside = <T>(read: Parameters<typeof db.database.inOrganization<T>>[1]) =>
  db.database.inOrganization(world.actor.organizationId, read);
const openTasks = () =>
  inside((tx) => tx.task.findMany({ where: { kind: 'answer-reply', state: { not: 'done' } }, orderBy: { id: 'asc' } }));
const replies = () => inside((tx) => tx.reply.findMany({ orderBy: { id: 'asc' }, omit: { raw: true } }));
const pauses = () => inside((tx) => tx.customerPause.findMany({ orderBy: { openedAt: 'asc' } }));

async function requested(): Promise<void> {
  await world.take([customer({ contacts: [ana, luis] }), issued()]);
  expect(await world.evaluate(NOW)).toMatchObject({ did: ['requested friendly'] });
}

describe('a mail one second before a message leaves', () => {
  test('keeps it back, and the case goes on when a person has answered', async () => {
    await requested();
    expect(await take(mailOf({ sender: ana.email }), NOW + 1000)).toMatchObject({ kind: 'reply', state: 'matched' });
    expect((await world.gate(NOW + 2000)).kind).not.toBe('reserved');
    expect(await world.evaluate(NOW + 3000)).toMatchObject({ kind: 'sleep', did: [] });
    const [task] = await openTasks();
    expect(task).toBeDefined();
    const done = { taskId: task?.id ?? '', input: { outcome: 'answered' as const } };
    expect(await completeTask(db.database, world.actor, done, NOW + 4000)).toEqual({ result: 'done' });
    expect(await replies()).toMatchObject([{ endedHow: 'answered' }]);
    await world.evaluate(NOW + 5000);
    expect(await world.gate(NOW + 6000)).toMatchObject({ kind: 'reserved' });
  });

  test('stops a message that is stored and was not accepted yet', async () => {
    await requested();
    expect(await world.gate(NOW)).toMatchObject({ kind: 'reserved' });
    await take(mailOf({ sender: ana.email }), NOW + 1000);
    expect((await world.gate(NOW + 2000)).kind).not.toBe('reserved');
  });

  test.each([
    ['an out-of-office', { headers: { 'auto-submitted': 'auto-replied' } }, 'auto-reply'],
    ['an automatic subject', { subject: 'Respuesta automática: Factura' }, 'auto-reply'],
    ['a newsletter', { headers: { 'list-id': '<news.example.com>' } }, 'list'],
    ['our own mail', { rfcMessageId: ownMessageId(randomUUID(), 'x.example') }, 'own'],
  ])('%s is recorded and keeps nothing back', async (_name, change, kind) => {
    await requested();
    expect(await take(mailOf({ sender: ana.email, ...change }), NOW + 1000)).toMatchObject({ kind });
    expect(await openTasks()).toEqual([]);
    expect(await world.gate(NOW + 2000)).toMatchObject({ kind: 'reserved' });
  });
});

describe('a mail that nobody answers', () => {
  test('silences for five open days; then chasing goes on, and its task is still open', async () => {
    await requested();
    await take(mailOf({ sender: ana.email }));
    const [pause] = await pauses();
    // Wednesday 2 December: the 7th and 8th are holidays in Spain (the 8th) or not; the pause counts open days.
    const last = pause?.untilOn.toISOString().slice(0, 10) ?? '';
    expect(last > localDate(NOW + 6 * DAY, 'Europe/Madrid')).toBe(true);
    const decided = await world.evaluate(NOW + 1000);
    expect(decided).toMatchObject({ kind: 'sleep' });
    const until = decided.kind === 'sleep' ? (decided.until ?? 0) : 0;
    expect(localDate(until, 'Europe/Madrid') > last).toBe(true);
    expect(await world.evaluate(until)).toMatchObject({
      did: expect.arrayContaining(['the pause for a mail is over, and nobody answered it']) as unknown,
    });
    expect(await replies()).toMatchObject([{ endedHow: 'lapsed', endedBy: 'puntual' }]);
    expect(await openTasks()).toHaveLength(1);
    expect((await pauses()).every(({ releasedAt }) => releasedAt !== null)).toBe(true);
    const kinds = await inside((tx) => tx.auditEvent.findMany({ where: { kind: { startsWith: 'reply.' } } }));
    expect(kinds.map(({ kind }) => kind)).toEqual(['reply.received', 'reply.pause-ended']);
    // Nothing happens twice.
    expect(await world.evaluate(until + 1000)).toMatchObject({ kind: 'sleep' });
    expect(await openTasks()).toHaveLength(1);
    const [task] = await openTasks();
    const done = { taskId: task?.id ?? '', input: { outcome: 'handled' as const } };
    expect(await completeTask(db.database, world.actor, done, until + 2000)).toEqual({ result: 'done' });
    expect(await replies()).toMatchObject([{ endedHow: 'done' }]);
  });

  test('a second mail makes the silence longer and joins the task', async () => {
    await requested();
    await take(mailOf({ sender: ana.email }));
    await take(mailOf({ sender: luis.email, rfcMessageId: '<2@mail.example.com>' }), NOW + DAY);
    expect(await openTasks()).toHaveLength(1);
    const open = (await pauses()).filter(({ releasedAt }) => releasedAt === null);
    expect(open).toHaveLength(1);
    const [first] = await pauses();
    expect(open[0] && first && open[0].untilOn > first.untilOn).toBe(true);
  });
});

describe('the same mail', () => {
  test('counts once by its bytes, and once by its Message-ID with its text', async () => {
    await requested();
    const mail = mailOf({ sender: ana.email });
    expect(await take(mail)).toMatchObject({ result: 'taken' });
    expect(await take(mail)).toEqual({ result: 'duplicate' });
    expect(await take(mailOf({ sender: ana.email, headers: { 'return-path': '<x@y.z>' } }))).toEqual({
      result: 'duplicate',
    });
    expect(await take(mailOf({ sender: ana.email, body: 'Otra cosa.' }))).toMatchObject({ result: 'taken' });
  });

  test('handed in twice at once is stored once', async () => {
    await requested();
    const mail = mailOf({ sender: ana.email });
    const results = await Promise.all([take(mail), take(mail), take(mail)]);
    expect(results.map(({ result }) => result).sort()).toEqual(['duplicate', 'duplicate', 'taken']);
    expect(await replies()).toHaveLength(1);
  });
});

describe('a mail that is nobody’s', () => {
  test('is tied by a person, who can take it off again', async () => {
    await requested();
    const organization = await findOrganization(db.database, world.actor.slug);
    if (!organization) throw new Error('no organization');
    expect(await take(mailOf({ sender: 'somebody@else.example', body: 'Pagaremos el viernes.' }))).toMatchObject({
      state: 'unmatched',
    });
    expect((await world.gate(NOW)).kind).toBe('reserved');
    const [{ id: replyId } = { id: '' }] = await replies();
    const tie = { replyId, customerId: 'C-1', organization };
    expect(await tieReply(db.database, world.actor, { ...tie, customerId: 'nobody' }, NOW)).toEqual({
      result: 'unknown-customer',
    });
    expect(await tieReply(db.database, world.actor, tie, NOW)).toEqual({ result: 'done' });
    expect(await tieReply(db.database, world.actor, tie, NOW)).toEqual({ result: 'not-open' });
    expect(await replies()).toMatchObject([
      { state: 'matched', matchedBy: 'person', suggestion: [{ kind: 'promise' }] },
    ]);
    expect(await openTasks()).toHaveLength(1);
    expect(await untieReply(db.database, world.actor, replyId, NOW)).toEqual({ result: 'done' });
    expect(await openTasks()).toEqual([]);
    expect((await pauses()).every(({ releasedAt }) => releasedAt !== null)).toBe(true);
    expect(await discardReply(db.database, world.actor, { replyId, reason: 'spam' }, NOW)).toEqual({ result: 'done' });
    expect(await replies()).toMatchObject([{ state: 'discarded', reason: 'spam', customerId: null }]);
  });

  test('two people at once: one ties it', async () => {
    await requested();
    const organization = await findOrganization(db.database, world.actor.slug);
    if (!organization) throw new Error('no organization');
    await take(mailOf({ sender: 'somebody@else.example' }));
    const [{ id: replyId } = { id: '' }] = await replies();
    const results = await Promise.all([
      tieReply(db.database, world.actor, { replyId, customerId: 'C-1', organization }, NOW),
      discardReply(db.database, world.actor, { replyId, reason: 'spam' }, NOW),
    ]);
    expect(results.map(({ result }) => result).sort()).toEqual(['done', 'not-open']);
  });
});

test('an unreadable mail is stored for a person', async () => {
  await requested();
  expect(await take({ ...mailOf(), read: null })).toMatchObject({ kind: 'unreadable', state: 'unmatched' });
});

test('the mails of a thread name those before them, and answers go to the address of the message', async () => {
  await requested();
  const replyAddresses = ({ messageId }: { messageId: string }) => ({
    domain: 'replies.example',
    replyTo: `r-${messageId}@replies.example`,
  });
  const first = await world.gate(NOW, { replyAddresses });
  if (first.kind !== 'reserved') throw new Error(first.kind);
  const { messageId, thread, sender } = first.message;
  expect(sender?.replyTo).toBe(`r-${messageId}@replies.example`);
  expect(thread).toEqual({
    messageId: ownMessageId(messageId, 'replies.example'),
    inReplyTo: null,
    references: [ownMessageId(messageId, 'replies.example', 'thread')],
  });
  await world.settle(messageId, sent(), NOW);
  const later = at('2026-12-09 12:00');
  await world.evaluate(later);
  const second = await world.gate(later, { replyAddresses });
  if (second.kind !== 'reserved') throw new Error(second.kind);
  expect(second.message.thread).toEqual({
    messageId: ownMessageId(second.message.messageId, 'replies.example'),
    inReplyTo: thread?.messageId,
    references: [thread?.references[0], thread?.messageId],
  });
  // Tried again, it has the same headers.
  expect(await world.gate(later + 1000, { replyAddresses })).toMatchObject({
    message: { thread: second.message.thread, sender: second.message.sender },
  });
  const { messageId: answered } = second.message;
  await take(
    mailOf({ sender: 'colleague@other.example', references: [ownMessageId(answered, 'any.example', 'thread')] }),
  );
  expect(await replies()).toMatchObject([{ matchedBy: 'thread', messageId: answered, contactId: null }]);
});

describe('an answer', () => {
  const answer = async (change: Partial<Parameters<typeof answerReply>[2]> = {}, now = NOW + 2000) => {
    const [{ id: replyId } = { id: '' }] = await replies();
    return answerReply(db.database, world.actor, { replyId, text: 'Gracias, lo revisamos.', ...change }, now);
  };

  test('leaves at once in the thread of the mail, and ends the task and the silence', async () => {
    await requested();
    await take(mailOf({ sender: ana.email, references: ['<0@mail.example.com>'] }), NOW + 1000);
    expect(await answer()).toMatchObject({ result: 'done' });
    expect(await openTasks()).toEqual([]);
    expect((await pauses()).every(({ releasedAt }) => releasedAt !== null)).toBe(true);
    expect(await replies()).toMatchObject([{ endedHow: 'answered' }]);
    const replyAddresses = () => ({ domain: 'replies.example', replyTo: null });
    const drafts: unknown[] = [];
    const render = (draft: { answer?: { subject: string; body: string } }) => {
      drafts.push(draft.answer);
      return Promise.resolve({ subject: 'x', html: null, text: 'x', pdf: null });
    };
    const gate = await world.gate(NOW + 3000, { replyAddresses, render });
    if (gate.kind !== 'reserved') throw new Error(gate.kind);
    expect(drafts).toMatchObject([{ subject: 'Re: Factura', body: 'Gracias, lo revisamos.' }]);
    expect(gate.message).toMatchObject({
      recipients: [{ contactId: 'k1', address: ana.email }],
      thread: {
        inReplyTo: '<1@mail.example.com>',
        references: ['<0@mail.example.com>', '<1@mail.example.com>'],
      },
    });
  });

  test('goes to nobody who is no contact, to no address that is not proven, and never without a text', async () => {
    await requested();
    await take(mailOf({ sender: 'x@else.example', subject: 'Re: F-2026/INV-1' }), NOW + 1000);
    expect(await replies()).toMatchObject([{ matchedBy: 'number', contactId: null }]);
    expect(await answer()).toEqual({ result: 'stranger' });
    expect(await answer({ contactId: 'nobody' })).toMatchObject({ result: 'invalid', code: 'contact-not-known' });
    // Nobody has confirmed Luis's address, and he has not written from it.
    expect(await answer({ contactId: 'k2' })).toMatchObject({ result: 'invalid', code: 'address-not-confirmed' });
    expect(await answer({ text: undefined, contactId: 'k1', canned: 'none' })).toEqual({ result: 'no-text' });
    expect(await openTasks()).toHaveLength(1);
  });

  test('can be chosen among those that are prepared, in the language of the customer', async () => {
    await requested();
    await changeSettings(
      db.database,
      world.actor,
      {
        replies: {
          pauseDays: 3,
          answerDays: 1,
          canned: [
            { key: 'thanks', language: 'en', text: 'Thank you.' },
            { key: 'thanks', language: 'es', text: 'Muchas gracias.' },
          ],
        },
      },
      NOW,
    );
    await take(mailOf({ sender: ana.email }), NOW + 1000);
    expect(await answer({ text: undefined, canned: 'thanks' })).toMatchObject({ result: 'done' });
    expect(await inside((tx) => tx.replyAnswer.findMany())).toMatchObject([{ body: 'Muchas gracias.' }]);
    expect((await pauses()).map(({ untilOn }) => untilOn.toISOString().slice(0, 10))).toEqual(['2026-12-07']);
  });
});
