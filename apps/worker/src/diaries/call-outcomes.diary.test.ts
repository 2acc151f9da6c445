import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { TaskPreviewView } from '@puntual/contracts/api/task-acts';
import type { OutcomeOf } from '@puntual/domain/tasks/task-kinds';
import { customer, issued } from '@puntual/testing/builders/events';
import { ServicesDiary } from '../testing/services-diary.ts';

jest.setTimeout(900_000);

/**
 * Every outcome of a call, said through the API on 9 December while the case's workflow sleeps on Temporal: what is
 * said with it, and what happens from then to the end of the year.
 */
const OUTCOMES: Readonly<Record<OutcomeOf<'call'>, { readonly said?: object; readonly then: readonly string[] }>> = {
  promised: {
    said: { promise: { date: '2026-12-18' } },
    then: ['2026-12-09 announced promise.made', '2026-12-21 announced promise.judged broken', '2026-12-21 task call'],
  },
  dispute: {
    said: { reason: 'two boxes are missing', category: 'quantity' },
    then: ['2026-12-09 announced dispute.opened', '2026-12-09 task dispute', '2026-12-19 task dispute-overdue'],
  },
  'no-answer': { then: ['2026-12-11 task call'] },
  voicemail: { then: ['2026-12-11 task call'] },
  refuses: { then: ['2026-12-09 task approve-agency'] },
  'paid-already': { then: ['2026-12-17 task call'] },
  'wrong-contact': { then: ['2026-12-09 task fix-contact'] },
  'wants-plan': { then: ['2026-12-09 task propose-plan', '2026-12-17 task call'] },
  'paying-now': { then: ['2026-12-11 task call'] },
  'not-received': {
    said: { send: { what: 'invoices', contactId: 'k1', channel: 'email', address: 'new@c.example' } },
    then: ['2026-12-09 sent statement by email to k1: not-received', '2026-12-14 task call'],
  },
  'call-back': {
    said: { callBack: { date: '2026-12-14', time: '11:30' } },
    then: ['2026-12-09 task call'],
  },
};
const NAMES = Object.keys(OUTCOMES) as OutcomeOf<'call'>[];
/** The longest sleep of a case's workflow. */
const LONGEST_SLEEP_MS = 30 * 86_400_000;
/** Timers are started in server time, which goes on by some seconds meanwhile. */
const MINUTE = 60_000;

interface Seen {
  readonly at: number;
  /** When the case decides again, as the preview said. */
  readonly until: number | null;
  /** When the workflow's timer ends after it was woken. */
  readonly timer: number | null;
  readonly signals: number;
}

let diary: ServicesDiary;
const seen = new Map<string, Seen>();
beforeAll(async () => {
  diary = await ServicesDiary.start('2026-11-20 09:30');
  const late = {
    issueDate: '2026-10-01',
    dueDate: '2026-11-02',
    alreadyReached: { stage: 'demand' as const, on: '2026-11-19' },
  };
  for (const name of NAMES) {
    const contacts = [{ contactId: 'k1', name: 'Ana', email: `${name}@c.example`, channels: ['email' as const] }];
    await diary.erp(customer({ customerId: name, contacts }), issued({ ...late, invoiceId: name, customerId: name }));
  }
  await diary.until('2026-12-09 12:00');
  for (const name of NAMES) seen.set(name, await say(name));
  await diary.until('2026-12-31 12:00');
});
afterAll(() => diary?.close());

async function say(name: OutcomeOf<'call'>): Promise<Seen> {
  const task = await diary.taskOf(name);
  const body = { outcome: name, ...OUTCOMES[name].said };
  const before = await diary.signalsOf(name);
  const preview = await diary.act('POST', `/v1/tasks/${task}/preview`, body);
  const { refused, invoices } = preview as unknown as TaskPreviewView;
  expect([refused, invoices.map(({ invoiceId }) => invoiceId)]).toEqual([null, [name]]);
  const at = diary.clock.now();
  await diary.act('POST', `/v1/tasks/${task}/complete`, body);
  await diary.handled(name);
  const until = invoices[0]?.until ?? null;
  return {
    at,
    until: until === null ? null : Date.parse(until),
    timer: await diary.timerOf(name),
    signals: (await diary.signalsOf(name)) - before,
  };
}

test.each(NAMES)('%s: the case is woken, and its next timer is what the preview said', (name) => {
  const { at, until, timer, signals } = seen.get(name) as Seen;
  expect(signals).toBeGreaterThan(0);
  const next = Math.min(until ?? Infinity, at + LONGEST_SLEEP_MS);
  expect(Math.abs((timer ?? 0) - next)).toBeLessThan(MINUTE);
});

test.each(NAMES)('%s: what follows', async (name) => {
  const ended = `2026-12-09 call ended: ${name}`;
  const lines = (await diary.happenedTo(name)).filter((line) => line !== ended);
  expect(lines).toEqual(['2026-12-04 task call', ...OUTCOMES[name].then]);
});
