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

/** The checks of ingest's readiness beside the database. Each throws the part's fault. */
export function ingestChecks(state: () => IngestState): Readonly<Record<string, () => void>> {
  return {
    kafka: () => refuse(state().stream, 'connecting to Kafka'),
    temporalRelay: () => refuse(state().relays?.temporal ?? null),
    kafkaRelay: () => refuse(state().relays?.kafka ?? null),
    imports: () => refuse(state().imports),
    cases: () => refuse(state().cases),
  };
}

function refuse(part: Part | null, absent = 'starting'): void {
  const fault = part === null ? absent : part.fault();
  if (fault !== null) throw new Error(fault);
}
