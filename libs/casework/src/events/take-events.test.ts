import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { agencyReported, amended, cancelled, creditNote, customer, heartbeat, issued, paid, reversed } from '@puntual/testing/builders/events';
import { freshOrganization, withTestDatabase, type TestDatabase } from '@puntual/testing/test-database';
import { at, CaseWorld } from '../testing/case-world.ts';
import { MAX_BATCH, takeEvents } from './take-events.ts';

jest.setTimeout(60_000);
let db: TestDatabase;
let world: CaseWorld;
beforeAll(async () => {
  db = await withTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  world = new CaseWorld(db.database, await freshOrganization(db));
});

const ACCEPTED = { verdict: 'accepted' };
const DUPLICATE = { verdict: 'duplicate' };
const remitted = (amount: string, invoiceId = 'INV-1') => [{ invoiceId, amount }];

describe('an invoice', () => {
  test('opens its ledger and has its case started', async () => {
    expect(await world.take([customer(), issued({ total: '1210.00', documentUrl: 'https://erp.example/1.pdf' })])).toEqual([ACCEPTED, ACCEPTED]);
    expect(await world.invoice()).toMatchObject({ status: 'open', stage: 'not-due', open_minor: 121000n, total_minor: 121000n, due: '2026-12-01', case_state: 'running', case_run: 1, document_url: 'https://erp.example/1.pdf' });
    expect(await world.query('SELECT kind, amount_minor FROM entry')).toEqual([{ kind: 'invoice', amount_minor: 121000n }]);
    expect(await world.outbox('start-case')).toMatchObject([{ key: `invoice/${world.organization.slug}/INV-1`, payload: { subject: { invoiceId: 'INV-1', run: 1 } } }]);
  });

  test('keeps its lines, terms and the stage reached elsewhere', async () => {
    await world.take([issued({ lines: [{ description: 'Tornillos "M8"', quantity: '2', amount: '605.00' }], terms: { earlyPayment: { percent: '2', days: 10 } }, alreadyReached: { stage: 'follow-up', on: '2026-12-10' } })]);
    expect(await world.one('SELECT lines, terms, already_reached, stage FROM invoice')).toEqual({
      lines: [{ description: 'Tornillos "M8"', quantity: '2', amount: '605.00' }], terms: { earlyPayment: { percent: '2', days: 10 } }, already_reached: { stage: 'follow-up', on: '2026-12-10' }, stage: 'follow-up',
    });
  });

  test('of a customer that nobody told of yet gets a provisional one', async () => {
    await world.take([issued()]);
    expect(await world.one('SELECT provisional, name, country FROM customer')).toEqual({ provisional: true, name: 'C-1', country: 'ES' });
    await world.take([customer()]);
    expect(await world.one('SELECT provisional, name FROM customer')).toEqual({ provisional: false, name: 'Talleres Núñez S.L.' });
  });

  test('issued a second time for another customer is refused', async () => {
    await world.take([issued()]);
    expect(await world.take([issued({ customerId: 'C-2' })])).toEqual([expect.objectContaining({ verdict: 'rejected', code: 'invalid' })]);
  });
});

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
    expect(await world.take([{ ...money, id: 'again' }, issued({}, { id: 'once more' })])).toEqual([ACCEPTED, ACCEPTED]);
    expect(await world.open()).toBe(120000n);
    expect(await world.query('SELECT 1 FROM payment')).toHaveLength(1);
  });

  test('from two callers at once is taken by one of them', async () => {
    await world.take([issued()]);
    const money = paid({ amount: '10.00', allocations: remitted('10.00') });
    const verdicts = await Promise.all([world.take([money]), world.take([money]), world.take([money])]);
    expect(verdicts.flat().map((verdict) => verdict.verdict).sort()).toEqual(['accepted', 'duplicate', 'duplicate']);
    expect(await world.open()).toBe(120000n);
  });

  test('from another source is another event', async () => {
    const beat = heartbeat({}, { id: 'same' });
    expect(await world.take([beat, { ...beat, source: '/erp/other' }])).toEqual([ACCEPTED, ACCEPTED]);
  });
});

