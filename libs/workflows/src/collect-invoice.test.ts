import { WorkflowNotFoundError } from '@temporalio/client';
import { describe, expect, it } from '@jest/globals';
import { invoiceWorkflowId } from '@puntual/contracts/workflow-ids';
import { until } from '@puntual/testing/until';
import {
  paidAfterFollowUp,
  SCENARIOS,
  silentToAgency,
  STARTS_ON,
  type Course,
} from '@puntual/testing/workflows/scenarios';
import { COMMITMENTS } from '@puntual/testing/workflows/commitments';
import type { InvoiceWorld } from '@puntual/testing/workflows/invoice-world';
import type { WorldInvoice } from '@puntual/testing/workflows/customer-record';
import { useSkippedTime } from '@puntual/testing/workflows/skipped-time';

const time = useSkippedTime();

async function opened(world: InvoiceWorld): Promise<WorldInvoice> {
  const invoice = world.issue('A', { knownOn: STARTS_ON, dueOn: '2026-03-16' });
  await world.start(invoice);
  return invoice;
}

async function payAndClose(course: Course, invoice: WorldInvoice, on: string, time = '12:00'): Promise<void> {
  await course.until(on, time);
  course.world.pay(invoice);
  // A case that is being evaluated sees the payment by itself and may end before the signal arrives.
  await course.world.signal(invoice, 'payment', { paymentId: 'P1' }).catch((error: unknown) => {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  });
  await course.world.result(invoice);
  await course.until(on, '16:00');
}

async function timersOf(world: InvoiceWorld, invoice: WorldInvoice): Promise<number> {
  const { events } = await time.env.client.workflow.getHandle(invoiceWorkflowId(world.slug, invoice.id)).fetchHistory();
  return (events ?? []).filter((event) => event.timerStartedEventAttributes).length;
}

describe('an invoice is collected by its plan', () => {
  it.each([...SCENARIOS, ...COMMITMENTS])('$name', async (scenario) => {
    const world = await time.play(scenario.play);
    expect(world.diary).toEqual(scenario.diary);
  });
});

describe('signals carry a cause, not state', () => {
  it('a lost payment signal only delays: the next wake-up finds the payment and nothing more is sent', async () => {
    const world = await time.play(async (course) => {
      const invoice = await opened(course.world);
      await course.until('2026-03-19', '12:00');
      course.world.pay(invoice);
      await course.world.result(invoice);
      await course.until('2026-03-24', '14:00');
    });
    expect(world.diary.slice(3)).toEqual(['2026-03-24 A closed paid', '2026-03-24 sent thank-you: A']);
  });

  it.each([paidAfterFollowUp, silentToAgency])(
    'doubled, reordered and groundless signals change nothing: $name',
    async (scenario) => {
      const world = await time.play(async (course) => {
        const { world } = course;
        const tell = world.signal.bind(world);
        const names = ['task', 'contact', 'hold', 'amendment', 'placement'];
        world.signal = async (invoice, name, detail) => {
          // The due signal arrives twice, among other signals.
          for (const each of [names[2], name, names[0], name, names[4]])
            await tell(invoice, each ?? name, each === name ? detail : {}).catch(() => undefined);
        };
        const reach = course.until.bind(course);
        await scenario.play({
          world,
          until: async (day, time) => {
            await reach(day, '08:00');
            const invoice = world.invoices.get('A');
            if (invoice?.caseState === 'running')
              await Promise.all([...names, ...names].map((name) => tell(invoice, name)));
            await reach(day, time);
          },
        });
      });
      expect(world.diary).toEqual(scenario.diary);
    },
  );

  it('an unknown signal name wakes the case too, so that a newer sender is never ignored', async () => {
    const world = await time.play(async (course) => {
      const invoice = await opened(course.world);
      await course.until('2026-03-05');
      course.world.pay(invoice);
      await course.world.signal(invoice, 'a-name-of-next-year', { whatever: 1 });
      await course.world.result(invoice);
      expect(await time.env.currentTimeMs()).toBeLessThan(Date.now() + 4 * 86_400_000);
    });
    expect(world.diary[0]).toBe('2026-03-05 A closed paid');
  });

  it('a change that does not move the next instant leaves the timer running', async () => {
    await time.play(async (course) => {
      const invoice = await opened(course.world);
      await course.until('2026-03-03', '12:00');
      const before = course.world.evaluations;
      for (let part = 0; part < 5; part++) {
        course.world.pay(invoice, 100n);
        await course.world.signal(invoice, 'payment', { paymentId: `P${part}` });
        await until('the case has looked', () => course.world.evaluations > before + part);
        await course.until('2026-03-03', `13:0${part}`);
      }
      expect(course.world.evaluations).toBe(before + 5);
      expect(await timersOf(course.world, invoice)).toBe(1);
      await payAndClose(course, invoice, '2026-03-10');
    });
  });
});

describe('the database is away over a due instant', () => {
  it('the case takes its step when the database is back, once, and its history stays small', async () => {
    const world = await time.play(async (course) => {
      const invoice = await opened(course.world);
      await course.until('2026-03-16', '00:30');
      course.world.faults.databaseAway = true;
      await course.until('2026-03-16', '13:00');
      course.world.faults.databaseAway = false;
      await course.until('2026-03-16', '13:30');
      const { events } = await time.env.client.workflow
        .getHandle(invoiceWorkflowId(course.world.slug, 'A'))
        .fetchHistory();
      // At most one timer per minute; a workflow task that is kept alive would write 1,300 events per hour.
      expect(events?.length).toBeLessThan(4 * 60 * 7);
      await payAndClose(course, invoice, '2026-03-16');
    });
    expect(world.diary).toEqual([
      '2026-03-09 sent courtesy: A',
      '2026-03-16 sent due-today: A',
      '2026-03-16 A closed paid',
      '2026-03-16 sent thank-you: A',
    ]);
  });
});
