import { addDays, instantAt, localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import type { Hold, HoldKind } from '@puntual/domain/decide/case-facts';
import type { Policy } from '@puntual/domain/policy/policy';
import type { LifeAction } from './actions.ts';
import type { LifeCommand } from './commands.ts';
import { modelOpenMinor, type ModelInvoice, type ModelLife } from './model-state.ts';

/** Most invoices of one life: with three, they compete for money and for the customer's contact limits. */
const MOST_INVOICES = 3;

/**
 * Turns a random command into an exact action by the model's state. Null when the action is impossible now, for example
 * when no call is open or nothing is held. `serial` makes the ids of new things unique.
 */
export function resolveCommand(
  life: ModelLife,
  { event, invoice: which, size, days }: LifeCommand,
  policies: readonly Policy[],
  serial: number,
): LifeAction | null {
  const today = localDate(life.now, life.window.timeZone);
  const policy = policies[size % policies.length];
  const dice = { size, days, today, serial, policy };
  if (event === 'issue') return issueInvoice(life, dice);
  const invoice = life.invoices[which % Math.max(1, life.invoices.length)];
  if (!invoice) return null;
  if (isOfCustomer(event)) return resolveOnCustomer(life, event, dice);
  if (isOfMoney(event)) return resolveOnMoney(life, invoice, event, dice);
  return resolveOnCase(invoice, event, dice);
}

/** The random values of a command. */
interface Dice {
  readonly size: number;
  readonly days: number;
  readonly today: IsoDate;
  readonly serial: number;
  readonly policy: Policy | undefined;
}

type AfterIssue = Exclude<LifeCommand['event'], 'issue'>;

const ON_CUSTOMER = [
  'time passes',
  'direct debit on',
  'direct debit off',
  'stop contact',
  'resume contact',
  'feed stale',
  'feed fresh',
  'contact lost',
  'contact mended',
] as const satisfies readonly AfterIssue[];
type OnCustomer = (typeof ON_CUSTOMER)[number];

const ON_MONEY = [
  'pay part',
  'pay all',
  'pay too much',
  'credit note',
  'reverse',
  'raise total',
  'lower total',
  'cancel',
  'write off',
] as const satisfies readonly AfterIssue[];
type OnMoney = (typeof ON_MONEY)[number];
type OnCase = Exclude<AfterIssue, OnCustomer | OnMoney>;

function isOfCustomer(event: AfterIssue): event is OnCustomer {
  return ON_CUSTOMER.some((each) => each === event);
}

function isOfMoney(event: Exclude<AfterIssue, OnCustomer>): event is OnMoney {
  return ON_MONEY.some((each) => each === event);
}

function issueInvoice(life: ModelLife, { size, days, today, policy }: Dice): LifeAction | null {
  if (life.invoices.length >= MOST_INVOICES || !policy) return null;
  const reached =
    size % 7 === 0
      ? { stage: size % 2 === 0 ? ('friendly' as const) : ('follow-up' as const), on: addDays(today, -(days % 5)) }
      : null;
  return {
    kind: 'issue',
    invoiceId: `I${life.invoices.length + 1}`,
    totalMinor: BigInt(1000 + size * 100),
    dueOn: addDays(today, days * 3 - 10),
    policy,
    reached,
  };
}

function resolveOnCustomer(life: ModelLife, event: OnCustomer, { size, days, today }: Dice): LifeAction | null {
  switch (event) {
    case 'time passes': {
      const to = instantAt(addDays(today, days), size % 1440, life.window.timeZone);
      return { kind: 'time', to: to > life.now ? to : life.now + size * 60_000 };
    }
    case 'direct debit on':
    case 'direct debit off': {
      const is = event === 'direct debit on';
      return life.directDebit === is ? null : { kind: 'direct-debit', is };
    }
    case 'stop contact':
    case 'resume contact': {
      const is = event === 'stop contact';
      return life.stopped === is ? null : { kind: 'stopped', is };
    }
    case 'feed stale':
    case 'feed fresh': {
      const is = event === 'feed stale';
      return life.stale === is ? null : { kind: 'stale', is };
    }
    case 'contact lost':
    case 'contact mended': {
      const is = event === 'contact mended';
      return life.reachable === is ? null : { kind: 'reachable', is };
    }
  }
}

/** Events that change what is open of an invoice. */
function resolveOnMoney(
  life: ModelLife,
  invoice: ModelInvoice,
  event: OnMoney,
  { size, serial }: Dice,
): LifeAction | null {
  const invoiceId = invoice.id;
  const open = modelOpenMinor(life, invoice);
  const money = (of: 'payment' | 'credit-note', minor: bigint): LifeAction => ({
    kind: 'money',
    paymentId: `M${serial}`,
    of,
    invoiceId,
    minor,
  });
  switch (event) {
    case 'pay part':
      return open > 1n ? money('payment', partOf(open, size)) : null;
    case 'pay all':
      return open > 0n ? money('payment', open) : null;
    case 'pay too much':
      return money('payment', open + BigInt(1 + size * 50));
    case 'credit note':
      return money('credit-note', size % 2 === 0 && open > 0n ? open : BigInt(1 + size * 20));
    case 'reverse': {
      const payment = life.money.find(
        (each) => each.of === 'payment' && each.forInvoice === invoiceId && !each.reversed,
      );
      return payment ? { kind: 'reverse', invoiceId, paymentId: payment.id } : null;
    }
    case 'raise total':
      return { kind: 'total', invoiceId, totalMinor: invoice.totalMinor + BigInt(1 + size * 10) };
    case 'lower total':
      return invoice.totalMinor > 1n
        ? { kind: 'total', invoiceId, totalMinor: partOf(invoice.totalMinor, size) }
        : null;
    case 'cancel':
      return invoice.cancelled ? null : { kind: 'cancel', invoiceId };
    case 'write off':
      return invoice.status === 'open' ? { kind: 'write-off', invoiceId } : null;
  }
}

/** From 1 to one less than `minor`, in proportion to `size` of 999. */
function partOf(minor: bigint, size: number): bigint {
  return 1n + ((minor - 2n) * BigInt(size)) / 999n;
}

/** Events that change the case of an invoice and no money. */
function resolveOnCase(
  invoice: ModelInvoice,
  event: OnCase,
  { size, days, today, serial, policy }: Dice,
): LifeAction | null {
  const invoiceId = invoice.id;
  const isOpen = invoice.status === 'open';
  const hold = (kind: HoldKind, untilOn: IsoDate | null, more: Partial<Hold> = {}) =>
    isOpen ? ({ kind: 'hold', invoiceId, hold: { id: `H${serial}`, kind, untilOn, ...more } } as const) : null;
  switch (event) {
    case 'due later':
      return { kind: 'due', invoiceId, dueOn: addDays(invoice.dueOn, 1 + days * 2) };
    case 'due earlier':
      return { kind: 'due', invoiceId, dueOn: addDays(invoice.dueOn, -1 - days) };
    case 'dispute':
      return hold('dispute', null);
    case 'promise':
      return hold('promise', addDays(today, days));
    case 'promise broken':
      return releaseHold(invoice, ['promise'], today);
    case 'take back':
      return releaseHold(invoice, ['promise', 'payment-claimed'], today);
    case 'plan':
      return holdOf(invoice, ['plan'], today)
        ? null
        : hold('plan', addDays(today, 7 + days), { wakeOn: addDays(today, days) });
    case 'instalment missed':
      return missInstalment(invoice, days, today);
    case 'plan ended':
      return releaseHold(invoice, ['plan'], today);
    case 'assign to factor':
      return holdOf(invoice, ['assigned'], today) ? null : hold('assigned', null);
    case 'back from factor':
      return releaseHold(invoice, ['assigned'], today);
    case 'claim paid':
      return hold('payment-claimed', addDays(today, 1 + (days % 7)));
    case 'pause':
      return hold('manual', size % 3 === 0 ? null : addDays(today, days));
    case 'resolve':
      return releaseHold(invoice, ['dispute'], today);
    case 'resume':
      return releaseHold(invoice, ['manual'], today);
    case 'change policy':
      return isOpen && policy ? { kind: 'policy', invoiceId, policy } : null;
    case 'call unanswered':
    case 'call refused':
      return isOpen && invoice.call?.open
        ? { kind: 'call', invoiceId, outcome: event === 'call refused' ? 'refuses' : 'no-answer' }
        : null;
    case 'approve agency':
    case 'reject agency':
      return isOpen && invoice.placement === 'proposed'
        ? { kind: 'agency', invoiceId, approved: event === 'approve agency' }
        : null;
  }
}

function releaseHold(invoice: ModelInvoice, kinds: readonly HoldKind[], today: IsoDate): LifeAction | null {
  const held = invoice.status === 'open' ? holdOf(invoice, kinds, today) : undefined;
  return held ? { kind: 'release', invoiceId: invoice.id, holdId: held.id } : null;
}

/** A plan whose instalment is missed goes on until its grace is over, and the case has no other day to wake. */
function missInstalment(invoice: ModelInvoice, days: number, today: IsoDate): LifeAction | null {
  const held = invoice.status === 'open' ? holdOf(invoice, ['plan'], today) : undefined;
  const hold = held && { ...held, untilOn: addDays(today, days), wakeOn: null };
  return hold ? { kind: 'change-hold', invoiceId: invoice.id, hold } : null;
}

function holdOf(invoice: ModelInvoice, kinds: readonly HoldKind[], today: IsoDate): Hold | undefined {
  return invoice.holds.find(({ kind, untilOn }) => kinds.includes(kind) && (untilOn === null || untilOn >= today));
}
