import { groupPayments } from '@puntual/testing/builders/group-payers';
import { hardRemittances } from '@puntual/testing/builders/hard-remittances';
import { noisyRemittances } from '@puntual/testing/builders/noisy-remittances';
import { measureMatching, type MatchingMeasure } from './matching/measure-matching.ts';
import { measurePayers } from './matching/measure-payers.ts';
import type { BenchReport, BenchRow } from './report.ts';
import type { BenchSettings } from './settings.ts';

const SEED = 20_260_315;
const PAYMENTS = 20_000;
/** No wrong automatic match at the default settings. */
const LEAST_PRECISION = 1;
/** Share of the generated pairs with noisy remittances that is matched. */
const LEAST_RECALL = 0.89;

/**
 * Part i: how well payments find their invoices and their payers. Payments with noisy remittances are matched at the
 * default settings and with "oldest first"; payments whose texts hold misleading digits, and payments of companies of
 * one group, at the default settings. Needs no service; the same result for the same seed.
 */
export function measureMatches({ log }: Pick<BenchSettings, 'log'>): Promise<BenchReport> {
  const remittances = noisyRemittances(SEED, PAYMENTS);
  const began = performance.now();
  const usual = measureMatching(remittances);
  const seconds = (performance.now() - began) / 1000;
  log(`matching: ${usual.payments} payments in ${seconds.toFixed(1)} s`);
  const oldest = measureMatching(remittances, { oldestFirst: true });
  const hard = measureMatching(hardRemittances(SEED, PAYMENTS));
  const payers = measurePayers(groupPayments(SEED, PAYMENTS));
  return Promise.resolve({
    rows: [
      row('payments that find their invoices: precision', usual.precision, LEAST_PRECISION),
      row('payments that find their invoices: recall', usual.recall, LEAST_RECALL),
      row('left to a person: the first suggestion is right', usual.suggested.first),
      row('left to a person: one of five suggestions is right', usual.suggested.amongFive),
      row('with oldest first: precision', oldest.precision),
      row('with oldest first: recall', oldest.recall),
      row('with misleading digits: precision', hard.precision, LEAST_PRECISION),
      row('with misleading digits: recall', hard.recall),
      row('payers in groups of companies: precision', payers.precision, LEAST_PRECISION),
      row('payers in groups of companies: recall', payers.recall),
    ],
    notes: [
      `i: ${PAYMENTS} generated payments, seed ${SEED}, ${(PAYMENTS / seconds).toFixed(0)}/s in one thread. By ` +
        `what the payer wrote: ${kindsOf(usual)}.`,
      `i: ${PAYMENTS} generated payments with misleading digits, by what the digits are: ${kindsOf(hard)}.`,
    ],
  });
}

function row(what: string, value: number, least?: number): BenchRow {
  return {
    part: 'i',
    what,
    value: value.toFixed(4),
    ratio: '',
    goal: least === undefined ? '' : `>= ${least}`,
    met: least === undefined ? '' : value >= least ? 'yes' : 'no',
  };
}

function kindsOf<Kind extends string>({ byKind }: MatchingMeasure<Kind>): string {
  return Object.entries<MatchingMeasure<Kind>['byKind'][Kind]>(byKind)
    .map(([kind, { meant, matched, right }]) => `${kind} ${right}/${matched} right of ${meant} meant`)
    .join('; ');
}
