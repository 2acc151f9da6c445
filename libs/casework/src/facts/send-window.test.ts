import { describe, expect, it } from '@jest/globals';
import { contactCaps } from '@puntual/domain/caps/contact-caps';
import { closingDaysSchema } from '@puntual/domain/calendar/closing-days';
import { addDays } from '@puntual/domain/calendar/dates';
import { isInWindow, isOpenDay, nextOpenDay, openRanges, rollDay } from '@puntual/domain/calendar/send-window';
import { samplePolicy } from '@puntual/testing/builders/case-facts';
import { closureOf, sendWindowOf, type CustomerCalendar } from './send-window.ts';

const now = Date.parse('2026-06-10T08:00:00Z');
const policyWith = (calendar: object) =>
  samplePolicy({ calendar: { holidays: 'debtor-country', window: ['09:00', '17:30'], ...calendar } });
const policy = policyWith({});

describe('a send window', () => {
  const madrid: CustomerCalendar = { region: 'ES-MD' };
  const organization = {
    country: 'DE',
    region: 'DE-BY',
    closing: closingDaysSchema.parse({ days: ['2026-06-12'], ranges: [{ from: '12-24', to: '01-06' }] }),
  };

  it('has the hours and weekdays of the policy, in the customer’s time zone', () => {
    const window = sendWindowOf(
      policyWith({ weekdays: [1, 2, 3, 4, 5, 6] }),
      { country: 'US', timeZone: 'America/New_York' },
      now,
    );
    expect(window).toMatchObject({
      timeZone: 'America/New_York',
      fromMinute: 540,
      toMinute: 1050,
      openWeekdays: new Set([1, 2, 3, 4, 5, 6]),
    });
    expect(
      ['2026-07-02', '2026-07-03', '2026-07-04', '2026-07-05', '2026-07-11'].map((day) => isOpenDay(day, window)),
    ).toEqual([true, false, false, false, true]);
  });

  it.each<readonly [string, object, CustomerCalendar, string, boolean]>([
    ['the holidays of the debtor’s region', {}, madrid, '2026-05-15', true],
    ['the holidays of the debtor’s region', {}, { region: 'ES-CT' }, '2026-09-11', false],
    ['only the holidays of the whole country, without a region', {}, {}, '2026-09-11', true],
    ['the closing days of the organization', {}, { ...madrid, organization }, '2026-06-12', false],
    [
      'no closing days, when the policy ignores them',
      { closingDays: false },
      { ...madrid, organization },
      '2026-06-12',
      true,
    ],
    ['the yearly closing days', {}, { ...madrid, organization }, '2026-12-28', false],
    ['the yearly closing days ten years later', {}, { ...madrid, organization }, '2036-12-29', false],
    [
      'the organization’s holidays',
      { holidays: 'organization-country' },
      { ...madrid, organization },
      '2026-06-04',
      false,
    ],
    [
      'only the organization’s holidays',
      { holidays: 'organization-country' },
      { ...madrid, organization },
      '2026-10-12',
      true,
    ],
    [
      'the debtor’s holidays too, when the law closes them',
      { holidays: 'organization-country' },
      { ...madrid, organization, law: contactCaps('CL', 'consumer', '2026-06-10') },
      '2026-10-12',
      false,
    ],
    [
      'the debtor’s holidays, when the organization is not known',
      { holidays: 'organization-country' },
      madrid,
      '2026-10-12',
      false,
    ],
    ['no holidays, when the policy has none', { holidays: 'none' }, madrid, '2026-12-25', true],
    [
      'the debtor’s holidays by law, when the policy has none',
      { holidays: 'none' },
      { ...madrid, law: contactCaps('CL', 'consumer', '2026-06-10') },
      '2026-12-25',
      false,
    ],
  ])('respects %s (%j): %s', (_, calendar, customer, day, open) => {
    const changed = policyWith(calendar);
    expect(
      isOpenDay(day, sendWindowOf(changed, { country: 'ES', timeZone: 'Europe/Madrid', calendar: customer }, now)),
    ).toBe(open);
    expect(closureOf(day, changed, 'ES', customer) === null).toBe(open);
  });

  it('is narrowed to what the law allows for every channel of the policy', () => {
    const wide = { weekdays: [1, 2, 3, 4, 5, 6, 7], window: ['06:00', '23:00'], holidays: 'none' };
    const chilean: CustomerCalendar = { law: contactCaps('CL', 'consumer', '2026-06-10') };
    // Chilean law allows calls from Monday to Saturday, 8:00 to 20:00, and the standard policy has a call. 2026-06-29
    // is a holiday in Chile, 2026-06-14 a Sunday.
    const window = sendWindowOf(
      policyWith(wide),
      { country: 'CL', timeZone: 'America/Santiago', calendar: chilean },
      now,
    );
    expect([
      openRanges(window),
      isOpenDay('2026-06-13', window),
      isOpenDay('2026-06-14', window),
      isOpenDay('2026-06-29', window),
    ]).toEqual([[{ fromMinute: 480, toMinute: 1200 }], true, false, false]);
    expect(closureOf('2026-06-14', policyWith(wide), 'CL', chilean)).toEqual({ kind: 'weekday' });
    const silent = samplePolicy({
      calendar: wide,
      steps: [{ id: 'friendly', day: 1, stage: 'friendly', do: 'send', template: 'friendly' }],
    });
    expect(
      openRanges(sendWindowOf(silent, { country: 'CL', timeZone: 'America/Santiago', calendar: chilean }, now)),
    ).toMatchObject([{ fromMinute: 360, toMinute: 1380 }]);
    expect(
      openRanges(
        sendWindowOf(
          policyWith(wide),
          {
            country: 'CL',
            timeZone: 'America/Santiago',
            calendar: {
              law: contactCaps('CL', 'business', '2026-06-10'),
            },
          },
          now,
        ),
      ),
    ).toMatchObject([{ fromMinute: 360, toMinute: 1380 }]);
  });

  it('knows the holidays of years before and long after the year of the decision', () => {
    const window = sendWindowOf(policy, { country: 'ES', timeZone: 'Europe/Madrid', calendar: madrid }, now);
    for (let year = 2020; year <= 2045; year++) {
      expect([
        year,
        window.closedDays.has(`${year}-12-25`),
        window.closedDays.has(`${year}-05-01`),
        window.closedDays.has(`${year}-06-10`),
      ]).toEqual([year, true, true, false]);
    }
    expect(nextOpenDay('2031-12-25', window)).toBe('2031-12-26');
  });

  it('is closed on a day for a reason that closureOf names, with the name of the holiday', () => {
    const because = (day: string) => closureOf(day, policy, 'ES', { ...madrid, organization });
    expect(because('2026-10-12')).toEqual({
      kind: 'holiday',
      name: { en: 'Fiesta Nacional de España', es: 'Fiesta Nacional de España' },
    });
    expect([because('2026-06-12'), because('2026-06-13'), because('2026-06-10')]).toEqual([
      { kind: 'closing-day' },
      { kind: 'weekday' },
      null,
    ]);
  });

  it.each([{}, { law: contactCaps('CO', 'consumer', '2026-06-10') }])(
    'is closed on exactly the days of a year for which closureOf gives a reason',
    (law) => {
      const daily = policyWith({ weekdays: [1, 2, 3, 4, 5, 6, 7] });
      const window = sendWindowOf(
        daily,
        { country: 'ES', timeZone: 'Europe/Madrid', calendar: { ...madrid, organization, ...law } },
        now,
      );
      for (let day = '2026-01-01'; day < '2027-01-01'; day = addDays(day, 1))
        expect([day, closureOf(day, daily, 'ES', { ...madrid, organization, ...law }) === null]).toEqual([
          day,
          isOpenDay(day, window),
        ]);
    },
  );

  it('rolls a step over Easter by the holidays of the region', () => {
    const catalonia = sendWindowOf(
      policy,
      { country: 'ES', timeZone: 'Europe/Madrid', calendar: { region: 'ES-CT' } },
      now,
    );
    const capital = sendWindowOf(policy, { country: 'ES', timeZone: 'Europe/Madrid', calendar: madrid }, now);
    expect([
      rollDay('2026-04-03', catalonia, 'next-business-day'),
      rollDay('2026-04-03', capital, 'next-business-day'),
    ]).toEqual(['2026-04-07', '2026-04-06']);
    expect([
      rollDay('2026-04-03', catalonia, 'previous-business-day'),
      rollDay('2026-04-03', capital, 'previous-business-day'),
    ]).toEqual(['2026-04-02', '2026-04-01']);
    expect(isInWindow(Date.parse('2026-04-06T10:00:00Z'), catalonia, 0)).toBe(false);
  });
});
