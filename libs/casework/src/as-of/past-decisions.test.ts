import { beforeAll, expect, test } from '@jest/globals';
import { withClient } from '@puntual/sandbox/prepare-database';
import { customer, issued, paid } from '@puntual/testing/builders/events';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at } from '@puntual/testing/worlds/case-world';
import { ana, ContactWorld } from '@puntual/testing/worlds/contact-world';
import { runDiary } from '@puntual/testing/worlds/run-diary';
import { openHold } from '../people/holds.ts';
import { readComposition } from './read-composition.ts';
import { decisionAt, decisionOfStep } from './read-decision.ts';

const db = useTestDatabase();
let world: ContactWorld;

const FIRST = at('2026-11-02 10:00');
const LAST = at('2027-03-20 18:00');
const DAY_MS = 24 * 3_600_000;
const CUSTOMERS = ['C-1', 'C-2', 'C-3', 'C-4', 'C-5'];

// Some months of a company: five customers in different countries and of different kinds, four invoices each; parts
// and wholes are paid, one invoice is paused, one is disputed, and nothing is paid of others.
beforeAll(async () => {
  world = new ContactWorld(db.database, db.organization);
  await world.take(CUSTOMERS.flatMap(eventsOf), FIRST);
  for (const [index, customerId] of CUSTOMERS.entries()) await liveThrough(customerId, index);
});

const invoicesOf = (customerId: string) => ['A', 'B', 'C', 'D'].map((name) => `${customerId}-${name}`);

function eventsOf(customerId: string, index: number) {
  const countries = ['ES', 'DE', 'GB', 'ES', 'FR'] as const;
  return [
    customer({
      customerId,
      name: `Company ${customerId}`,
      country: countries[index] ?? 'ES',
      kind: index === 3 ? 'consumer' : 'business',
      timeZone: index === 2 ? 'Europe/London' : 'Europe/Madrid',
      contacts: [{ ...ana, email: `ana@${customerId.toLowerCase()}.example` }],
    }),
    ...invoicesOf(customerId).map((invoiceId, number) =>
      issued({
        invoiceId,
        customerId,
        total: `${(number + 1) * 100 + index}.00`,
        issueDate: '2026-11-01',
        dueDate: `2026-${11 + (number % 2)}-${10 + number * 4 + index}`,
      }),
    ),
  ];
}

async function liveThrough(customerId: string, index: number): Promise<void> {
  const [first = '', second = '', third = ''] = invoicesOf(customerId);
  const run = (from: number, to: number) =>
    runDiary(world, { customerId, invoiceIds: invoicesOf(customerId), from, to, gatherMs: 60_000 });
  const pay = (invoiceId: string, amount: string, now: number) =>
    world.take(
      [
        paid({
          paymentId: `P-${invoiceId}-${now}`,
          customerId,
          amount,
          receivedOn: new Date(now).toISOString().slice(0, 10),
          allocations: [{ invoiceId, amount }],
        }),
      ],
      now,
    );
  const days = (count: number) => FIRST + count * DAY_MS;
  await run(FIRST, days(30 + index));
  await pay(first, '40.00', days(30 + index));
  if (index % 2 === 0) {
    const { id } = await world.invoice(second);
    const hold = { invoiceRowId: id, kind: 'manual' as const, reason: 'x', untilOn: '2026-12-20' };
    await openHold(db.database, world.actor, hold, days(31 + index));
  }
  await run(days(31 + index), days(60));
  await pay(third, `${300 + index}.00`, days(60));
  await run(days(60), LAST);
}

interface CarriedStep {
  readonly message_id: string;
  readonly invoice_id: string;
  readonly step_id: string;
  readonly occurrence: number;
  readonly composed_at: Date;
  readonly audited: string | null;
}

