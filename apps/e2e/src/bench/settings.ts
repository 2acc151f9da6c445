/** What a part of the bench is given: services that run, and a folder for logs and profiles. */
export interface BenchSettings {
  /** An owner's address of the Postgres server, on which each round gets a database of its own. */
  readonly postgres: string;
  readonly brokers: string;
  readonly temporal: string;
  /** Where Temporal's server publishes its counters; null when it was not started by the bench. */
  readonly temporalMetrics: string | null;
  readonly home: string;
  /** Rounds of each contender, in turns. */
  readonly rounds: number;
  /** Whether the processes that are measured write a CPU profile into `home`. */
  readonly profile: boolean;
  readonly log: (line: string) => void;
}

/** Reads the settings that `npm run bench` gives its parts. Throws an Error that names the first missing variable. */
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
