import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from '@jest/globals';
import { importSchema } from '@puntual/contracts/api/imports';
import { sessionFixture } from '../../../test/fixtures.ts';
import { openPage, problem } from '../../../test/open-page.tsx';

const id = '3f0f6a52-8d0e-4a52-9d5e-0a4f7a0b2001';
const dryRun = importSchema.parse({
  id,
  kind: 'invoices',
  dryRun: true,
  fileName: 'open.csv',
  state: 'done',
  bytes: 10,
  bytesRead: 10,
  lines: 2,
  accepted: 1,
  duplicates: 0,
  skipped: 1,
  unidentified: 0,
  faulty: 0,
  faultCount: 0,
  faults: [],
  table: {
    headerLine: 1,
    mapping: 'xero',
    columns: [{ position: 1, name: 'Importe', field: null, because: 'other-column', text: 'Ignored: another one.' }],
  },
  rows: [{ line: 2, type: 'puntual.invoice.issued.v1', values: { number: 'F-1', total: '121.00' } }],
  remarks: [{ code: 'voided', count: 1, lines: [3], text: 'Left out: void.' }],
  givenAt: '2026-03-17T08:00:00Z',
  givenBy: 'ana@demo',
  givenById: 'ana@demo',
  endedAt: '2026-03-17T08:00:01Z',
});

test('a file is tried, what would become of it is shown, and it is imported when a person says so', async () => {
  const { calls } = openPage('/import', {
    'GET /v1/session': sessionFixture({ role: 'manager' }),
    'POST /v1/imports': dryRun,
    [`GET /v1/imports/${id}`]: dryRun,
    [`POST /v1/imports/${id}/take`]: { ...dryRun, dryRun: false },
  });
  const user = userEvent.setup();
  await screen.findByRole('button', { name: 'Try it' });
  const input = document.querySelector<HTMLInputElement>('input[type=file]');
  if (!input) throw new Error('the page has no input for a file');
  await user.upload(input, new File(['1'], 'open.csv'));
  await user.click(screen.getByRole('button', { name: 'Try it' }));
  const columns = await screen.findByRole('region', { name: 'Columns' });
  expect(within(columns).getByText('Ignored: another one.')).toBeTruthy();
  expect(screen.getByText('number: F-1 · total: 121.00')).toBeTruthy();
  expect(screen.getByText(/Left out: void\./)).toBeTruthy();
  expect(calls.find(({ method }) => method === 'POST')?.query.get('dryRun')).toBe('true');
  await user.click(screen.getByRole('button', { name: 'Import it' }));
  expect(await screen.findByText('Imported.')).toBeTruthy();
});

test('days to pay go with invoices alone, and a refusal is gone once another file is tried', async () => {
  const { calls } = openPage('/import', {
    'GET /v1/session': sessionFixture({ role: 'manager' }),
    'POST /v1/imports': dryRun,
    [`GET /v1/imports/${id}`]: dryRun,
    [`POST /v1/imports/${id}/take`]: problem(409, 'import-file-gone', 'The file was deleted.'),
  });
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText('Days to pay, where there is no due date'), '30');
  const input = document.querySelector<HTMLInputElement>('input[type=file]');
  if (!input) throw new Error('the page has no input for a file');
  await user.upload(input, new File(['1'], 'open.csv'));
  await user.click(screen.getByRole('button', { name: 'Try it' }));
  await user.click(await screen.findByRole('button', { name: 'Import it' }));
  await screen.findByText('The file was deleted.');
  await user.selectOptions(screen.getByLabelText('What it holds'), 'bank');
  await user.click(screen.getByRole('button', { name: 'Try it' }));
  await waitFor(() => expect(screen.queryByText('The file was deleted.')).toBeNull());
  const terms = calls.filter(({ path }) => path === '/v1/imports').map(({ query }) => query.get('terms'));
  expect(terms).toEqual(['30', null]);
});