describe('money', () => {
  test('in parts keeps the rest open', async () => {
    await world.take([issued(), paid({ paymentId: 'P-1', amount: '210.00', allocations: remitted('210.00') })]);
    expect(await world.invoice()).toMatchObject({ status: 'open', open_minor: 100000n });
    await world.take([paid({ paymentId: 'P-2', amount: '1000.00', allocations: remitted('1000.00') })]);
    expect(await world.invoice()).toMatchObject({ status: 'paid', open_minor: 0n });
    expect(await world.outbox('wake-case')).toHaveLength(1);
  });

  test('more than is open becomes the customer’s credit', async () => {
    await world.take([issued(), paid({ amount: '1300.00', reference: 'pago F 2026 INV-1' })]);
    expect(await world.invoice()).toMatchObject({ status: 'paid' });
    expect(await world.payment()).toMatchObject({ unallocated_minor: 9000n });
  });

  test('named by its remittance before the invoice came is put on it when it comes', async () => {
    await world.take([paid({ amount: '1210.00', allocations: remitted('1210.00') })]);
    expect(await world.payment()).toMatchObject({ unallocated_minor: 121000n });
    await world.take([issued()]);
    expect(await world.invoice()).toMatchObject({ status: 'paid' });
    expect(await world.payment()).toMatchObject({ unallocated_minor: 0n });
  });

  test('named by the number in its reference, or by its exact sum, before the invoice came, too', async () => {
    await world.take([paid({ paymentId: 'P-1', amount: '500.00', reference: 'F-2026/INV-1' }), paid({ paymentId: 'P-2', amount: '77.00' })]);
    await world.take([issued(), issued({ invoiceId: 'INV-2', total: '77.00' })]);
    expect(await world.open('INV-1')).toBe(71000n);
    expect(await world.invoice('INV-2')).toMatchObject({ status: 'paid' });
  });

  test('of one customer never pays another’s invoice', async () => {
    await world.take([issued({ customerId: 'C-2' }), paid({ customerId: 'C-1', allocations: remitted('1210.00') })]);
    expect(await world.open()).toBe(121000n);
    expect(await world.payment()).toMatchObject({ unallocated_minor: 121000n });
  });

  test('in another currency than the invoice that it names is refused', async () => {
    await world.take([issued()]);
    expect(await world.take([paid({ currency: 'USD', allocations: remitted('1210.00') })])).toEqual([{ verdict: 'rejected', code: 'invalid', reason: 'The remittance names invoice INV-1, which is in EUR, not USD.' }]);
    await world.take([paid({ paymentId: 'P-2', currency: 'USD', reference: 'F-2026/INV-1' })]);
    expect(await world.open()).toBe(121000n);
  });

  test('in two lines for the same invoice counts as their sum', async () => {
    await world.take([issued(), paid({ amount: '300.00', allocations: [...remitted('100.00'), ...remitted('200.00')] })]);
    expect(await world.open()).toBe(91000n);
  });

  test('credit notes lower what is open, and an invoice settled by them alone is credited, not paid', async () => {
    await world.take([issued({ total: '100.00' }), creditNote({ amount: '100.00', allocations: remitted('100.00') })]);
    expect(await world.invoice()).toMatchObject({ status: 'credited', open_minor: 0n });
    await world.take([issued({ invoiceId: 'INV-2', total: '100.00' }), creditNote({ creditNoteId: 'CN-2', amount: '40.00', allocations: remitted('40.00', 'INV-2') }), paid({ amount: '60.00', allocations: remitted('60.00', 'INV-2') })]);
    expect(await world.invoice('INV-2')).toMatchObject({ status: 'paid', open_minor: 0n });
  });

  test('that comes as credit, and credit that goes or is needed for more, wake the cases that it may cover', async () => {
    await world.take([issued({ total: '50.00' })]);
    await world.take([paid({ amount: '80.00' })]);
    expect(await world.outbox('wake-case')).toMatchObject([{ payload: { signal: 'payment' } }]);
    await world.take([issued({ invoiceId: 'INV-2', total: '60.00' })]);
    expect(await world.outbox('wake-case')).toHaveLength(2);
    await world.take([reversed()]);
    expect(await world.outbox('wake-case')).toHaveLength(4);
  });
});

