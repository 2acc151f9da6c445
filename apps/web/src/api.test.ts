import { ApiProblem, get, pathOf, post, withQuery } from './api.ts';
import { chooseLanguage } from './i18n.ts';
import { problem } from '../test/open-page.tsx';

test('ids are encoded in paths', () => {
  expect(pathOf('invoices', 'F/2026 #1', 'plan')).toBe('/v1/invoices/F%2F2026%20%231/plan');
});

test('a query has only the parts with a value, zero among them', () => {
  expect(withQuery('/v1/invoices', { q: '', stage: undefined, cursor: null, overdueBy: 0, status: 'open' })).toBe(
    '/v1/invoices?overdueBy=0&status=open',
  );
});

test('the server is asked in the chosen language', async () => {
  await chooseLanguage('es');
  let asked: string | null = null;
  globalThis.fetch = async (_input, init) => {
    asked = new Headers(init?.headers).get('accept-language');
    return new Response('{}');
  };
  await get('/v1/session');
  await chooseLanguage('en');
  expect(asked).toBe('es');
});

test('a refusal keeps its status, code, detail and the path of each fault', async () => {
  globalThis.fetch = async () =>
    problem(422, 'invalid-input', 'Some fields are wrong.', [{ path: 'promise.date', message: 'Too far away.' }]);
  const error = await post('/v1/tasks/1/complete', {}).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ApiProblem);
  expect(error).toMatchObject({
    status: 422,
    code: 'invalid-input',
    message: 'Some fields are wrong.',
    faults: [{ path: 'promise.date', message: 'Too far away.' }],
  });
});

test('a page in place of a problem document is still a readable refusal', async () => {
  globalThis.fetch = async () => new Response('<h1>Bad gateway</h1>', { status: 502 });
  await expect(get('/v1/session')).rejects.toMatchObject({
    status: 502,
    code: 'http-502',
    message: 'The server answered 502 without saying why.',
  });
});

test('an unreachable server is a problem of its own', async () => {
  globalThis.fetch = () => Promise.reject(new TypeError('fetch failed'));
  await expect(get('/v1/session')).rejects.toMatchObject({ status: 0, code: 'unreachable' });
});

test('an answer without content is undefined', async () => {
  globalThis.fetch = async () => new Response(null, { status: 204 });
  await expect(post('/v1/session/sign-out', {})).resolves.toBeUndefined();
});
