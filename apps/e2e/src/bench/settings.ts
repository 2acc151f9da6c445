/** The settings of a part of the bench: running services, and a folder for logs and profiles. */
export interface BenchSettings {
  /** The owner's address of the Postgres server; each round creates its own database there. */
  readonly postgres: string;
  readonly brokers: string;
  readonly temporal: string;
  /** The metrics address of the Temporal server; null when the bench did not start it. */
  readonly temporalMetrics: string | null;
  readonly home: string;
  /** Rounds of each contender, in turns. */
  readonly rounds: number;
  /** Whether measured processes write a CPU profile into `home`. */
  readonly profile: boolean;
  readonly log: (line: string) => void;
}

/**
 * Reads the settings that `npm run bench` passes to its parts. Throws an Error with the name of the first missing
 * variable.
 */
export function readBenchSettings(
  env: Readonly<Record<string, string | undefined>>,
  log: (line: string) => void,
): BenchSettings {
  const need = (name: string): string => {
    const value = env[name];
    if (!value) throw new Error(`${name} is not set: start the bench with \`npm run bench\`, which provides it`);
    return value;
  };
  const rounds = Number(env.BENCH_ROUNDS ?? 5);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 50)
    throw new Error('BENCH_ROUNDS: a whole number from 1 to 50');
  return {
    postgres: need('PUNTUAL_TEST_POSTGRES'),
    brokers: need('PUNTUAL_TEST_KAFKA'),
    temporal: need('PUNTUAL_TEST_TEMPORAL'),
    temporalMetrics: env.PUNTUAL_TEST_TEMPORAL_METRICS || null,
    home: need('BENCH_HOME'),
    rounds,
    profile: env.BENCH_PROFILE === '1',
    log,
  };
}
