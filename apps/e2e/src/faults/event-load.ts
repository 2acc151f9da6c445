import { topicOf, keyOf, type PuntualEvent } from '@puntual/contracts/events/events';
import { cancelled, creditNote, customer, issued, paid, reversed } from '@puntual/testing/builders/events';
import { seeded, type Seeded } from '@puntual/sandbox/demo/seeded-random';
import { poison } from './bad-messages.ts';

/** A Kafka message to publish; `topic` is without prefix. */
export interface LoadMessage {
  readonly topic: string;
  readonly key: string;
  readonly value: string | null;
}

/** The expected content of the database after the load, whatever happened meanwhile. */
export interface Expected {
  /** By invoice id. */
  readonly invoices: ReadonlyMap<string, { readonly open: string; readonly status: string }>;
  /** Unallocated money by customer id, minor units; customers with none are absent. */
  readonly creditMinor: ReadonlyMap<string, number>;
  /** Distinct events to be accepted; each counts once, however often it was delivered. */
  readonly events: number;
  readonly deadLetters: number;
  /** Invoices of customers who never pay: exactly one message is sent about each. */
  readonly chased: readonly string[];
}

export interface Load {
  readonly customers: readonly LoadMessage[];
  readonly customerEvents: readonly PuntualEvent[];
  /** Invoices, payments and bad messages; payments come one to three times and in shuffled order. */
  readonly messages: readonly LoadMessage[];
  readonly expected: Expected;
}

export interface LoadShape {
  /** Prefix of every id; must differ between the loads of one world. */
  readonly name: string;
  readonly customers: number;
  readonly invoices: number;
  /** Percentage of bad messages among invoices and payments. */
  readonly poisonPercent?: number;
  /** False: no payments, credit notes or cancellations. */
  readonly paying?: boolean;
}

const FATES = ['none', 'full', 'by-reference', 'part', 'over', 'reversed', 'credit-note', 'cancelled'] as const;
/**
 * Date of the tests' clock. An invoice that falls due on this day is written about at once; a late one only on the day
 * after it became known.
 */
export const TODAY = '2026-11-04';
const PART_MINOR = 37;
const OVER_MINOR = 513;

/**
 * Generates a seeded mix of customers, invoices due today, and payments: in full, in part, too much, by reference only,
 * reversed, and credit notes and cancellations. Each invoice of a customer has a different sum, so that matching never
 * depends on the order of arrival.
 */
export function makeLoad(shape: LoadShape): Load {
  const customerEvents: PuntualEvent[] = [];
  const invoiceEvents: PuntualEvent[] = [];
  const moneyEvents: PuntualEvent[] = [];
  const invoices = new Map<string, { open: string; status: string }>();
  const creditMinor = new Map<string, number>();
  const chased: string[] = [];

  for (let number = 1; number <= shape.customers; number++) {
    const customerId = `${shape.name}-C${number}`;
    customerEvents.push(
      customer(
        {
          customerId,
          name: `Cliente ${customerId} S.L.`,
          contacts: [
            { contactId: 'k1', name: 'Ana', email: `${customerId.toLowerCase()}@debtor.example`, channels: ['email'] },
          ],
        },
        { id: `${customerId}/upserted` },
      ),
    );
  }
  for (let number = 1; number <= shape.invoices; number++) {
    const payer = 1 + (number % shape.customers);
    const customerId = `${shape.name}-C${payer}`;
    const invoiceId = `${shape.name}-I${number}`;
    const luck = seeded(`${shape.name}:${invoiceId}`);
    const totalMinor = (100 + number) * 100;
    invoiceEvents.push(
      issued(
        {
          invoiceId,
          number: `F2026-${shape.name.toUpperCase()}-${number}`,
          customerId,
          issueDate: '2026-10-01',
          dueDate: TODAY,
          total: decimal(totalMinor),
        },
        { id: `${invoiceId}/issued` },
      ),
    );
    const silent = shape.paying === false || payer % 3 !== 0;
    if (silent) chased.push(invoiceId);
    const fate = silent ? 'none' : luck.pick(FATES);
    const end = settle(fate, {
      customerId,
      invoiceId,
      number: `F2026-${shape.name.toUpperCase()}-${number}`,
      totalMinor,
    });
    moneyEvents.push(...end.events);
    invoices.set(invoiceId, { open: decimal(end.openMinor), status: end.status });
    if (end.creditMinor > 0) creditMinor.set(customerId, (creditMinor.get(customerId) ?? 0) + end.creditMinor);
  }
  const luck = seeded(shape.name);
  const repeated = moneyEvents.flatMap((event) => Array.from({ length: luck.between(1, 3) }, () => event));
  const good = [...invoiceEvents, ...repeated];
  const bad = Math.round((good.length * (shape.poisonPercent ?? 5)) / 100);
  const messages = shuffled(
    [...good.map(messageOf), ...Array.from({ length: bad }, (_, index) => poison(`${shape.name}-${index}`, index))],
    luck,
  );
  return {
    customers: customerEvents.map(messageOf),
    customerEvents,
    messages,
    expected: {
      invoices,
      creditMinor,
      chased,
      deadLetters: bad,
      events: customerEvents.length + invoiceEvents.length + moneyEvents.length,
    },
  };
}

