import { findOrganization } from '@puntual/casework/record/organization';
import {
  simulate,
  type Past,
  type SimulationProgress,
  type SimulationResult,
} from '@puntual/casework/simulate/simulate';
import { SIMULATED_DAYS, type Simulate } from '@puntual/contracts/api/simulate';
import type { Database } from '@puntual/db/database';
import { addDays, daysBetween, instantAt, localDate } from '@puntual/domain/calendar/dates';
import type { Caller } from '../auth/caller.ts';
import { invalid, type ApiProblem } from '../http/api-problem.ts';
import { currentLanguage, type Words } from '../http/language.ts';

export interface SimulateNow {
  readonly now: number;
  /** The instant that pages before this one started at. */
  readonly from: number | null;
  readonly after: string | null;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SimulationProgress) => void;
}

/** Simulates what a request asks for. Throws the 422 problem for days that are no past, and the signal's reason once whoever asked is gone. */
export async function simulateOver(
  database: Database,
  { organizationId, slug }: Caller,
  { over, policy, cases, days, calls, limit }: Simulate,
  { now, from, ...during }: SimulateNow,
): Promise<SimulationResult> {
  const request = { ...during, policy: policy ?? null, cases, calls, limit };
  if (over.kind === 'history')
    return simulate(database, organizationId, {
      ...request,
      over: pastOf(over, (await findOrganization(database, slug))?.timeZone ?? 'UTC', now),
    });
  return simulate(database, organizationId, {
    ...request,
    over: { from: from ?? now, days, invoiceIds: over.kind === 'invoices' ? over.invoiceIds : null },
  });
}

// Whole days of the organization's own calendar; the last one may be today, as far as it has come.
function pastOf({ from, to }: { readonly from: string; readonly to: string }, timeZone: string, now: number): Past {
  if (to < from)
    throw at('over.to', { en: `lies before the first day, ${from}`, es: `es anterior al primer día, ${from}` });
  if (to > localDate(now, timeZone))
    throw at('over.to', {
      en: 'lies in the future: history ends today',
      es: 'está en el futuro: el historial termina hoy',
    });
  if (daysBetween(from, to) >= SIMULATED_DAYS)
    throw at('over.to', {
      en: `a simulation is at most ${SIMULATED_DAYS} days long`,
      es: `una simulación dura ${SIMULATED_DAYS} días como máximo`,
    });
  return { from: instantAt(from, 0, timeZone), to: Math.min(now, instantAt(addDays(to, 1), 0, timeZone)) };
}

function at(path: string, words: Words): ApiProblem {
  return invalid([{ path, message: words[currentLanguage.getStore() ?? 'en'] }]);
}
