import { isRedirect, redirected, retryAfterMs, TryAgainLater } from './channel.ts';

const CALL_LIMIT_MS = 30_000;
/**
 * Answers by which the provider surely accepted nothing, and which are no refusal of the address: limits, and settings
 * that an operator must fix, such as the token (401, 403) or the provider's URL (404, 405).
 */
const LATER: ReadonlySet<number> = new Set([401, 402, 403, 404, 405, 407, 409, 415, 429]);

/**
 * Posts JSON to a provider under an idempotency key. Returns `{ id }` when the provider accepted it and `{ refused }`
 * when it never will. Throws `TryAgainLater` when the provider has surely not accepted it, and another Error when
 * nobody can know.
 */
export async function postJson(
  url: string,
  token: string | undefined,
  key: string,
  body: unknown,
): Promise<{ id: string } | { refused: string }> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      // Followed, a redirect would carry the message to an address that nobody has named.
      redirect: 'manual',
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(CALL_LIMIT_MS),
      headers: {
        'content-type': 'application/json',
        'idempotency-key': key,
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
    });
  } catch (error) {
    const code =
      error instanceof Error && error.cause instanceof Error ? (error.cause as { code?: string }).code : undefined;
    if (code === 'ECONNREFUSED' || code === 'ENOTFOUND')
      throw new TryAgainLater('the provider cannot be reached', null, error);
    throw new Error(`the provider's answer did not arrive (${code ?? 'no code'})`, { cause: error });
  }
  if (isRedirect(response.status)) throw redirected(response.status);
  if (response.ok) {
    const answer = (await response.json()) as { id?: unknown };
    return { id: typeof answer.id === 'string' ? answer.id : key };
  }
  if (LATER.has(response.status))
    throw new TryAgainLater(
      `the provider answered ${response.status}`,
      retryAfterMs(response.headers.get('retry-after')),
    );
  if (response.status >= 500) throw new Error(`the provider answered ${response.status}`);
  return { refused: `http-${response.status}` };
}
