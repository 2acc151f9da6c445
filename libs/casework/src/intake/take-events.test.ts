import { beforeEach, describe, expect, test } from '@jest/globals';
import { sayRefusal } from '@puntual/domain/refusals/say-refusal';
import { agencyReported, creditNote, customer, heartbeat, issued, paid } from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { CaseWorld } from '@puntual/testing/worlds/case-world';
import { MOST_FEEDS } from './save-heartbeats.ts';
import { MAX_BATCH, takeEvents, takeEventsWith } from './take-events.ts';

const db = useTestDatabase();
let world: CaseWorld;
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

const ACCEPTED = { verdict: 'accepted' };
const DUPLICATE = { verdict: 'duplicate' };
const remitted = (amount: string, invoiceId = 'INV-1') => [{ invoiceId, amount }];

describe('an event that comes twice', () => {
  test('in one batch, or in a later one, counts once', async () => {
    const invoice = issued();
    const money = paid({ amount: '10.00', allocations: remitted('10.00') });
    expect(await world.take([invoice, money, invoice, money])).toEqual([ACCEPTED, ACCEPTED, DUPLICATE, DUPLICATE]);
    expect(await world.take([money, invoice])).toEqual([DUPLICATE, DUPLICATE]);
    expect(await world.open()).toBe(120000n);
  });

  test('under another event id, changes nothing either', async () => {
    const money = paid({ amount: '10.00', allocations: remitted('10.00') });
    await world.take([issued(), money]);
    expect(await world.take([{ ...money, id: 'again' }, issued({}, { id: 'once more' })])).toEqual([
      ACCEPTED,
      ACCEPTED,
    ]);
    expect(await world.open()).toBe(120000n);
    expect(await world.query('SELECT 1 FROM payment')).toHaveLength(1);
  });

  test('from two callers at once is taken by one of them', async () => {
    await world.take([issued()]);
    const money = paid({ amount: '10.00', allocations: remitted('10.00') });
    const verdicts = await Promise.all([world.take([money]), world.take([money]), world.take([money])]);
    expect(
      verdicts
        .flat()
        .map((verdict) => verdict.verdict)
        .sort(),
    ).toEqual(['accepted', 'duplicate', 'duplicate']);
    expect(await world.open()).toBe(120000n);
  });

  test('from another source is another event', async () => {
    const beat = heartbeat({}, { id: 'same' });
    expect(await world.take([beat, { ...beat, source: '/erp/other' }])).toEqual([ACCEPTED, ACCEPTED]);
  });
});

describe('a customer', () => {
  test('event older than the last one taken changes nothing', async () => {
    await world.take([customer({ name: 'New' }, { time: '2026-11-03T09:00:00Z' })]);
    expect(await world.take([customer({ name: 'Old' }, { time: '2026-11-02T09:00:00Z' })])).toEqual([ACCEPTED]);
    expect(await world.one('SELECT name FROM customer')).toEqual({ name: 'New' });
  });

  test('event replaces the contacts; a new address is not marked with the bounces of the former', async () => {
    await world.take([
      customer({
        contacts: [
          { contactId: 'k1', name: 'Ana', email: 'a@x.example', phone: '+34600111222', channels: ['email', 'sms'] },
          { contactId: 'k2', name: 'Luis', email: 'l@x.example' },
        ],
      }),
    ]);
    await world.query(
      `UPDATE contact SET unreachable_since = now(), unreachable_reason = 'email: bounced, sms: refused'`,
    );
    await world.take([
      customer(
        {
          contacts: [
            { contactId: 'k1', name: 'Ana', email: 'new@x.example', phone: '+34600111222', channels: ['email', 'sms'] },
            { contactId: 'k3', name: 'Eva' },
          ],
        },
        { time: '2026-11-03T09:00:00Z' },
      ),
    ]);
    expect(await world.query('SELECT contact_id, email, unreachable_reason FROM contact ORDER BY contact_id')).toEqual([
      { contact_id: 'k1', email: 'new@x.example', unreachable_reason: 'sms: refused' },
      { contact_id: 'k3', email: null, unreachable_reason: null },
    ]);
    await world.take([
      customer(
        {
          contacts: [
            { contactId: 'k1', name: 'Ana', email: 'new@x.example', phone: '+34600999888', channels: ['email', 'sms'] },
          ],
        },
        { time: '2026-11-04T09:00:00Z' },
      ),
    ]);
    expect(await world.query('SELECT contact_id, unreachable_since, unreachable_reason FROM contact')).toEqual([
      { contact_id: 'k1', unreachable_since: null, unreachable_reason: null },
    ]);
  });

  test('event wakes the cases only when it changes what they decide by', async () => {
    await world.take([customer(), issued()]);
    await world.take([customer({ name: 'Another name' }, { time: '2026-11-03T09:00:00Z' })]);
    expect(await world.outbox('wake-case')).toHaveLength(0);
    await world.take([customer({ directDebit: true }, { time: '2026-11-04T09:00:00Z' })]);
    expect(await world.outbox('wake-case')).toMatchObject([{ payload: { signal: 'amendment' } }]);
  });
});

