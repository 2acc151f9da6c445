import { beforeAll, describe, expect, it } from '@jest/globals';
import { Worker, type WorkflowBundle } from '@temporalio/worker';
import { bundleChanged } from '@puntual/testing/workflows/changed-workflows';
import { readHistories, type RecordedHistory } from '@puntual/testing/workflows/recorded-histories';
import { bundleSources, quietRuntime } from '@puntual/testing/workflows/time-skipping';

let histories: RecordedHistory[];

beforeAll(async () => {
  histories = await readHistories();
});

/** The replay errors of the recorded histories, by file; empty when today's code makes the recorded decisions. */
async function faultsOf(workflowBundle: WorkflowBundle): Promise<Record<string, string>> {
  quietRuntime();
  const faults: Record<string, string> = {};
  const results = Worker.runReplayHistories(
    { workflowBundle },
    histories.map(({ workflowId, history }) => ({ workflowId, history })),
  );
  for await (const result of results)
    if (result.error) faults[result.workflowId] = `${result.error.name}: ${result.error.message}`;
  return faults;
}

const changed = (file: string, from: string, to: string) => bundleChanged({ file, from, to });

describe('the replay gate', () => {
  it('holds a history of every path, long ones among them', () => {
    const events = histories.map((recorded) => recorded.events);
    expect(histories.length).toBeGreaterThanOrEqual(16);
    expect(Math.max(...events)).toBeGreaterThan(4096);
    const all = new Set(
      histories.flatMap(({ history }) =>
        (history.events ?? []).flatMap((event) => [
          event.workflowExecutionStartedEventAttributes?.workflowType?.name,
          event.activityTaskScheduledEventAttributes?.activityType?.name,
          event.workflowExecutionSignaledEventAttributes?.signalName,
          event.markerRecordedEventAttributes?.markerName,
          event.workflowExecutionContinuedAsNewEventAttributes && 'continued as new',
        ]),
      ),
    );
    for (const name of [
      'collectInvoice',
      'contactCustomer',
      'core_local_activity',
      'sendNextMessage',
      'giveUpOnMessage',
      'placeWithAgency',
      'recallPlacement',
      'movePolicy',
      'moveSlice',
      'payment',
      'amendment',
      'hold',
      'placement',
      'continued as new',
    ])
      expect(all).toContain(name);
  });

  it("passes on today's code", async () => {
    expect(await faultsOf(await bundleSources())).toEqual({});
  });

  it('fails every history of a case when a step is put before its first evaluation', async () => {
    const bundle = await changed(
      'collect-invoice.ts',
      'const wake = receiveWakeUps(caseSignals);',
      'const wake = receiveWakeUps(caseSignals);\n  await condition(() => false, 1000);',
    );
    const faults = await faultsOf(bundle);
    expect(Object.keys(faults)).toEqual(
      histories.filter(({ name }) => name.includes('collect-invoice')).map(({ name }) => name),
    );
  });

  it('stops a sleep injected after each wake-up: every history that sleeps and goes on fails', async () => {
    const bundle = await changed(
      'collect-invoice.ts',
      'await wake.orUntil(step.wakeAt, step.waitingFor);',
      'await wake.orUntil(step.wakeAt, step.waitingFor);\n        await condition(() => false, 1000);',
    );
    expect(Object.keys(await faultsOf(bundle)).length).toBeGreaterThanOrEqual(8);
  });

  it('stops a second sending in the contact', async () => {
    const bundle = await changed(
      'contact-customer.ts',
      'let more: boolean;',
      'let more: boolean;\n    await giveUpOnMessage();',
    );
    expect(Object.keys(await faultsOf(bundle))).toEqual(
      histories.filter(({ name }) => name.includes('contact-customer')).map(({ name }) => name),
    );
  });

  it('stops a second slice after each in a move', async () => {
    const bundle = await changed(
      'move-policy.ts',
      'if (done) return moved;',
      'await moveSlice(move, 0);\n    if (done) return moved;',
    );
    expect(Object.keys(await faultsOf(bundle))).toEqual(
      histories.filter(({ name }) => name.includes('move-policy')).map(({ name }) => name),
    );
  });
});
