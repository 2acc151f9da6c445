import { describe, expect, it } from '@jest/globals';
import { addDays } from '../calendar/dates.ts';
import { isInWindow, openRanges } from '../calendar/send-window.ts';
import { madrid, madridWindow } from '@puntual/testing/builders/case-facts';
import { CAP_ROWS } from './cap-rows.ts';
import { closesHolidays, contactCaps, narrowWindow } from './contact-caps.ts';
import { capsFreeOn } from './next-allowed.ts';
import { CONTACT_CHANNELS, CUSTOMER_KINDS, type ContactChannel } from '../policy/vocabulary.ts';

describe('contact caps', () => {
  // The golden table: what the laws say, written down apart from the data.
  it.each([
    ['US', 'consumer', '2026-06-10', ['us-reg-f-hours', 'us-reg-f-seven-calls', 'us-reg-f-after-conversation']],
    ['US', 'consumer', '2021-11-30', ['us-reg-f-hours', 'us-reg-f-seven-calls', 'us-reg-f-after-conversation']],
    ['US', 'consumer', '2021-11-29', []],
    ['CL', 'consumer', '2026-06-10', ['cl-hours', 'cl-one-call-a-week', 'cl-two-remote-a-week', 'cl-two-days-apart']],
    ['CL', 'consumer', '2021-04-19', []],
    ['CO', 'consumer', '2026-06-10', ['co-hours', 'co-one-a-day', 'co-one-channel-a-week']],
    ['CO', 'consumer', '2023-10-09', []],
    ['US', 'business', '2026-06-10', []],
    ['CL', 'public-body', '2026-06-10', []],
    ['DE', 'consumer', '2026-06-10', []],
  ] as const)('of %s, %s, on %s', (country, kind, on, ids) => {
    const caps = contactCaps(country, kind, on);
    expect(caps.rows.map((row) => row.id)).toEqual(ids);
    expect(caps.status).toBe(ids.length > 0 ? 'capped' : 'not-looked-at');
  });

  it('know of Spain that its law sets none for consumers and businesses, and nothing of its public bodies', () => {
    const statusOf = (kind: (typeof CUSTOMER_KINDS)[number]) => contactCaps('ES', kind, '2026-06-10').status;
    expect([statusOf('consumer'), statusOf('business'), statusOf('public-body')]).toEqual([
      'no-caps',
      'no-caps',
      'not-looked-at',
    ]);
  });

  it('tell a country whose law sets none from one that nobody has looked at', () => {
    expect(contactCaps('ES', 'consumer', '2026-06-10')).toEqual({
      country: 'ES',
      kind: 'consumer',
      on: '2026-06-10',
      status: 'no-caps',
      rows: [],
    });
    expect(contactCaps('FR', 'consumer', '2026-06-10').status).toBe('not-looked-at');
  });

  it('close the holidays where the law does', () => {
    expect(
      ['US', 'CL', 'CO', 'ES'].map((country) => closesHolidays(contactCaps(country, 'consumer', '2026-06-10'))),
    ).toEqual([false, true, true, false]);
  });

  it('carry a source that can be looked up, and days in order', () => {
    expect(new Set(CAP_ROWS.map((row) => row.id)).size).toBe(CAP_ROWS.length);
    for (const { id, country, kind, from, to, rule, source } of CAP_ROWS) {
      expect([
        id,
        CUSTOMER_KINDS.includes(kind),
        /^[A-Z]{2}$/.test(country),
        to === null || from <= to,
        addDays(source.readOn, 0) > from,
      ]).toEqual([id, true, true, true, true]);
      expect(
        [id, source.law, source.article, source.note.en, source.note.es].every((text) => text.length > 1) &&
          source.url.startsWith('https://'),
      ).toBe(true);
      expect(rule.channels.length > 0 && rule.channels.every((channel) => CONTACT_CHANNELS.includes(channel))).toBe(
        true,
      );
    }
  });
});

