import { isIP } from 'node:net';
import { isLoopbackHost } from '@puntual/platform/loopback';
import type { Settings } from '@puntual/platform/settings';
import { ApiProblem } from './api-problem.ts';
import { sendProblem } from './errors.filter.ts';
import type { HttpRequest, HttpResponse, Next } from './http.ts';

/** Probes of an orchestrator call these by the address of a container. They tell nothing of anybody's. */
const PROBES = new Set(['/healthz', '/readyz']);

/**
 * Refuses requests whose Host header names another server (421 `unknown-host`): a page of a foreign name that resolves
 * to this one must not reach it. Known are this computer's own names, PUBLIC_URL and ALLOWED_HOSTS; without PUBLIC_URL
 * every IP address too, which no foreign page can have for a name.
 */
export function refuseUnknownHosts(
  settings: Pick<Settings, 'PUBLIC_URL' | 'ALLOWED_HOSTS' | 'HOST'>,
): (request: HttpRequest, response: HttpResponse, next: Next) => void {
  const names = new Set((settings.ALLOWED_HOSTS ?? []).map((name) => name.toLowerCase()));
  if (isIP(settings.HOST) === 0) names.add(settings.HOST.toLowerCase());
  if (settings.PUBLIC_URL !== undefined) names.add(new URL(settings.PUBLIC_URL).hostname);
  const isKnown = (host: string) =>
    isLoopbackHost(host) || names.has(host) || (settings.PUBLIC_URL === undefined && isIP(host) > 0);
  return (request, response, next) => {
    const host = hostNameOf(request.headers.host);
    if ((host !== null && isKnown(host)) || PROBES.has(request.path)) next();
    else sendProblem(request, response, new ApiProblem(421, { code: 'unknown-host', values: {} }));
  };
}

// The name in a Host header, without its port, in lower case; null where there is none.
function hostNameOf(header: string | undefined): string | null {
  const [, v6, name] = /^(?:\[([0-9a-f:.]+)\]|([^\s:/?#@[\]]+))(?::\d{0,5})?$/i.exec(header ?? '') ?? [];
  return (v6 ?? name)?.toLowerCase().replace(/\.$/, '') ?? null;
}
