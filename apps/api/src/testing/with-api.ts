import type { NestExpressApplication } from '@nestjs/platform-express';
import { issueCredential, type CredentialKind, type Role } from '@puntual/casework/access/credentials';
import { takeEvents } from '@puntual/casework/intake/take-events';
import type { PuntualEventInput } from '@puntual/contracts/events/events';
import { readEventValue } from '@puntual/contracts/events/read-event';
import { BUILT_IN_ROLES } from '@puntual/domain/access/rights';
import type { Database } from '@puntual/db/database';
import { clockOf } from '@puntual/platform/clock';
import { openLog } from '@puntual/platform/log';
import { readSettings } from '@puntual/platform/settings';
import { createApi } from '../create-api.ts';
import { ApiHealth } from '../health/api-health.ts';
import { openTemporalProbe } from '../health/temporal-probe.ts';
import type { Verdict } from '@puntual/casework/intake/verdict';

export interface TestOrganization {
  readonly id: string;
  readonly slug: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; an empty object when the body is not JSON. */
  readonly body: Record<string, unknown>;
}

export interface Call {
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The API on a free port, over a test's database, with a clock that the test sets and a key for every role. */
export interface TestApi {
  readonly app: NestExpressApplication;
  readonly url: string;
  readonly keys: Readonly<Record<Role, string>>;
  /** Calls a route as administrator, or with `key` (null: without one). Redirects are not followed. */
  call(method: string, path: string, call?: Call): Promise<Answer>;
  get(path: string, call?: Call): Promise<Answer>;
  post(path: string, body: unknown, call?: Call): Promise<Answer>;
  issue(
    organization: TestOrganization,
    kind: CredentialKind,
    role: Role,
    options?: { readonly name?: string; readonly expiresAt?: Date },
  ): Promise<{ id: string; token: string }>;
  /** Sets the virtual instant. */
  setNow(iso: string): void;
  now(): number;
  /** Accepts events of an organization as from the ERP. Throws for an event that its schema refuses. */
  take(organization: TestOrganization, ...events: readonly PuntualEventInput[]): Promise<Verdict[]>;
  /** The metrics, from the port that `main` serves them on. */
  metrics(): Promise<string>;
  close(): Promise<void>;
}

/** Starts the API over `database` for tests; `environment` holds settings besides the required ones. */
export async function withApi(
  database: Database,
  organization: TestOrganization,
  environment: Readonly<Record<string, string>> = {},
  webFolder = '',
): Promise<TestApi> {
  let nowMs = Date.parse('2026-11-20T10:00:00Z');
  const settings = readSettings({
    DATABASE_URL: 'postgresql://unused@127.0.0.1/unused',
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    TEMPORAL_UI_URL: 'http://127.0.0.1:8233',
    LOG_LEVEL: 'silent',
    ...environment,
  });
  const temporal = await openTemporalProbe(settings);
  const app = await createApi({
    settings,
    log: openLog('api', settings.LOG_LEVEL),
    database,
    clock: clockOf(null, () => nowMs),
    temporal,
    webFolder,
  });
  await app.listen(0, '127.0.0.1');
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  const issue: TestApi['issue'] = (to, kind, role, options = {}) =>
    issueCredential(database, {
      organizationId: to.id,
      kind,
      role,
      name: options.name ?? role,
      ...(options.expiresAt ? { expiresAt: options.expiresAt } : {}),
    });
  const keys = {} as Record<Role, string>;
  for (const role of BUILT_IN_ROLES) keys[role] = (await issue(organization, 'api-key', role)).token;

  const call: TestApi['call'] = async (method, path, { key = keys.administrator, headers = {}, body } = {}) => {
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await textOf(response);
    return { status: response.status, headers: response.headers, text, body: jsonOf(text) };
  };
  return {
    app,
    url,
    keys,
    call,
    issue,
    get: (path, options) => call('GET', path, options),
    post: (path, body, options) => call('POST', path, { ...options, body }),
    setNow: (iso) => {
      nowMs = Date.parse(iso);
    },
    now: () => nowMs,
    take: (to, ...events) =>
      takeEvents(
        database,
        to.slug,
        events.map((event) => {
          const read = readEventValue(event);
          if (!read.ok) throw new Error(read.reason);
          return read.event;
        }),
        new Date(nowMs),
      ),
    metrics: async () => {
      const served = await app.get(ApiHealth).serveMetrics('127.0.0.1', 0);
      try {
        return await (await fetch(`http://127.0.0.1:${served.port}/metrics`)).text();
      } finally {
        await served.close();
      }
    },
    close: async () => {
      await app.close();
      await temporal.close();
    },
  };
}

// A stream of events has no end: it is closed without being read.
async function textOf(response: Response): Promise<string> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response.text();
  await response.body?.cancel();
  return '';
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
