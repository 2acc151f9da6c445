import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { madrid, madridWindow } from '../testing/sample-case.ts';
import { addDays, instantAt, localDate, type IsoDate } from './dates.ts';
import { addOpenDays, isInWindow, isOpenDay, nextInWindow, nextOpenDay, plannedInstant, type SendWindow } from './send-window.ts';

// Thursday and Friday before Easter 2026, and Easter Monday.
const easter = madridWindow(['2026-04-02', '2026-04-03', '2026-04-06']);

describe('open days', () => {
  it.each([['2026-04-01', '2026-04-01'], ['2026-04-02', '2026-04-07'], ['2026-04-04', '2026-04-07'], ['2026-04-06', '2026-04-07'], ['2026-04-10', '2026-04-10'], ['2026-04-11', '2026-04-13']])('%s rolls to %s', (date, open) => {
    expect(nextOpenDay(date, easter)).toBe(open);
  });
  it.each([['2026-04-01', 0, '2026-04-01'], ['2026-04-01', 1, '2026-04-07'], ['2026-04-01', 2, '2026-04-08'], ['2026-04-04', 0, '2026-04-07'], ['2026-04-04', 1, '2026-04-08']])('%s and %s open days is %s', (date, count, day) => {
    expect(addOpenDays(date, count, easter)).toBe(day);
  });
  it('are looked for in a calendar that is broken only so far', () => {
    const closed = Array.from({ length: 60 }, (_, index) => addDays('2026-01-01', index));
    expect(() => nextOpenDay('2026-01-01', madridWindow(closed))).toThrow('no open day in 60 days from 2026-01-01');
  });
});

describe('the window', () => {
  it.each([
    ['2026-06-10', '08:59', false], ['2026-06-10', '09:00', true], ['2026-06-10', '17:29', true], ['2026-06-10', '17:30', false], ['2026-06-13', '12:00', false], ['2026-06-14', '12:00', false],
    ['2026-03-27', '09:00', true], ['2026-03-30', '09:00', true], ['2026-10-26', '09:00', true], ['2026-10-26', '08:59', false],
  ])('on %s at %s in Madrid: %s', (date, time, open) => {
    expect(isInWindow(madrid(date, time), madridWindow(), 0)).toBe(open);
  });
  it('is closed all day on a holiday', () => {
    expect(isInWindow(madrid('2026-04-02', '12:00'), easter, 0)).toBe(false);
  });
  it('forgives as much as the clock may be late, before opening and after closing, and no more', () => {
    const halfHour = 30 * 60_000;
    for (const [time, open] of [['08:29', false], ['08:30', true], ['17:59', true], ['18:00', false]] as const) expect([time, isInWindow(madrid('2026-06-10', time), madridWindow(), halfHour)]).toEqual([time, open]);
  });
  it.each([
    ['2026-06-10 08:00', '2026-06-10'], ['2026-06-10 17:30', '2026-06-11'], ['2026-06-12 18:00', '2026-06-15'], ['2026-06-13 12:00', '2026-06-15'], ['2026-06-14 23:59', '2026-06-15'], ['2026-06-15 00:00', '2026-06-15'],
  ])('after %s next opens on %s', (from, day) => {
    const [date = '', time] = from.split(' ');
    expect(nextInWindow(madrid(date, time), 'c', madridWindow(), 0)).toBe(plannedInstant(day, 'c', madridWindow()));
  });
});

const windows = fc.record({
  timeZone: fc.constantFrom('Europe/Madrid', 'America/New_York', 'America/Santiago', 'Asia/Tokyo'),
  fromMinute: fc.integer({ min: 300, max: 1200 }), length: fc.integer({ min: 1, max: 230 }),
  closed: fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 20 }),
}).map(({ timeZone, fromMinute, length, closed }): SendWindow => ({ timeZone, fromMinute, toMinute: fromMinute + length, closedDays: new Set(closed.map((days) => addDays('2026-01-01', days))) }));
const instants = fc.integer({ min: Date.parse('2026-01-01T00:00:00Z'), max: Date.parse('2027-01-15T00:00:00Z') });
const dates = fc.integer({ min: 0, max: 380 }).map((days): IsoDate => addDays('2026-01-01', days));

describe('planned instants', () => {
  it('lie inside the window, whoever the customer is, and are always the same for one', () => {
    fc.assert(fc.property(windows, dates, fc.string(), (window, date, seed) => {
      const open = nextOpenDay(date, window);
      const at = plannedInstant(open, seed, window);
      expect(isInWindow(at, window, 0)).toBe(true);
      expect(localDate(at, window.timeZone)).toBe(open);
      expect(plannedInstant(open, seed, { ...window })).toBe(at);
    }));
  });
  it('spread customers over the first two hours', () => {
    const minutes = Array.from({ length: 2000 }, (_, index) => (plannedInstant('2026-06-10', `customer-${index}`, madridWindow()) - instantAt('2026-06-10', 540, 'Europe/Madrid')) / 60_000);
    expect(Math.min(...minutes)).toBe(0);
    expect(Math.max(...minutes)).toBe(119);
    expect(new Set(minutes).size).toBe(120);
  });
  it('after any instant the next one in the window comes, is in it, and stays where it is', () => {
    fc.assert(fc.property(windows, instants, fc.string(), fc.integer({ min: 0, max: 7_200_000 }), (window, at, seed, toleranceMs) => {
      const next = nextInWindow(at, seed, window, toleranceMs);
      expect(next).toBeGreaterThanOrEqual(at);
      expect(isInWindow(next, window, toleranceMs)).toBe(true);
      expect(isInWindow(nextInWindow(at, seed, window, 0), window, 0)).toBe(true);
      expect(nextInWindow(next, seed, window, toleranceMs)).toBe(next);
    }));
  });
  it('leave out no open day: none lies between an instant outside the window and the next one in it', () => {
    fc.assert(fc.property(windows, instants, (window, at) => {
      fc.pre(!isInWindow(at, window, 0));
      const next = localDate(nextInWindow(at, 'c', window, 0), window.timeZone);
      for (let day = addDays(localDate(at, window.timeZone), 1); day < next; day = addDays(day, 1)) expect(isOpenDay(day, window)).toBe(false);
    }));
  });
});
