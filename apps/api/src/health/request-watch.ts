import type { Logger } from '@puntual/platform/log';
import type { ApiHealth } from './api-health.ts';
import { routeOf, type HttpRequest, type HttpResponse, type Next } from '../http/http.ts';

/**
 * Counts every answered request and logs it by the pattern of its route. URLs are not logged, because a search in one
 * may name a person.
 */
export function watchRequests(
  health: ApiHealth,
  log: Logger,
): (request: HttpRequest, response: HttpResponse, next: Next) => void {
  return (request, response, next) => {
    const start = performance.now();
    response.once('finish', () => {
      const route = routeOf(request) ?? 'other';
      const seconds = (performance.now() - start) / 1000;
      health.count(route, response.statusCode, seconds);
      const fields = {
        route,
        status: response.statusCode,
        ms: Math.round(seconds * 1000),
        ...(request.caller ? { org: request.caller.slug, role: request.caller.role } : {}),
      };
      if (request.method === 'GET' || request.method === 'HEAD') log.debug(fields, 'answered');
      else log.info(fields, 'answered');
    });
    next();
  };
}
