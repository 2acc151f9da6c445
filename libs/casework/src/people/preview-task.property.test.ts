import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decide } from '@puntual/domain/decide/decide';
import { outcomesOf, TASK_KINDS, type TaskKind } from '@puntual/domain/tasks/task-kinds';
import type { CompleteTask } from '@puntual/contracts/api/tasks';
import { customer, issued, paid } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { addDays } from '@puntual/domain/calendar/dates';
import { loadCase } from '../facts/load-case.ts';
import { affectedInvoices } from './complete-task.ts';
import { previewTask } from './preview-task.ts';

const db = useTestDatabase();

/** A customer with one to three late invoices, a call about them, and an outcome of any kind of task. */
interface Example {
  readonly dueOn: readonly string[];
  readonly partly: boolean;
  readonly held: boolean;
  readonly kind: TaskKind;
  readonly hour: number;
  readonly input: Omit<CompleteTask, 'outcome'>;
  readonly outcome: CompleteTask['outcome'];
}

const NOON = at('2026-12-09 12:00');

const inputs: fc.Arbitrary<Omit<CompleteTask, 'outcome'>> = fc.record(
  {
    note: fc.constant('nota'),
    reason: fc.constantFrom('', 'faltan dos cajas'),
    promise: fc.record(
      {
        date: fc.integer({ min: -2, max: 200 }).map((days) => addDays('2026-12-09', days)),
        amount: fc.constantFrom('1.00', '-1', 'x'),
      },
      { requiredKeys: ['date'] },
    ),
    callBack: fc.record({
      date: fc.integer({ min: -1, max: 70 }).map((days) => addDays('2026-12-09', days)),
      time: fc.constantFrom('00:00', '10:30', '15:00', '22:30'),
    }),
    send: fc.record(
      {
        what: fc.constantFrom('statement' as const, 'invoices' as const, 'payment-link' as const),
        contactId: fc.constantFrom('k1', 'k1', 'k9'),
        channel: fc.constantFrom('email' as const, 'sms' as const),
        address: fc.constantFrom('pagos@nunez.example', '+34600111222', 'nada'),
      },
      { requiredKeys: ['what', 'contactId', 'channel'] },
    ),
  },
  { requiredKeys: [] },
);

const PEOPLES = TASK_KINDS.filter((kind) => outcomesOf(kind).length > 0 && !kind.startsWith('untied-'));

const examples = fc
  .tuple(
    fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 3 }),
    fc.boolean(),
    fc.boolean(),
    fc.constantFrom(...PEOPLES).chain((kind) => fc.tuple(fc.constant(kind), fc.constantFrom(...outcomesOf(kind)))),
    fc.integer({ min: 0, max: 5 }),
    inputs,
  )
  .map(([daysLate, partly, held, [kind, outcome], hour, input]): Example => ({
    dueOn: daysLate.map((days) => addDays('2026-12-09', -days)),
    partly,
    held,
    kind,
    outcome,
    hour,
    input,
  }));

async function prepare(example: Example): Promise<{ world: CaseWorld; taskId: string; now: number }> {
  const world = new CaseWorld(db.database, await freshOrganization(db));
  const now = NOON + example.hour * 3_600_000;
  await world.take(
    [
      customer(),
      ...example.dueOn.map((dueDate, index) =>
        issued({
          invoiceId: `INV-${index + 1}`,
          issueDate: '2026-08-01',
          dueDate,
          alreadyReached: { stage: 'demand', on: '2026-11-20' },
        }),
      ),
    ],
    at('2026-11-20 10:00'),
  );
  if (example.partly)
    await world.take([paid({ amount: '10.00', allocations: [{ invoiceId: 'INV-1', amount: '10.00' }] })], now - 1000);
  for (const [index] of example.dueOn.entries()) await world.evaluate(now - 500, `INV-${index + 1}`);
  const open = (await world.tasks(example.kind)).find((task) => task.state !== 'done');
  if (!open) await openByHand(world, example.kind, now);
  if (example.held)
    await world.query(
      `INSERT INTO hold (id, organization_id, invoice_id, customer_id, kind, opened_at, opened_by)
       SELECT gen_random_uuid(), organization_id, id, customer_id, 'manual', $1, 'Juan' FROM invoice`,
      new Date(now - 1000),
    );
  const task = (await world.tasks(example.kind)).find((each) => each.state !== 'done');
  return { world, taskId: task?.id ?? '', now };
}

