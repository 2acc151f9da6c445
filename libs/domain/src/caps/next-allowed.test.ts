import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, daysBetween, instantAt, localDate, localMinute, weekday, type IsoDate } from '../calendar/dates.ts';
import { isInWindow, nextInWindow, type SendWindow } from '../calendar/send-window.ts';
import { contactCaps, narrowWindow } from './contact-caps.ts';
import { explain } from '../decide/explain.ts';
import type { PastContact } from './past-contact.ts';
import { capsFreeOn, firstAllowedWay, type CapReason, type WantedContact } from './next-allowed.ts';
import { CONTACT_CHANNELS, type ContactChannel } from '../policy/vocabulary.ts';

const zones = { US: 'America/New_York', CL: 'America/Santiago', CO: 'America/Bogota', ES: 'Europe/Madrid' } as const;
type Country = keyof typeof zones;
const capsOf = (country: Country) => contactCaps(country, 'consumer', '2026-06-10');
/** Every day from nine to six; one minute long where the very instant matters. */
const windowOf = (country: Country, change: Partial<SendWindow> = {}): SendWindow => ({
  timeZone: zones[country],
  fromMinute: 540,
  toMinute: 1080,
  closedDays: new Set(),
  openWeekdays: new Set([1, 2, 3, 4, 5, 6, 7] as const),
  ...change,
});
const contact = (on: IsoDate, channel: ContactChannel, change: Partial<PastContact> = {}): PastContact => ({
  on,
  how: channel,
  personIds: ['ana'],
  invoiceIds: ['a'],
  ...change,
});
const wanted = (channel: ContactChannel, change: Partial<WantedContact> = {}) => ({
  channel,
  personIds: ['ana'],
  invoiceIds: ['a'],
  ...change,
});
const at = (country: Country, on: IsoDate, time = '12:00') =>
  instantAt(on, Number(time.slice(0, 2)) * 60 + Number(time.slice(3)), zones[country]);

interface Row {
  readonly what: string;
  readonly want: ReturnType<typeof wanted>;
  readonly past: readonly PastContact[];
  readonly on: IsoDate;
  readonly rule: string | null;
}
const check =
  (country: Country, today: IsoDate) =>
  ({ want, past, on, rule }: Row) => {
    const free = capsFreeOn(want, past, capsOf(country), today);
    expect([free.on, free.reason?.rowId ?? null]).toEqual([on, rule]);
  };
/** When contact is allowed by the law's hours, from an instant on; as text of the place. */
const hoursAllow = (country: Country, channel: ContactChannel, window: SendWindow, on: IsoDate, time: string) => {
  const next = nextInWindow(at(country, on, time), 'c', narrowWindow(window, capsOf(country), channel), 0);
  return { on: localDate(next, zones[country]), minute: localMinute(next, zones[country]) };
};

