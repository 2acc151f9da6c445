import type { AskedFor } from '@puntual/domain/policy/vocabulary';
import type { TaskKind } from '@puntual/domain/tasks/task-kinds';

/** The sentences of one language about what an outcome will do. Days are `YYYY-MM-DD`. */
export interface ConsequenceWords {
  readonly silentUntil: (day: string) => string;
  readonly silentWithoutEnd: string;
  readonly nextStep: (step: string, day: string) => string;
  readonly stepMoves: (step: string, from: string, to: string) => string;
  readonly taskOpened: (kind: TaskKind, due: string | null) => string;
  /** `at`: the customer's local day and hour. */
  readonly callAgreed: (at: string) => string;
  readonly sent: (what: AskedFor, contactId: string, channel: string) => string;
  readonly handedOver: string;
  readonly nothing: string;
}
