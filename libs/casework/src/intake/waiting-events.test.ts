import { beforeEach, expect, test } from '@jest/globals';
import { amended, cancelled, customer, issued, paid, refunded, reversed } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { countWaitingEvents, dismissWaitingEvent, listWaitingEvents, reportWaitingEvents } from './waiting-events.ts';

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

const TOLD = 'puntual.event.waiting.v1';
const told = () => world.outbox('collections-event', TOLD);
const listed = (until: number, after: readonly [string, string] | null = null, limit = 10) =>
  db.database.inOrganization(world.organization.id, (tx) =>
    listWaitingEvents(tx, { limit, after, until: new Date(until) }),
  );

test('the ERP is told once of an event that nothing fetched for a day, and the history says so', async () => {
  await world.take(
    [customer(), reversed({ paymentId: 'P-TYPO', reversedOn: '2026-11-02' }, { id: 'e-typo' })],
    at('2026-11-02 10:00'),
  );
  await reportWaitingEvents(db.database, at('2026-11-03 09:59'));
  expect(await told()).toEqual([]);
  await reportWaitingEvents(db.database, at('2026-11-03 10:01'));
  await reportWaitingEvents(db.database, at('2026-11-04 10:01'));
  expect(await told()).toMatchObject([
    {
      key: 'C-1',
      payload: {
        data: {
          eventId: 'e-typo',
          eventSource: '/erp/test',
          type: 'puntual.payment.reversed.v1',
          subject: 'payment/P-TYPO',
          customerId: 'C-1',
          since: '2026-11-02T09:00:00.000Z',
        },
      },
    },
  ]);
  expect(await world.audit('event.waiting')).toHaveLength(1);
});

test('an event that is fetched in time is told to nobody, and one fetched late is applied all the same', async () => {
  await world.take([amended({ revision: 1, dueDate: '2026-12-24' })], at('2026-11-02 10:00'));
  await world.take([issued()], at('2026-11-02 12:00'));
  await world.take([cancelled({ invoiceId: 'INV-2' })], at('2026-11-02 12:00'));
  await reportWaitingEvents(db.database, at('2026-11-05 12:00'));
  expect(await told()).toMatchObject([{ payload: { data: { subject: 'invoice/INV-2' } } }]);
  await world.take([issued({ invoiceId: 'INV-2' })], at('2026-11-06 12:00'));
  expect(await world.invoice('INV-2')).toMatchObject({ status: 'cancelled' });
  expect(await listed(at('2026-11-07 12:00'))).toEqual([]);
});

test('an event that is refused when its subject comes is kept with the reason, and told at once', async () => {
  await world.take([
    refunded({ amount: '500.00', paymentId: 'P-1' }, { id: 'e-much' }),
    reversed({ amount: '2000.00' }, { id: 'e-more' }),
    amended({ revision: 1, total: '1.234' }, { id: 'e-total' }),
  ]);
  await world.take([paid({ amount: '100.00' }), issued()]);
  const kept = await listed(at('2026-11-02 10:30'));
  expect(kept.map((event) => [event.eventId, event.refused?.code]).sort()).toEqual([
    ['e-more', 'reversal-too-large'],
    ['e-much', 'refund-too-large'],
    ['e-total', 'total-unreadable'],
  ]);
  await reportWaitingEvents(db.database, at('2026-11-02 10:30'));
  expect((await told()).map((row) => row.payload.data?.refusal).sort()).toEqual([
    'refund-too-large',
    'reversal-too-large',
    'total-unreadable',
  ]);
});

test('a refund that waited for what is another customer’s payment is kept with the reason', async () => {
  await world.take([refunded({ customerId: 'C-9', amount: '5.00', paymentId: 'P-1' }, { id: 'e-other' })]);
  expect(await world.take([paid({ amount: '100.00' })])).toEqual([{ verdict: 'accepted' }]);
  expect((await listed(at('2026-11-02 10:30'))).map((event) => event.refused?.code)).toEqual([
    'belongs-to-another-customer',
  ]);
});

test('the list has a limit, a count, and nothing of another organization; a person empties it', async () => {
  const other = new CaseWorld(db.database, await freshOrganization(db));
  await other.take([cancelled()], at('2026-11-01 10:00'));
  for (const [index, id] of ['A', 'B', 'C'].entries())
    await world.take([cancelled({ invoiceId: id })], at(`2026-11-02 1${index}:00`));
  const until = at('2026-11-04 10:00');
  const first = await listed(until, null, 2);
  expect(first.map((event) => event.subject)).toEqual(['invoice/A', 'invoice/B']);
  const last = first[1];
  expect(last && (await listed(until, [last.since.toISOString(), last.id])).map((event) => event.subject)).toEqual([
    'invoice/C',
  ]);
  const count = () =>
    db.database.inOrganization(world.organization.id, (tx) => countWaitingEvents(tx, new Date(until)));
  expect(await count()).toBe(3);
  expect(await dismissWaitingEvent(db.database, other.actor, first[0]?.id ?? '', until)).toBe(false);
  expect(await dismissWaitingEvent(db.database, world.actor, first[0]?.id ?? '', until)).toBe(true);
  expect(await count()).toBe(2);
  expect(await world.audit('event.dismissed')).toMatchObject([{ actor: 'Marta', data: { subject: 'invoice/A' } }]);
});
