import type { IncomingMessage } from 'node:http';
import type { Settings } from '@puntual/platform/settings';

/**
 * Whether a request comes from Puntual's own pages. Browsers say so in `Sec-Fetch-Site`, older ones in `Origin`. A
 * request with neither header is refused: another site may have made the browser send the cookie.
 */
export function isSameOrigin(request: IncomingMessage, settings: Pick<Settings, 'PUBLIC_URL'>): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin, host } = request.headers;
  if (typeof origin !== 'string') return false;
  return (
    (settings.PUBLIC_URL !== undefined && origin === new URL(settings.PUBLIC_URL).origin) ||
    origin === `http://${host}` ||
    origin === `https://${host}`
  );
}

/** Whether a request has a body. */
export function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}