// 2026-06-10 is a Wednesday.
describe('Regulation F', () => {
  const calls = (...days: number[]) => days.map((day) => contact(addDays('2026-06-10', day), 'call'));
  it.each<Row>([
    {
      what: 'six calls in seven days leave room for a seventh',
      want: wanted('call'),
      past: calls(-6, -5, -4, -3, -2, -1),
      on: '2026-06-10',
      rule: null,
    },
    {
      what: 'after seven, the eighth waits until the first is seven days old',
      want: wanted('call'),
      past: calls(-6, -5, -4, -3, -2, -1, 0),
      on: '2026-06-11',
      rule: 'us-reg-f-seven-calls',
    },
    {
      what: 'seven on one day are free a week later',
      want: wanted('call'),
      past: calls(0, 0, 0, 0, 0, 0, 0),
      on: '2026-06-17',
      rule: 'us-reg-f-seven-calls',
    },
    {
      what: 'a call of seven days ago counts no more',
      want: wanted('call'),
      past: calls(-7, -5, -4, -3, -2, -1, 0),
      on: '2026-06-10',
      rule: null,
    },
    {
      what: 'calls about another debt do not count',
      want: wanted('call'),
      past: calls(0, 0, 0, 0, 0, 0, 0).map((call) => ({ ...call, invoiceIds: ['b'] })),
      on: '2026-06-10',
      rule: null,
    },
    {
      what: 'for a call about two debts the one that is full counts',
      want: wanted('call', { invoiceIds: ['a', 'b'] }),
      past: calls(0, 0, 0, 0, 0, 0, 0).map((call) => ({ ...call, invoiceIds: ['b'] })),
      on: '2026-06-17',
      rule: 'us-reg-f-seven-calls',
    },
    {
      what: 'calls to another person do not count',
      want: wanted('call', { personIds: ['eva'] }),
      past: calls(0, 0, 0, 0, 0, 0, 0),
      on: '2026-06-10',
      rule: null,
    },
    {
      what: 'calls to nobody knows whom do',
      want: wanted('call', { personIds: ['eva'] }),
      past: calls(0, 0, 0, 0, 0, 0, 0).map((call) => ({ ...call, personIds: null })),
      on: '2026-06-17',
      rule: 'us-reg-f-seven-calls',
    },
    {
      what: 'a call to both waits for the one who is full',
      want: wanted('call', { personIds: ['eva', 'ana'] }),
      past: calls(0, 0, 0, 0, 0, 0, 0),
      on: '2026-06-17',
      rule: 'us-reg-f-seven-calls',
    },
    {
      what: 'calls of which nothing is known count for every person and debt',
      want: wanted('call', { invoiceIds: ['z'] }),
      past: calls(0, 0, 0, 0, 0, 0, 0).map(({ on, how }) => ({ on, how })),
      on: '2026-06-17',
      rule: 'us-reg-f-seven-calls',
    },
    {
      what: 'messages do not count as calls, nor are they capped',
      want: wanted('email'),
      past: [...calls(0, 0, 0, 0, 0, 0, 0, 0)],
      on: '2026-06-10',
      rule: null,
    },
    {
      what: 'a conversation is the first of seven days: Wednesday to Wednesday',
      want: wanted('call'),
      past: [contact('2026-06-10', 'call', { conversation: true })],
      on: '2026-06-17',
      rule: 'us-reg-f-after-conversation',
    },
    {
      what: 'a conversation of six days ago still holds',
      want: wanted('call'),
      past: [contact('2026-06-04', 'call', { conversation: true })],
      on: '2026-06-11',
      rule: 'us-reg-f-after-conversation',
    },
    {
      what: 'one of seven days ago no more',
      want: wanted('call'),
      past: [contact('2026-06-03', 'call', { conversation: true })],
      on: '2026-06-10',
      rule: null,
    },
    {
      what: 'a call without an answer is no conversation',
      want: wanted('call'),
      past: calls(-1),
      on: '2026-06-10',
      rule: null,
    },
  ])('$what', check('US', '2026-06-10'));

  it('wants quiet before eight and after nine in the evening, where the customer is', () => {
    const early = windowOf('US', { fromMinute: 360, toMinute: 1380 });
    const asked = (time: string, channel: ContactChannel) => hoursAllow('US', channel, early, '2026-06-10', time);
    expect(asked('07:30', 'sms').on).toBe('2026-06-10');
    expect(asked('07:30', 'sms').minute).toBeGreaterThanOrEqual(480);
    expect(asked('21:00', 'email').on).toBe('2026-06-11');
    expect(asked('20:59', 'email')).toEqual({ on: '2026-06-10', minute: 1259 });
    expect(asked('21:00', 'letter')).toEqual({ on: '2026-06-10', minute: 1260 });
  });
});

