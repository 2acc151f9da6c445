import { simulate } from '@puntual/casework/simulate/simulate';
import { withTestDatabase } from '@puntual/testing/database/test-database';
import { CUSTOMERS, fillMorning, INVOICES_EACH, MORNING } from './morning.ts';
import { median, type BenchReport } from './report.ts';
import type { BenchSettings } from './settings.ts';

const DAYS = 120;
const CUSTOMERS_SHOWN = 50;

/** (j) What `POST /v1/policies/simulate` does for all open invoices: read from real Postgres, simulated under a policy to try and under the current ones, compared. */
export async function measureSimulationOverDatabase({
  log,
  rounds,
}: Pick<BenchSettings, 'log' | 'rounds'>): Promise<BenchReport> {
  const db = await withTestDatabase();
  try {
    await fillMorning(db, 'new');
    const read: number[] = [];
    const all: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const began = performance.now();
      let readAt = began;
      const result = await simulate(db.database, db.organization.id, {
        over: { from: MORNING, days: DAYS, invoiceIds: null },
        policy: { key: 'strict' },
        cases: 'all',
        calls: 'no-answer',
        limit: CUSTOMERS_SHOWN,
        after: null,
        signal: new AbortController().signal,
        onProgress: ({ phase }) => {
          if (phase === 'reading') readAt = performance.now();
        },
      });
      if (result.result !== 'simulated' || result.customers !== CUSTOMERS)
        throw new Error(`the simulation says ${result.result}`);
      read.push((readAt - began) / 1000);
      all.push((performance.now() - began) / 1000);
      log(`(j) round ${round + 1}: read in ${read.at(-1)?.toFixed(1)} s, all in ${all.at(-1)?.toFixed(1)} s`);
    }
    return {
      rows: [
        {
          part: '(j)',
          what: `simulate ${CUSTOMERS * INVOICES_EACH} invoices from the database, ${DAYS} days, beside the current policies`,
          value: `${median(all).toFixed(1)} s`,
          ratio: '',
          goal: '',
          met: '',
        },
      ],
      notes: [
        `(j) reading took ${median(read).toFixed(1)} s of it; the rest is two simulations of every customer and their comparison, in one thread.`,
      ],
    };
  } finally {
    await db.close();
  }
}
