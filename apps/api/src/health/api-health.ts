import { Inject, Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';
import { serveHealth, type Health } from '@puntual/platform/service-health';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { readFeedAges } from './feed-ages.ts';
import { openReadiness } from './readiness.ts';

/** Organizations name their feeds, and every name is a label: so many are shown, those with the oldest heartbeats. */
const FEEDS_IN_METRICS = 500;

/** The API's readiness checks and metrics. Requests are counted by their route's pattern: no id becomes a label. */
@Injectable()
export class ApiHealth {
  private readonly health: Health;
  private readonly requests: Counter;
  private readonly seconds: Histogram;
  private latest: { readonly atMs: number; readonly result: ReturnType<Health['runChecks']> } | null = null;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.health = openReadiness(parts.database, parts.temporal, parts.clock);
    this.requests = new Counter({
      name: 'puntual_http_requests_total',
      help: 'HTTP requests by route and status',
      labelNames: ['route', 'status'],
      registers: [this.health.registry],
    });
    const ages = new Gauge({
      name: 'puntual_feed_age_seconds',
      help: 'Age of the instant up to which each organization’s feed reports its payments as complete',
      labelNames: ['organization', 'feed'],
      registers: [this.health.registry],
      collect: async () => {
        // When the database does not answer, the other metrics are still reported.
        const rows = await readFeedAges(parts.database.shared, parts.clock.now()).catch(() => []);
        ages.reset();
        const oldest = [...rows].sort((a, b) => b.ageMs - a.ageMs).slice(0, FEEDS_IN_METRICS);
        for (const row of oldest) ages.set({ organization: row.slug, feed: row.feed }, row.ageMs / 1000);
      },
    });
    this.seconds = new Histogram({
      name: 'puntual_http_request_seconds',
      help: 'How long requests take, by route',
      labelNames: ['route'],
      buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers: [this.health.registry],
    });
  }

  /**
   * Whether the service is ready, with the result of each check by name. The result is kept for a second: callers
   * need no key and may call often.
   */
  runChecks(): ReturnType<Health['runChecks']> {
    const atMs = Date.now();
    if (!this.latest || atMs - this.latest.atMs > 1000)
      this.latest = {
        atMs,
        result: this.health.runChecks().then(({ ready, checks }) => ({ ready, checks: withoutAddresses(checks) })),
      };
    return this.latest.result;
  }

  /** Serves the metrics, which name organizations, and the checks by name: for the operator's network only. */
  serveMetrics(host: string, port: number): ReturnType<typeof serveHealth> {
    return serveHealth(this.health, host, port);
  }

  /** Counts one answered request. */
  count(route: string, status: number, seconds: number): void {
    this.requests.inc({ route, status: String(status) });
    this.seconds.observe({ route }, seconds);
  }
}

/** The checks without host names and ports: `/readyz` needs no key and must not reveal the servers' addresses. */
export function withoutAddresses(checks: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(checks).map(([name, text]) => [name, text.replace(/\[?[\w.:-]+\]?:\d{1,5}\b/g, '…')]),
  );
}
