import { expect, it } from '@jest/globals';
import { gentlePolicy } from '../policy/gentle.ts';
import { samplePolicy } from '@puntual/testing/builders/case-facts';
import { withinBudget } from './contact-budget.ts';
import type { PastContact } from '../caps/past-contact.ts';

const past = (...days: [string, PastContact['how']][]): PastContact[] => days.map(([on, how]) => ({ on, how }));
const budget = (contact: object) => samplePolicy({ contact: { minDaysBetween: 1, channels: ['email'], ...contact } });

it('a contact within the budget is not postponed', () => {
  expect(withinBudget('2026-06-10', 'message', past(['2026-06-09', 'email']), gentlePolicy)).toEqual({
    on: '2026-06-10',
    reason: null,
  });
});

it('mail, SMS, letters and calls share one budget (case 32)', () => {
  const contacts = past(['2026-06-05', 'call'], ['2026-06-08', 'sms']);
  expect(withinBudget('2026-06-10', 'message', contacts, gentlePolicy)).toEqual({
    on: '2026-06-12',
    reason: { code: 'contact-budget', most: 2, days: 7, used: 'contacts' },
  });
  expect(withinBudget('2026-06-12', 'message', contacts, gentlePolicy).reason).toBeNull();
});

it('calls have a separate budget, too', () => {
  const contacts = past(['2026-06-05', 'call'], ['2026-06-08', 'email']);
  expect(withinBudget('2026-06-10', 'call', contacts, budget({ callsPer7Days: 1 }))).toEqual({
    on: '2026-06-12',
    reason: { code: 'contact-budget', most: 1, days: 7, used: 'calls' },
  });
  expect(withinBudget('2026-06-10', 'message', contacts, budget({ callsPer7Days: 1 })).reason).toBeNull();
});

it('with a budget of one contact a day, the second contact waits for the next day', () => {
  expect(
    withinBudget('2026-06-10', 'message', past(['2026-06-10', 'sms']), budget({ contactsPerDay: 1 })),
  ).toMatchObject({ on: '2026-06-11' });
});
