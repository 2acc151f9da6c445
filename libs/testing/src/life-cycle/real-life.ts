import { localDate, type EpochMs } from '@puntual/domain/calendar/dates';
import type { SendWindow } from '@puntual/domain/calendar/send-window';
import { THANK_YOU_STEP, type CaseFacts, type InvoiceStatus, type StepRecord } from '@puntual/domain/decide/facts';
import { applyMoneyEvent } from '@puntual/domain/ledger/apply-money-event';
import { balanceOn } from '@puntual/domain/ledger/entries';
import { noMoney, type InvoiceLedger, type MoneyEvent, type MoneyState } from '@puntual/domain/ledger/money-state';
import { stepOf } from '@puntual/domain/policy/policy';
import { simulateCustomer, type Happening } from '@puntual/domain/simulate/simulate-customer';
import { sampleCase, sampleContact, sampleDebtor } from '../builders/case-facts.ts';
import type { LifeAction } from './actions.ts';
import { LIFE_CUSTOMER_ID } from './model-state.ts';

/** A customer whose cases run by the real rules: ledger, `decide`, gate and the simulation's application of what they say. */
export interface RealLife {
  readonly now: EpochMs;
  readonly window: SendWindow;
  readonly cases: readonly CaseFacts[];
  readonly money: MoneyState;
  readonly reachable: boolean;
  readonly events: number;
}

/** A customer of whom nothing is known yet. */
export function newRealLife(window: SendWindow, now: EpochMs): RealLife {
  return { now, window, cases: [], money: noMoney(), reachable: true, events: 0 };
}

/** A life after something happened, and what it brought about. */
export interface Told {
  readonly life: RealLife;
  readonly happened: readonly Happening[];
}

/** Applies what happened as the use cases do, and lets the cases react until all sleep; for time, until the end of it. Throws what the rules throw. */
export function tellReal(life: RealLife, action: LifeAction): Told {
  if (action.kind === 'time') return run(life, action.to);
  const told = withShared(take(life, action));
  return run(told, told.now);
}

/** The cases run from now `to` then, and nothing else happens. */
function run(life: RealLife, to: EpochMs): Told {
  const { happened, cases } = simulateCustomer({
    cases: life.cases,
    from: life.now,
    to,
    hasPostalAddress: life.reachable,
    calls: 'not-made',
    contacts: life.reachable ? [sampleContact({ phone: '+34600111222', channels: ['email', 'sms'] })] : [],
  });
  return { life: { ...life, now: to, cases: cases.map(closed) }, happened };
}

// The end of a case, as `closeCase` writes it.
function closed(facts: CaseFacts): CaseFacts {
  if (facts.invoice.status === 'open') return facts;
  const { placement, call } = facts;
  return {
    ...facts,
    holds: [],
    steps: facts.steps.map((step) =>
      step.state === 'requested' && step.stepId !== THANK_YOU_STEP ? { ...step, state: 'dropped' } : step,
    ),
    placement:
      placement?.state === 'proposed' || placement?.state === 'approved'
        ? { ...placement, state: 'rejected' }
        : placement,
    call: call?.state === 'open' ? { ...call, state: 'done', outcome: 'settled' } : call,
  };
}

