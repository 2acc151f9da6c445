import {
  BLOCK_EVENTS,
  idMs,
  readWaitingOrganizations,
  sealBlock,
  sealLeftOver,
} from '@puntual/casework/audit/seal-block';
import { NO_ID } from '@puntual/casework/audit/sealed-block';
import type { Database } from '@puntual/db/database';
import type { Clock } from '@puntual/platform/clock';
import { errorFields, type Logger } from '@puntual/platform/log';

export interface AuditSealer {
  /** Real seconds since the oldest audit event that is in no block was written; 0 when there is none. */
  unsealedSeconds(): number;
  /** Null while the passes succeed, else a description of the fault. */
  fault(): string | null;
  /** Resolves after the current pass. */
  stop(): Promise<void>;
}

export interface AuditSealerParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** Real milliseconds between two passes. */
  readonly everyMs?: number;
}

const EVERY_MS = 2000;
/** Organizations that are read at a time. */
const PAGE = 200;
/** Most blocks of one organization in one pass, after which the readiness and the sweep have their turn. */
const MOST_BLOCKS = 20;
/** How often all events are looked at again for some that became visible too late. */
const LEFT_OVER_EVERY_MS = 24 * 3_600_000;

/** What a sealer remembers between its passes. */
interface SealerState {
  unsealedMs: number;
  /** The organizations whose sealed events are looked at again, each with the event after which to go on. */
  leftOver: { readonly organizationId: string; readonly after: string }[];
  leftOverReadAtMs: number | null;
}

/**
 * Seals the audit events of all organizations in blocks, some seconds after they were written. Every ingest process
 * does so; a lock in the database makes one of them the sealer of an organization at a time. Organizations take turns,
 * a block each. The log names each block and its hash, so that a chain that was written anew can be told.
 */
export function startAuditSealer(parts: AuditSealerParts): AuditSealer {
  const { log, everyMs = EVERY_MS } = parts;
  const state: SealerState = { unsealedMs: 0, leftOver: [], leftOverReadAtMs: null };
  let stopping = false;
  let fault: string | null = null;
  let wake: () => void = () => undefined;
  const loop = (async () => {
    while (!stopping) {
      try {
        await sealWaiting(parts, state, () => stopping);
        if (!stopping) await lookAgain(parts, state);
        fault = null;
      } catch (error) {
        fault = 'audit events cannot be sealed: the database does not answer';
        log.warn(errorFields(error), 'audit events could not be sealed; trying again');
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
    unsealedSeconds: () => Math.round(state.unsealedMs / 1000),
    fault: () => fault,
    stop: async () => {
      stopping = true;
      wake();
      await loop;
    },
  };
}

async function sealWaiting(parts: AuditSealerParts, state: SealerState, isStopping: () => boolean): Promise<void> {
  let unsealedMs = 0;
  for (let turn = 0; turn < MOST_BLOCKS && !isStopping(); turn++) {
    const left = await sealTurn(parts, isStopping);
    unsealedMs = left.oldestMs;
    if (!left.isMore) break;
  }
  state.unsealedMs = unsealedMs;
}

// One block of each organization that has events to seal. `oldestMs`: the age of the oldest event that this turn found;
// `isMore`: some organization had more events than a block takes.
async function sealTurn(
  { database, clock, log }: AuditSealerParts,
  isStopping: () => boolean,
): Promise<{ readonly oldestMs: number; readonly isMore: boolean }> {
  let oldestMs = 0;
  let isMore = false;
  for (let after: string | null = NO_ID; after !== null && !isStopping();) {
    const page = await readWaitingOrganizations(database.shared, after, PAGE);
    for (const { organizationId, oldest } of page) {
      const realMs = Date.now();
      oldestMs = Math.max(oldestMs, realMs - idMs(oldest));
      const block = await sealBlock(database, organizationId, { now: clock.now(), realMs });
      if (!block) continue;
      log.info({ organizationId, block: block.number, events: block.events, hash: block.hash }, 'audit block sealed');
      isMore ||= block.events === BLOCK_EVENTS;
    }
    after = page.length === PAGE ? (page.at(-1)?.organizationId ?? null) : null;
  }
  return { oldestMs, isMore };
}

// Looks at one piece of the events of one organization again, and begins anew once a day.
async function lookAgain({ database, clock }: AuditSealerParts, state: SealerState): Promise<void> {
  const realMs = Date.now();
  if (state.leftOverReadAtMs === null || realMs - state.leftOverReadAtMs >= LEFT_OVER_EVERY_MS) {
    const organizations = await database.shared.organization.findMany({ select: { id: true } });
    state.leftOver = organizations.map(({ id }) => ({ organizationId: id, after: NO_ID }));
    state.leftOverReadAtMs = realMs;
  }
  const first = state.leftOver.shift();
  if (!first) return;
  const after = await sealLeftOver(database, first.organizationId, first.after, { now: clock.now(), realMs });
  if (after !== null) state.leftOver.push({ ...first, after });
}