describe('a reversal', () => {
  test('opens the invoice again at the stage it held, in the same run while its case has not ended', async () => {
    await world.take([issued({ alreadyReached: { stage: 'demand', on: '2026-12-20' } }), paid({ allocations: remitted('1210.00') })]);
    await world.take([reversed()]);
    expect(await world.invoice()).toMatchObject({ status: 'open', stage: 'demand', open_minor: 121000n, case_run: 1, case_state: 'running' });
    expect(await world.payment()).toMatchObject({ status: 'reversed', unallocated_minor: 0n });
    expect(await world.outbox('start-case')).toHaveLength(1);
  });

  test('starts the next run of a case that had ended, and keeps its steps', async () => {
    await world.take([customer(), issued()]);
    await world.look(at('2026-12-02 12:00'));
    await world.send(at('2026-12-02 12:00'));
    await world.take([paid({ allocations: remitted('1210.00') })]);
    await world.look(at('2026-12-03 12:00'));
    expect(await world.invoice()).toMatchObject({ case_state: 'closed' });
    await world.take([reversed()]);
    expect(await world.invoice()).toMatchObject({ status: 'open', stage: 'friendly', case_state: 'running', case_run: 2 });
    expect(await world.outbox('start-case')).toMatchObject([{ payload: { subject: { run: 1 } } }, { payload: { subject: { run: 2 } } }]);
    expect(await world.steps()).toMatchObject([{ step_id: 'friendly', state: 'sent' }, { step_id: 'thank-you' }]);
  });

  test('that comes before its payment waits for it', async () => {
    await world.take([issued(), reversed()]);
    expect(await world.take([paid({ allocations: remitted('1210.00') })])).toEqual([ACCEPTED]);
    expect(await world.invoice()).toMatchObject({ status: 'open', open_minor: 121000n });
    expect(await world.payment()).toMatchObject({ status: 'reversed' });
    expect(await world.query('SELECT 1 FROM early_event')).toHaveLength(0);
  });

  test('lets other money that was sent for the same invoice take its place', async () => {
    await world.take([issued({ total: '100.00' }), paid({ amount: '100.00', allocations: remitted('100.00') }), paid({ paymentId: 'P-2', amount: '100.00', allocations: remitted('100.00') })]);
    await world.take([reversed()]);
    expect(await world.invoice()).toMatchObject({ status: 'paid', open_minor: 0n });
    expect(await world.payment('P-2')).toMatchObject({ unallocated_minor: 0n });
  });

  test('of another customer’s payment is refused', async () => {
    await world.take([paid()]);
    expect(await world.take([reversed({ customerId: 'C-2' })])).toEqual([expect.objectContaining({ verdict: 'rejected' })]);
  });
});

describe('an amendment', () => {
  test('raises, lowers, and gives back what is paid too much', async () => {
    await world.take([issued({ total: '100.00' }), paid({ amount: '80.00', allocations: remitted('80.00') })]);
    await world.take([amended({ revision: 1, total: '130.00', dueDate: '2026-12-15' })]);
    expect(await world.invoice()).toMatchObject({ open_minor: 5000n, total_minor: 13000n, due: '2026-12-15', revision: 1 });
    await world.take([amended({ revision: 2, total: '80.00' })]);
    expect(await world.invoice()).toMatchObject({ status: 'paid', open_minor: 0n });
    await world.take([amended({ revision: 3, total: '60.00' })]);
    expect(await world.invoice()).toMatchObject({ status: 'paid', open_minor: 0n, total_minor: 6000n });
    expect(await world.payment()).toMatchObject({ unallocated_minor: 2000n });
    await world.take([amended({ revision: 4, total: '90.00' })]);
    expect(await world.invoice()).toMatchObject({ status: 'open', open_minor: 1000n });
    expect(await world.payment()).toMatchObject({ unallocated_minor: 0n });
  });

  test('before its invoice waits for it, and so does a cancellation', async () => {
    await world.take([amended({ revision: 2, total: '50.00' }), amended({ revision: 1, total: '70.00' })]);
    await world.take([issued({ total: '100.00' })]);
    expect(await world.invoice()).toMatchObject({ total_minor: 5000n, open_minor: 5000n, revision: 2 });
    await world.take([cancelled({ invoiceId: 'INV-2' })]);
    await world.take([issued({ invoiceId: 'INV-2' })]);
    expect(await world.invoice('INV-2')).toMatchObject({ status: 'cancelled', open_minor: 0n });
  });

  test('that comes after a later one still holds for what the later one did not name', async () => {
    await world.take([issued({ total: '100.00' })]);
    await world.take([amended({ revision: 3, dueDate: '2026-12-20' })]);
    await world.take([amended({ revision: 2, total: '80.00', dueDate: '2026-12-10' })]);
    expect(await world.invoice()).toMatchObject({ total_minor: 8000n, open_minor: 8000n, due: '2026-12-20', revision: 3 });
    await world.take([amended({ revision: 1, total: '70.00', documentUrl: 'https://erp.example/v1.pdf' })]);
    expect(await world.invoice()).toMatchObject({ total_minor: 8000n, document_url: 'https://erp.example/v1.pdf', revision: 3 });
  });

  test('to nothing, to more decimals than there are, or of another’s invoice is refused', async () => {
    await world.take([issued()]);
    const verdicts = await world.take([amended({ revision: 1, total: '0.00' }), amended({ revision: 1, total: '1.234' }), amended({ revision: 1, customerId: 'C-2' })]);
    expect(verdicts.map((verdict) => verdict.verdict)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await world.invoice()).toMatchObject({ revision: 0, open_minor: 121000n });
  });

  test('upward opens an ended case again', async () => {
    await world.take([customer(), issued({ total: '100.00' }), paid({ amount: '100.00', allocations: remitted('100.00') })]);
    await world.look(at('2026-12-03 12:00'));
    await world.take([amended({ revision: 1, total: '120.00' })]);
    expect(await world.invoice()).toMatchObject({ status: 'open', open_minor: 2000n, case_run: 2, case_state: 'running' });
  });
});

