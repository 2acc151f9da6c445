/** A part of ingest that says what is wrong with it; null: nothing. */
interface Part {
  fault(): string | null;
}

/** The parts of ingest as they stand; null: not started yet. */
export interface IngestState {
  readonly stream: Part | null;
  readonly relays: { readonly temporal: Part; readonly kafka: Part } | null;
  readonly imports: Part | null;
  readonly cases: Part | null;
}

type Checks = Readonly<Record<string, () => void>>;

/**
 * The checks of ingest's readiness beside the database. Each throws the part's fault. `notes` are shown only: ingest
 * takes events, whether or not it can list workflows to find those that stopped.
 */
export function ingestChecks(state: () => IngestState): { readonly checks: Checks; readonly notes: Checks } {
  return {
    checks: {
      kafka: () => refuse(state().stream, 'connecting to Kafka'),
      temporalRelay: () => refuse(state().relays?.temporal ?? null),
      kafkaRelay: () => refuse(state().relays?.kafka ?? null),
      imports: () => refuse(state().imports),
    },
    notes: { cases: () => refuse(state().cases) },
  };
}

function refuse(part: Part | null, absent = 'starting'): void {
  const fault = part === null ? absent : part.fault();
  if (fault !== null) throw new Error(fault);
}
