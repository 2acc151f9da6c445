import { localDate } from '@puntual/domain/calendar/dates';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { customer, issued, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { openHold } from '../people/holds.ts';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import type { Json } from '@puntual/db/json';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { hashOf } from '../agencies/agency-messages.ts';
import { readPlacement, settlePlacement } from './placement.ts';
import { evaluateCase } from './evaluate-case.ts';

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

// Due on Tuesday 2026-12-01: friendly on the 2nd, follow-up on the 9th, demand on the 22nd, call on 2027-01-04 (the 2nd
// is a Saturday), agency on 2027-02-01 (January 30th is a Saturday).
const allocations = [{ invoiceId: 'INV-1', amount: '1210.00' }];
const asleep = { kind: 'sleep' };

/** A case whose reminders were all sent elsewhere: the call is next. */
async function reachedDemand(invoiceIds = ['INV-1'], dueDate = '2026-11-02'): Promise<void> {
  await world.take(
    [
      customer(),
      ...invoiceIds.map((invoiceId) =>
        issued({ invoiceId, issueDate: '2026-10-01', dueDate, alreadyReached: { stage: 'demand', on: '2026-11-20' } }),
      ),
    ],
    at('2026-11-20 10:00'),
  );
}

describe('reminders', () => {
  test('sleep until the first step, in words for the Temporal Web UI, and remember it for lists', async () => {
    await world.take([customer(), issued()]);
    const step = await world.evaluate(at('2026-11-02 12:00'));
    expect(step).toMatchObject({ kind: 'sleep', did: [], waitingFor: 'espera el paso courtesy, 1 de 7' });
    expect(await world.invoice()).toMatchObject({ next_action: { do: 'send', stepId: 'courtesy' } });
    expect(await world.steps()).toEqual([]);
  });

  test('request contact at their instant, once, however often the case is evaluated', async () => {
    await world.take([customer(), issued()]);
    expect(await world.evaluate(at('2026-12-02 12:00'))).toMatchObject({ ...asleep, did: ['requested friendly'] });
    expect(await world.evaluate(at('2026-12-02 12:01'))).toMatchObject({ ...asleep, did: [] });
    await Promise.all([1, 2, 3].map(() => world.evaluate(at('2026-12-02 12:02'))));
    expect(await world.steps()).toMatchObject([
      { step_id: 'friendly', occurrence: 1, state: 'requested', on: '2026-12-02' },
    ]);
    expect(await world.outbox('poke-contact')).toHaveLength(1);
    expect(await world.audit('step.requested')).toMatchObject([
      { data: { stepId: 'friendly', policy: 'standard/1', open: { amount: '1210.00', currency: 'EUR' } } },
    ]);
  });

  test('keep their order: the next step is requested only when the one before was sent', async () => {
    await world.take([customer(), issued()]);
    await world.evaluate(at('2026-12-02 12:00'));
    expect(await world.evaluate(at('2026-12-09 12:00'))).toMatchObject({ ...asleep, did: [] });
    await world.send(at('2026-12-09 12:00'));
    expect(await world.invoice()).toMatchObject({ stage: 'friendly' });
    expect(await world.evaluate(at('2026-12-09 13:00'))).toMatchObject({ ...asleep, did: [] });
    expect(await world.evaluate(at('2026-12-16 12:00'))).toMatchObject({ did: ['requested follow-up'] });
  });

  test('an invoice that does not exist fails loudly', async () => {
    await world.take([issued()]);
    await expect(
      evaluateCase(
        db.database,
        { ...(await world.ref()), invoiceRowId: '00000000-0000-7000-8000-000000000000' },
        at('2026-12-02 12:00'),
      ),
    ).rejects.toThrow('there is no invoice');
  });
});

describe('the call', () => {
  test('is one for the customer: a second invoice joins the one that is open', async () => {
    await reachedDemand(['INV-1', 'INV-2']);
    expect(await world.evaluate(at('2026-12-07 12:00'), 'INV-1')).toMatchObject({ did: ['opened call 1'] });
    expect(await world.evaluate(at('2026-12-07 12:00'), 'INV-2')).toMatchObject({ did: ['joined the open call'] });
    // The 8th is a holiday in Spain; two open days after the 7th is the 10th.
    expect(await world.tasks('call')).toMatchObject([{ round: 1, state: 'open', due: '2026-12-10' }]);
    expect(
      await world.query('SELECT i.invoice_id FROM task_invoice t JOIN invoice i ON i.id = t.invoice_id ORDER BY 1'),
    ).toEqual([{ invoice_id: 'INV-1' }, { invoice_id: 'INV-2' }]);
    expect(await world.outbox('collections-event', 'puntual.task.opened.v1')).toHaveLength(1);
    expect(await world.invoice('INV-2')).toMatchObject({ stage: 'call' });
  });

  test('two invoices that reach it at the same moment open one', async () => {
    const ids = ['INV-1', 'INV-2', 'INV-3', 'INV-4'];
    await reachedDemand(ids);
    await Promise.all(ids.map((id) => world.evaluate(at('2026-12-07 12:00'), id)));
    expect(await world.tasks('call')).toHaveLength(1);
  });

  test('without an answer is tried again after two open days, up to its retries', async () => {
    await reachedDemand();
    let now = at('2026-12-07 12:00');
    await world.evaluate(now);
    for (const [index, againOn] of ['2026-12-10 12:00', '2026-12-14 12:00', '2026-12-16 12:00'].entries()) {
      const [open] = await world.tasks('call').then((tasks) => tasks.filter((task) => task.state === 'open'));
      expect(open).toMatchObject({ round: index + 1 });
      expect(await world.complete(open?.id ?? '', { outcome: 'no-answer' }, now)).toEqual({ result: 'done' });
      expect(await world.evaluate(now + 3_600_000)).toMatchObject({ ...asleep, did: [] });
      now = at(againOn);
      expect(await world.evaluate(now)).toMatchObject({ did: [`opened call ${index + 2}`] });
    }
    const last = (await world.tasks('call')).at(-1);
    await world.complete(last?.id ?? '', { outcome: 'voicemail' }, now);
    expect(await world.evaluate(now + 5 * 86_400_000)).toMatchObject({ ...asleep, did: [] });
    expect(await world.tasks('call')).toHaveLength(4);
  });

  test('that nobody made by its day is offered to everybody, once, and the case goes on', async () => {
    await reachedDemand();
    await world.evaluate(at('2026-12-07 12:00'));
    await world.query(`UPDATE task SET state = 'claimed', claimed_by = 'Juan'`);
    expect(await world.evaluate(at('2026-12-10 12:00'))).toMatchObject({ did: [] });
    expect(await world.evaluate(at('2026-12-11 12:00'))).toMatchObject({ did: ['call overdue, offered to everybody'] });
    expect(await world.tasks('call')).toMatchObject([{ state: 'open', claimed_by: null }]);
    expect(await world.evaluate(at('2026-12-11 12:01'))).toMatchObject({ did: [] });
    expect(await world.evaluate(at('2027-01-04 12:00'))).toMatchObject({ did: ['agency hand-off proposed'] });
  });
});

describe('the agency', () => {
  async function proposed(): Promise<string> {
    await world.take(
      [
        customer(),
        issued({
          issueDate: '2026-09-01',
          dueDate: '2026-10-01',
          alreadyReached: { stage: 'follow-up', on: '2026-11-02' },
        }),
      ],
      at('2026-11-02 09:00'),
    );
    await world.evaluate(at('2026-11-23 12:00'));
    await world.send(at('2026-11-23 12:00'));
    await world.evaluate(at('2026-12-04 12:00'));
    const [call] = await world.tasks('call');
    await world.complete(call?.id ?? '', { outcome: 'refuses', note: 'no piensa pagar' }, at('2026-12-04 13:00'));
    expect(await world.evaluate(at('2026-12-07 12:00'))).toMatchObject({ did: ['agency hand-off proposed'] });
    return (await world.one<{ id: string }>('SELECT id FROM placement')).id;
  }

  test('is proposed with a pack: ledger, messages that left, calls, and a hash that can be checked', async () => {
    const id = await proposed();
    const placement = await readPlacement(db.database, await world.ref(), id);
    expect(placement).toMatchObject({
      state: 'proposed',
      pack: {
        debtor: { customerId: 'C-1', name: 'Talleres Núñez S.L.', taxId: 'ESB12345674' },
        invoice: {
          number: 'F-2026/INV-1',
          total: '1210.00',
          open: '1210.00',
          entries: [{ kind: 'invoice', amount: '1210.00', on: '2026-09-01' }],
        },
        messages: [{ template: 'demand', channel: 'email', subject: 'demand', delivery: 'sent' }],
        calls: [{ round: 1, on: '2026-12-04', outcome: 'refuses', note: 'no piensa pagar' }],
      },
    });
    expect(hashOf(placement?.pack as Json)).toBe(placement?.packHash);
    expect(hashOf({ ...(placement?.pack as { [key: string]: Json }), preparedOn: '2026-12-08' })).not.toBe(
      placement?.packHash,
    );
    const stored = await world.one<{ content_hash: string }>('SELECT content_hash FROM message');
    expect(placement?.pack).toMatchObject({ messages: [{ sha256: stored.content_hash }] });
    expect(await world.tasks('approve-agency')).toMatchObject([{ state: 'open', due: '2026-12-11' }]);
    expect(await world.evaluate(at('2026-12-08 12:00'))).toMatchObject({
      ...asleep,
      until: null,
      did: [],
      waitingFor: 'La cesión a la agencia espera aprobación.',
    });
  });

  test('takes an approved debt, and gives it back when it is settled', async () => {
    const id = await proposed();
    const [task] = await world.tasks('approve-agency');
    await world.complete(task?.id ?? '', { outcome: 'approve' }, at('2026-12-08 12:00'));
    expect(await world.evaluate(at('2026-12-08 12:01'))).toEqual({
      kind: 'place-with-agency',
      placementId: id,
      did: [],
    });
    const ref = await world.ref();
    await Promise.all(
      [1, 2].map(() =>
        settlePlacement(
          db.database,
          ref,
          { placementId: id, state: 'placed', agencyRef: 'A-77' },
          at('2026-12-08 12:02'),
        ),
      ),
    );
    expect(await world.outbox('collections-event', 'puntual.placement.placed.v1')).toHaveLength(1);
    expect(await world.invoice()).toMatchObject({ stage: 'agency' });
    // Ninety days later a person is asked what the agency has done.
    const silent = await world.evaluate(at('2026-12-09 12:00'));
    expect(silent).toMatchObject(asleep);
    // The hour is the customer's own.
    expect(localDate('until' in silent ? (silent.until ?? 0) : 0, 'Europe/Madrid')).toBe('2027-03-08');
    await world.take([paid({ allocations })], at('2026-12-10 10:00'));
    expect(await world.evaluate(at('2026-12-10 10:01'))).toEqual({
      kind: 'recall-placement',
      placementId: id,
      did: [],
    });
    await settlePlacement(
      db.database,
      ref,
      { placementId: id, state: 'recalled', agencyRef: 'A-77' },
      at('2026-12-10 10:02'),
    );
    expect(await world.evaluate(at('2026-12-10 10:03'))).toEqual({
      kind: 'closed',
      outcome: 'paid',
      did: ['requested thank-you'],
    });
  });

  test('is told of a dispute, and that it is over when its last day is', async () => {
    const id = await proposed();
    const [task] = await world.tasks('approve-agency');
    await world.complete(task?.id ?? '', { outcome: 'approve' }, at('2026-12-08 12:00'));
    const placed = { placementId: id, state: 'placed', agencyRef: 'A-77' } as const;
    await settlePlacement(db.database, await world.ref(), placed, at('2026-12-08 12:02'));
    const { id: invoiceRowId } = await world.invoice();
    const dispute = { invoiceRowId, kind: 'dispute', reason: 'goods missing', untilOn: '2026-12-11' } as const;
    await openHold(db.database, world.actor, dispute, at('2026-12-09 10:00'));
    const step = await world.evaluate(at('2026-12-09 10:01'));
    const until = 'until' in step ? (step.until ?? 0) : 0;
    expect(localDate(until, 'Europe/Madrid')).toBe('2026-12-14');
    await world.evaluate(until);
    const told = await world.outbox('collections-event', 'puntual.placement.changed.v1');
    expect(told).toMatchObject([{ payload: { data: { disputed: true } } }, { payload: { data: { disputed: false } } }]);
  });

  test('gets nothing that a person rejected, nor what is paid before it was handed over', async () => {
    await proposed();
    const [task] = await world.tasks('approve-agency');
    await world.complete(task?.id ?? '', { outcome: 'reject' }, at('2026-12-08 12:00'));
    expect(await world.evaluate(at('2026-12-09 12:00'))).toMatchObject({
      ...asleep,
      until: null,
      waitingFor: 'No quedan pasos; solo un pago o una persona pueden cambiarlo.',
    });
    expect(await world.one('SELECT state FROM placement')).toEqual({ state: 'rejected' });
  });

  test('is not given a debt that is paid between approval and hand-over', async () => {
    await proposed();
    const [task] = await world.tasks('approve-agency');
    await world.complete(task?.id ?? '', { outcome: 'approve' }, at('2026-12-08 12:00'));
    await world.take([paid({ allocations })], at('2026-12-08 12:01'));
    expect(await world.evaluate(at('2026-12-08 12:02'))).toMatchObject({ kind: 'closed', outcome: 'paid' });
    expect(await world.one('SELECT state FROM placement')).toEqual({ state: 'rejected' });
  });
});

describe('the end', () => {
  test('thanks, closes and is announced once, however often and concurrently it is evaluated', async () => {
    await world.take([customer(), issued()]);
    await world.take([paid({ allocations })], at('2026-12-03 10:00'));
    const ends = await Promise.all([1, 2, 3, 4].map(() => world.evaluate(at('2026-12-03 10:01'))));
    expect(ends.map((end) => end.kind)).toEqual(['closed', 'closed', 'closed', 'closed']);
    expect(await world.evaluate(at('2026-12-04 10:01'))).toEqual({ kind: 'closed', outcome: 'paid', did: [] });
    expect(await world.outbox('collections-event', 'puntual.invoice.settled.v1')).toMatchObject([
      { key: 'C-1', payload: { data: { invoiceId: 'INV-1', outcome: 'paid', run: 1 } } },
    ]);
    expect(await world.outbox('poke-contact')).toHaveLength(1);
    expect(await world.audit('case.closed')).toHaveLength(1);
  });

  test('releases holds (not disputes), drops requests, and ends the tasks that no other invoice needs', async () => {
    await reachedDemand(['INV-1', 'INV-2']);
    await world.evaluate(at('2026-12-07 12:00'), 'INV-1');
    await world.evaluate(at('2026-12-07 12:00'), 'INV-2');
    await world.query(
      `INSERT INTO hold (id, organization_id, invoice_id, customer_id, kind, opened_at, opened_by)
       SELECT gen_random_uuid(), organization_id, id, customer_id, kind, now(), 'x'
       FROM invoice, unnest(ARRAY['promise', 'manual', 'dispute']) AS kind
       WHERE invoice_id = 'INV-1'`,
    );
    await world.take([paid({ allocations })], at('2026-12-08 10:00'));
    await world.evaluate(at('2026-12-08 10:01'), 'INV-1');
    expect(await world.query('SELECT kind FROM hold WHERE released_at IS NULL ORDER BY 1')).toEqual([
      { kind: 'dispute' },
      { kind: 'manual' },
    ]);
    expect(await world.tasks('call')).toMatchObject([{ state: 'open' }]);
    await world.take(
      [paid({ paymentId: 'P-2', allocations: [{ invoiceId: 'INV-2', amount: '1210.00' }] })],
      at('2026-12-08 11:00'),
    );
    await world.evaluate(at('2026-12-08 11:01'), 'INV-2');
    expect(await world.tasks('call')).toMatchObject([{ state: 'done', outcome: 'settled' }]);
  });

  test('after a reversal is announced again, for the second run', async () => {
    await world.take([customer(), issued(), paid({ allocations })]);
    await world.evaluate(at('2026-12-03 12:00'));
    await world.take([reversed({ reversedOn: '2026-12-04' })], at('2026-12-04 12:00'));
    // The case goes on where it was: the friendly reminder is late, and comes now.
    expect(await world.evaluate(at('2026-12-10 12:00'))).toMatchObject({ ...asleep, did: ['requested friendly'] });
    await world.take([paid({ paymentId: 'P-2', allocations })], at('2026-12-10 13:00'));
    expect(await world.evaluate(at('2026-12-10 13:01'))).toEqual({
      kind: 'closed',
      outcome: 'paid',
      did: ['requested thank-you'],
    });
    expect(
      (await world.outbox('collections-event', 'puntual.invoice.settled.v1')).map((row) => row.payload.data?.run),
    ).toEqual([1, 2]);
    expect(await world.steps()).toMatchObject([
      { step_id: 'thank-you', occurrence: 1 },
      { step_id: 'friendly', state: 'dropped' },
      { step_id: 'thank-you', occurrence: 2 },
    ]);
  });
});
