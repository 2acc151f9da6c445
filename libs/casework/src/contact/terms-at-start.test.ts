import { beforeEach, describe, expect, test } from '@jest/globals';
import { cancelled, customer, issued } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { ChargeWorld, noon } from '@puntual/testing/worlds/charge-world';
import type { MessageDraft } from './message-draft.ts';

const db = useTestDatabase();
let world: ChargeWorld;
beforeEach(async () => {
  world = new ChargeWorld(db.database, await freshOrganization(db));
});

const STEPS = [{ id: 'friendly', day: 1, stage: 'friendly', do: 'send', template: 'friendly' }];
const tellTerms = (on: string, more: object = {}) =>
  world.policy({ interest: { regime: 'contractual', percentPerYear: '8' } }, [], on, {
    termsAtStart: true,
    steps: STEPS,
    ...more,
  });
const first = (data: Parameters<typeof issued>[0] = {}) =>
  issued({ issueDate: '2026-01-12', dueDate: '2026-02-12', ...data });
const asked = async () =>
  (
    await world.query<{ invoice_id: string; state: string }>(
      `SELECT i.invoice_id, s.state FROM step s JOIN invoice i ON i.id = s.invoice_id
      WHERE s.step_id = 'start:terms' ORDER BY s.requested_at, i.invoice_id`,
    )
  ).map(({ invoice_id, state }) => `${invoice_id} ${state}`);

describe('a new customer is told the terms with the first invoice', () => {
  test('once: the message lists it, and the next invoice brings none', async () => {
    await tellTerms('2026-01-02');
    await world.take([customer(), first()], noon('2026-01-12'));
    await world.evaluate(noon('2026-01-12'));
    let draft: MessageDraft | null = null;
    const reserved = await world.gate(noon('2026-01-12'), {
      render: (drafted) => {
        draft = drafted;
        return Promise.resolve({ subject: drafted.template, html: null, text: '', pdf: null });
      },
    });
    if (reserved.kind !== 'reserved') throw new Error(reserved.kind);
    expect(draft).toMatchObject({
      template: 'terms',
      upcoming: [{ invoiceId: 'INV-1' }],
      late: {
        currency: 'EUR',
        reminders: true,
        interest: { by: 'contract', percent: '8' },
        fee: null,
        supplyHold: false,
        agency: false,
      },
    });
    await world.settle(reserved.message.messageId, { kind: 'sent', providerId: 'r', by: 'answer' }, noon('2026-01-12'));
    await world.take([first({ invoiceId: 'INV-2', issueDate: '2026-01-13' })], noon('2026-01-13'));
    await world.evaluate(noon('2026-01-13'), 'INV-2');
    await world.evaluate(noon('2026-01-13'));
    expect(await asked()).toEqual(['INV-1 sent']);
    expect((await world.invoice()).stage).toBe('not-due');
  });

  test('never twice, though several first invoices come on one day', async () => {
    await tellTerms('2026-01-02');
    await world.take([customer(), first(), first({ invoiceId: 'INV-2' })], noon('2026-01-12'));
    await world.evaluate(noon('2026-01-12'));
    await world.evaluate(noon('2026-01-12'), 'INV-2');
    expect(await asked()).toEqual(['INV-1 requested']);
    expect((await world.send(noon('2026-01-12'))).subject).toBe('terms');
    await world.evaluate(noon('2026-01-13'), 'INV-2');
    expect(await asked()).toEqual(['INV-1 sent']);
  });

  test('by another first invoice of the day when the one that asked is cancelled before it leaves', async () => {
    await tellTerms('2026-01-02');
    await world.take([customer(), first(), first({ invoiceId: 'INV-2' })], noon('2026-01-12'));
    await world.evaluate(noon('2026-01-12'));
    await world.take([cancelled()], noon('2026-01-12'));
    await world.evaluate(noon('2026-01-12'));
    await world.evaluate(noon('2026-01-12'), 'INV-2');
    expect(await asked()).toEqual(['INV-1 dropped', 'INV-2 requested']);
  });

  test('not for an invoice that is overdue, or that was chased elsewhere before', async () => {
    await tellTerms('2026-01-02');
    await world.take(
      [
        customer(),
        first({ dueDate: '2026-01-12', issueDate: '2025-12-12' }),
        customer({ customerId: 'C-2' }),
        first({
          customerId: 'C-2',
          invoiceId: 'INV-2',
          alreadyReached: { stage: 'courtesy', on: '2026-01-02' },
        }),
      ],
      noon('2026-01-13'),
    );
    await world.evaluate(noon('2026-01-13'));
    await world.evaluate(noon('2026-01-13'), 'INV-2');
    expect(await asked()).toEqual([]);
  });

  test('not to a customer whose first invoice was known before the policy told the terms', async () => {
    await world.policy({}, [], '2026-01-02', { steps: STEPS });
    await world.take([customer(), first()], noon('2026-01-12'));
    await world.evaluate(noon('2026-01-12'));
    await tellTerms('2026-01-13');
    await world.take([first({ invoiceId: 'INV-2', issueDate: '2026-01-14' })], noon('2026-01-14'));
    await world.evaluate(noon('2026-01-14'), 'INV-2');
    await world.query("UPDATE invoice SET runs_policy_version = 2 WHERE invoice_id = 'INV-1'");
    await world.evaluate(noon('2026-01-14'));
    expect(await world.query('SELECT runs_policy_key, runs_policy_version FROM invoice ORDER BY invoice_id')).toEqual(
      Array.from({ length: 2 }, () => ({ runs_policy_key: 'charging', runs_policy_version: 2 })),
    );
    expect(await asked()).toEqual([]);
  });

  test('not when the policy does not say so', async () => {
    await world.policy({}, [], '2026-01-02', { steps: STEPS });
    await world.take([customer(), first()], noon('2026-01-12'));
    await world.evaluate(noon('2026-01-12'));
    expect(await asked()).toEqual([]);
  });
});
