import { api, ApiProblem, bodyOf } from './api.ts';
import { chooseLanguage } from '../locales/i18n.ts';
import { problem } from '../../test/open-page.tsx';

/** Answers every request with `body`; returns the list to which each request is added. */
function answerWith(body: string): Request[] {
  const asked: Request[] = [];
  globalThis.fetch = async (input) => {
    asked.push(input as Request);
    return new Response(body);
  };
  return asked;
}

test('ids are encoded in paths', async () => {
  const asked = answerWith('{}');
  await api.GET('/v1/invoices/{id}/plan', { params: { path: { id: 'F/2026 #1' } } });
  expect(asked[0]?.url).toBe(`${window.location.origin}/v1/invoices/F%2F2026%20%231/plan`);
});

test('a query has the given parameters, zero included, and no others', async () => {
  const asked = answerWith('{}');
  await api.GET('/v1/invoices', { params: { query: { overdueBy: 0, status: 'open' } } });
  expect(new URL(asked[0]?.url ?? '').search).toBe('?overdueBy=0&status=open');
});

test('a request asks for JSON in the chosen language, and sends cookies to the same origin only', async () => {
  await chooseLanguage('es');
  const asked = answerWith('{}');
  await api.GET('/v1/session');
  await chooseLanguage('en');
  expect(asked[0]?.headers.get('accept-language')).toBe('es');
  expect(asked[0]?.headers.get('accept')).toBe('application/json');
  expect(asked[0]?.credentials).toBe('same-origin');
});

test('a problem document becomes an ApiProblem with status, code, detail and the path of each fault', async () => {
  globalThis.fetch = async () =>
    problem(422, 'invalid-input', 'Some fields are wrong.', [{ path: 'promise.date', message: 'Too far away.' }]);
  const error = await bodyOf(
    api.POST('/v1/tasks/{id}/complete', { params: { path: { id: '1' } }, body: { outcome: 'promised' } }),
  ).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ApiProblem);
  expect(error).toMatchObject({
    status: 422,
    code: 'invalid-input',
    message: 'Some fields are wrong.',
    faults: [{ path: 'promise.date', message: 'Too far away.' }],
  });
});

test('an HTML page in place of a problem document becomes an ApiProblem with a readable message', async () => {
  globalThis.fetch = async () => new Response('<h1>Bad gateway</h1>', { status: 502 });
  await expect(api.GET('/v1/session')).rejects.toMatchObject({
    status: 502,
    code: 'http-502',
    message: 'The server answered 502 without saying why.',
  });
});

test('an unreachable server becomes an ApiProblem with the code unreachable', async () => {
  globalThis.fetch = () => Promise.reject(new TypeError('fetch failed'));
  await expect(api.GET('/v1/session')).rejects.toMatchObject({ status: 0, code: 'unreachable' });
});

test('the body of an answer 204 is undefined', async () => {
  globalThis.fetch = async () => new Response(null, { status: 204 });
  await expect(bodyOf(api.POST('/v1/session/sign-out'))).resolves.toBeUndefined();
});

test('an aborted request rejects with the AbortError itself', async () => {
  globalThis.fetch = (input) => Promise.reject((input as Request).signal.reason as Error);
  const aborting = new AbortController();
  aborting.abort();
  await expect(api.GET('/v1/session', { signal: aborting.signal })).rejects.toMatchObject({ name: 'AbortError' });
});
