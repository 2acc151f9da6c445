import { measureMatching } from './matching/measure-matching.ts';
import type { BenchReport } from './report.ts';
import type { BenchSettings } from './settings.ts';

const SEED = 20_260_315;
const PAYMENTS = 20_000;
/** No wrong automatic match at the default settings. */
const LEAST_PRECISION = 1;

/**
 * Part i: how well payments with noisy remittances find their invoices, at the default settings and with "oldest
 * first". Needs no service; the same result for the same seed.
 */
export function measureMatches({ log }: Pick<BenchSettings, 'log'>): Promise<BenchReport> {
  const began = performance.now();
  const usual = measureMatching(SEED, PAYMENTS);
  const seconds = (performance.now() - began) / 1000;
  const oldest = measureMatching(SEED, PAYMENTS, { oldestFirst: true });
  log(`matching: ${usual.payments} payments in ${seconds.toFixed(1)} s`);
  const kinds = Object.entries(usual.byKind).map(
    ([kind, { meant, matched, right }]) => `${kind} ${right}/${matched} right of ${meant} meant`,
  );
  return Promise.resolve({
    rows: [
      {
        part: 'i',
        what: 'payments that find their invoices: precision',
        value: usual.precision.toFixed(4),
        ratio: '',
        goal: `>= ${LEAST_PRECISION}`,
        met: usual.precision >= LEAST_PRECISION ? 'yes' : 'no',
      },
      {
        part: 'i',
        what: 'payments that find their invoices: recall',
        value: usual.recall.toFixed(4),
        ratio: '',
        goal: '',
        met: '',
      },
      {
        part: 'i',
        what: 'left to a person: the first suggestion is right',
        value: usual.suggested.first.toFixed(4),
        ratio: '',
        goal: '',
        met: '',
      },
      {
        part: 'i',
        what: 'left to a person: one of five suggestions is right',
        value: usual.suggested.amongFive.toFixed(4),
        ratio: '',
        goal: '',
        met: '',
      },
      {
        part: 'i',
        what: 'with oldest first: precision',
        value: oldest.precision.toFixed(4),
        ratio: '',
        goal: '',
        met: '',
      },
      { part: 'i', what: 'with oldest first: recall', value: oldest.recall.toFixed(4), ratio: '', goal: '', met: '' },
    ],
    notes: [
      `i: ${PAYMENTS} generated payments, seed ${SEED}, ${(PAYMENTS / seconds).toFixed(0)}/s in one thread. By ` +
        `what the payer wrote: ${kinds.join('; ')}.`,
    ],
  });
}
