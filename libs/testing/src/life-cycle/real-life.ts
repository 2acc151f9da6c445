import { localDate, type EpochMs, type IsoDate } from '@puntual/domain/calendar/dates';
import type { SendWindow } from '@puntual/domain/calendar/send-window';
import type { CaseFacts, StepRecord } from '@puntual/domain/decide/case-facts';
import { KEPT_HOLDS } from '@puntual/domain/decide/kept-holds';
import { applyCommand } from '@puntual/domain/ledger/apply-command';
import { Books, type InvoiceBook } from '@puntual/domain/ledger/books';
import type { LedgerCommand } from '@puntual/domain/ledger/ledger-command';
import { writeOff } from '@puntual/domain/ledger/write-off-invoice';
import { stepOf } from '@puntual/domain/policy/policy';
import type { Happening } from '@puntual/domain/simulate/happening';
import { simulateCustomer } from '@puntual/domain/simulate/simulate-customer';
import { sampleCase, sampleContact, sampleDebtor } from '../builders/case-facts.ts';
import type { LifeAction } from './actions.ts';
import { LIFE_CUSTOMER_ID } from './model-state.ts';
import { THANK_YOU_STEP } from '@puntual/domain/policy/vocabulary';

/**
 * A customer whose cases run by the real rules: the ledger, `decide`, the gate, and the simulation that applies their
 * results.
 */
export interface RealLife {
  readonly now: EpochMs;
  readonly window: SendWindow;
  readonly cases: readonly CaseFacts[];
  /** All states of a life share this object; commands change it. */
  readonly books: Books;
  readonly reachable: boolean;
  /** The number of commands so far; it names revisions and causes. */
  readonly commands: number;
}

/** A customer without invoices. */
export function newRealLife(window: SendWindow, now: EpochMs): RealLife {
  let rows = 0;
  const books = new Books(() => `row-${rows++}`);
  const { timeZone } = window;
  books.customers.set(LIFE_CUSTOMER_ID, {
    id: LIFE_CUSTOMER_ID,
    customerId: LIFE_CUSTOMER_ID,
    timeZone,
    currency: 'EUR',
  });
  return { now, window, cases: [], books, reachable: true, commands: 1 };
}

/** A life after an action, and what happened because of it. */
export interface Applied {
  readonly life: RealLife;
  readonly happened: readonly Happening[];
}

/**
 * Applies an action as the use cases do, and lets the cases react until all of them wait; for time, until its end.
 * Throws what the rules throw.
 */
export function applyToReal(life: RealLife, action: LifeAction): Applied {
  if (action.kind === 'time') return run(life, action.to);
  const changed = withShared(take(life, action));
  return run(changed, changed.now);
}