test('for every message, today’s rules decide by the stored facts what was decided then', async () => {
  const steps = await world.query<CarriedStep>(`
    SELECT s.message_id, s.invoice_id, s.step_id, s.occurrence, m.composed_at,
      (
        SELECT e.data->>'decision'
        FROM audit_event e
        WHERE e.invoice_id = s.invoice_id AND e.kind = 'step.requested'
          AND e.data->>'stepId' = s.step_id AND (e.data->>'occurrence')::int = s.occurrence
      ) AS audited
    FROM step s JOIN message m ON m.id = s.message_id`);
  const messages = await world.query<{ id: string }>('SELECT id FROM message');
  expect(messages.length).toBeGreaterThan(20);
  expect(new Set(steps.map((step) => step.message_id))).toEqual(new Set(messages.map(({ id }) => id)));
  for (const step of steps) {
    const past = await db.database.inOrganization(db.organization.id, (tx) =>
      decisionOfStep(tx, db.organization.id, {
        invoiceRowId: step.invoice_id,
        stepId: step.step_id,
        occurrence: step.occurrence,
      }),
    );
    expect(past).toMatchObject({
      decision: { kind: 'request-contact', stepId: step.step_id, occurrence: step.occurrence },
      isIntact: true,
      decidesTheSame: true,
      hash: step.audited,
    });
    expect(past?.at).toBeLessThanOrEqual(step.composed_at.getTime());
  }
  expect(steps.length).toBeGreaterThan(30);
});

test('for every message, today’s rules compose by the stored facts what the gate composed then', async () => {
  const messages = await world.query<{ id: string; template: string; listed: string[]; audited: string[] }>(`
    SELECT m.id, m.template,
      ARRAY(SELECT mi.invoice_id::text FROM message_invoice mi WHERE mi.message_id = m.id) AS listed,
      ARRAY(
        SELECT DISTINCT e.data->>'decision' FROM audit_event e
        WHERE e.kind = 'message.sent' AND e.data->>'messageId' = m.id::text
      ) AS audited
    FROM message m`);
  for (const { id, template, listed, audited } of messages) {
    const past = await db.database.inOrganization(db.organization.id, (tx) =>
      readComposition(tx, db.organization.id, id),
    );
    expect(past).toMatchObject({
      composition: { kind: 'send', template },
      isIntact: true,
      decidesTheSame: true,
    });
    const { overdue = [], upcoming = [], settled = [] } = past?.composition ?? {};
    expect(new Set([...overdue, ...upcoming, ...settled])).toEqual(new Set(listed));
    expect(audited).toEqual([past?.hash]);
  }
});

test('every stored decision is made again by its facts, and holds the balance that was booked then', async () => {
  const rows = await world.query<{ invoice_id: string; at: Date; hash: string }>(
    'SELECT invoice_id, at, hash FROM case_decision ORDER BY id',
  );
  expect(rows.length).toBeGreaterThan(100);
  const last = new Map(rows.map((row) => [`${row.invoice_id} ${row.at.getTime()}`, row]));
  for (const row of last.values()) {
    const past = await db.database.inOrganization(db.organization.id, (tx) =>
      decisionAt(tx, db.organization.id, row.invoice_id, row.at.getTime()),
    );
    expect(past).toMatchObject({ hash: row.hash, isIntact: true, decidesTheSame: true });
    const { booked } = await world.one<{ booked: bigint }>(
      `SELECT coalesce(sum(amount_minor), 0)::bigint AS booked
       FROM entry
       WHERE invoice_id = $1::uuid AND charge_id IS NULL AND created_at <= $2::timestamptz`,
      row.invoice_id,
      row.at,
    );
    const { openMinor, chargesMinor = 0n } = past?.facts.invoice ?? { openMinor: 0n };
    expect(openMinor - chargesMinor).toBe(booked);
  }
});

test('a case that waits by the same facts stores nothing new', async () => {
  const count = () => world.one<{ rows: number }>('SELECT count(*)::int AS rows FROM case_decision');
  await world.evaluate(LAST, 'C-1-A');
  const before = await count();
  await world.evaluate(LAST, 'C-1-A');
  expect(await count()).toEqual(before);
});

test('stored facts hold no name, address or text of a person', async () => {
  const { text } = await world.one<{ text: string }>(
    `SELECT string_agg(text, '') AS text
     FROM (
       SELECT facts::text || decision::text AS text FROM case_decision
       UNION ALL SELECT facts::text || composition::text FROM message_decision
     ) stored`,
  );
  for (const personal of ['Ana', 'Núñez', '.example', '@', '+34', 'Company']) expect(text).not.toContain(personal);
});

test('a stored decision that was changed is told', async () => {
  const { id } = await world.invoice('C-1-B');
  await withClient(db.ownerUrl, (client) =>
    client.query(`UPDATE case_decision SET facts = jsonb_set(facts, '{creditMinor}', '"1"') WHERE invoice_id = $1`, [
      id,
    ]),
  );
  const past = await db.database.inOrganization(db.organization.id, (tx) =>
    decisionAt(tx, db.organization.id, id, LAST),
  );
  expect(past?.isIntact).toBe(false);
});
