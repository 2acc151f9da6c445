import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { invoiceFixture, sessionFixture } from '../../../test/fixtures.ts';
import { openPage, problem } from '../../../test/open-page.tsx';
import { startLanguage } from '../../locales/i18n.ts';

test('the signed-out page says how to sign in, in every language, and requests nothing but the session', async () => {
  const { calls } = openPage('/', { 'GET /v1/session': problem(401, 'not-signed-in', 'Open the sign-in link.') });
  expect(await screen.findByRole('heading', { name: 'You are signed out' })).toBeTruthy();
  expect(screen.getByRole('heading', { name: 'No has iniciado sesión' })).toBeTruthy();
  expect(screen.queryByRole('navigation')).toBeNull();
  expect(new Set(calls.map((call) => call.path))).toEqual(new Set(['/v1/session']));
});

test('when the session ends, the page and the query cache lose the loaded invoices', async () => {
  let signedIn = true;
  const { queryClient } = openPage('/', {
    'GET /v1/session': () => (signedIn ? sessionFixture() : problem(401, 'not-signed-in', 'Open the sign-in link.')),
    'GET /v1/invoices': () =>
      signedIn
        ? { items: [invoiceFixture()], nextCursor: null }
        : problem(401, 'not-signed-in', 'Open the sign-in link.'),
  });
  await screen.findByRole('link', { name: 'F-2026/100' });
  signedIn = false;
  await queryClient.invalidateQueries({ queryKey: ['invoices'] });
  await screen.findByRole('heading', { name: 'You are signed out' });
  expect(screen.queryByText('Aceros del Norte, S.A.')).toBeNull();
  await waitFor(() => expect(queryClient.getQueriesData({ queryKey: ['invoices'] })).toEqual([]));
});

test('signing out ends the session on the server and shows the signed-out page', async () => {
  let signedIn = true;
  openPage('/', {
    'GET /v1/session': () => (signedIn ? sessionFixture() : problem(401, 'not-signed-in', 'Open the sign-in link.')),
    'GET /v1/invoices': { items: [invoiceFixture()], nextCursor: null },
    'POST /v1/session/sign-out': () => {
      signedIn = false;
      return new Response(null, { status: 204 });
    },
  });
  await userEvent.click(await screen.findByRole('button', { name: 'Tools and sign out' }));
  await userEvent.click(await screen.findByRole('button', { name: /^Sign out/ }));
  expect(await screen.findByRole('heading', { name: 'You are signed out' })).toBeTruthy();
});

test('the start language is the stored choice, else the first of the browser that the web UI has, else English', () => {
  expect(startLanguage('es', ['en-GB'])).toBe('es');
  expect(startLanguage(null, ['ca', 'es-ES', 'en'])).toBe('es');
  expect(startLanguage('fr', ['de'])).toBe('en');
});
