import { lateBefore } from '@puntual/casework/cases/unattended-cases';
import type { Clock } from '@puntual/platform/clock';
import { errorFields, type Logger } from '@puntual/platform/log';
import { newRevivalState, reviveWorkflows, type RevivalParts, type UnattendedCounts } from './revive-workflows.ts';

export interface CaseWatch {
  /** The unattended cases that the last pass counted; null before the first pass. */
  counts(): UnattendedCounts | null;
  /** Null while the passes succeed, else a description of the fault. */
  fault(): string | null;
  /** Resolves after the current pass. */
  stop(): Promise<void>;
}

export interface CaseWatchParts extends RevivalParts {
  readonly clock: Clock;
  readonly log: Logger;
  /** Real milliseconds between two passes. */
  readonly everyMs?: number;
}

const EVERY_MS = 60_000;
const STUCK_AFTER_MS = 10 * 60_000;

/**
 * Looks at all open cases every minute: counts those that nothing moves, and starts their workflows again. Every ingest
 * process does so; starts under the same workflow id do not add up.
 */
export function watchCases(parts: CaseWatchParts): CaseWatch {
  const { clock, log, everyMs = EVERY_MS } = parts;
  const state = newRevivalState();
  let stopping = false;
  let counts: UnattendedCounts | null = null;
  let fault: string | null = null;
  let wake: () => void = () => undefined;
  const loop = (async () => {
    while (!stopping) {
      try {
        const late = lateBefore(clock.now(), clock.anchor?.speed ?? 1);
        counts = await reviveWorkflows(parts, state, { realMs: Date.now(), late, stuckAfterMs: STUCK_AFTER_MS });
        fault = null;
      } catch (error) {
        fault = 'cases cannot be checked: the database or Temporal does not answer';
        log.warn(errorFields(error), 'open cases could not be checked; trying again');
      }
      if (stopping) break;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, everyMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();
  return {
    counts: () => counts,
    fault: () => fault,
    stop: async () => {
      stopping = true;
      wake();
      await loop;
    },
  };
}