describe('other events', () => {
  test('a heartbeat never goes back, and two processes at once do not conflict', async () => {
    const late = heartbeat({ completeUntil: '2026-12-03T08:00:00Z' });
    const early = heartbeat({ completeUntil: '2026-12-02T08:00:00Z' });
    const now = Date.parse('2026-12-03T09:00:00Z');
    await Promise.all([
      world.take([late, heartbeat({ feed: 'b' })], now),
      world.take([heartbeat({ feed: 'b' }), late], now),
      world.take([late], now),
    ]);
    await world.take([early], now);
    expect(await world.one(`SELECT complete_until FROM feed_state WHERE feed = 'payments'`)).toEqual({
      complete_until: new Date('2026-12-03T08:00:00Z'),
    });
  });

  test('an agency’s report is rejected unless the invoice is placed with it and of that customer', async () => {
    await world.take([issued()]);
    const refused = await world.take([agencyReported(), agencyReported({ invoiceId: 'INV-9' })]);
    expect(refused).toEqual([
      {
        verdict: 'rejected',
        code: 'invalid',
        refusal: { code: 'reported-invoice-not-placed', values: { invoiceId: 'INV-1' } },
      },
      {
        verdict: 'rejected',
        code: 'invalid',
        refusal: { code: 'reported-invoice-unknown', values: { invoiceId: 'INV-9' } },
      },
    ]);
    expect(refused.map((verdict) => verdict.verdict === 'rejected' && sayRefusal(verdict.refusal, 'en'))).toEqual([
      'data.invoiceId: invoice INV-1 is not with an agency.',
      'data.invoiceId: there is no invoice INV-9.',
    ]);
    await world.query(
      `
      INSERT INTO placement (
        id, organization_id, invoice_id, customer_id, state, open_minor, pack, pack_hash, proposed_at
      )
      SELECT gen_random_uuid(), organization_id, id, customer_id, 'placed', 1, '{}', '', now() FROM invoice`,
    );
    expect(await world.take([agencyReported({ customerId: 'C-2' })])).toEqual([
      expect.objectContaining({ verdict: 'rejected' }),
    ]);
    expect(await world.take([agencyReported({ reference: 'A-77' })])).toEqual([ACCEPTED]);
    expect(await world.take([agencyReported({ outcome: 'returned' })])).toEqual([ACCEPTED]);
    expect(await world.one('SELECT state, agency_ref FROM placement')).toEqual({
      state: 'recalled',
      agency_ref: 'A-77',
    });
    expect(await world.outbox('wake-case')).toMatchObject([{ payload: { signal: 'placement' } }]);
  });

  test('of an organization that does not exist are refused, each with the reason', async () => {
    expect(await takeEvents(db.database, 'nobody', [issued(), paid()], new Date())).toEqual(
      Array(2).fill({
        verdict: 'rejected',
        code: 'unknown-organization',
        refusal: { code: 'unknown-organization', values: { slug: 'nobody' } },
      }),
    );
  });

  test('are taken in batches with a limit', async () => {
    await expect(world.take(Array.from({ length: MAX_BATCH + 1 }, () => heartbeat()))).rejects.toThrow(RangeError);
  });

  test('a refused one leaves the others of its batch alone', async () => {
    const verdicts = await world.take([
      issued(),
      paid({ currency: 'USD', allocations: remitted('5.00') }),
      paid({ paymentId: 'P-2', amount: '5.00', allocations: remitted('5.00') }),
    ]);
    expect(verdicts.map((verdict) => verdict.verdict)).toEqual(['accepted', 'rejected', 'accepted']);
    expect(await world.open()).toBe(120500n);
  });
});

