import { expect, test } from '@jest/globals';
import { TASK_KINDS, type TaskKind } from '../tasks/task-kinds.ts';
import type { InvoiceStatus } from './case-facts.ts';
import { settledTasks } from './settled-tasks.ts';

test.each<[TaskKind, readonly InvoiceStatus[], 'ends' | 'stays']>([
  ['call', ['paid'], 'ends'],
  ['call', ['paid', 'open'], 'stays'],
  ['call', ['open', 'credited'], 'stays'],
  ['call', ['paid', 'credited', 'cancelled', 'written-off'], 'ends'],
  ['approve-agency', ['cancelled'], 'ends'],
  ['approve-agency', ['open'], 'stays'],
])('a task of the kind %s about invoices that are %j %s', (kind, statuses, outcome) => {
  const task = { id: 't-1', kind, statuses };
  expect(settledTasks([task])).toEqual(outcome === 'ends' ? [task] : []);
});

test('tasks about open invoices end with them, and the other kinds stay', () => {
  const tasks = TASK_KINDS.map((kind) => ({ id: kind, kind, statuses: ['paid'] as const }));
  expect(settledTasks(tasks).map(({ kind }) => kind)).toEqual([
    'call',
    'approve-agency',
    'fix-contact',
    'ambiguous-send',
    'review-case',
    'complete-invoice',
    'confirm-payment',
    'dispute',
    'dispute-overdue',
    'deduction',
    'propose-plan',
    'approve-plan',
    'check-payment',
    'answer-customer',
  ]);
});
