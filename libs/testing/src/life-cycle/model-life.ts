import { addDays, localDate, type EpochMs, type IsoDate } from '@puntual/domain/calendar/dates';
import { isOpenDay, plannedInstant } from '@puntual/domain/calendar/send-window';
import type { LifeAction } from './actions.ts';
import { send } from './model-gate.ts';
import { fillClaim, putMoney, shrinkClaim, standClaim } from './model-money.ts';
import { act } from './model-rules.ts';
import { dayOf, LIFE_CUSTOMER_ID, modelOpenMinor, type ModelInvoice, type ModelLife } from './model-state.ts';
import { THANK_YOU_STEP } from '@puntual/domain/policy/vocabulary';

/** Applies an action to the model and lets its cases react. */
export function applyToModel(life: ModelLife, action: LifeAction): void {
  if (action.kind === 'time') {
    passTime(life, action.to);
    return;
  }
  take(life, action);
  // A reversed payment opens the case again; it gets another thank-you when it is paid again.
  for (const invoice of life.invoices) if (invoice.status === 'open') invoice.records.delete(THANK_YOU_STEP);
  rest(life);
}

function take(life: ModelLife, action: Exclude<LifeAction, { kind: 'time' }>): void {
  switch (action.kind) {
    case 'issue':
      life.invoices.push(newInvoice(action, dayOf(life)));
      return;
    case 'direct-debit':
      life.directDebit = action.is;
      return;
    case 'stopped':
      life.stopped = action.is;
      return;
    case 'stale':
      life.stale = action.is;
      return;
    case 'reachable':
      life.reachable = action.is;
      // With mended contact data, steps that reached nobody are tried again.
      if (action.is)
        for (const each of life.invoices)
          for (const record of each.records.values()) if (record.state === 'failed') record.state = 'dropped';
      return;
    case 'money':
    case 'reverse':
    case 'total':
    case 'cancel':
    case 'write-off':
    case 'due':
    case 'hold':
    case 'change-hold':
    case 'release':
    case 'policy':
    case 'call':
    case 'agency': {
      const invoice = life.invoices.find((each) => each.id === action.invoiceId);
      if (invoice) takeOnInvoice(life, invoice, action, dayOf(life));
    }
  }
}

function newInvoice(action: Extract<LifeAction, { kind: 'issue' }>, today: IsoDate): ModelInvoice {
  return {
    id: action.invoiceId,
    status: 'open',
    totalMinor: action.totalMinor,
    forgivenMinor: 0n,
    cancelled: false,
    dueOn: action.dueOn,
    knownOn: today,
    policy: action.policy,
    reached: action.reached,
    records: new Map(),
    holds: [],
    deadlineNamedOn: null,
    told: null,
    listedOn: null,
    call: null,
    placement: null,
    proposedMinor: 0n,
  };
}

type OnInvoice = Exclude<Extract<LifeAction, { readonly invoiceId: string }>, { kind: 'issue' }>;

function takeOnInvoice(life: ModelLife, invoice: ModelInvoice, action: OnInvoice, today: IsoDate): void {
  switch (action.kind) {
    case 'money':
      putMoney(invoice, life.money, {
        id: action.paymentId,
        of: action.of,
        minor: action.minor,
        forInvoice: action.invoiceId,
        on: new Map(),
        reversed: false,
      });
      return;
    case 'reverse':
      for (const money of life.money) {
        if (money.id !== action.paymentId) continue;
        money.reversed = true;
        money.on.clear();
      }
      // Other unallocated money of the customer takes the place of the reversed payment.
      refill(life, invoice);
      return;
    case 'total': {
      const short = action.totalMinor - invoice.totalMinor + modelOpenMinor(life, invoice);
      invoice.totalMinor = action.totalMinor;
      if (invoice.cancelled) return;
      if (short < 0n) shrinkClaim(invoice, life.money, -short);
      refill(life, invoice);
      return;
    }
    case 'cancel':
      shrinkClaim(invoice, life.money, invoice.totalMinor);
      invoice.cancelled = true;
      standClaim(invoice, life.money);
      return;
    case 'write-off':
      invoice.forgivenMinor += modelOpenMinor(life, invoice);
      standClaim(invoice, life.money);
      return;
    case 'due':
      invoice.dueOn = action.dueOn;
      return;
    case 'hold':
      invoice.holds.push(action.hold);
      return;
    case 'change-hold':
      invoice.holds = invoice.holds.map((hold) => (hold.id === action.hold.id ? action.hold : hold));
      return;
    case 'release':
      invoice.holds = invoice.holds.filter((hold) => hold.id !== action.holdId);
      return;
    case 'policy':
      invoice.policy = action.policy;
      return;
    case 'call':
      if (invoice.call) invoice.call = { ...invoice.call, open: false, outcome: action.outcome, completedOn: today };
      life.contacts.push({ on: today, call: true });
      return;
    case 'agency':
      invoice.placement = action.approved ? 'approved' : 'rejected';
  }
}

function refill(life: ModelLife, invoice: ModelInvoice): void {
  fillClaim(invoice, life.money);
  standClaim(invoice, life.money);
}

function passTime(life: ModelLife, to: EpochMs): void {
  rest(life);
  const last = localDate(to, life.window.timeZone);
  for (let day = dayOf(life); day <= last; day = addDays(day, 1)) {
    if (!isOpenDay(day, life.window)) continue;
    const morning = plannedInstant(day, LIFE_CUSTOMER_ID, life.window);
    if (morning <= life.now || morning > to) continue;
    life.now = morning;
    rest(life);
  }
  life.now = to;
}

// Cases act until none of them can; then the customer gets the requested message; this repeats until nothing happens.
function rest(life: ModelLife): void {
  for (let rounds = 0; rounds < 1000; rounds++) {
    const acted = life.invoices.map((invoice) => act(life, invoice));
    if (acted.some((did) => did)) continue;
    if (!send(life)) break;
  }
  for (const invoice of life.invoices) if (invoice.status !== 'open') close(invoice);
}

function close(invoice: ModelInvoice): void {
  invoice.holds = invoice.holds.filter(({ kind }) => ['dispute', 'manual', 'assigned'].includes(kind));
  for (const [stepId, record] of invoice.records)
    if (record.state === 'requested' && stepId !== THANK_YOU_STEP) record.state = 'dropped';
  if (invoice.placement === 'proposed' || invoice.placement === 'approved') invoice.placement = 'rejected';
  if (invoice.call?.open) invoice.call = { ...invoice.call, open: false, outcome: 'settled' };
}
