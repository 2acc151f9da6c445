import { describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { contactWorkflowId } from '@puntual/contracts/workflow-ids';
import { STARTS_ON } from '@puntual/testing/workflows/scenarios';
import type { InvoiceWorld } from '@puntual/testing/workflows/invoice-world';
import type { WorldInvoice } from '@puntual/testing/workflows/customer-record';
import { useSkippedTime } from '@puntual/testing/workflows/skipped-time';

const DUE_ON = '2026-03-16';
const time = useSkippedTime();

/** An invoice that has requested a step; no workflow of its own runs. */
function asking(world: InvoiceWorld, id: string, stepId: string, dueOn = DUE_ON): WorldInvoice {
  const invoice = world.issue(id, { knownOn: STARTS_ON, dueOn });
  invoice.steps.push({ stepId, occurrence: 1, state: 'requested', on: STARTS_ON, deadlineOn: null, run: 1 });
  return invoice;
}

function ended(world: InvoiceWorld): Promise<unknown> {
  return time.env.client.workflow.getHandle(contactWorkflowId(world.slug, 'customer')).result();
}

async function eventsOf(world: InvoiceWorld) {
  const { events } = await time.env.client.workflow.getHandle(contactWorkflowId(world.slug, 'customer')).fetchHistory();
  return events ?? [];
}

describe('one voice for a customer', () => {
  it('starts after the gathering window and sends one message for all requests in it', async () => {
    const world = await time.play(async (course) => {
      await course.until('2026-03-09', '09:30');
      asking(course.world, 'A', 'courtesy');
      await course.world.requestContact();
      await course.until('2026-03-09', '09:40');
      asking(course.world, 'B', 'courtesy');
      expect(course.world.diary).toEqual([]); // the send window is open until 09:45
      await ended(course.world);
      expect((await eventsOf(course.world)).filter((event) => event.activityTaskScheduledEventAttributes)).toHaveLength(
        1,
      );
    });
    expect(world.diary).toEqual(['2026-03-09 sent courtesy: A B']);
  });

  it('twelve cases of one customer that fall due together make one message', async () => {
    const world = await time.play(async (course) => {
      const ids = Array.from({ length: 12 }, (_, index) => `I${String(index).padStart(2, '0')}`);
      requestTogether(course.world, ids.length);
      for (const id of ids) await course.world.start(course.world.issue(id, { knownOn: STARTS_ON, dueOn: DUE_ON }));
      await course.until('2026-03-09', '16:00');
      for (const invoice of course.world.invoices.values()) {
        course.world.pay(invoice);
        await course.world.signal(invoice, 'payment');
      }
      for (const invoice of course.world.invoices.values()) await course.world.result(invoice);
    });
    expect(world.diary[0]).toBe(
      '2026-03-09 sent courtesy: ' +
        `${Array.from({ length: 12 }, (_, index) => `I${String(index).padStart(2, '0')}`).join(' ')}`,
    );
    expect(world.diary.filter((line) => line.includes('courtesy'))).toHaveLength(1);
  });

  it('sends several messages one after the other when they do not go together', async () => {
    const world = await time.play(async (course) => {
      await course.until('2026-03-09', '10:00');
      const paid = asking(course.world, 'A', 'thank-you');
      course.world.pay(paid);
      asking(course.world, 'B', 'courtesy');
      await course.world.requestContact();
      await ended(course.world);
    });
    expect(world.diary).toEqual(['2026-03-09 sent thank-you: A', '2026-03-09 sent courtesy: B']);
  });

  it('waits for the window to open, over a weekend', async () => {
    const world = await time.play(async (course) => {
      await course.until('2026-03-13', '20:00'); // a Friday
      asking(course.world, 'A', 'courtesy', '2026-03-20');
      await course.world.requestContact();
      await ended(course.world);
    });
    expect(world.diary).toEqual(['2026-03-16 sent courtesy: A']);
  });

  it('a request that comes while it waits is sent with the others', async () => {
    const world = await time.play(async (course) => {
      await course.until('2026-03-13', '20:00');
      asking(course.world, 'A', 'courtesy', '2026-03-20');
      await course.world.requestContact();
      await course.until('2026-03-14', '12:00');
      asking(course.world, 'B', 'courtesy', '2026-03-21');
      await course.world.requestContact();
      await ended(course.world);
    });
    expect(world.diary).toEqual(['2026-03-16 sent courtesy: A B']);
  });
});

describe('the provider fails', () => {
  it('is tried again and the message leaves once', async () => {
    let tries = 0;
    const world = await time.play(async (course) => {
      course.world.faults.provider = async () => {
        tries += 1;
        if (tries < 5)
          throw ApplicationFailure.create({ message: 'the provider answered 503', type: 'ProviderUnknown' });
      };
      await course.until('2026-03-09', '10:00');
      asking(course.world, 'A', 'courtesy');
      await course.world.requestContact();
      await ended(course.world);
    });
    expect(tries).toBe(5);
    expect(world.diary).toEqual(['2026-03-09 sent courtesy: A']);
  });

  it('honours the delay that the provider asks for', async () => {
    const at: number[] = [];
    await time.play(async (course) => {
      course.world.faults.provider = async () => {
        at.push(await time.env.currentTimeMs());
        if (at.length === 1)
          throw ApplicationFailure.create({
            message: 'rate_limit_exceeded',
            type: 'ProviderLater',
            nextRetryDelay: '40 minutes',
            category: 'BENIGN',
          });
      };
      await course.until('2026-03-09', '10:00');
      asking(course.world, 'A', 'courtesy');
      await course.world.requestContact();
      await ended(course.world);
    });
    expect(at).toHaveLength(2);
    expect(Number(at[1]) - Number(at[0])).toBeGreaterThanOrEqual(40 * 60_000);
  });

  it('is given up before the provider forgets the key, after no more than 40 tries, and a person decides', async () => {
    const at: number[] = [];
    const world = await time.play(async (course) => {
      course.world.faults.provider = async () => {
        at.push(await time.env.currentTimeMs());
        throw ApplicationFailure.create({ message: 'the provider answered 500', type: 'ProviderUnknown' });
      };
      await course.until('2026-03-09', '10:00');
      asking(course.world, 'A', 'courtesy', '2026-03-27');
      await course.world.requestContact();
      await ended(course.world);
    });
    expect(world.diary).toHaveLength(1);
    expect(world.diary[0]).toMatch(/^2026-03-10 gave up$/);
    expect(at.length).toBeLessThanOrEqual(40);
    expect(Number(at.at(-1)) - Number(at[0])).toBeLessThanOrEqual(20 * 3600_000);
  });
});

describe('it ends when idle', () => {
  it('a request that arrives while it ends is not lost', async () => {
    const course = await time.course();
    const { world } = course;
    const activities = world.activities();
    let answered = 0;
    world.activities = () => ({
      ...activities,
      // The gate has run; then B's request is written and signalled; only then does the answer "nothing more" reach the
      // workflow.
      sendNextMessage: async () => {
        const answer = await activities.sendNextMessage();
        answered += 1;
        if (answered === 1) {
          asking(world, 'B', 'courtesy', '2026-03-18');
          await world.requestContact();
        }
        return answer;
      },
    });
    await time.run(course, async () => {
      await course.until('2026-03-09', '10:00');
      asking(world, 'A', 'courtesy');
      await world.requestContact();
      await ended(world);
    });
    expect(answered).toBe(2);
    expect(world.diary).toEqual(['2026-03-09 sent courtesy: A', '2026-03-09 sent courtesy: B']);
  });
});

/**
 * Lets the first `count` contact requests reach the server together. Where a busy worker is slow to fetch the tasks of
 * cases that are due at one instant, the test server skips the gathering window in between; a real server lets it pass.
 */
function requestTogether(world: InvoiceWorld, count: number): void {
  const request = world.requestContact.bind(world);
  let resolve: () => void = () => undefined;
  const all = new Promise<void>((done) => (resolve = done));
  let requests = 0;
  world.requestContact = async () => {
    requests += 1;
    if (requests === count) resolve();
    await all;
    await request();
  };
}
