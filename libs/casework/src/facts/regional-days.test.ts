import { expect, test } from '@jest/globals';
import { addDays, instantAt, localDate } from '@puntual/domain/calendar/dates';
import { planNextStep } from '@puntual/domain/decide/plan-steps';
import { standardPolicy } from '@puntual/domain/policy/standard';
import { record, sampleCase, sampleDebtor } from '@puntual/testing/builders/case-facts';
import { sendWindowOf } from './send-window.ts';

const closing = (days: readonly string[]) => ({
  organization: { country: 'ES', region: 'ES-MD', closing: { days, ranges: [] } },
});

/** The day on which the friendly reminder leaves that the policy puts on `day`. */
function reminderOn(day: string, country: string, region: string | null, calendar: object = {}): string | null {
  const timeZone = country === 'CL' ? 'America/Santiago' : 'Europe/Madrid';
  const dueOn = addDays(day, -1);
  const now = instantAt(dueOn, 23 * 60, timeZone);
  const window = sendWindowOf(standardPolicy, { country, timeZone, calendar: { region, ...calendar } }, now);
  const facts = sampleCase({
    customer: sampleDebtor({ country }),
    window,
    steps: [record('due-today', 'sent', dueOn)],
    invoice: { dueOn, knownOn: addDays(dueOn, -30) },
  });
  const next = planNextStep(facts, now);
  expect(next?.stepId).toBe('friendly');
  return next && localDate(next.at, timeZone);
}

// All Saints is on a Sunday and the Constitution Day too in 2026: Madrid moves both to the Monday, Catalonia neither.
test.each<[string, string | null, string, string]>([
  ['ES', 'ES-MD', '2026-11-02', '2026-11-03'],
  ['ES', 'ES-MD', '2026-12-07', '2026-12-09'],
  ['ES', 'ES-CT', '2026-11-02', '2026-11-02'],
  ['ES', 'ES-CT', '2026-12-07', '2026-12-07'],
  ['ES', null, '2026-11-02', '2026-11-02'],
  ['ES', null, '2026-12-07', '2026-12-07'],
  ['CL', null, '2026-12-31', '2027-01-04'],
])('in %s, region %s, a reminder of %s leaves on %s', (country, region, day, leavesOn) => {
  expect(reminderOn(day, country, region)).toBe(leavesOn);
});

test('a local holiday that the organization entered as a closing day closes it too', () => {
  expect(reminderOn('2026-11-09', 'ES', 'ES-MD')).toBe('2026-11-09');
  expect(reminderOn('2026-11-09', 'ES', 'ES-MD', closing(['2026-11-09']))).toBe('2026-11-10');
});
