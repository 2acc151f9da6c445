import { taskFixture } from '../../../test/fixtures.ts';
import { type Draft, emptyDraft, readDraft } from './completion.ts';

const task = taskFixture();
const read = (draft: Partial<Draft>) => readDraft({ ...emptyDraft(task), ...draft }, task, '2026-03-17', 'en');

test('the outcome must be one of the task', () => {
  expect(read({})).toEqual({ faults: { outcome: { say: 'outcomeNeeded' } } });
  expect(read({ outcome: 'approve' })).toEqual({ faults: { outcome: { say: 'outcomeNeeded' } } });
});

test('a promise needs a day that is not in the past', () => {
  expect(read({ outcome: 'promised' })).toEqual({ faults: { date: { say: 'dateNeeded' } } });
  expect(read({ outcome: 'promised', date: '2026-03-16' })).toEqual({ faults: { date: { say: 'datePast' } } });
  expect(read({ outcome: 'promised', date: '2026-03-17' })).toEqual({
    body: { outcome: 'promised', promise: { date: '2026-03-17' } },
  });
});

test('the amount of a promise is sent as a decimal string with its currency, at most the open amount', () => {
  expect(read({ outcome: 'promised', date: '2026-03-20', amount: '1,234.60' })).toEqual({
    body: { outcome: 'promised', promise: { date: '2026-03-20', amount: '1234.60', currency: 'EUR' } },
  });
  expect(read({ outcome: 'promised', date: '2026-03-20', amount: '1,234.61' })).toEqual({
    faults: { amount: { say: 'amountTooLarge', open: '1234.60' } },
  });
  expect(read({ outcome: 'promised', date: '2026-03-20', amount: 'all' })).toEqual({
    faults: { amount: { say: 'amountUnreadable' } },
  });
});

test('a dispute needs a reason, and the fields of other outcomes are not sent', () => {
  expect(read({ outcome: 'dispute', date: '2026-03-20', reason: ' ' })).toEqual({
    faults: { reason: { say: 'reasonNeeded' } },
  });
  expect(
    read({ outcome: 'dispute', date: '2026-03-20', amount: 'x', reason: 'Wrong goods', note: ' Ask Luis ' }),
  ).toEqual({ body: { outcome: 'dispute', reason: 'Wrong goods', note: 'Ask Luis' } });
});

test('a note must not be longer than the API accepts', () => {
  expect(read({ outcome: 'voicemail', note: 'x'.repeat(4001) })).toEqual({
    faults: { note: { say: 'tooLong', max: 4000 } },
  });
});