async function openByHand(world: CaseWorld, kind: TaskKind, now: number): Promise<void> {
  await world.query(
    `WITH t AS (
       INSERT INTO task (id, organization_id, kind, customer_id, opened_at, due_on, reason)
       SELECT gen_random_uuid(), organization_id, $1, id, $2, '2026-12-10', $3 FROM customer 
       RETURNING id, organization_id)
     INSERT INTO task_invoice (task_id, invoice_id, organization_id)
     SELECT t.id, i.id, t.organization_id FROM t, invoice i`,
    kind,
    new Date(now - 400),
    kind === 'review-case' ? 'paused' : null,
  );
}

/** What is in the database of holds, tasks, requested messages and decisions, without ids. */
async function stateOf(world: CaseWorld, affected: readonly string[], now: number) {
  const decisions = await world.database.inOrganization(world.organization.id, async (tx) => {
    const invoices = await tx.invoice.findMany({ orderBy: [{ dueDate: 'asc' }, { id: 'asc' }] });
    const all = [];
    for (const { id, status } of invoices) {
      const loaded = status === 'open' ? await loadCase(tx, id, now, false) : null;
      const decision = loaded && decide(loaded.facts, now);
      if (!loaded || !decision || !affected.includes(id)) continue;
      const wait = decision.kind === 'wait' ? decision : null;
      all.push({
        invoiceId: loaded.invoiceId,
        decision: decision.kind,
        reasons: wait?.reasons ?? [],
        next: wait?.next ? { stepId: wait.next.stepId, at: wait.next.at } : null,
      });
    }
    return all;
  });
  const holds = await world.query(
    `SELECT i.invoice_id AS "invoiceId", h.kind, h.until_on::text AS "untilOn"
     FROM hold h JOIN invoice i ON i.id = h.invoice_id WHERE h.released_at IS NULL AND h.opened_at = $1 ORDER BY 1, 2`,
    new Date(now),
  );
  const tasks = await world.query(
    `SELECT kind, due_on::text AS "dueOn", due_at AS "dueAt", claimed_by AS "claimedBy" FROM task
     WHERE opened_at = $1 AND state <> 'done' ORDER BY kind, id`,
    new Date(now),
  );
  const messages = await world.query(`SELECT what, contact_id AS "contactId", channel FROM asked_message ORDER BY id`);
  return { decisions, holds, tasks, messages };
}

test('a preview changes nothing, and equals what completing the task does', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(examples, async (example) => {
      const { world, taskId, now } = await prepare(example);
      const input = { ...example.input, outcome: example.outcome };
      const affected = await world.database.inOrganization(world.organization.id, (tx) =>
        affectedInvoices(tx, { taskId, kind: example.kind }),
      );
      const untouched = await stateOf(world, affected, now);
      const preview = await previewTask(world.database, world.actor, { taskId, input }, now);
      expect(await stateOf(world, affected, now)).toEqual(untouched);
      const done = await world.complete(taskId, input, now);
      if (preview.result !== 'done') {
        expect(done).toEqual(preview);
        return;
      }
      expect(done).toEqual({ result: 'done' });
      seen.add(`${example.kind}/${example.outcome}`);
      const invoices = await world.query<{ invoice_id: string }>(
        `SELECT invoice_id FROM invoice WHERE id = ANY($1::uuid[]) ORDER BY due_date, id`,
        affected,
      );
      const wakes = [];
      for (const { invoice_id } of invoices) {
        const step = await world.evaluate(now, invoice_id);
        wakes.push(step.kind === 'sleep' ? step.until : null);
      }
      const after = await stateOf(world, affected, now);
      const { consequence } = preview;
      expect(
        consequence.invoices.map(({ invoiceId, decision, reasons, next }) => ({
          invoiceId,
          decision,
          reasons,
          next: next && { stepId: next.stepId, at: next.at },
        })),
      ).toEqual(after.decisions);
      expect(consequence.invoices.map(({ until }) => until)).toEqual(wakes);
      expect(consequence.holds).toEqual(after.holds);
      expect(consequence.tasks).toEqual(after.tasks);
      expect(consequence.messages).toEqual(after.messages);
    }),
    { numRuns: Number(process.env.PUNTUAL_PREVIEW_RUNS ?? 60), endOnFailure: true },
  );
  expect(seen.size).toBeGreaterThan(10);
}, 600_000);
