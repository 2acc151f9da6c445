import { parseCookie, stringifySetCookie } from 'cookie';
import type { IncomingMessage } from 'node:http';
import type { Settings } from '@puntual/platform/settings';

const NAME = 'puntual_session';
/** Over https browsers keep a cookie of this name from the host itself only: no neighbouring host can set it. */
const SECURE_NAME = '__Host-puntual_session';
const LONGEST_HEADER = 8192;

/** The session token of a request's cookie; null without one. */
export function readSessionCookie(request: IncomingMessage, settings: Pick<Settings, 'PUBLIC_URL'>): string | null {
  const header = request.headers.cookie;
  return header && header.length <= LONGEST_HEADER ? (parseCookie(header)[nameOf(settings)] ?? null) : null;
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
    name: nameOf(settings),
    value: token ?? '',
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: isHttps(settings),
    maxAge: token === null ? 0 : maxAgeSeconds,
  });
}

function nameOf(settings: Pick<Settings, 'PUBLIC_URL'>): string {
  return isHttps(settings) ? SECURE_NAME : NAME;
}

/** Whether people reach Puntual by https. */
export function isHttps(settings: Pick<Settings, 'PUBLIC_URL'>): boolean {
  return settings.PUBLIC_URL !== undefined && new URL(settings.PUBLIC_URL).protocol === 'https:';
}
