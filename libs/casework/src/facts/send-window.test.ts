import { describe, expect, it } from '@jest/globals';
import { contactCaps } from '@puntual/domain/caps/contact-caps';
import { closingDaysSchema } from '@puntual/domain/calendar/closing-days';
import { addDays } from '@puntual/domain/calendar/dates';
import { isInWindow, isOpenDay, nextOpenDay, openRanges, rollDay } from '@puntual/domain/calendar/send-window';
import { samplePolicy } from '@puntual/testing/builders/case-facts';
import {
  closureOf,
  HOLIDAY_DATA,
  holidayRegionsOf,
  holidaysOf,
  sendWindowOf,
  type CustomerCalendar,
} from './send-window.ts';

const now = Date.parse('2026-06-10T08:00:00Z');
const policyWith = (calendar: object) =>
  samplePolicy({ calendar: { holidays: 'debtor-country', window: ['09:00', '17:30'], ...calendar } });
const policy = policyWith({});
const daysOf = (country: string, region: string | null, year: number) =>
  holidaysOf(country, region, year).map((holiday) => holiday.on);

describe('holidays', () => {
  // Written down from what is known of these places, not read off the library: what is closed, and what is closed only next door.
  it.each<readonly [string, string | null, number, readonly string[], readonly string[]]>([
    [
      'ES',
      'ES-MD',
      2026,
      [
        '2026-01-01',
        '2026-01-06',
        '2026-04-02',
        '2026-04-03',
        '2026-05-01',
        '2026-05-02',
        '2026-10-12',
        '2026-11-02',
        '2026-12-07',
        '2026-12-08',
        '2026-12-25',
      ],
      ['2026-04-06', '2026-02-14'],
    ],
    [
      'ES',
      'ES-CT',
      2026,
      ['2026-04-03', '2026-04-06', '2026-06-24', '2026-09-11', '2026-12-26'],
      ['2026-04-02', '2026-05-02'],
    ],
    [
      'ES',
      null,
      2026,
      ['2026-01-01', '2026-04-03', '2026-10-12', '2026-12-25'],
      ['2026-05-02', '2026-09-11', '2026-04-06'],
    ],
    [
      'DE',
      'DE-BY',
      2026,
      ['2026-01-06', '2026-04-06', '2026-06-04', '2026-11-01', '2026-12-24', '2026-12-31'],
      ['2026-10-31'],
    ],
    ['DE', 'DE-SN', 2026, ['2026-10-31', '2026-11-18'], ['2026-06-04', '2026-01-06']],
    ['GB', 'GB-ENG', 2026, ['2026-04-06', '2026-08-31', '2026-12-28'], ['2026-11-30']],
    ['GB', 'GB-SCT', 2026, ['2026-01-02', '2026-08-03'], ['2026-04-06', '2026-08-31']],
    ['US', 'US-CA', 2026, ['2026-07-03', '2026-07-04', '2026-11-26', '2026-12-25'], ['2026-12-24']],
    ['US', null, 2027, ['2027-12-24', '2027-12-31'], ['2027-07-03']],
    ['CL', null, 2026, ['2026-04-03', '2026-05-21', '2026-09-18', '2026-10-12', '2026-12-08'], ['2026-04-06']],
    [
      'KR',
      null,
      2026,
      ['2026-02-17', '2026-02-18', '2026-02-19', '2026-09-24', '2026-09-25', '2026-09-26'],
      ['2026-02-20', '2026-09-27'],
    ],
    ['AE', null, 2007, ['2007-01-01', '2007-01-02'], ['2006-12-31']], // the feast began on the last day of 2006
    ['AE', null, 2026, ['2026-03-20', '2026-03-21', '2026-03-22'], ['2026-03-19', '2026-03-23']],
  ])('of %s, region %s, in %s', (country, region, year, closed, open) => {
    const days = daysOf(country, region, year);
    expect(days).toEqual(expect.arrayContaining([...closed]));
    expect(days.filter((day) => open.includes(day))).toEqual([]);
  });

  it('lie in the year that is asked for, in order, and go over its turn', () => {
    for (const country of ['ES', 'US', 'RU', 'AE', 'JP', 'GB']) {
      const days = daysOf(country, null, 2028);
      expect(days.every((day) => day.startsWith('2028-'))).toBe(true);
      expect(days).toEqual([...days].sort());
    }
    // New Year's Day of 2028 is a Saturday: in the United States it is kept on the Friday before, which is in 2027.
    expect(daysOf('US', null, 2028)).not.toContain('2027-12-31');
  });

  it('have a name in English and Spanish', () => {
    const named = (country: string, region: string | null, on: string) =>
      holidaysOf(country, region, 2026).find((holiday) => holiday.on === on)?.name;
    expect(named('ES', 'ES-MD', '2026-12-25')).toEqual({ en: 'Christmas Day', es: 'Navidad' });
    expect(named('ES', 'ES-MD', '2026-12-07')).toEqual({
      en: 'Día de la Constitución Española (substitute day)',
      es: 'Día de la Constitución Española (día sustituto)',
    });
    expect(named('JP', null, '2026-07-20')).toEqual({ en: 'Marine Day', es: 'Marine Day' });
  });

  it('of an unknown region are those of the country, and of an unknown country none', () => {
    for (const region of ['ES-ZZ', 'DE-BY', 'MD', 'ES-'])
      expect(daysOf('ES', region, 2026)).toEqual(daysOf('ES', null, 2026));
    expect(daysOf('XX', null, 2026)).toEqual([]);
  });

  it('say for which regions they are known', () => {
    expect(holidayRegionsOf('ES')).toContainEqual({ region: 'ES-MD', name: 'Comunidad de Madrid' });
    expect(holidayRegionsOf('GB').map((each) => each.region)).toContain('GB-SCT');
    expect([holidayRegionsOf('MX'), holidayRegionsOf('XX')]).toEqual([[], []]);
  });

  it('say where they come from', () => {
    expect(HOLIDAY_DATA.attribution).toMatch(
      /^Holidays: date-holidays \d+\.\d+\.\d+ \(data of 20\d\d-\d\d-\d\d\), CC BY-SA 3\.0/,
    );
  });
});

