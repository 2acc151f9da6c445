import { parseCookie, stringifySetCookie } from 'cookie';
import type { IncomingMessage } from 'node:http';
import type { Settings } from '@puntual/platform/settings';

const NAME = 'puntual_session';
const LONGEST_HEADER = 8192;

/** The session token of a request's cookie; null without one. */
export function readSessionCookie(request: IncomingMessage): string | null {
  const header = request.headers.cookie;
  return header && header.length <= LONGEST_HEADER ? (parseCookie(header)[NAME] ?? null) : null;
}

/**
 * A Set-Cookie header that holds a session, or, with a null token, ends it. Scripts cannot read it, other sites cannot
 * send it.
 */
export function sessionCookie(
  settings: Pick<Settings, 'PUBLIC_URL'>,
  token: string | null,
  maxAgeSeconds: number,
): string {
  return stringifySetCookie({
    name: NAME,
    value: token ?? '',
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: isHttps(settings),
    maxAge: token === null ? 0 : maxAgeSeconds,
  });
}

/** Whether people reach Puntual by https. */
export function isHttps(settings: Pick<Settings, 'PUBLIC_URL'>): boolean {
  return settings.PUBLIC_URL?.startsWith('https:') ?? false;
}