/** Runs the cases from now until `to` without further events. */
function run(life: RealLife, to: EpochMs): Applied {
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
    holds: facts.holds.filter(({ kind }) => KEPT_HOLDS.includes(kind)),
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

type CommandBy = Pick<LedgerCommand, 'actor' | 'cause' | 'customerId'>;

/** The ledger's command for an action; null when the action does not change invoices or money. */
function commandOf(life: RealLife, action: LifeAction, by: CommandBy): LedgerCommand | null {
  const on = localDate(life.now, life.window.timeZone);
  switch (action.kind) {
    case 'issue': {
      const { invoiceId, totalMinor, dueOn } = action;
      const none = { purchaseOrder: null, documentUrl: null, paymentUrl: null, earlyPayment: null };
      const number = `F-${invoiceId}`;
      return {
        ...by,
        ...none,
        type: 'issue-invoice',
        invoiceId,
        number,
        totalMinor,
        dueOn,
        currency: 'EUR',
        issuedOn: on,
      };
    }
    case 'money': {
      const { invoiceId, paymentId, minor } = action;
      const money = { currency: 'EUR', amountMinor: minor, on, remittance: [{ invoiceId, minor }] };
      return action.of === 'payment'
        ? { ...by, ...money, type: 'receive-payment', paymentId, reference: '', method: 'transfer' }
        : { ...by, ...money, type: 'receive-credit-note', creditNoteId: paymentId };
    }
    case 'reverse':
      return { ...by, type: 'reverse-payment', paymentId: action.paymentId, on };
    case 'total':
    case 'due': {
      const { invoiceId } = action;
      const change = action.kind === 'due' ? { dueOn: action.dueOn } : { total: { minor: action.totalMinor } };
      return { ...by, ...change, type: 'amend-invoice', invoiceId, revision: life.commands, at: life.now };
    }
    case 'cancel':
      return { ...by, type: 'cancel-invoice', invoiceId: action.invoiceId, at: life.now };
    case 'write-off':
    case 'hold':
    case 'change-hold':
    case 'release':
    case 'direct-debit':
    case 'stopped':
    case 'stale':
    case 'reachable':
    case 'policy':
    case 'call':
    case 'agency':
    case 'time':
      return null;
  }
}

function take(life: RealLife, action: Exclude<LifeAction, { kind: 'time' }>): RealLife {
  const on = localDate(life.now, life.window.timeZone);
  const by = { actor: 'erp', cause: `event:${life.commands}`, customerId: LIFE_CUSTOMER_ID };
  const command = commandOf(life, action, by);
  if (command) {
    const applied = applyCommand(life.books, command);
    if ('refused' in applied || applied.applied !== 'changed')
      throw new Error(`${command.type} was not applied: ${JSON.stringify(applied)}`);
  }
  return takeIntoCases({ ...life, commands: life.commands + 1 }, action, on);
}

/** The effect of an action on the facts of cases, besides what the ledger records about money. */
function takeIntoCases(life: RealLife, action: Exclude<LifeAction, { kind: 'time' }>, on: IsoDate): RealLife {
  const change = (invoiceId: string, edit: (facts: CaseFacts) => Partial<CaseFacts>): RealLife => ({
    ...life,
    cases: life.cases.map((facts) => (facts.invoice.id === invoiceId ? { ...facts, ...edit(facts) } : facts)),
  });
  switch (action.kind) {
    case 'issue':
      return { ...life, cases: [...life.cases, newCase(life, action, on)] };
    case 'money':
    case 'reverse':
    case 'total':
    case 'due':
    case 'cancel':
      return life;
    case 'write-off': {
      const refusal = writeOff(life.books, bookOf(life, action.invoiceId), { minor: null, reason: 'given up', on });
      if (refusal) throw new Error(`the write-off was refused: ${refusal.code}`);
      return life;
    }
    case 'hold':
      return change(action.invoiceId, ({ holds }) => ({ holds: [...holds, action.hold] }));
    case 'change-hold':
      return change(action.invoiceId, ({ holds }) => ({
        holds: holds.map((hold) => (hold.id === action.hold.id ? action.hold : hold)),
      }));
    case 'release':
      return change(action.invoiceId, ({ holds }) => ({ holds: holds.filter((hold) => hold.id !== action.holdId) }));
    case 'policy':
      return change(action.invoiceId, (facts) => ({
        policy: action.policy,
        steps: facts.steps.map((step) => placed(step, facts)),
      }));
    case 'agency':
      return change(action.invoiceId, ({ placement }) => ({
        placement: placement && { ...placement, state: action.approved ? 'approved' : 'rejected' },
      }));
    case 'direct-debit':
    case 'stopped':
    case 'stale':
    case 'reachable':
    case 'call':
      return takeIntoEveryCase(life, action, on);
  }
}

/** The facts of a new invoice; what belongs to the customer is copied from the customer's other cases. */
function newCase(life: RealLife, action: Extract<LifeAction, { kind: 'issue' }>, on: IsoDate): CaseFacts {
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
  return sampleCase({
    ...shared,
    window: life.window,
    policy: action.policy,
    invoice: { id: action.invoiceId, dueOn: action.dueOn, knownOn: on, alreadyReached: action.reached },
  });
}

/** The effect of an action on the customer, which every case of the customer sees. */
function takeIntoEveryCase(
  life: RealLife,
  action: Extract<LifeAction, { kind: 'direct-debit' | 'stopped' | 'stale' | 'reachable' | 'call' }>,
  on: IsoDate,
): RealLife {
  const everyCase = (edit: (facts: CaseFacts) => Partial<CaseFacts>): RealLife => ({
    ...life,
    cases: life.cases.map((facts) => ({ ...facts, ...edit(facts) })),
  });
  switch (action.kind) {
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
    case 'call':
      return everyCase(({ invoice, call, recentContacts }) => ({
        recentContacts: [...recentContacts, { on, how: 'call' }],
        call:
          invoice.id === action.invoiceId && call
            ? { ...call, state: 'done', outcome: action.outcome, completedOn: on }
            : call,
      }));
  }
}

// The services store with a step its place in its policy, so that another policy knows how far the case has come.
function placed(step: StepRecord, { policy }: CaseFacts): StepRecord {
  const inPolicy = step.stage === undefined ? stepOf(policy, step.stepId) : null;
  return inPolicy ? { ...step, stage: inPolicy.stage, day: inPolicy.day, do: inPolicy.do } : step;
}

// Copies balances and status from the ledger into the facts of the cases.
function withShared(life: RealLife): RealLife {
  const invoices = [...life.books.invoices.values()];
  const creditMinor = [...life.books.payments.values()].reduce((sum, payment) => sum + payment.unallocatedMinor, 0n);
  const customerOpenMinor = invoices.reduce((sum, invoice) => sum + invoice.openMinor, 0n);
  return {
    ...life,
    cases: life.cases.map((facts) => {
      const { status, openMinor, dueOn } = bookOf(life, facts.invoice.id);
      // A reversed payment starts a new run of the case, with its own thank-you.
      const steps = status === 'open' ? facts.steps.filter((step) => step.stepId !== THANK_YOU_STEP) : facts.steps;
      return {
        ...facts,
        creditMinor,
        customerOpenMinor,
        steps,
        invoice: { ...facts.invoice, status, openMinor, dueOn },
      };
    }),
  };
}

function bookOf({ books }: RealLife, invoiceId: string): InvoiceBook {
  const invoice = books.invoices.get(invoiceId);
  if (!invoice) throw new Error(`the ledger does not know ${invoiceId}`);
  return invoice;
}
