import { screen, within } from '@testing-library/react';
import { customerPlanSchema } from '@puntual/contracts/api/customer-plan';
import { invoiceDetailSchema } from '@puntual/contracts/api/invoices';
import { invoiceFixture } from '../../../test/fixtures.ts';
import { openPage } from '../../../test/open-page.tsx';

const detail = invoiceDetailSchema.parse({
  ...invoiceFixture({ invoiceId: 'F-1' }),
  supplyHold: null,
  assigned: null,
  tax: null,
  purchaseOrder: null,
  documentUrl: null,
  paymentUrl: null,
  entries: [],
  holds: [],
});
const contact = {
  at: '2026-03-20T08:13:00Z',
  on: '2026-03-20',
  localTime: '09:13',
  template: 'demand',
  stage: 'demand',
  severity: 'firm',
  deadlineOn: '2026-03-27',
  blocked: true,
  channels: [{ channel: 'email', to: [{ contactId: 'k1', name: 'Ana Núñez', role: 'accounts-payable' }] }],
  invoices: [
    {
      invoiceId: 'F-1',
      number: 'F-2026/100',
      currency: 'EUR',
      open: '1210.50',
      dueDate: '2026-03-05',
      daysOverdue: 15,
      section: 'overdue',
      step: { stepId: 'demand', stage: 'demand' },
    },
    {
      invoiceId: 'F-2',
      number: 'F-2026/101',
      currency: 'JPY',
      open: '9000',
      dueDate: '2026-03-30',
      daysOverdue: -10,
      section: 'upcoming',
      step: null,
    },
  ],
  totals: [
    { currency: 'EUR', open: '1210.50', credit: '210.50', toPay: '1000.00' },
    { currency: 'JPY', open: '9000', credit: '0', toPay: '9000' },
  ],
  reasons: [{ code: 'holiday', text: '2026-03-19 is a holiday: Saint Joseph.' }],
};
const plan = customerPlanSchema.parse({
  now: '2026-03-17T08:00:00Z',
  timeZone: 'Europe/Madrid',
  next: contact,
  following: [{ ...contact, at: '2026-04-06T08:13:00Z', on: '2026-04-06', template: 'friendly' }],
  blockers: [
    { code: 'all-stopped', text: 'The organization has stopped all contact with its customers.', invoices: [] },
    { code: 'hold', text: 'On hold for a dispute.', invoices: ['F-9'] },
  ],
  changes: [],
  underWay: null,
});
const page = (body: unknown) =>
  openPage('/invoices/F-1', { 'GET /v1/invoices/F-1': detail, 'GET /v1/customers/C-1/plan': body });
const section = async () =>
  within((await screen.findByText('Next message to the customer')).closest('section') as HTMLElement);

test('the next message is shown with local time, channel, recipient, invoices, sum and blockers', async () => {
  page(plan);
  const shown = await section();
  expect(await shown.findByText('Held back')).toBeTruthy();
  expect(shown.getByText(/09:13 \(Europe\/Madrid\)/).textContent).toBe(
    '20 Mar 2026, 09:13 (Europe/Madrid) · Email: Ana Núñez',
  );
  expect(shown.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
    'F-2026/100: €1,210.50 · Demand',
    'F-2026/101: ¥9,000',
    'The organization has stopped all contact with its customers.',
    'On hold for a dispute. F-9',
    '6 Apr 2026: Friendly reminder (2 invoices)',
  ]);
  expect(shown.getByText(/^To pay/).textContent).toBe('To pay: €1,000.00 (less the customer’s credit of €210.50)');
  expect(shown.getByText('2026-03-19 is a holiday: Saint Joseph.')).toBeTruthy();
});

test('without a planned message the page says so', async () => {
  page({ ...plan, next: null, following: [], blockers: [] });
  expect(await (await section()).findByText('No message is planned.')).toBeTruthy();
});
