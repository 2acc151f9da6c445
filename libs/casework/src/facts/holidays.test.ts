import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { holidaysOf } from './holidays.ts';

const daysOf = (country: string, region: string | null, year: number) =>
  holidaysOf(country, region, year).map((holiday) => holiday.on);

describe('holidays', () => {
  // Compiled from the calendars of these places, not from the library: days that are holidays, and days that are
  // holidays only in a neighbouring region.
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
    ['AE', null, 2007, ['2007-01-01', '2007-01-02'], ['2006-12-31']], // this holiday began on the last day of 2006
    ['AE', null, 2026, ['2026-03-20', '2026-03-21', '2026-03-22'], ['2026-03-19', '2026-03-23']],
  ])('of %s, region %s, in %s', (country, region, year, closed, open) => {
    const days = daysOf(country, region, year);
    expect(days).toEqual(expect.arrayContaining([...closed]));
    expect(days.filter((day) => open.includes(day))).toEqual([]);
  });

  it('are ordered, and only of the year that was asked for', () => {
    for (const country of ['ES', 'US', 'RU', 'AE', 'JP', 'GB']) {
      const days = daysOf(country, null, 2028);
      expect(days.every((day) => day.startsWith('2028-'))).toBe(true);
      expect(days).toEqual([...days].sort());
    }
    // 1 January 2028 is a Saturday, so the United States have the holiday on the Friday before, which is in 2027.
    expect(daysOf('US', null, 2028)).not.toContain('2027-12-31');
  });

  it('have a name in English and in Spanish', () => {
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

  it.each(['calendars.md', 'calendars.es.md'])(
    'come from the version of the library that docs/%s names',
    (document) => {
      const { version } = createRequire(import.meta.url)('date-holidays/package.json') as { readonly version: string };
      const text = readFileSync(new URL(`../../../../docs/${document}`, import.meta.url), 'utf8');
      expect(text).toContain(`(https://github.com/commenthol/date-holidays) ${version}`);
      expect(text).toContain('CC BY-SA 3.0');
    },
  );
});
