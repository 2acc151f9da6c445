import { expect, test } from '@jest/globals';
import { clockOf } from '@puntual/platform/clock';
import { openLog } from '@puntual/platform/log';
import { openHealth } from '@puntual/platform/service-health';
import { ingestChecks, type IngestState } from './ingest-checks.ts';
import { watchCases, type CaseWatchParts } from './watch-cases.ts';

const well = { fault: () => null };
const allWell: IngestState = { stream: well, relays: { temporal: well, kafka: well }, imports: well, cases: well };

function health(state: IngestState) {
  const { checks, notes } = ingestChecks(() => state);
  return openHealth(checks, notes);
}

test.each<[string, Partial<IngestState>, Record<string, string>]>([
  ['the stream is not connected', { stream: null }, { kafka: 'connecting to Kafka' }],
  ['the relays are not started', { relays: null }, { temporalRelay: 'starting', kafkaRelay: 'starting' }],
  ['imports stand still', { imports: { fault: () => 'imports stand still' } }, { imports: 'imports stand still' }],
])('ingest is not ready while %s, and says so', async (_, state, faults) => {
  expect(await health(allWell).runChecks()).toMatchObject({ ready: true });
  expect(await health({ ...allWell, ...state }).runChecks()).toMatchObject({ ready: false, checks: faults });
});

test('ingest is ready while open cases cannot be checked, and says so', async () => {
  const cases = { fault: () => 'cases cannot be checked' };
  expect(await health({ ...allWell, cases }).runChecks()).toMatchObject({
    ready: true,
    checks: { cases: 'cases cannot be checked' },
  });
});

test('the watch over open cases has a fault while the database does not answer', async () => {
  const parts = {
    clock: clockOf(null, () => 0),
    log: openLog('ingest', 'silent'),
    database: {},
  } as unknown as CaseWatchParts;
  const watch = watchCases(parts);
  await watch.stop();
  expect(watch.fault()).toContain('cases cannot be checked');
  expect(watch.counts()).toBeNull();
});