describe('a cancellation', () => {
  test('makes what was paid the customer’s credit', async () => {
    await world.take([issued(), paid({ amount: '200.00', allocations: remitted('200.00') })]);
    await world.take([cancelled()]);
    expect(await world.invoice()).toMatchObject({ status: 'cancelled', open_minor: 0n });
    expect(await world.payment()).toMatchObject({ unallocated_minor: 20000n, status: 'received' });
    expect(await world.take([reversed()])).toEqual([ACCEPTED]);
    expect(await world.invoice()).toMatchObject({ status: 'cancelled', open_minor: 0n });
  });

  test('frees money for the customer’s other invoice that the payment named', async () => {
    await world.take([issued({ total: '100.00' }), issued({ invoiceId: 'INV-2', total: '100.00', dueDate: '2026-12-20' }), paid({ amount: '100.00', reference: 'F-2026/INV-1 y F-2026/INV-2' })]);
    expect(await world.open('INV-2')).toBe(10000n);
    await world.take([cancelled()]);
    expect(await world.invoice('INV-2')).toMatchObject({ status: 'paid' });
  });

  test('is final: a late amendment changes the sum, and leaves nothing open', async () => {
    await world.take([issued({ total: '100.00' }), cancelled()]);
    await world.take([amended({ revision: 1, total: '80.00' })]);
    await world.take([amended({ revision: 2, total: '120.00' })]);
    expect(await world.invoice()).toMatchObject({ status: 'cancelled', open_minor: 0n, total_minor: 12000n });
    expect(await world.one('SELECT sum(amount_minor)::bigint AS sum FROM entry')).toEqual({ sum: 0n });
  });
});

describe('a customer', () => {
  test('event older than the last one taken changes nothing', async () => {
    await world.take([customer({ name: 'New' }, { time: '2026-11-03T09:00:00Z' })]);
    expect(await world.take([customer({ name: 'Old' }, { time: '2026-11-02T09:00:00Z' })])).toEqual([ACCEPTED]);
    expect(await world.one('SELECT name FROM customer')).toEqual({ name: 'New' });
  });

  test('event replaces the contacts; a new address is a new chance for that address', async () => {
    await world.take([customer({ contacts: [{ contactId: 'k1', name: 'Ana', email: 'a@x.example', phone: '+34600111222', channels: ['email', 'sms'] }, { contactId: 'k2', name: 'Luis', email: 'l@x.example' }] })]);
    await world.query(`UPDATE contact SET unreachable_since = now(), unreachable_reason = 'email: bounced, sms: refused'`);
    await world.take([customer({ contacts: [{ contactId: 'k1', name: 'Ana', email: 'new@x.example', phone: '+34600111222', channels: ['email', 'sms'] }, { contactId: 'k3', name: 'Eva' }] }, { time: '2026-11-03T09:00:00Z' })]);
    expect(await world.query('SELECT contact_id, email, unreachable_reason FROM contact ORDER BY contact_id')).toEqual([
      { contact_id: 'k1', email: 'new@x.example', unreachable_reason: 'sms: refused' }, { contact_id: 'k3', email: null, unreachable_reason: null },
    ]);
    await world.take([customer({ contacts: [{ contactId: 'k1', name: 'Ana', email: 'new@x.example', phone: '+34600999888', channels: ['email', 'sms'] }] }, { time: '2026-11-04T09:00:00Z' })]);
    expect(await world.query('SELECT contact_id, unreachable_since, unreachable_reason FROM contact')).toEqual([{ contact_id: 'k1', unreachable_since: null, unreachable_reason: null }]);
  });

  test('event wakes the cases when it changes what they look at, and only then', async () => {
    await world.take([customer(), issued()]);
    await world.take([customer({ name: 'Another name' }, { time: '2026-11-03T09:00:00Z' })]);
    expect(await world.outbox('wake-case')).toHaveLength(0);
    await world.take([customer({ directDebit: true }, { time: '2026-11-04T09:00:00Z' })]);
    expect(await world.outbox('wake-case')).toMatchObject([{ payload: { signal: 'amendment' } }]);
  });
});

