import { join } from 'node:path';
import { checkout } from '@puntual/sandbox/checkout';

export interface StartOptions {
  readonly home: string;
  readonly reset: boolean;
  readonly demo: boolean;
  readonly organization: string;
  /** Virtual seconds per real second. */
  readonly speed: number;
  readonly startMs: number | null;
  readonly port: number;
}

/** Speed of the demonstration: a virtual day in five seconds. */
const DEMO_SPEED = 17_280;

/** Reads the flags and settings of `npm start`. Throws an Error with one line per problem. */
export function readStartOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): StartOptions {
  const problems = args
    .filter((arg) => arg !== '--reset' && arg !== '--empty')
    .map((arg) => `${arg}: not known; there are --reset (begin afresh) and --empty (without the demo company)`);
  const demo = !args.includes('--empty');
  const speed = env.PUNTUAL_CLOCK_SPEED ? Number(env.PUNTUAL_CLOCK_SPEED) : demo ? DEMO_SPEED : 1;
  if (!(speed >= 1 && speed <= 200_000)) problems.push('PUNTUAL_CLOCK_SPEED: a number from 1 to 200000');
  if (env.NODE_ENV === 'production' && speed !== 1)
    problems.push('PUNTUAL_CLOCK_SPEED: the clock runs at speed 1 in production; npm start is for local use');
  const startMs = env.PUNTUAL_CLOCK_START ? Date.parse(env.PUNTUAL_CLOCK_START) : null;
  if (startMs !== null && Number.isNaN(startMs))
    problems.push('PUNTUAL_CLOCK_START: an instant such as 2026-11-22T08:00:00Z');
  const port = Number(env.PORT ?? 8080);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) problems.push('PORT: a number from 0 to 65535');
  const organization = env.PUNTUAL_ORG ?? 'demo';
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(organization))
    problems.push('PUNTUAL_ORG: lower-case letters, digits and dashes');
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return {
    home: env.PUNTUAL_HOME ?? join(checkout, '.puntual'),
    reset: args.includes('--reset'),
    demo,
    organization,
    speed,
    startMs,
    port,
  };
}