interface Subject {
  readonly customerId: string;
  readonly invoiceId: string;
  readonly number: string;
  readonly totalMinor: number;
}

function settle(
  fate: (typeof FATES)[number],
  subject: Subject,
): { events: PuntualEvent[]; openMinor: number; status: string; creditMinor: number } {
  const { customerId, invoiceId, totalMinor } = subject;
  const paymentId = `${invoiceId}-P`;
  const pay = (amountMinor: number, line: number | null) =>
    paid(
      {
        paymentId,
        customerId,
        amount: decimal(amountMinor),
        receivedOn: '2026-11-03',
        ...(line === null
          ? { reference: `Factura ${subject.number}` }
          : { allocations: [{ invoiceId, amount: decimal(line) }] }),
      },
      { id: `${paymentId}/received` },
    );
  switch (fate) {
    case 'none':
      return { events: [], openMinor: totalMinor, status: 'open', creditMinor: 0 };
    case 'full':
      return { events: [pay(totalMinor, totalMinor)], openMinor: 0, status: 'paid', creditMinor: 0 };
    case 'by-reference':
      return { events: [pay(totalMinor, null)], openMinor: 0, status: 'paid', creditMinor: 0 };
    case 'part':
      return {
        events: [pay(PART_MINOR, PART_MINOR)],
        openMinor: totalMinor - PART_MINOR,
        status: 'open',
        creditMinor: 0,
      };
    case 'over':
      return {
        events: [pay(totalMinor + OVER_MINOR, totalMinor)],
        openMinor: 0,
        status: 'paid',
        creditMinor: OVER_MINOR,
      };
    case 'reversed':
      return {
        events: [
          pay(totalMinor, totalMinor),
          reversed({ paymentId, customerId, reversedOn: '2026-11-04' }, { id: `${paymentId}/reversed` }),
        ],
        openMinor: totalMinor,
        status: 'open',
        creditMinor: 0,
      };
    case 'credit-note':
      return {
        events: [
          creditNote(
            {
              creditNoteId: `${invoiceId}-N`,
              customerId,
              amount: decimal(totalMinor),
              issueDate: '2026-11-03',
              allocations: [{ invoiceId, amount: decimal(totalMinor) }],
            },
            { id: `${invoiceId}-N/issued` },
          ),
        ],
        openMinor: 0,
        status: 'credited',
        creditMinor: 0,
      };
    case 'cancelled':
      return {
        events: [cancelled({ invoiceId, customerId }, { id: `${invoiceId}/cancelled` })],
        openMinor: 0,
        status: 'cancelled',
        creditMinor: 0,
      };
  }
}

/** An event in the form of its sender. */
export function messageOf(event: PuntualEvent): LoadMessage {
  return { topic: topicOf[event.type], key: keyOf(event), value: JSON.stringify(event) };
}

function shuffled<T>(items: readonly T[], luck: Seeded): T[] {
  const list = [...items];
  for (let index = list.length - 1; index > 0; index--) {
    const other = luck.between(0, index);
    [list[index], list[other]] = [list[other] as T, list[index] as T];
  }
  return list;
}

function decimal(minor: number): string {
  return `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;
}