describe('other events', () => {
  test('a heartbeat never goes back, and two takers at once do not hurt each other', async () => {
    const late = heartbeat({ completeUntil: '2026-12-03T08:00:00Z' });
    const early = heartbeat({ completeUntil: '2026-12-02T08:00:00Z' });
    await Promise.all([world.take([late, heartbeat({ feed: 'b' })]), world.take([heartbeat({ feed: 'b' }), late]), world.take([late])]);
    await world.take([early]);
    expect(await world.one(`SELECT complete_until FROM feed_state WHERE feed = 'payments'`)).toEqual({ complete_until: new Date('2026-12-03T08:00:00Z') });
  });

  test('an agency’s report needs a debt that is with it, of that customer', async () => {
    await world.take([issued()]);
    const refused = await world.take([agencyReported(), agencyReported({ invoiceId: 'INV-9' })]);
    expect(refused).toEqual([expect.objectContaining({ verdict: 'rejected', reason: 'data.invoiceId: invoice INV-1 is not with an agency.' }), expect.objectContaining({ verdict: 'rejected', reason: 'data.invoiceId: there is no invoice INV-9.' })]);
    await world.query(`INSERT INTO placement (id, organization_id, invoice_id, customer_id, state, open_minor, pack, pack_hash, proposed_at) SELECT gen_random_uuid(), organization_id, id, customer_id, 'placed', 1, '{}', '', now() FROM invoice`);
    expect(await world.take([agencyReported({ customerId: 'C-2' })])).toEqual([expect.objectContaining({ verdict: 'rejected' })]);
    expect(await world.take([agencyReported({ reference: 'A-77' })])).toEqual([ACCEPTED]);
    expect(await world.take([agencyReported({ outcome: 'returned' })])).toEqual([ACCEPTED]);
    expect(await world.one('SELECT state, agency_ref FROM placement')).toEqual({ state: 'recalled', agency_ref: 'A-77' });
    expect(await world.outbox('wake-case')).toMatchObject([{ payload: { signal: 'placement' } }]);
  });

  test('of an organization that does not exist are refused, each with the reason', async () => {
    expect(await takeEvents(db.database, 'nobody', [issued(), paid()], new Date())).toEqual(Array(2).fill({ verdict: 'rejected', code: 'unknown-organization', reason: 'There is no organization "nobody".' }));
  });

  test('are taken in batches with a limit', async () => {
    await expect(world.take(Array.from({ length: MAX_BATCH + 1 }, () => heartbeat()))).rejects.toThrow(RangeError);
  });

  test('a refused one leaves the others of its batch alone', async () => {
    const verdicts = await world.take([issued(), paid({ currency: 'USD', allocations: remitted('5.00') }), paid({ paymentId: 'P-2', amount: '5.00', allocations: remitted('5.00') })]);
    expect(verdicts.map((verdict) => verdict.verdict)).toEqual(['accepted', 'rejected', 'accepted']);
    expect(await world.open()).toBe(120500n);
  });
});

describe('callers at once', () => {
  test('eight batches over the same new and known customers end without deadlock, each event counted once', async () => {
    const customers = Array.from({ length: 12 }, (_, index) => `C-${index}`);
    const events = customers.flatMap((customerId) => [
      issued({ invoiceId: `I-${customerId}`, customerId, total: '100.00' }), paid({ paymentId: `P-${customerId}`, customerId, amount: '30.00', allocations: [{ invoiceId: `I-${customerId}`, amount: '30.00' }] }),
      creditNote({ creditNoteId: `N-${customerId}`, customerId, amount: '20.00', allocations: [{ invoiceId: `I-${customerId}`, amount: '20.00' }] }), heartbeat({ feed: customerId }),
    ]);
    // Each caller has them in another order.
    const batches = Array.from({ length: 8 }, (_, caller) => [...events.slice(caller * 6), ...events.slice(0, caller * 6)].filter((_event, index) => (index + caller) % 3 !== 0));
    const verdicts = await Promise.all(batches.map((batch) => world.take(batch)));
    expect(verdicts.flat().filter((verdict) => verdict.verdict === 'rejected')).toEqual([]);
    await world.take(events);
    expect(await world.query('SELECT DISTINCT open_minor, status FROM invoice')).toEqual([{ open_minor: 5000n, status: 'open' }]);
    expect(await world.one('SELECT count(*)::int AS customers FROM customer')).toEqual({ customers: 12 });
  });
});

