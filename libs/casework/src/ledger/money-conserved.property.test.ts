import fc from 'fast-check';
import { expect, jest, test } from '@jest/globals';
import type { PuntualEvent } from '@puntual/contracts/events/events';
import {
  moneyFaults,
  type AccountedEntry,
  type AccountedInvoice,
  type AccountedPayment,
} from '@puntual/testing/oracles/money-faults';
import {
  amended,
  cancelled,
  creditNote,
  issued,
  merged,
  paid,
  refunded,
  reversed,
} from '@puntual/testing/builders/events';
import { freshOrganization } from '@puntual/testing/database/test-database';
import { useTestDatabase } from '@puntual/testing/database/use-test-database';
import { changeSettings } from '../people/change-settings.ts';
import { at, CaseWorld } from '@puntual/testing/worlds/case-world';
import { reverseWriteOff, writeOffInvoice } from '../people/write-off-invoice.ts';
import { placePayment } from '../people/place-payment.ts';
import { splitReceipt } from '../imports/split-receipt.ts';
import { bankLineSchema } from '../receipts/bank-line.ts';

jest.setTimeout(600_000);
const db = useTestDatabase();

const NOW = at('2026-12-05 10:00');
const SEQUENCES = 10;
const MOST_STEPS = 16;

// What an ERP and people may do with three invoices and four payments of one customer: sensible or not, in any order,
// and more than once.
const invoice = fc.nat(2);
const payment = fc.nat(3);
const cents = fc.integer({ min: 1, max: 60 });
const happening = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('issue' as const), invoice, cents, order: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('pay' as const),
      payment,
      cents,
      by: fc.constantFrom('remittance' as const, 'number' as const, 'order' as const, 'nothing' as const),
      invoice,
      part: cents,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('credit' as const), payment, cents, invoice }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('amend' as const),
      invoice,
      revision: fc.integer({ min: 1, max: 4 }),
      cents,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), invoice }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('reverse' as const), payment, part: fc.option(cents, { nil: null }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('refund' as const),
      refund: fc.nat(3),
      cents,
      of: fc.option(payment, { nil: null }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('place' as const),
      payment,
      from: fc.option(invoice, { nil: null }),
      back: cents,
      to: fc.option(invoice, { nil: null }),
      cents,
      fit: fc.constantFrom(true, true, false),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('write-off' as const), invoice, cents: fc.option(cents, { nil: null }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reverse-write-off' as const), invoice }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('merge' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('split' as const), cents, part: cents }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

const amount = (value: number) => (value / 100).toFixed(2);

// The third invoice and the fourth payment are those of another customer, until both customers are merged.
const secondCustomer = (customerId: string) => `${customerId}B`;
function ownerOf(customerId: string, happening: Happening): string {
  const isSecond =
    ('payment' in happening && happening.payment === 3) ||
    (!('payment' in happening) && 'invoice' in happening && happening.invoice === 2);
  return isSecond ? secondCustomer(customerId) : customerId;
}

function eventOf(sequenceId: string, happening: Happening): PuntualEvent | null {
  const customerId = ownerOf(sequenceId, happening);
  const event = eventOfCustomer(sequenceId, happening);
  return event && 'customerId' in event.data
    ? ({ ...event, data: { ...event.data, customerId } } as PuntualEvent)
    : event;
}

function eventOfCustomer(customerId: string, happening: Happening): PuntualEvent | null {
  const invoiceId = 'invoice' in happening ? `${customerId}-${happening.invoice}` : '';
  const paymentId = 'payment' in happening ? `${customerId}-M${happening.payment}` : '';
  switch (happening.do) {
    case 'issue':
      return issued({
        invoiceId,
        number: `F/${customerId}/00${happening.invoice}`,
        customerId,
        total: amount(happening.cents),
        ...(happening.order ? { purchaseOrder: `PO-${customerId}-${happening.invoice}` } : {}),
      });
    case 'pay': {
      const texts = {
        remittance: '',
        number: `transf. F/${customerId}/00${happening.invoice}`,
        order: `PO-${customerId}-${happening.invoice}`,
        nothing: 'gracias',
      };
      return paid({
        paymentId,
        customerId,
        amount: amount(happening.cents),
        reference: texts[happening.by],
        ...(happening.by === 'remittance' ? { allocations: [{ invoiceId, amount: amount(happening.part) }] } : {}),
      });
    }
    case 'credit':
      return creditNote({
        creditNoteId: paymentId,
        customerId,
        amount: amount(happening.cents),
        allocations: [{ invoiceId, amount: amount(happening.cents) }],
      });
    case 'amend':
      return amended({ invoiceId, customerId, revision: happening.revision, total: amount(happening.cents) });
    case 'cancel':
      return cancelled({ invoiceId, customerId });
    case 'reverse':
      return reversed({
        paymentId,
        customerId,
        ...(happening.part === null ? {} : { amount: amount(happening.part) }),
      });
    case 'refund':
      return refunded({
        refundId: `${customerId}-R${happening.refund}`,
        customerId,
        amount: amount(happening.cents),
        ...(happening.of === null ? {} : { paymentId: `${customerId}-M${happening.of}` }),
      });
    case 'merge':
      return merged({ from: secondCustomer(customerId), into: customerId });
    case 'place':
    case 'write-off':
    case 'reverse-write-off':
    case 'split':
      return null;
  }
}

async function doByHand(world: CaseWorld, customerId: string, happening: Happening): Promise<void> {
  const rowOf = async (table: 'invoice' | 'payment', id: string) =>
    (await world.query<{ id: string }>(`SELECT id FROM ${table} WHERE ${table}_id = $1`, id))[0]?.id;
  switch (happening.do) {
    case 'place': {
      const row = await rowOf('payment', `${customerId}-M${happening.payment}`);
      if (!row) return;
      // `fit`: the person allocates and takes back no more than there is.
      const [most] = await world.query<{ back: bigint; room: bigint }>(
        `
        SELECT
          (SELECT coalesce(-sum(e.amount_minor), 0)::bigint
            FROM entry e JOIN invoice i ON i.id = e.invoice_id
            WHERE e.payment_id = p.id AND i.invoice_id = $2) AS back,
          least(p.unallocated_minor, (SELECT i.open_minor FROM invoice i WHERE i.invoice_id = $3)) AS room
        FROM payment p
        WHERE p.id = $1::uuid`,
        row,
        `${customerId}-${happening.from}`,
        `${customerId}-${happening.to}`,
      );
      const part = (of: number | null, wanted: number, limit: bigint | null = null) => {
        const minor = happening.fit && limit !== null ? Math.min(wanted, Number(limit)) : wanted;
        return of === null || minor === 0 ? [] : [{ invoiceId: `${customerId}-${of}`, amount: amount(minor) }];
      };
      await placePayment(
        db.database,
        world.actor,
        {
          paymentRowId: row,
          takeBack: part(happening.from, happening.back, most?.back),
          allocations: part(happening.to, happening.cents, most?.room),
          reason: 'x',
        },
        NOW,
      );
      return;
    }
    case 'write-off': {
      const row = await rowOf('invoice', `${customerId}-${happening.invoice}`);
      if (row)
        await writeOffInvoice(
          db.database,
          world.actor,
          { invoiceRowId: row, reason: 'x', amount: happening.cents === null ? null : amount(happening.cents) },
          NOW,
        );
      return;
    }
    case 'reverse-write-off': {
      const row = await rowOf('invoice', `${customerId}-${happening.invoice}`);
      if (row) await reverseWriteOff(db.database, world.actor, { invoiceRowId: row, reason: 'x' }, NOW);
      return;
    }
    case 'split':
      return splitByHand(world, customerId, happening);
    case 'issue':
    case 'pay':
    case 'credit':
    case 'merge':
    case 'amend':
    case 'cancel':
    case 'reverse':
    case 'refund':
      return;
  }
}

// A receipt of both parts, which a person splits over the two customers: what comes in is what the parts are.
async function splitByHand(
  world: CaseWorld,
  customerId: string,
  { cents: first, part }: Extract<Happening, { do: 'split' }>,
): Promise<void> {
  const known = await world.query(
    `SELECT 1 FROM customer WHERE customer_id IN ($1, $2) AND merged_into IS NULL`,
    customerId,
    secondCustomer(customerId),
  );
  if (known.length < 2) return;
  const line = bankLineSchema.parse(movementOf(amount(first + part)));
  const receipt = await world.one<{ id: string }>(
    `INSERT INTO unidentified_receipt
       (id, organization_id, receipt_id, amount_minor, currency, received_on, movement, kept_at)
     VALUES (gen_random_uuid(), $1::uuid, 'bank-' || gen_random_uuid(), $2::bigint, 'EUR', '2026-12-03', $3::jsonb,
       now())
     RETURNING id`,
    world.organization.id,
    first + part,
    JSON.stringify(line),
  );
  const parts = [
    { customerId, amount: amount(first), allocations: [] },
    { customerId: secondCustomer(customerId), amount: amount(part), allocations: [] },
  ];
  const result = await splitReceipt(db.database, world.actor, { receiptRowId: receipt.id, parts }, NOW);
  expect(result).toEqual({ result: 'done' });
}

function movementOf(total: string) {
  return {
    line: 1,
    account: 'ES1',
    bookedOn: '2026-12-03',
    amount: total,
    currency: 'EUR',
    instructed: null,
    direction: 'credit',
    reversal: false,
    returned: false,
    booked: true,
    entryRef: null,
    transactionRef: null,
    endToEndId: null,
    payer: 'Grupo',
    payerAccount: null,
    text: 'gracias',
    documents: [],
  };
}

/** The faults that the domain's rules find in the ledger as Postgres stores it. */
async function faultsOf(world: CaseWorld): Promise<string[]> {
  return moneyFaults({
    invoices: await world.query<AccountedInvoice>(
      `SELECT id, currency, total_minor AS "totalMinor", open_minor AS "openMinor", status FROM invoice`,
    ),
    payments: await world.query<AccountedPayment>(
      `SELECT id, currency, amount_minor AS "amountMinor", unallocated_minor AS "unallocatedMinor",
         reversed_minor AS "reversedMinor", refunded_minor AS "refundedMinor", status
       FROM payment`,
    ),
    entries: await world.query<AccountedEntry>(
      `
      SELECT id, invoice_id AS "invoiceId", charge_id AS "chargeId", kind, amount_minor AS "amountMinor",
        entry_on::text AS "on", payment_id AS "paymentId", cause
      FROM entry ORDER BY id`,
    ),
  });
}

// Most sequences begin with two invoices and two payments, so that later steps have something to act on.
const beginning = fc.tuple(
  ...[0, 1].map((each) =>
    fc.record({ do: fc.constant('issue' as const), invoice: fc.constant(each), cents, order: fc.boolean() }),
  ),
  ...[0, 1].map((each) =>
    fc.record({
      do: fc.constant('pay' as const),
      payment: fc.constant(each),
      cents,
      by: fc.constantFrom('remittance' as const, 'number' as const, 'order' as const, 'nothing' as const),
      invoice,
      part: cents,
    }),
  ),
);
const sequence = fc
  .tuple(
    fc.oneof({ weight: 3, arbitrary: beginning }, { weight: 1, arbitrary: fc.constant([]) }),
    fc.array(happening, { minLength: 5, maxLength: MOST_STEPS - 4 }),
  )
  .map((parts) => parts.flat());
const sequences = fc.array(sequence, { minLength: SEQUENCES, maxLength: SEQUENCES });
const choices = fc.record({
  oldestFirst: fc.boolean(),
  tolerance: fc.constantFrom<Record<string, string>>({}, { EUR: '0.05' }),
});

test('after any events and acts, balances are sums of entries, and no cent is lost or made', async () => {
  let runs = 0;
  let byHand = 0;
  await fc.assert(
    fc.asyncProperty(sequences, choices, async (all, matching) => {
      const world = new CaseWorld(db.database, await freshOrganization(db));
      await changeSettings(db.database, world.actor, { matching }, NOW);
      // Each sequence is of its own customer. The events of all sequences at one step are one batch.
      for (let step = 0; step < MOST_STEPS; step++) {
        const now = all.flatMap((sequence, index) => {
          const each = sequence[step];
          return each ? [{ customerId: `CU${index}`, happening: each }] : [];
        });
        const events = now.flatMap(({ customerId, happening: each }) => eventOf(customerId, each) ?? []);
        if (events.length > 0) await world.take([...events, ...events.slice(0, 1)], NOW);
        for (const { customerId, happening: each } of now) await doByHand(world, customerId, each);
      }
      expect(await faultsOf(world)).toEqual([]);
      expect(
        await world.query(
          `SELECT i.invoice_id
           FROM invoice i LEFT JOIN entry e ON e.invoice_id = i.id
           GROUP BY i.id
           HAVING i.open_minor <> coalesce(sum(e.amount_minor), 0)`,
        ),
      ).toEqual([]);
      // Every open invoice has a running case, and no task is open for a payment without unallocated money.
      expect(await world.query(`SELECT 1 FROM invoice WHERE status = 'open' AND case_state <> 'running'`)).toEqual([]);
      expect(
        await world.query(
          `SELECT 1
           FROM task t JOIN payment p ON p.id = t.payment_id
           WHERE t.state <> 'done' AND p.unallocated_minor = 0`,
        ),
      ).toEqual([]);
      runs += 1;
      byHand += (
        await world.one<{ times: number }>(
          `SELECT count(*)::int AS times
           FROM audit_event
           WHERE actor = 'Marta'
             AND kind IN (
               'payment.placed', 'payment.moved-off', 'invoice.written-off', 'invoice.write-off-reversed')`,
        )
      ).times;
    }),
    {
      numRuns: Number(process.env.PUNTUAL_TEST_RUNS ?? 24),
      ...(process.env.PUNTUAL_TEST_SEED ? { seed: Number(process.env.PUNTUAL_TEST_SEED) } : {}),
      interruptAfterTimeLimit: 240_000,
      verbose: 1,
    },
  );
  // Acts of people succeeded more than once a run: otherwise the property would test events alone.
  expect(byHand).toBeGreaterThan(runs);
});
