import { expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import { rights } from './auth/roles.ts';
import { fuzzDocument } from './testing/fuzz-document.ts';
import { openFuzzWorld, type FuzzWorld } from './testing/fuzz-world.ts';

// `npm run fuzz` names the Python in whose environment schemathesis is installed; without it this suite does nothing.
const PYTHON = process.env.PUNTUAL_FUZZ_PYTHON;
const EXAMPLES = process.env.PUNTUAL_FUZZ_EXAMPLES ?? '10';
/** How many sequences of requests. */
const SEQUENCES = process.env.PUNTUAL_FUZZ_SEQUENCES ?? '200';
const SEED = process.env.PUNTUAL_FUZZ_SEED ?? '20261130';
const PHASES = process.env.PUNTUAL_FUZZ_PHASES ?? 'examples,coverage,fuzzing,stateful';
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'ignored_auth',
];
/** Sequences of requests follow the links of `fuzzDocument`; those that the fuzzer infers lead nowhere mostly. */
const CONFIGURATION = `
[phases.stateful]
max-steps = 8
inference.algorithms = []
[phases.stateful.generation]
max-examples = ${SEQUENCES}
`;
/** What ends the fuzzer's own credential, and streams, which do not end. */
const LEFT_OUT = [
  'DELETE /v1/keys/{id}',
  'PATCH /v1/keys/{id}',
  'POST /v1/session/sign-out',
  'GET /v1/worklist/stream',
];
/** Readiness answers 503 where no Temporal runs, as here. */
const NOT_READY = 'GET /readyz';

const fuzzed = PYTHON === undefined ? test.skip : test;
fuzzed(
  'every route answers what its document says, whatever is sent (npm run fuzz)',
  async () => {
    const world = await openFuzzWorld();
    try {
      expect(await schemathesis(world)).toBe(0);
      // Sequences begin anywhere and reach what they reach.
      if (PHASES !== 'stateful') expect(await routesNotReached(world)).toEqual([]);
    } finally {
      await world.close();
    }
  },
  7_200_000,
);

/** Runs the fuzzer over the API and shows what it prints; resolves with its exit code. */
async function schemathesis({ api, ids }: FuzzWorld): Promise<number | null> {
  const folder = mkdtempSync(join(tmpdir(), 'puntual-fuzz-'));
  const document = (await api.get('/openapi.json')).body as unknown as OpenAPIObject;
  writeFileSync(join(folder, 'schemathesis.toml'), CONFIGURATION);
  writeFileSync(join(folder, 'openapi.json'), JSON.stringify(fuzzDocument(document, ids)));
  const filters = [...LEFT_OUT, NOT_READY].flatMap((route) => ['--exclude-name', route]);
  const args = ['run', 'openapi.json', '--url', api.url];
  const caller = ['--header', `Authorization: Bearer ${api.keys.administrator}`];
  const how = ['--checks', CHECKS.join(','), '--max-examples', EXAMPLES, '--seed', SEED, '--continue-on-failure'];
  const phases = ['--phases', PHASES];
  const rest = [
    '--request-timeout',
    '120',
    '--generation-database',
    'none',
    '--no-shrink',
    '--no-color',
    '--suppress-health-check',
    'all',
  ];
  try {
    return await new Promise((resolve, reject) => {
      const all = ['-m', 'schemathesis.cli', ...args, ...caller, ...filters, ...how, ...phases, ...rest];
      spawn(PYTHON ?? '', all, { cwd: folder, env: plainOutput(), stdio: ['ignore', 'inherit', 'inherit'] })
        .once('error', reject)
        .once('close', resolve);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// FORCE_COLOR, whatever its value, makes the fuzzer draw its progress anew ten times a second, also into a file.
function plainOutput(): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _forced, ...env } = process.env;
  return { ...env, NO_COLOR: '1', TERM: 'dumb' };
}

// By the metrics of the API, which count requests by route.
async function routesNotReached({ api }: FuzzWorld): Promise<string[]> {
  const metrics = await api.metrics();
  const reached = new Set([...metrics.matchAll(/puntual_http_requests_total\{route="([^"]+)"/g)].map(([, at]) => at));
  const left = LEFT_OUT.map((route) => route.replace(/\{(\w+)\}/g, ':$1'));
  const routes = Object.keys(rights).filter((route) => route.includes('/v1/') && !left.includes(route));
  return routes.filter((route) => !reached.has(route));
}
