import { formatAmount, formatDate, formatDayDistance, formatDistance, formatInstant, sumMinor } from './formats.ts';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

test('an amount has the format of its language, exact to the last cent at any size', () => {
  expect(formatAmount('1234.50', 'EUR', 'en')).toBe('€1,234.50');
  expect(plain(formatAmount('12345.50', 'EUR', 'es'))).toBe('12.345,50 €');
  expect(formatAmount('8999999999999.99', 'EUR', 'en')).toBe('€8,999,999,999,999.99');
  expect(plain(formatAmount('15000', 'CLP', 'es'))).toContain('15.000');
});

test('an amount in an unknown currency keeps its digits and code', () => {
  expect(formatAmount('12.50', 'XQQ', 'en')).toBe('12.50 XQQ');
});

test('amounts add up exactly', () => {
  expect(sumMinor(['0.10', '0.20'], 'EUR')).toBe(30n);
});

test('a date is the same day in every time zone of the browser', () => {
  expect(formatDate('2026-03-01', 'en')).toBe('1 Mar 2026');
  expect(formatDate('2026-03-01', 'es')).toBe('1 mar 2026');
});

test('an instant is written in the local time of the organization', () => {
  expect(formatInstant('2026-03-17T23:30:00Z', 'en', 'Europe/Madrid')).toBe('Wed, 18 Mar 2026, 00:30');
  expect(formatInstant('2026-03-17T23:30:00Z', 'es', 'America/Santiago')).toContain('mar, 17 mar 2026, 20:30');
});

test('a distance within 24 hours is in hours and minutes, a longer one in calendar days', () => {
  const now = '2026-03-17T08:00:00Z';
  expect(formatDistance('2026-03-17T08:20:00Z', now, 'en', 'Europe/Madrid')).toBe('in 20 minutes');
  expect(formatDistance('2026-03-17T05:00:00Z', now, 'en', 'Europe/Madrid')).toBe('3 hours ago');
  expect(formatDistance('2026-03-18T15:00:00Z', now, 'en', 'Europe/Madrid')).toBe('tomorrow');
  expect(formatDistance('2026-03-20T07:00:00Z', now, 'es', 'Europe/Madrid')).toBe('dentro de 3 días');
});

test('a distance across a change of the clocks is in whole calendar days', () => {
  expect(formatDayDistance('2026-03-30', '2026-03-28', 'en')).toBe('in 2 days');
});