describe('a send window', () => {
  const madrid: CustomerCalendar = { region: 'ES-MD' };
  const organization = {
    country: 'DE',
    region: 'DE-BY',
    closing: closingDaysSchema.parse({ days: ['2026-06-12'], ranges: [{ from: '12-24', to: '01-06' }] }),
  };

  it('is that of the policy, in the zone of the customer', () => {
    const window = sendWindowOf(policyWith({ weekdays: [1, 2, 3, 4, 5, 6] }), 'US', 'America/New_York', now);
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
    ['the debtor’s region', {}, madrid, '2026-05-15', true],
    ['the debtor’s region', {}, { region: 'ES-CT' }, '2026-09-11', false],
    ['the country alone', {}, {}, '2026-09-11', true],
    ['closing days of the organization', {}, { ...madrid, organization }, '2026-06-12', false],
    [
      'closing days that the policy leaves out',
      { closingDays: false },
      { ...madrid, organization },
      '2026-06-12',
      true,
    ],
    ['yearly closing days', {}, { ...madrid, organization }, '2026-12-28', false],
    ['yearly closing days, ten years on', {}, { ...madrid, organization }, '2036-12-29', false],
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
      'the debtor’s too, where the law says so',
      { holidays: 'organization-country' },
      { ...madrid, organization, law: contactCaps('CL', 'consumer', '2026-06-10') },
      '2026-10-12',
      false,
    ],
    [
      'the debtor’s, where no organization is at hand',
      { holidays: 'organization-country' },
      madrid,
      '2026-10-12',
      false,
    ],
    ['no holidays', { holidays: 'none' }, madrid, '2026-12-25', true],
    [
      'none but by law',
      { holidays: 'none' },
      { ...madrid, law: contactCaps('CL', 'consumer', '2026-06-10') },
      '2026-12-25',
      false,
    ],
  ])('knows %s (%j): %s', (_, calendar, customer, day, open) => {
    const changed = policyWith(calendar);
    expect(isOpenDay(day, sendWindowOf(changed, 'ES', 'Europe/Madrid', now, customer))).toBe(open);
    expect(closureOf(day, changed, 'ES', customer) === null).toBe(open);
  });

  it('is as narrow as the law wants it for any channel of the policy, and says so', () => {
    const wide = { weekdays: [1, 2, 3, 4, 5, 6, 7], window: ['06:00', '23:00'], holidays: 'none' };
    const chilean: CustomerCalendar = { law: contactCaps('CL', 'consumer', '2026-06-10') };
    // Calls are allowed from Monday to Saturday, 8:00 to 20:00, and the standard policy calls. 2026-06-29 is a holiday there, 06-14 a Sunday.
    const window = sendWindowOf(policyWith(wide), 'CL', 'America/Santiago', now, chilean);
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
    expect(openRanges(sendWindowOf(silent, 'CL', 'America/Santiago', now, chilean))).toMatchObject([
      { fromMinute: 360, toMinute: 1380 },
    ]);
    expect(
      openRanges(
        sendWindowOf(policyWith(wide), 'CL', 'America/Santiago', now, {
          law: contactCaps('CL', 'business', '2026-06-10'),
        }),
      ),
    ).toMatchObject([{ fromMinute: 360, toMinute: 1380 }]);
  });

  it('loses no holiday, however far off the day is', () => {
    const window = sendWindowOf(policy, 'ES', 'Europe/Madrid', now, madrid);
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

  it('says why a day is closed, with the name of the holiday', () => {
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
    'explains each day as it treats it, all year round, law or none',
    (law) => {
      const daily = policyWith({ weekdays: [1, 2, 3, 4, 5, 6, 7] });
      const window = sendWindowOf(daily, 'ES', 'Europe/Madrid', now, { ...madrid, organization, ...law });
      for (let day = '2026-01-01'; day < '2027-01-01'; day = addDays(day, 1))
        expect([day, closureOf(day, daily, 'ES', { ...madrid, organization, ...law }) === null]).toEqual([
          day,
          isOpenDay(day, window),
        ]);
    },
  );

  it('rolls Easter as the region keeps it', () => {
    const catalonia = sendWindowOf(policy, 'ES', 'Europe/Madrid', now, { region: 'ES-CT' });
    const capital = sendWindowOf(policy, 'ES', 'Europe/Madrid', now, madrid);
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
