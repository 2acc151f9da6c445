import { findOrganization } from '@puntual/casework/record/organization';
import type { Past } from '@puntual/casework/simulate/simulate';
import { SIMULATED_DAYS, type Simulate } from '@puntual/contracts/api/simulate';
import type { Database } from '@puntual/db/database';
import { addDays, daysBetween, instantAt, localDate } from '@puntual/domain/calendar/dates';
import type { Caller } from '../http/caller.ts';
import { invalid } from '../http/api-problem.ts';
import type { SimulationInput } from './simulation-job.ts';

/** Where a page of a simulation begins. */
interface PageStart {
  readonly now: number;
  /** The start instant of the earlier pages. */
  readonly from: number | null;
  readonly after: string | null;
}

/** What the body of a request asks to simulate. Throws the 422 problem when the days are not in the past. */
export async function requestOf(
  database: Database,
  { slug }: Caller,
  { over, policy, cases, days, calls, limit }: Simulate,
  { now, from, after }: PageStart,
): Promise<SimulationInput['request']> {
  const request = { after, policy: policy ?? null, cases, calls, limit };
  if (over.kind === 'history')
    return {
      ...request,
      over: pastOf(over, (await findOrganization(database, slug))?.timeZone ?? 'UTC', now),
    };
  return {
    ...request,
    over: { from: from ?? now, days, invoiceIds: over.kind === 'invoices' ? over.invoiceIds : null },
  };
}

// Whole days of the organization's calendar; the last one may be today, up to now.
function pastOf({ from, to }: { readonly from: string; readonly to: string }, timeZone: string, now: number): Past {
  if (to < from) throw invalid([{ code: 'past-ends-first', path: 'over.to', values: { from } }]);
  if (to > localDate(now, timeZone)) throw invalid([{ code: 'past-in-future', path: 'over.to', values: {} }]);
  if (daysBetween(from, to) >= SIMULATED_DAYS)
    throw invalid([{ code: 'past-too-long', path: 'over.to', values: { mostDays: SIMULATED_DAYS } }]);
  return { from: instantAt(from, 0, timeZone), to: Math.min(now, instantAt(addDays(to, 1), 0, timeZone)) };
}
