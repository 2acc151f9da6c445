import { screen, within } from '@testing-library/react';
import type { TaskView } from '../../client/api-views.ts';
import { outcomesOf } from '@puntual/domain/tasks/task-kinds';
import { taskFixture } from '../../../test/fixtures.ts';
import { type Call, openPage } from '../../../test/open-page.tsx';

async function cardOf(over: Partial<TaskView>) {
  const task = taskFixture(over);
  openPage('/tasks', {
    'GET /v1/tasks': (call: Call) => ({ items: call.query.get('state') === 'open' ? [task] : [], nextCursor: null }),
  });
  return within(await screen.findByRole('article'));
}

test('a task lists its open invoices, and not those that were paid since it was opened', async () => {
  const [first, second] = taskFixture().invoices;
  const card = await cardOf({
    invoices: [...(first ? [{ ...first, open: '0.00', daysOverdue: 0 }] : []), ...(second ? [second] : [])],
  });
  expect(card.getAllByRole('link').map((link) => link.textContent)).toEqual(['F-2026/101']);
});

test('a task about unapplied cash names the payment and the amount to place', async () => {
  const card = await cardOf({
    kind: 'unapplied-cash',
    invoices: [],
    payment: { paymentId: 'P-7', currency: 'EUR', unallocated: '75.00' },
    outcomes: [...outcomesOf('unapplied-cash')],
  });
  expect(card.getByText(/€75\.00 of payment P-7 to be placed/)).toBeTruthy();
});
