import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { invoiceFixture } from '../../../test/fixtures.ts';
import { type Call, openPage, problem } from '../../../test/open-page.tsx';
import { readInvoiceSearch } from './invoice-search.ts';

const page = (...items: unknown[]) => ({ items, nextCursor: null });

test('each invoice is a row with its amounts, days late and next action', async () => {
  openPage('/', { 'GET /v1/invoices': page(invoiceFixture()) });
  const row = (await screen.findByRole('link', { name: 'F-2026/100' })).closest('tr');
  const cells = within(row as HTMLElement)
    .getAllByRole('cell')
    .map((cell) => cell.textContent);
  expect(cells.slice(0, 7)).toEqual([
    'F-2026/100',
    'Aceros del Norte, S.A.',
    '5 Mar 2026',
    '12 days',
    '€1,210.50of €2,420.00',
    'Follow-up',
    'Open',
  ]);
  expect(cells[7]).toContain('Demand · in 3 days');
  expect(cells[7]).toContain('21 days after the due date');
});

test('until the first answer a status says that the list is loading', async () => {
  openPage('/', { 'GET /v1/invoices': () => new Promise(() => undefined) });
  expect(await screen.findByRole('status', { name: 'Loading' })).toBeTruthy();
});

test('an empty list says why, and offers to clear the filters when there are any', async () => {
  const { router } = openPage('/?stage=agency&q=zzz', { 'GET /v1/invoices': page() });
  await screen.findByText('No invoice matches these filters.');
  await userEvent.click(screen.getAllByRole('button', { name: 'Clear filters' })[0] as HTMLElement);
  expect(await screen.findByText('Invoices appear as soon as the ERP sends them.')).toBeTruthy();
  expect(router.state.location.search).toEqual({});
  await waitFor(() => expect(screen.getByRole<HTMLInputElement>('searchbox').value).toBe(''));
});

test("a refusal is shown in the server's words, and the retry button loads the list", async () => {
  let refused = true;
  openPage('/', {
    'GET /v1/invoices': () =>
      refused ? problem(422, 'bad-cursor', 'The cursor is no longer valid.') : page(invoiceFixture()),
  });
  expect((await screen.findByRole('alert')).textContent).toContain('The cursor is no longer valid.');
  refused = false;
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('link', { name: 'F-2026/100' })).toBeTruthy();
  expect(screen.queryByRole('alert')).toBeNull();
});

test('the list asks for open invoices unless the URL has another status', async () => {
  const { calls } = openPage('/', { 'GET /v1/invoices': page(invoiceFixture()) });
  await screen.findByRole('link', { name: 'F-2026/100' });
  expect(listCalls(calls)[0]?.query.get('status')).toBe('open');
  await userEvent.selectOptions(screen.getByLabelText('Status'), 'any');
  await waitFor(() => expect(listCalls(calls).at(-1)?.query.has('status')).toBe(false));
});

test('filters change the URL and the request at once, the search text only when the typing pauses', async () => {
  const { calls, router } = openPage('/', { 'GET /v1/invoices': page(invoiceFixture()) });
  await screen.findByRole('link', { name: 'F-2026/100' });
  // All changes come before the page draws any of them, so that even a slow machine makes no pause between them.
  fireEvent.change(screen.getByLabelText('Stage'), { target: { value: 'demand' } });
  fireEvent.change(screen.getByLabelText('Days late'), { target: { value: '30' } });
  for (let typed = 1; typed <= 'Ñandú 12'.length; typed++)
    fireEvent.change(screen.getByLabelText('Search'), { target: { value: 'Ñandú 12'.slice(0, typed) } });
  await waitFor(() =>
    expect(Object.fromEntries(new URLSearchParams(router.state.location.searchStr))).toEqual({
      stage: 'demand',
      overdueBy: '30',
      q: 'Ñandú 12',
    }),
  );
  await waitFor(() =>
    expect(Object.fromEntries(listCalls(calls).at(-1)?.query ?? [])).toMatchObject({
      status: 'open',
      stage: 'demand',
      overdueBy: '30',
      q: 'Ñandú 12',
    }),
  );
  expect(new Set(listCalls(calls).map((call) => call.query.get('q')))).toEqual(new Set([null, 'Ñandú 12']));
  expect(screen.getByRole<HTMLInputElement>('searchbox').value).toBe('Ñandú 12');
});

test('"Load more" uses the cursor, and an invoice that moved between pages is listed once', async () => {
  const second = invoiceFixture({ id: '3f0f6a52-8d0e-4a52-9d5e-0a4f7a0b0002', invoiceId: 'F-2', number: 'F-2' });
  openPage('/', {
    'GET /v1/invoices': (call: Call) =>
      call.query.get('cursor') === 'c1'
        ? page(invoiceFixture(), second)
        : { items: [invoiceFixture()], nextCursor: 'c1' },
  });
  await userEvent.click(await screen.findByRole('button', { name: 'Load more' }));
  await screen.findByRole('link', { name: 'F-2' });
  expect(screen.getAllByRole('link', { name: 'F-2026/100' })).toHaveLength(1);
  expect(screen.queryByRole('button', { name: 'Load more' })).toBeNull();
});

test('filters of a link that the API would refuse are ignored', () => {
  expect(readInvoiceSearch({ status: 'sleepy', stage: 'call', overdueBy: 'x', q: ' 12 ' })).toEqual({
    stage: 'call',
    q: '12',
  });
  expect(readInvoiceSearch({ status: 'open' })).toEqual({});
});

const listCalls = (calls: readonly Call[]) => calls.filter((call) => call.path === '/v1/invoices');