describe('Chile', () => {
  it.each<Row>([
    {
      what: 'one call a week: a second waits until Wednesday',
      want: wanted('call'),
      past: [contact('2026-06-10', 'call')],
      on: '2026-06-17',
      rule: 'cl-one-call-a-week',
    },
    {
      what: 'whichever debt and person it was about',
      want: wanted('call', { personIds: ['eva'], invoiceIds: ['z'] }),
      past: [contact('2026-06-09', 'call')],
      on: '2026-06-16',
      rule: 'cl-one-call-a-week',
    },
    {
      what: 'a call leaves messages free',
      want: wanted('email'),
      past: [contact('2026-06-10', 'call')],
      on: '2026-06-10',
      rule: null,
    },
    {
      what: 'a message of yesterday wants a day in between',
      want: wanted('email'),
      past: [contact('2026-06-09', 'sms')],
      on: '2026-06-11',
      rule: 'cl-two-days-apart',
    },
    {
      what: 'one of the day before leaves today free',
      want: wanted('email'),
      past: [contact('2026-06-08', 'email')],
      on: '2026-06-10',
      rule: null,
    },
    {
      what: 'two in seven days: the third when the first is a week old',
      want: wanted('letter'),
      past: [contact('2026-06-05', 'email'), contact('2026-06-08', 'sms')],
      on: '2026-06-12',
      rule: 'cl-two-remote-a-week',
    },
    {
      what: 'in whatever order the history stands',
      want: wanted('letter'),
      past: [contact('2026-06-08', 'sms'), contact('2026-06-05', 'email')],
      on: '2026-06-12',
      rule: 'cl-two-remote-a-week',
    },
  ])('$what', check('CL', '2026-06-10'));

  it('hears no telephone on Sundays, holidays and after eight in the evening', () => {
    const window = windowOf('CL', { toMinute: 1320, closedDays: new Set(['2026-09-18']) });
    const call = (on: IsoDate, time: string) => hoursAllow('CL', 'call', window, on, time).on;
    expect([call('2026-06-14', '12:00'), call('2026-06-13', '12:00'), call('2026-06-10', '20:00')]).toEqual([
      '2026-06-15',
      '2026-06-13',
      '2026-06-11',
    ]);
    expect(call('2026-09-18', '12:00')).toBe('2026-09-19'); // the window's own closed day
    expect(hoursAllow('CL', 'email', window, '2026-06-10', '21:00').on).toBe('2026-06-10');
  });
});

describe('Colombia', () => {
  it.each<Row>([
    {
      what: 'one contact a day',
      want: wanted('email'),
      past: [contact('2026-06-10', 'email')],
      on: '2026-06-11',
      rule: 'co-one-a-day',
    },
    {
      what: 'one channel a week',
      want: wanted('sms'),
      past: [contact('2026-06-08', 'email')],
      on: '2026-06-15',
      rule: 'co-one-channel-a-week',
    },
    {
      what: 'the same channel goes on',
      want: wanted('email'),
      past: [contact('2026-06-08', 'email')],
      on: '2026-06-10',
      rule: null,
    },
    {
      what: 'the longest rule is the one that is told',
      want: wanted('call'),
      past: [contact('2026-06-10', 'sms')],
      on: '2026-06-17',
      rule: 'co-one-channel-a-week',
    },
  ])('$what', check('CO', '2026-06-10'));
});

describe('several ways', () => {
  const ways = (...channels: ContactChannel[]) => channels.map((channel) => wanted(channel));
  const choose = (country: Country, channels: ContactChannel[], past: readonly PastContact[]) => {
    const chosen = firstAllowedWay(ways(...channels), past, capsOf(country), '2026-06-10');
    return chosen && [chosen.way.channel, chosen.on, chosen.reason?.rowId ?? null];
  };
  it('give the one that is free first, and among equals the one that the policy prefers', () => {
    expect(choose('CO', ['email', 'sms'], [contact('2026-06-08', 'sms')])).toEqual(['sms', '2026-06-10', null]);
    expect(choose('CO', ['email', 'letter'], [contact('2026-06-08', 'sms')])).toEqual([
      'email',
      '2026-06-15',
      'co-one-channel-a-week',
    ]);
    expect(choose('ES', ['letter', 'email'], [contact('2026-06-10', 'email')])).toEqual(['letter', '2026-06-10', null]);
    expect(choose('ES', [], [])).toBeNull();
  });
});