function take(life: RealLife, action: Exclude<LifeAction, { kind: 'time' }>): RealLife {
  const on = localDate(life.now, life.window.timeZone);
  const base = { eventId: `event-${life.events}`, on, actor: 'erp' };
  const post = (...events: MoneyEvent[]): RealLife => ({
    ...life,
    events: life.events + events.length,
    money: events.reduce(applyMoneyEvent, life.money),
  });
  const change = (invoiceId: string, edit: (facts: CaseFacts) => Partial<CaseFacts>): RealLife => ({
    ...life,
    cases: life.cases.map((facts) => (facts.invoice.id === invoiceId ? { ...facts, ...edit(facts) } : facts)),
  });
  const everyCase = (edit: (facts: CaseFacts) => Partial<CaseFacts>): RealLife => ({
    ...life,
    cases: life.cases.map((facts) => ({ ...facts, ...edit(facts) })),
  });
  switch (action.kind) {
    case 'issue': {
      const [other] = life.cases;
      const shared = other
        ? {
            lastReminderOn: other.lastReminderOn,
            recentContacts: other.recentContacts,
            customer: other.customer,
            allStopped: other.allStopped,
            staleFeed: other.staleFeed,
          }
        : { customer: sampleDebtor({ id: LIFE_CUSTOMER_ID }) };
      const facts = sampleCase({
        ...shared,
        window: life.window,
        policy: action.policy,
        invoice: { id: action.invoiceId, dueOn: action.dueOn, knownOn: on, alreadyReached: action.reached },
      });
      return {
        ...post({
          ...base,
          type: 'invoice-issued',
          invoiceId: action.invoiceId,
          currency: 'EUR',
          totalMinor: action.totalMinor,
        }),
        cases: [...life.cases, facts],
      };
    }
    case 'money':
      return post(
        {
          ...base,
          type: 'money-received',
          paymentId: action.paymentId,
          kind: action.of,
          currency: 'EUR',
          amountMinor: action.minor,
        },
        {
          ...base,
          eventId: `${base.eventId}-on`,
          type: 'allocated',
          paymentId: action.paymentId,
          to: { invoiceId: action.invoiceId, chargeId: null },
          minor: action.minor,
        },
      );
    case 'reverse':
      return post({ ...base, type: 'money-reversed', paymentId: action.paymentId });
    case 'total':
      return post({
        ...base,
        type: 'invoice-amended',
        invoiceId: action.invoiceId,
        revision: life.events,
        totalMinor: action.totalMinor,
      });
    case 'cancel':
      return post({ ...base, type: 'invoice-cancelled', invoiceId: action.invoiceId });
    case 'write-off':
      return post({ ...base, type: 'written-off', invoiceId: action.invoiceId, minor: null, reason: 'given up' });
    case 'due':
      return change(action.invoiceId, ({ invoice }) => ({ invoice: { ...invoice, dueOn: action.dueOn } }));
    case 'hold':
      return change(action.invoiceId, ({ holds }) => ({ holds: [...holds, action.hold] }));
    case 'release':
      return change(action.invoiceId, ({ holds }) => ({ holds: holds.filter((hold) => hold.id !== action.holdId) }));
    case 'direct-debit':
      return everyCase(({ customer }) => ({ customer: { ...customer, directDebit: action.is } }));
    case 'stopped':
      return everyCase(() => ({ allStopped: action.is }));
    case 'stale':
      return everyCase(() => ({ staleFeed: action.is ? { feed: 'bank', completeUntil: null } : null }));
    case 'reachable':
      return {
        ...everyCase(({ steps }) => ({
          steps: action.is
            ? steps.map((step) => (step.state === 'failed' ? { ...step, state: 'dropped' } : step))
            : steps,
        })),
        reachable: action.is,
      };
    case 'policy':
      return change(action.invoiceId, (facts) => ({
        policy: action.policy,
        steps: facts.steps.map((step) => placed(step, facts)),
      }));
    case 'call':
      return everyCase(({ invoice, call, recentContacts }) => ({
        recentContacts: [...recentContacts, { on, how: 'call' }],
        call:
          invoice.id === action.invoiceId && call
            ? { ...call, state: 'done', outcome: action.outcome, completedOn: on }
            : call,
      }));
    case 'agency':
      return change(action.invoiceId, ({ placement }) => ({
        placement: placement && { ...placement, state: action.approved ? 'approved' : 'rejected' },
      }));
  }
}

// The services write with a step where its policy had it, so that another policy knows how far the case has come.
function placed(step: StepRecord, { policy }: CaseFacts): StepRecord {
  const inPolicy = step.stage === undefined ? stepOf(policy, step.stepId) : null;
  return inPolicy ? { ...step, stage: inPolicy.stage, day: inPolicy.day, do: inPolicy.do } : step;
}

// What the ledger says of each invoice and of the customer, as cases read it.
function withShared(life: RealLife): RealLife {
  const { invoices, payments } = life.money;
  const creditMinor = [...payments.values()].reduce((sum, payment) => sum + payment.unallocatedMinor, 0n);
  const customerOpenMinor = [...invoices.values()].reduce(
    (sum, invoice) => sum + balanceOn(invoice.entries).openMinor,
    0n,
  );
  return {
    ...life,
    cases: life.cases.map((facts) => {
      const ledger = invoices.get(facts.invoice.id);
      if (!ledger) throw new Error(`the ledger does not know ${facts.invoice.id}`);
      const status = statusOf(ledger, life.money);
      // Money that came back begins a new run, with thanks of its own.
      const steps = status === 'open' ? facts.steps.filter((step) => step.stepId !== THANK_YOU_STEP) : facts.steps;
      return {
        ...facts,
        creditMinor,
        customerOpenMinor,
        steps,
        invoice: { ...facts.invoice, status, openMinor: balanceOn(ledger.entries).openMinor },
      };
    }),
  };
}

function statusOf({ cancelled, entries }: InvoiceLedger, { payments }: MoneyState): InvoiceStatus {
  if (cancelled) return 'cancelled';
  if (balanceOn(entries).openMinor > 0n) return 'open';
  const sumOf = (kind: 'write-off' | 'money') =>
    entries.reduce(
      (sum, entry) =>
        entry.kind === kind ||
        (kind === 'money' && entry.paymentId !== null && payments.get(entry.paymentId)?.kind === 'payment')
          ? sum + entry.amountMinor
          : sum,
      0n,
    );
  if (sumOf('write-off') < 0n) return 'written-off';
  return sumOf('money') < 0n ? 'paid' : 'credited';
}
