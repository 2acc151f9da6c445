import { beforeEach, describe, expect, test } from '@jest/globals';
import { customer, issued } from '@puntual/testing/builders/events';
import { standardPolicy } from '@puntual/domain/policy/standard';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at } from '@puntual/testing/worlds/case-world';
import { ana, ContactWorld } from '@puntual/testing/worlds/contact-world';
import { runDiary, type DiaryMessage } from '@puntual/testing/worlds/run-diary';
import { openHold } from '../people/holds.ts';
import { type Stage, stageRank } from '@puntual/domain/policy/vocabulary';

// Cases of the field (docs/cases.md), lived through the use cases on the real database.
const db = useTestDatabase();
let world: ContactWorld;
beforeEach(async () => {
  world = new ContactWorld(db.database, await freshOrganization(db));
});

const told = (messages: readonly DiaryMessage[]) =>
  messages.map((message) => `${message.at.slice(0, 10)} ${message.template} ${message.overdue.join('+')}`);

describe('an outage over the due instants (case 5)', () => {
  test('is caught up afterwards: each step once, in order, at its distance', async () => {
    await world.take([customer({ contacts: [ana] }), issued({ invoiceId: 'A', total: '100.00' })]);
    // Due on 1 December; nothing ran until Sunday the 20th.
    const messages = await runDiary(world, {
      invoiceIds: ['A'],
      from: at('2026-12-20 11:00'),
      to: at('2027-01-12 12:00'),
    });
    expect(told(messages)).toEqual(['2026-12-21 friendly A', '2026-12-28 follow-up A', '2027-01-11 demand A']);
    expect((await world.steps('A')).map((step) => [step.step_id, step.occurrence, step.state])).toEqual([
      ['friendly', 1, 'sent'],
      ['follow-up', 1, 'sent'],
      ['demand', 1, 'sent'],
    ]);
  });
});

describe('a pause of one of three invoices (case 17)', () => {
  test('does not stop the other invoices, and its own goes on from the step where it was paused', async () => {
    await world.take([
      customer({ contacts: [ana] }),
      ...['A', 'B', 'C'].map((invoiceId) => issued({ invoiceId, total: '100.00' })),
    ]);
    const { id } = await world.invoice('B');
    await openHold(
      db.database,
      world.actor,
      { invoiceRowId: id, kind: 'manual', reason: 'wrong address', untilOn: '2026-12-10' },
      at('2026-12-02 08:00'),
    );
    const messages = await runDiary(world, {
      invoiceIds: ['A', 'B', 'C'],
      from: at('2026-12-02 08:00'),
      to: at('2026-12-15 18:00'),
    });
    expect(told(messages)).toEqual([
      '2026-12-02 friendly A+C',
      '2026-12-09 follow-up A+C',
      '2026-12-14 friendly A+B+C',
    ]);
    expect((await world.steps('B')).map((step) => step.step_id)).toEqual(['friendly']);
  });
});

describe('an import of open invoices that others have chased (case 27)', () => {
  test('keeps the stage that each had reached, and a customer gets one message about all invoices', async () => {
    const REACHED: readonly (Stage | null)[] = [null, 'friendly', 'follow-up', 'demand'];
    const importedAt = at('2026-12-10 12:00');
    const customers = ['C-1', 'C-2', 'C-3'].map((customerId, number) => ({
      customerId,
      invoices: REACHED.map((stage, index) => ({
        invoiceId: `${customerId}-${index}`,
        stage: REACHED[(index + number) % REACHED.length] ?? stage,
      })),
    }));
    await world.take(
      customers.flatMap(({ customerId, invoices }) => [
        customer({ customerId, contacts: [ana] }),
        ...invoices.map(({ invoiceId, stage }) =>
          issued({
            invoiceId,
            customerId,
            total: '100.00',
            dueDate: '2026-11-02',
            ...(stage ? { alreadyReached: { stage, on: '2026-11-20' } } : {}),
          }),
        ),
      ]),
      importedAt,
    );
    for (const { customerId, invoices } of customers) {
      const messages = await runDiary(world, {
        customerId,
        invoiceIds: invoices.map((each) => each.invoiceId),
        from: importedAt,
        to: at('2026-12-12 12:00'),
      });
      expect(messages.map((message) => [message.at.slice(0, 10), message.overdue.length])).toEqual([['2026-12-11', 4]]);
      for (const { invoiceId, stage } of invoices) {
        const [asked] = await world.steps(invoiceId);
        const first = standardPolicy.steps.find((step) => step.id === asked?.step_id);
        expect([invoiceId, first && stageRank(first.stage) > stageRank(stage ?? 'courtesy')]).toEqual([
          invoiceId,
          true,
        ]);
      }
    }
  });
});