describe('callers at once', () => {
  test('eight batches about the same customers end without deadlock, each event counted once', async () => {
    const customers = Array.from({ length: 12 }, (_, index) => `C-${index}`);
    const events = customers.flatMap((customerId) => [
      issued({ invoiceId: `I-${customerId}`, customerId, total: '100.00' }),
      paid({
        paymentId: `P-${customerId}`,
        customerId,
        amount: '30.00',
        allocations: [{ invoiceId: `I-${customerId}`, amount: '30.00' }],
      }),
      creditNote({
        creditNoteId: `N-${customerId}`,
        customerId,
        amount: '20.00',
        allocations: [{ invoiceId: `I-${customerId}`, amount: '20.00' }],
      }),
      heartbeat({ feed: customerId }),
    ]);
    // Each caller sends the events in another order.
    const batches = Array.from({ length: 8 }, (_, caller) =>
      [...events.slice(caller * 6), ...events.slice(0, caller * 6)].filter(
        (_event, index) => (index + caller) % 3 !== 0,
      ),
    );
    const verdicts = await Promise.all(batches.map((batch) => world.take(batch)));
    expect(verdicts.flat().filter((verdict) => verdict.verdict === 'rejected')).toEqual([]);
    await world.take(events);
    expect(await world.query('SELECT DISTINCT open_minor, status FROM invoice')).toEqual([
      { open_minor: 5000n, status: 'open' },
    ]);
    expect(await world.one('SELECT count(*)::int AS customers FROM customer')).toEqual({ customers: 12 });
  });
});

describe('a batch', () => {
  test('whose accompanying write throws leaves nothing behind, and can be sent again', async () => {
    const events = [customer(), issued(), heartbeat({}, { id: 'beat' })];
    const slug = world.organization.slug;
    const now = new Date('2026-12-03T09:00:00Z');
    await expect(
      takeEventsWith(db.database, { slug, events, now }, async (tx) => {
        await tx.$executeRaw`UPDATE customer SET name = 'written alongside'`;
        throw new Error('the file has changed');
      }),
    ).rejects.toThrow('the file has changed');
    for (const table of ['customer', 'invoice', 'entry', 'inbox', 'feed_state', 'outbox', 'audit_event'])
      expect(await world.query(`SELECT 1 FROM ${table}`)).toEqual([]);
    expect(await world.take(events, now.getTime())).toEqual([ACCEPTED, ACCEPTED, ACCEPTED]);
  });

  test('in which an event is rejected: sent again, that event is no duplicate', async () => {
    const report = agencyReported({ invoiceId: 'INV-1' }, { id: 'report' });
    const rejected = expect.objectContaining({ verdict: 'rejected' });
    const invoice = issued();
    expect(await world.take([invoice, report, report])).toEqual([ACCEPTED, rejected, rejected]);
    expect(await world.take([invoice, report])).toEqual([DUPLICATE, rejected]);
  });
});

describe('heartbeats that would hold the gate open or closed for ever', () => {
  const at = (iso: string) => Date.parse(iso);
  const feeds = () => world.query('SELECT feed, complete_until FROM feed_state ORDER BY feed');

  test('a heartbeat for a time to come counts as one for now, also one that was written before', async () => {
    const NOW = '2026-12-02T09:00:00Z';
    await world.take([heartbeat({ completeUntil: NOW }, { id: 'a' })], at(NOW));
    await world.query(`UPDATE feed_state SET complete_until = '9999-12-31'`);
    await world.take([heartbeat({ feed: 'b', completeUntil: '9999-12-31T00:00:00Z' }, { id: 'b' })], at(NOW));
    expect(await feeds()).toEqual([
      { feed: 'b', complete_until: new Date(NOW) },
      { feed: 'payments', complete_until: new Date(NOW) },
    ]);
  });

  test('an organization has at most fifty feeds; known ones go on', async () => {
    const beats = Array.from({ length: MOST_FEEDS + 1 }, (_, index) =>
      heartbeat({ feed: `f${index}` }, { id: `f${index}` }),
    );
    const verdicts = await world.take(beats);
    expect(verdicts.map((verdict) => verdict.verdict)).toEqual([...Array(MOST_FEEDS).fill('accepted'), 'rejected']);
    expect(verdicts.at(-1)).toMatchObject({ refusal: { code: 'too-many-feeds', values: { most: 50 } } });
    const again = await world.take([
      heartbeat({ feed: 'f0' }, { id: 'f0-again' }),
      heartbeat({ feed: 'another' }, { id: 'another' }),
    ]);
    expect(again.map((verdict) => verdict.verdict)).toEqual(['accepted', 'rejected']);
    expect(await feeds()).toHaveLength(MOST_FEEDS);
  });
});