describe('a cap', () => {
  const say = (cap: CapReason, language: 'en' | 'es') => explain({ code: 'legal-cap', cap }, language);
  it('stands aside where the law sets none', () => {
    const many = Array.from({ length: 20 }, () => contact('2026-06-10', 'call', { conversation: true }));
    expect(capsFreeOn(wanted('call'), many, capsOf('ES'), '2026-06-10')).toEqual({ on: '2026-06-10', reason: null });
  });
  it('says which contact fills it and until when', () => {
    expect(capsFreeOn(wanted('email'), [contact('2026-06-11', 'email')], capsOf('CL'), '2026-06-12')).toMatchObject({
      on: '2026-06-13',
      reason: { rowId: 'cl-two-days-apart', lastOn: '2026-06-11', until: '2026-06-13' },
    });
  });
  it('is told in both languages, with its law', () => {
    const sms = [contact('2026-06-10', 'sms')];
    const reasons = [
      capsFreeOn(wanted('call'), sms, capsOf('CO'), '2026-06-10'),
      capsFreeOn(wanted('sms'), sms, capsOf('CO'), '2026-06-10'),
      capsFreeOn(wanted('sms'), [contact('2026-06-09', 'sms')], capsOf('CL'), '2026-06-10'),
      capsFreeOn(wanted('call'), [contact('2026-06-10', 'call', { conversation: true })], capsOf('US'), '2026-06-10'),
    ].flatMap(({ reason }) => reason ?? []);
    expect(reasons.map((reason) => reason.code)).toEqual([
      'cap-one-channel',
      'cap-count',
      'cap-days-between',
      'cap-after-conversation',
    ]);
    for (const reason of reasons)
      for (const language of ['en', 'es'] as const)
        expect(say(reason, language)).toContain(`${reason.source.law}, ${reason.source.article}`);
    expect(new Set(reasons.flatMap((reason) => [say(reason, 'en'), say(reason, 'es')])).size).toBe(8);
  });
});

// Read anew, straight from the laws and without the code under test: may this contact take place on that day at that
// minute?
function lawAllows(
  country: Country,
  want: WantedContact,
  history: readonly PastContact[],
  on: IsoDate,
  minute: number,
): boolean {
  const within = (days: number, counts: (past: PastContact) => boolean) =>
    history.filter((past) => daysBetween(past.on, on) < days && counts(past)).length;
  switch (country) {
    case 'US': {
      if (want.channel !== 'letter' && (minute < 480 || minute > 1260)) return false;
      if (want.channel !== 'call') return true;
      const about = (debt: string, person: string | null) => (past: PastContact) =>
        past.how === 'call' &&
        past.invoiceIds?.includes(debt) === true &&
        (!past.personIds || person === null || past.personIds.includes(person));
      return want.invoiceIds.every((debt) =>
        (want.personIds ?? [null]).every(
          (person) =>
            within(7, about(debt, person)) < 7 &&
            within(7, (past) => about(debt, person)(past) && past.conversation === true) === 0,
        ),
      );
    }
    case 'CL':
      if (want.channel === 'call')
        return minute >= 480 && minute < 1200 && weekday(on) !== 7 && within(7, (past) => past.how === 'call') < 1;
      return within(7, (past) => past.how !== 'call') < 2 && within(2, (past) => past.how !== 'call') < 1;
    case 'CO': {
      const [opens, closes] = weekday(on) === 6 ? [480, 900] : [420, 1140];
      return (
        weekday(on) !== 7 &&
        minute >= opens &&
        minute < closes &&
        within(1, () => true) < 1 &&
        within(7, (past) => past.how !== want.channel) < 1
      );
    }
    case 'ES':
      return true;
  }
}

