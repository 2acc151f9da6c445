import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { WorkflowBundle } from '@temporalio/worker';
import { invoiceWorkflowId } from '@puntual/contracts/workflow-ids';
import { HANGS_AFTER_MS, until } from '@puntual/testing/until';
import type { InvoiceWorld } from '@puntual/testing/workflows/invoice-world';
import type { WorldInvoice } from '@puntual/testing/workflows/customer-record';
import { openStandingCourse, withRealWorkers } from '@puntual/testing/workflows/real-server';
import { STARTS_ON } from '@puntual/testing/workflows/scenarios';
import { openTestNamespace, type TestNamespace } from '@puntual/testing/workflows/test-namespace';
import { bundleSources } from '@puntual/testing/workflows/time-skipping';

jest.setTimeout(300_000);

// Uses the real server: the time-skipping one lets days pass between two parts of one workflow task, and once accepted
// a signal for a run that it then let end.
let server: TestNamespace;
let bundle: WorkflowBundle;
beforeAll(async () => {
  [server, bundle] = [await openTestNamespace('closing'), await bundleSources()];
});
afterAll(() => server.close());

describe('a case that ends', () => {
  it.each([
    ['while it closes', 'closing', () => Promise.resolve()],
    // The evaluation is slow: the workflow task is kept alive, and the signal arrives while an evaluation runs that
    // does not know of it.
    ['during a slow last look', 'slow', untilDelivered],
  ] as const)(
    'goes on when a signal arrives %s: the payment was taken back in that moment',
    async (_when, slug, slowly) => {
      const { world } = openStandingCourse(server, slug);
      let closingLook = 0;
      await withRealWorkers(server, [world], bundle, async () => {
        const invoice = world.issue('A', { knownOn: STARTS_ON, dueOn: '2026-03-16' });
        world.faults.onClosing = async (closing) => {
          world.faults.onClosing = null;
          closingLook = world.evaluations;
          world.reverse(closing);
          await world.signal(closing, 'payment', { reversed: 'yes' });
          await slowly(world, closing);
        };
        await world.start(invoice);
        world.pay(invoice);
        await world.signal(invoice, 'payment', { paymentId: 'P1' });
        await until('the case has looked again', () => closingLook > 0 && world.evaluations > closingLook);
        world.pay(invoice);
        // A case that is being evaluated sees the payment by itself and may end before the signal arrives.
        await world.signal(invoice, 'payment', { paymentId: 'P2' }).catch((error: unknown) => {
          if (!(error instanceof WorkflowNotFoundError)) throw error;
        });
        expect(await world.result(invoice)).toBe('paid');
        await world.settled();
      });
      expect(world.diary.filter((line) => line.includes('closed'))).toEqual([
        `${STARTS_ON} A closed paid`,
        `${STARTS_ON} A closed paid`,
      ]);
    },
  );
});

/** Resolves when a workflow task has delivered the last signal to the workflow. */
async function untilDelivered(world: InvoiceWorld, invoice: WorldInvoice): Promise<void> {
  await until(
    'the signal is delivered',
    async () => {
      const events =
        (await server.client.workflow.getHandle(invoiceWorkflowId(world.slug, invoice.id)).fetchHistory()).events ?? [];
      const reversal = events.findLastIndex((event) => event.workflowExecutionSignaledEventAttributes);
      return reversal >= 0 && events.findLastIndex((event) => event.workflowTaskStartedEventAttributes) > reversal;
    },
    HANGS_AFTER_MS,
    100,
  );
}
