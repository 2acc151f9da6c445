import { parseCookie, stringifySetCookie } from 'cookie';
import type { IncomingMessage } from 'node:http';
import type { Settings } from '@puntual/platform/settings';

const NAME = 'puntual_session';
const LONGEST_HEADER = 8192;

/** The session token in a request's cookie; null without one. */
export function readSessionCookie(request: IncomingMessage): string | null {
  const header = request.headers.cookie;
  return header && header.length <= LONGEST_HEADER ? (parseCookie(header)[NAME] ?? null) : null;
}

/**
 * A Set-Cookie header that sets the session token, or with null deletes it. Scripts cannot read the cookie, and other
 * sites cannot send it.
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

/** Whether people reach Puntual over https. */
export function isHttps(settings: Pick<Settings, 'PUBLIC_URL'>): boolean {
  return settings.PUBLIC_URL?.startsWith('https:') ?? false;
}
