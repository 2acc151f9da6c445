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
  const customerEvents = customersOf(shape);
  const invoiceEvents: PuntualEvent[] = [];
  const moneyEvents: PuntualEvent[] = [];
  const invoices = new Map<string, { open: string; status: string }>();
  const creditMinor = new Map<string, number>();
  const chased: string[] = [];

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

function customersOf(shape: LoadShape): PuntualEvent[] {
  return Array.from({ length: shape.customers }, (_, index) => {
    const customerId = `${shape.name}-C${index + 1}`;
    const email = `${customerId.toLowerCase()}@debtor.example`;
    return customer(
      {
        customerId,
        name: `Cliente ${customerId} S.L.`,
        contacts: [{ contactId: 'k1', name: 'Ana', email, channels: ['email'] }],
      },
      { id: `${customerId}/upserted` },
    );
  });
}

interface Subject {
  readonly customerId: string;
  readonly invoiceId: string;
  readonly number: string;
  readonly totalMinor: number;
}

/** The events of an invoice's money, and the state in which they leave the invoice and its customer's credit. */
interface End {
  readonly events: PuntualEvent[];
  readonly openMinor: number;
  readonly status: string;
  readonly creditMinor: number;
}

function settle(fate: (typeof FATES)[number], subject: Subject): End {
  const { customerId, invoiceId, totalMinor } = subject;
  const open = (openMinor: number, ...events: PuntualEvent[]): End => ({
    events,
    openMinor,
    status: 'open',
    creditMinor: 0,
  });
  const settled = (status: string, event: PuntualEvent, creditMinor = 0): End => ({
    events: [event],
    openMinor: 0,
    status,
    creditMinor,
  });
  switch (fate) {
    case 'none':
      return open(totalMinor);
    case 'full':
      return settled('paid', payment(subject, totalMinor, totalMinor));
    case 'by-reference':
      return settled('paid', payment(subject, totalMinor, null));
    case 'part':
      return open(totalMinor - PART_MINOR, payment(subject, PART_MINOR, PART_MINOR));
    case 'over':
      return settled('paid', payment(subject, totalMinor + OVER_MINOR, totalMinor), OVER_MINOR);
    case 'reversed':
      return open(totalMinor, payment(subject, totalMinor, totalMinor), reversal(subject));
    case 'credit-note':
      return settled('credited', fullCreditNote(subject));
    case 'cancelled':
      return settled('cancelled', cancelled({ invoiceId, customerId }, { id: `${invoiceId}/cancelled` }));
  }
}

// A payment with remittance detail for `lineMinor` of the invoice, or with its number in the reference only (null).
function payment({ customerId, invoiceId, number }: Subject, amountMinor: number, lineMinor: number | null) {
  return paid(
    {
      paymentId: `${invoiceId}-P`,
      customerId,
      amount: decimal(amountMinor),
      receivedOn: '2026-11-03',
      ...(lineMinor === null
        ? { reference: `Factura ${number}` }
        : { allocations: [{ invoiceId, amount: decimal(lineMinor) }] }),
    },
    { id: `${invoiceId}-P/received` },
  );
}

function reversal({ customerId, invoiceId }: Subject) {
  const paymentId = `${invoiceId}-P`;
  return reversed({ paymentId, customerId, reversedOn: '2026-11-04' }, { id: `${paymentId}/reversed` });
}

function fullCreditNote({ customerId, invoiceId, totalMinor }: Subject) {
  return creditNote(
    {
      creditNoteId: `${invoiceId}-N`,
      customerId,
      amount: decimal(totalMinor),
      issueDate: '2026-11-03',
      allocations: [{ invoiceId, amount: decimal(totalMinor) }],
    },
    { id: `${invoiceId}-N/issued` },
  );
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