const TODAY = '2026-06-10';
const channels = fc.constantFrom(...CONTACT_CHANNELS);
const people = fc.constantFrom(['ana'], ['eva'], ['ana', 'eva'], null);
const debts = fc.subarray(['a', 'b', 'c'], { minLength: 1 });
const worlds = fc
  .record({
    country: fc.constantFrom<Country>('US', 'CL', 'CO', 'ES'),
    fromMinute: fc.integer({ min: 240, max: 1200 }),
    length: fc.integer({ min: 1, max: 230 }),
    openWeekdays: fc.subarray([1, 2, 3, 4, 5, 6, 7] as const, { minLength: 1 }),
    closed: fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 8 }),
    want: fc.record({ channel: channels, personIds: people, invoiceIds: debts }),
    past: fc.array(
      fc.record({
        daysAgo: fc.integer({ min: 0, max: 12 }),
        channel: channels,
        personIds: people,
        invoiceIds: debts,
        conversation: fc.boolean(),
      }),
      { maxLength: 16 },
    ),
  })
  .map(({ country, fromMinute, length, openWeekdays, closed, want, past }) => ({
    country,
    want,
    caps: capsOf(country),
    window: windowOf(country, {
      fromMinute,
      toMinute: fromMinute + length,
      openWeekdays: new Set(openWeekdays),
      closedDays: new Set(closed.map((days) => addDays(TODAY, days))),
    }),
    history: past.map(({ daysAgo, channel, ...rest }): PastContact => contact(addDays(TODAY, -daysAgo), channel, rest)),
  }));

describe('the first day that the caps leave free', () => {
  it('is one on which the law really allows the contact, within the window that it narrows', () => {
    fc.assert(
      fc.property(worlds, fc.string(), ({ country, want, history, caps, window }, seed) => {
        const lawful = narrowWindow(window, caps, want.channel);
        const next = nextInWindow(
          instantAt(capsFreeOn(want, history, caps, TODAY).on, 0, window.timeZone),
          seed,
          lawful,
          0,
        );
        expect(isInWindow(next, lawful, 0)).toBe(true);
        expect(
          lawAllows(country, want, history, localDate(next, window.timeZone), localMinute(next, window.timeZone)),
        ).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
  it('leaves out no day: on every day before it, the law would not have it', () => {
    fc.assert(
      fc.property(worlds, ({ country, want, history, caps }) => {
        const { on } = capsFreeOn(want, history, caps, TODAY);
        for (let day: IsoDate = TODAY; day < on; day = addDays(day, 1))
          expect(lawAllows(country, want, history, day, 600)).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });
  it('comes no sooner for one contact more, nor for a later day', () => {
    fc.assert(
      fc.property(
        worlds,
        fc.record({ daysAgo: fc.integer({ min: 0, max: 12 }), channel: channels, conversation: fc.boolean() }),
        fc.integer({ min: 0, max: 10 }),
        ({ want, history, caps }, more, later) => {
          const { on } = capsFreeOn(want, history, caps, TODAY);
          const extra = contact(addDays(TODAY, -more.daysAgo), more.channel, {
            conversation: more.conversation,
            personIds: null,
            invoiceIds: ['a', 'b', 'c'],
          });
          expect(capsFreeOn(want, [...history, extra], caps, TODAY).on >= on).toBe(true);
          expect(capsFreeOn(want, history, caps, addDays(TODAY, later)).on >= on).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });
  it('has a reason whenever it is another than the one that is asked for, and is free', () => {
    fc.assert(
      fc.property(worlds, ({ want, history, caps }) => {
        const free = capsFreeOn(want, history, caps, TODAY);
        expect(free.reason === null).toBe(free.on === TODAY);
        expect(capsFreeOn(want, history, caps, free.on)).toEqual({ on: free.on, reason: null });
      }),
    );
  });
});
