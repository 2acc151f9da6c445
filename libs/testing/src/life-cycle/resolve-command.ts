import { addDays, instantAt, localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import type { Policy } from '@puntual/domain/policy/policy';
import type { LifeAction } from './actions.ts';
import type { LifeCommand } from './commands.ts';
import { modelOpenMinor, type ModelInvoice, type ModelLife } from './model-state.ts';

/** Invoices of one life: enough for them to stand in each other's way. */
const MOST_INVOICES = 3;

/** Makes a command exact by the model's state; null where it can not happen now (no call is open, nothing is held). `serial` names what is new. */
export function resolveCommand(
  life: ModelLife,
  { event, invoice: which, size, days }: LifeCommand,
  policies: readonly Policy[],
  serial: number,
): LifeAction | null {
  const today = localDate(life.now, life.window.timeZone);
  const policy = policies[size % policies.length];
  if (event === 'issue') {
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
  const invoice = life.invoices[which % Math.max(1, life.invoices.length)];
  if (!invoice) return null;
  switch (event) {
    case 'time passes': {
      const zone = life.window.timeZone;
      const to = instantAt(addDays(today, days), size % 1440, zone);
      return { kind: 'time', to: to > life.now ? to : life.now + size * 60_000 };
    }
    case 'direct debit on':
    case 'direct debit off':
      return life.directDebit === (event === 'direct debit on')
        ? null
        : { kind: 'direct-debit', is: event === 'direct debit on' };
    case 'stop contact':
    case 'resume contact':
      return life.stopped === (event === 'stop contact') ? null : { kind: 'stopped', is: event === 'stop contact' };
    case 'feed stale':
    case 'feed fresh':
      return life.stale === (event === 'feed stale') ? null : { kind: 'stale', is: event === 'feed stale' };
    case 'contact lost':
    case 'contact mended':
      return life.reachable === (event === 'contact mended')
        ? null
        : { kind: 'reachable', is: event === 'contact mended' };
    case 'pay part':
    case 'pay all':
    case 'pay too much':
    case 'credit note':
    case 'reverse':
    case 'raise total':
    case 'lower total':
    case 'cancel':
    case 'write off':
    case 'due later':
    case 'due earlier':
    case 'dispute':
    case 'promise':
    case 'claim paid':
    case 'pause':
    case 'resolve':
    case 'resume':
    case 'change policy':
    case 'call unanswered':
    case 'call refused':
    case 'approve agency':
    case 'reject agency':
      return resolveOnInvoice(life, invoice, event, { size, days, today, serial, policy });
  }
}

interface Dice {
  readonly size: number;
  readonly days: number;
  readonly today: IsoDate;
  readonly serial: number;
  readonly policy: Policy | undefined;
}

type OnInvoice = Exclude<
  LifeCommand['event'],
  | 'issue'
  | 'time passes'
  | `direct debit ${string}`
  | `feed ${string}`
  | `contact ${string}`
  | 'stop contact'
  | 'resume contact'
>;

function resolveOnInvoice(
  life: ModelLife,
  invoice: ModelInvoice,
  event: OnInvoice,
  { size, days, today, serial, policy }: Dice,
): LifeAction | null {
  const invoiceId = invoice.id;
  const open = modelOpenMinor(life, invoice);
  const isOpen = invoice.status === 'open';
  const money = (of: 'payment' | 'credit-note', minor: bigint): LifeAction => ({
    kind: 'money',
    paymentId: `M${serial}`,
    of,
    invoiceId,
    minor,
  });
  const hold = (
    kind: 'dispute' | 'promise' | 'payment-claimed' | 'manual',
    untilOn: IsoDate | null,
  ): LifeAction | null => (isOpen ? { kind: 'hold', invoiceId, hold: { id: `H${serial}`, kind, untilOn } } : null);
  const release = (kind: 'dispute' | 'manual'): LifeAction | null => {
    const held = isOpen
      ? invoice.holds.find((each) => each.kind === kind && (each.untilOn === null || each.untilOn >= today))
      : undefined;
    return held ? { kind: 'release', invoiceId, holdId: held.id } : null;
  };
  switch (event) {
    case 'pay part':
      return open > 1n ? money('payment', 1n + ((open - 2n) * BigInt(size)) / 999n) : null;
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
        ? { kind: 'total', invoiceId, totalMinor: 1n + ((invoice.totalMinor - 2n) * BigInt(size)) / 999n }
        : null;
    case 'cancel':
      return invoice.cancelled ? null : { kind: 'cancel', invoiceId };
    case 'write off':
      return isOpen ? { kind: 'write-off', invoiceId } : null;
    case 'due later':
      return { kind: 'due', invoiceId, dueOn: addDays(invoice.dueOn, 1 + days * 2) };
    case 'due earlier':
      return { kind: 'due', invoiceId, dueOn: addDays(invoice.dueOn, -1 - days) };
    case 'dispute':
      return hold('dispute', null);
    case 'promise':
      return hold('promise', addDays(today, days));
    case 'claim paid':
      return hold('payment-claimed', addDays(today, 1 + (days % 7)));
    case 'pause':
      return hold('manual', size % 3 === 0 ? null : addDays(today, days));
    case 'resolve':
      return release('dispute');
    case 'resume':
      return release('manual');
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