// A channel that a rule forgets would not be limited: Colombia's law limits every way of contact together.
describe('a rule for every channel', () => {
  const caps = contactCaps('CO', 'consumer', '2026-06-10');
  const wanted = { channel: 'email', personIds: null, invoiceIds: ['a'] } as const;

  it.each(CONTACT_CHANNELS)('counts a contact by %s', (how) => {
    expect(capsFreeOn(wanted, [{ on: '2026-06-10', how }], caps, '2026-06-10').on).not.toBe('2026-06-10');
  });
  it.each(CONTACT_CHANNELS)('limits a contact by %s', (channel) => {
    const past = [{ on: '2026-06-10', how: 'email' } as const];
    expect(capsFreeOn({ ...wanted, channel }, past, caps, '2026-06-10').on).not.toBe('2026-06-10');
    expect(openRanges(narrowWindow(madridWindow(), caps, channel))).not.toEqual(openRanges(madridWindow()));
  });
});

describe('a window narrowed by law', () => {
  const wide = {
    ...madridWindow(),
    fromMinute: 360,
    toMinute: 1380,
    openWeekdays: new Set([1, 2, 3, 4, 5, 6, 7] as const),
  };
  const hoursOf = (country: string, channel: ContactChannel, window = wide) => {
    const narrowed = narrowWindow(window, contactCaps(country, 'consumer', '2026-06-10'), channel);
    return {
      hours: openRanges(narrowed).map((range) => [range.fromMinute, range.toMinute]),
      days: [...(narrowed.openWeekdays ?? [])].sort(),
    };
  };
  it.each([
    ['US', 'email', [[480, 1260]], [1, 2, 3, 4, 5, 6, 7]],
    ['US', 'call', [[480, 1260]], [1, 2, 3, 4, 5, 6, 7]],
    ['US', 'letter', [[360, 1380]], [1, 2, 3, 4, 5, 6, 7]],
    ['CL', 'call', [[480, 1200]], [1, 2, 3, 4, 5, 6]],
    ['CL', 'email', [[360, 1380]], [1, 2, 3, 4, 5, 6, 7]],
    ['CO', 'sms', [[480, 900]], [1, 2, 3, 4, 5, 6]], // Saturday's hours on all days, where Saturdays are open
    ['ES', 'call', [[360, 1380]], [1, 2, 3, 4, 5, 6, 7]],
  ] as const)('in %s for %s', (country, channel, hours, days) => {
    expect(hoursOf(country, channel)).toEqual({ hours, days });
  });
  it('keeps the hours of the week where Saturdays are closed anyway', () => {
    expect(hoursOf('CO', 'call', { ...wide, openWeekdays: new Set([1, 2, 3, 4, 5] as const) })).toEqual({
      hours: [[420, 1140]],
      days: [1, 2, 3, 4, 5],
    });
  });
  it('moves to the law’s days and hours when it had none of them', () => {
    expect(
      hoursOf('CO', 'call', { ...wide, fromMinute: 300, toMinute: 400, openWeekdays: new Set([7] as const) }),
    ).toEqual({ hours: [[480, 900]], days: [1, 2, 3, 4, 5, 6] });
  });
  it('has the law’s quiet hours alone where the customer has none', () => {
    const narrowed = narrowWindow(wide, contactCaps('US', 'consumer', '2026-06-10'), 'email');
    expect(narrowed.quiet).toEqual([{ fromMinute: 1260, toMinute: 480 }]);
  });
  it('leaves a customer’s own quiet hours quiet', () => {
    const siesta = { ...wide, quiet: [{ fromMinute: 780, toMinute: 960 }] };
    expect(hoursOf('US', 'email', siesta).hours).toEqual([
      [480, 780],
      [960, 1260],
    ]);
  });
  it('is open at eight and no more at nine in the evening', () => {
    const narrowed = narrowWindow(wide, contactCaps('US', 'consumer', '2026-06-10'), 'sms');
    expect(
      ['07:59', '08:00', '20:59', '21:00'].map((time) => isInWindow(madrid('2026-06-10', time), narrowed, 0)),
    ).toEqual([false, true, true, false]);
  });
});
