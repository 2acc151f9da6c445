import { addDays, daysBetween, localDate, type EpochMs, type IsoDate } from '../../calendar/dates.ts';
import { isInWindow, isOpenDay, plannedInstant, type SendWindow } from '../../calendar/send-window.ts';
import type { Hold } from '../../decide/facts.ts';
import { isMessage, isReminder, SEVERITIES, stageRank, THANK_YOU_STEP, type MessageStep, type Policy, type PolicyStep, type Stage } from '../../policy/policy.ts';
import type { LifeAction } from './actions.ts';
import { creditOf, openMinorOf, putMoney, shrinkClaim, statusOf, type ModelClaim, type ModelMoney } from './model-money.ts';

// A second, simpler account of what the rules come to, to hold them against: it never plans. It goes from morning to morning and asks of each invoice whether
// its next step may happen on this day. What it shares with the rules is the calendar (whose own tests have a list made by hand) and the names of things.

/** What became of a step in the model. */
interface ModelRecord {
  state: 'requested' | 'sent' | 'done' | 'dropped' | 'failed';
  on: IsoDate;
  deadlineOn: IsoDate | null;
  readonly stage: Stage;
  readonly day: number;
}

export interface ModelInvoice extends ModelClaim {
  dueOn: IsoDate;
  readonly knownOn: IsoDate;
  policy: Policy;
  readonly reached: { readonly stage: Stage; readonly on: IsoDate } | null;
  readonly records: Map<string, ModelRecord>;
  holds: Hold[];
  deadlineNamedOn: IsoDate | null;
  call: { stepId: string; round: number; open: boolean; outcome: string | null; completedOn: IsoDate | null } | null;
  placement: 'proposed' | 'approved' | 'rejected' | 'placed' | 'recalled' | null;
}

export interface ModelLife {
  now: EpochMs;
  readonly window: SendWindow;
  readonly invoices: ModelInvoice[];
  readonly money: ModelMoney[];
  directDebit: boolean;
  stopped: boolean;
  stale: boolean;
  reachable: boolean;
  lastReminderOn: IsoDate | null;
  readonly contacts: { readonly on: IsoDate; readonly call: boolean }[];
  /** What happened, `YYYY-MM-DD what`. */
  readonly diary: string[];
}

/** The customer of the rules' life: the same name gives the same minute of the morning. */
export const LIFE_CUSTOMER_ID = 'customer-1';

/** A customer of whom nothing is known yet. */
export function newModelLife(window: SendWindow, now: EpochMs): ModelLife {
  return { now, window, invoices: [], money: [], directDebit: false, stopped: false, stale: false, reachable: true, lastReminderOn: null, contacts: [], diary: [] };
}

export function modelOpenMinor(life: ModelLife, invoice: ModelInvoice): bigint {
  return openMinorOf(invoice, life.money);
}

export function modelStatus(life: ModelLife, invoice: ModelInvoice): ReturnType<typeof statusOf> {
  return statusOf(invoice, life.money);
}

/** Tells the model what happened, and lets it react. */
export function tellModel(life: ModelLife, action: LifeAction): void {
  if (action.kind === 'time') {
    passTime(life, action.to);
    return;
  }
  take(life, action);
  // Money that came back opens a case again; it gets its own thanks when it is paid again.
  for (const invoice of life.invoices) if (modelStatus(life, invoice) === 'open') invoice.records.delete(THANK_YOU_STEP);
  rest(life);
}

function take(life: ModelLife, action: Exclude<LifeAction, { kind: 'time' }>): void {
  const invoice = 'invoiceId' in action ? life.invoices.find((each) => each.id === action.invoiceId) : undefined;
  const today = dayOf(life);
  switch (action.kind) {
    case 'issue':
      life.invoices.push({
        id: action.invoiceId, totalMinor: action.totalMinor, forgivenMinor: 0n, cancelled: false, dueOn: action.dueOn, knownOn: today, policy: action.policy, reached: action.reached, records: new Map(), holds: [], deadlineNamedOn: null, call: null, placement: null,
      });
      return;
    case 'money':
      if (invoice) putMoney(invoice, life.money, { id: action.paymentId, of: action.of, minor: action.minor, forInvoice: action.invoiceId, on: new Map(), reversed: false });
      return;
    case 'reverse':
      for (const money of life.money) {
        if (money.id !== action.paymentId) continue;
        money.reversed = true;
        money.on.clear();
      }
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
      // Mended contact data let the steps that reached nobody be tried again.
      if (action.is) for (const each of life.invoices) for (const record of each.records.values()) if (record.state === 'failed') record.state = 'dropped';
      return;
    default:
      if (invoice) takeOnInvoice(life, invoice, action, today);
  }
}

type OnInvoice = Extract<LifeAction, { kind: 'total' | 'cancel' | 'write-off' | 'due' | 'hold' | 'release' | 'policy' | 'call' | 'agency' }>;

function takeOnInvoice(life: ModelLife, invoice: ModelInvoice, action: OnInvoice, today: IsoDate): void {
  switch (action.kind) {
    case 'total': {
      const short = action.totalMinor - invoice.totalMinor + modelOpenMinor(life, invoice);
      invoice.totalMinor = action.totalMinor;
      if (!invoice.cancelled && short < 0n) shrinkClaim(invoice, life.money, -short);
      return;
    }
    case 'cancel':
      shrinkClaim(invoice, life.money, invoice.totalMinor);
      invoice.cancelled = true;
      return;
    case 'write-off':
      invoice.forgivenMinor += modelOpenMinor(life, invoice);
      return;
    case 'due':
      invoice.dueOn = action.dueOn;
      return;
    case 'hold':
      invoice.holds.push(action.hold);
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

// Cases act until none wants to; then the customer gets what they asked for; and so on until nothing happens.
function rest(life: ModelLife): void {
  for (let rounds = 0; rounds < 1000; rounds++) {
    const acted = life.invoices.map((invoice) => act(life, invoice));
    if (acted.some((did) => did)) continue;
    if (!send(life)) break;
  }
  for (const invoice of life.invoices) if (modelStatus(life, invoice) !== 'open') close(invoice);
}

function close(invoice: ModelInvoice): void {
  invoice.holds = [];
  for (const [stepId, record] of invoice.records) if (record.state === 'requested' && stepId !== THANK_YOU_STEP) record.state = 'dropped';
  if (invoice.placement === 'proposed' || invoice.placement === 'approved') invoice.placement = 'rejected';
  if (invoice.call?.open) invoice.call = { ...invoice.call, open: false, outcome: 'settled' };
}

function act(life: ModelLife, invoice: ModelInvoice): boolean {
  const today = dayOf(life);
  const status = modelStatus(life, invoice);
  if (status !== 'open') {
    if (invoice.placement === 'placed') return note(life, invoice, 'recalled', () => (invoice.placement = 'recalled'));
    if (status === 'paid' && !invoice.records.has(THANK_YOU_STEP)) return note(life, invoice, `asks ${THANK_YOU_STEP}`, () => record(invoice, THANK_YOU_STEP, 'requested', today, { stage: 'not-due', day: 0 }));
    return false;
  }
  if (invoice.placement === 'placed' || isSilent(life, invoice, today) || life.stopped || life.stale) return false;
  if (invoice.placement === 'approved') return note(life, invoice, 'placed', () => (invoice.placement = 'placed'));
  if (callsAgain(life, invoice, today)) {
    return note(life, invoice, 'calls', () => (invoice.call = { stepId: callStep(invoice)?.id ?? '', round: (invoice.call?.round ?? 0) + 1, open: true, outcome: null, completedOn: null }));
  }
  const step = nextStep(life, invoice, today);
  if (!step || isAskedBefore(invoice, step) || !mayHappen(life, invoice, step, today)) return false;
  return note(life, invoice, `asks ${step.id}`, () => {
    record(invoice, step.id, isMessage(step) ? 'requested' : 'done', today, step);
    if (step.do === 'task') {
      invoice.call = { stepId: step.id, round: 1, open: true, outcome: null, completedOn: null };
      life.diary.push(`${today} ${invoice.id} calls`);
    }
    if (step.do === 'agency') invoice.placement = 'proposed';
  });
}

function isSilent(life: ModelLife, invoice: ModelInvoice, today: IsoDate): boolean {
  return invoice.holds.some((hold) => hold.untilOn === null || hold.untilOn >= today) || life.directDebit || isCovered(life);
}

function isCovered(life: ModelLife): boolean {
  const credit = creditOf(life.money);
  return credit > 0n && credit >= life.invoices.reduce((sum, invoice) => sum + modelOpenMinor(life, invoice), 0n);
}

function callStep(invoice: ModelInvoice): Extract<PolicyStep, { do: 'task' }> | undefined {
  const calls = invoice.policy.steps.filter((step) => step.do === 'task');
  return calls.find((step) => step.id === invoice.call?.stepId) ?? calls[0];
}

// A call without an answer is tried again two open days later, as often as the policy says, and within the budget of calls.
function callsAgain(life: ModelLife, invoice: ModelInvoice, today: IsoDate): boolean {
  const step = callStep(invoice);
  const { call } = invoice;
  if (!step || !call || call.open || call.outcome !== 'no-answer' || call.completedOn === null || call.round > step.retries) return false;
  let day = openFrom(life, call.completedOn);
  for (let left = 2; left > 0; left--) day = openFrom(life, addDays(day, 1));
  while (!isWithinBudget(life, 'call', invoice.policy, day)) day = addDays(day, 1);
  return today >= openFrom(life, day);
}

/** The first step in order that can still come, today or later. */
function nextStep(life: ModelLife, invoice: ModelInvoice, today: IsoDate): PolicyStep | null {
  const { steps } = invoice.policy;
  const overtaking = steps.findLastIndex((step) => isPast(invoice.records.get(step.id)));
  const foreign = furthestForeign(invoice);
  const announced = (index: number) => steps.slice(0, index).some((step) => step.do === 'announce-supply-hold' && ['sent', 'requested'].includes(invoice.records.get(step.id)?.state ?? ''));
  return steps.find((step, index) => {
    const nominal = openFrom(life, addDays(invoice.dueOn, step.day));
    if (isPast(invoice.records.get(step.id)) || index < overtaking) return false;
    if (invoice.reached && stageRank(step.stage) <= stageRank(invoice.reached.stage)) return false;
    if (foreign && isNoFurther(step, foreign)) return false;
    if (step.do === 'supply-hold' && !announced(index)) return false;
    // A courtesy is one before the due date, and only if the invoice was known on its day; the due-date note only on that day.
    if (step.day < 0 && (today >= invoice.dueOn || nominal >= invoice.dueOn || nominal < invoice.knownOn)) return false;
    if (step.day === 0 && (today > invoice.dueOn || nominal > invoice.dueOn || invoice.dueOn < invoice.knownOn)) return false;
    return isMet(life, invoice, step);
  }) ?? null;
}

function isPast(found: ModelRecord | undefined): boolean {
  return found !== undefined && found.state !== 'dropped';
}

function furthestForeign(invoice: ModelInvoice): ModelRecord | null {
  let furthest: ModelRecord | null = null;
  for (const [stepId, found] of invoice.records) {
    if (stepId === THANK_YOU_STEP || !isPast(found) || invoice.policy.steps.some((step) => step.id === stepId)) continue;
    if (!furthest || !isNoFurther(found, furthest)) furthest = found;
  }
  return furthest;
}

function isNoFurther(a: { readonly stage: Stage; readonly day: number }, b: { readonly stage: Stage; readonly day: number }): boolean {
  return stageRank(a.stage) < stageRank(b.stage) || (a.stage === b.stage && a.day <= b.day);
}

// Amounts are in EUR, as all generated invoices are; nobody's risk is high.
function isMet(life: ModelLife, invoice: ModelInvoice, { when }: PolicyStep): boolean {
  const open = modelOpenMinor(life, invoice);
  const limit = (wanted: unknown) => (wanted === undefined || wanted === null ? null : BigInt(Math.round(Number(typeof wanted === 'object' ? (wanted as { EUR: string }).EUR : wanted) * 100)));
  const least = limit(when.openAtLeast);
  const below = limit(when.openBelow);
  return (least === null || open >= least) && (below === null || open < below) && !when.risk?.length;
}

// While a message is on its way, nothing that stands after it is asked for.
function isAskedBefore(invoice: ModelInvoice, step: PolicyStep): boolean {
  const index = invoice.policy.steps.indexOf(step);
  return invoice.policy.steps.slice(0, index).some((before) => invoice.records.get(before.id)?.state === 'requested');
}

/** Whether the next step may happen now: every rule that could keep it back, asked of this day alone. */
function mayHappen(life: ModelLife, invoice: ModelInvoice, step: PolicyStep, today: IsoDate): boolean {
  if (!isOpenDay(today, life.window) || life.now < plannedInstant(today, LIFE_CUSTOMER_ID, life.window)) return false;
  if (step.do === 'agency' && invoice.call && !invoice.call.open && invoice.call.outcome === 'refuses') return true;
  if (daysBetween(invoice.dueOn, today) < step.day) return false;
  if (step.day > 0 && today <= invoice.knownOn) return false;

  const before = lastBefore(life, invoice, step);
  if (before && isReminder(before) && before.on > openFrom(life, addDays(invoice.dueOn, before.day)) && daysBetween(before.on, today) < step.day - before.day) return false;
  if (before && isMessage(step) && before.message && !isReminder(before) && today <= before.on) return false;
  const chases = isMessage(step) && isReminder(step);
  if (chases && life.lastReminderOn && daysBetween(life.lastReminderOn, today) < invoice.policy.contact.minDaysBetween) return false;
  if (deadlinesBefore(invoice, step).some((deadlineOn) => today <= deadlineOn)) return false;
  return !(isMessage(step) || step.do === 'task') || isWithinBudget(life, step.do === 'task' ? 'call' : 'message', invoice.policy, today);
}

interface Before {
  readonly stage: Stage;
  readonly day: number;
  readonly on: IsoDate;
  readonly message: boolean;
}

// The step before: the last one in order that happened, here, under another policy or before the invoice came to us.
function lastBefore(life: ModelLife, invoice: ModelInvoice, step: PolicyStep): Before | null {
  const foreign = furthestForeign(invoice);
  const { reached } = invoice;
  let before: Before | null = null;
  for (const each of invoice.policy.steps.slice(0, invoice.policy.steps.indexOf(step))) {
    const found = invoice.records.get(each.id);
    if (found && isPast(found)) before = { ...each, on: found.on, message: isMessage(each) };
    else if (reached && stageRank(each.stage) <= stageRank(reached.stage)) before = { ...each, on: reached.on, message: isMessage(each) };
    else if (foreign && isNoFurther(each, foreign)) before = { ...each, on: foreign.on, message: isMessage(each) };
  }
  return before;
}

// Days to pay by that were named: a reminder waits for every one of them, a courtesy for those of its own case.
function deadlinesBefore(invoice: ModelInvoice, step: PolicyStep): IsoDate[] {
  const own = invoice.policy.steps.slice(0, invoice.policy.steps.indexOf(step)).flatMap((each) => {
    const found = invoice.records.get(each.id);
    if (!found?.deadlineOn || !isPast(found)) return [];
    return isReminder(step) || (isMessage(each) && each.deadlineDays !== undefined) ? [found.deadlineOn] : [];
  });
  return isReminder(step) && invoice.deadlineNamedOn ? [...own, invoice.deadlineNamedOn] : own;
}

function isWithinBudget(life: ModelLife, how: 'message' | 'call', { contact }: Policy, day: IsoDate): boolean {
  const within = (days: number, callsOnly: boolean) => life.contacts.filter((past) => daysBetween(past.on, day) < days && (!callsOnly || past.call)).length;
  if (contact.contactsPer7Days !== null && within(7, false) >= contact.contactsPer7Days) return false;
  if (contact.contactsPerDay !== null && within(1, false) >= contact.contactsPerDay) return false;
  return how === 'message' || within(7, true) < contact.callsPer7Days;
}

interface Asked {
  readonly invoice: ModelInvoice;
  readonly step: MessageStep;
  readonly found: ModelRecord;
}

// The gate: what no longer applies is dropped; thanks go first and alone; all else in one message, when hours, distance, budget and named days allow it.
function send(life: ModelLife): boolean {
  const today = dayOf(life);
  const dropped = life.invoices.map((invoice) => dropWhatIsOver(life, invoice, today)).some((some) => some);
  const thanks = life.invoices.flatMap((invoice) => [...invoice.records].filter(([stepId, found]) => stepId === THANK_YOU_STEP && found.state === 'requested').map(([, found]) => ({ invoice, found })));
  const asked: Asked[] = life.invoices.flatMap((invoice) => invoice.policy.steps.filter(isMessage).flatMap((step) => {
    const found = invoice.records.get(step.id);
    return found?.state === 'requested' ? [{ invoice, step, found }] : [];
  }));
  const closed = life.stopped || (thanks.length === 0 && life.stale) || !isInWindow(life.now, life.window, 0);
  if (closed || thanks.length + asked.length === 0) return dropped;
  if (thanks.length > 0) {
    for (const { found } of thanks) settle(life, found, today, null);
    life.diary.push(`${today} ${life.reachable ? 'thank-you' : 'nobody reached'}: ${namesOf(thanks)}`);
    return true;
  }
  return sendReminder(life, asked, today) || dropped;
}

function sendReminder(life: ModelLife, asked: readonly Asked[], today: IsoDate): boolean {
  const apart = asked.some(({ step }) => isReminder(step)) ? Math.max(...asked.map(({ invoice }) => invoice.policy.contact.minDaysBetween)) : 1;
  if (life.lastReminderOn && daysBetween(life.lastReminderOn, today) < apart) return false;
  if (asked.some(({ invoice }) => !isWithinBudget(life, 'message', invoice.policy, today))) return false;
  const ready = asked.filter(({ step, invoice }) => !isReminder(step) || !invoice.deadlineNamedOn || invoice.deadlineNamedOn < today);
  const [lead] = [...ready].sort((a, b) => stageRank(b.step.stage) - stageRank(a.step.stage) || SEVERITIES.indexOf(b.step.severity) - SEVERITIES.indexOf(a.step.severity) || b.step.day - a.step.day);
  if (!lead) return false;
  const deadlineOn = lead.step.deadlineDays === undefined ? null : addDays(today, lead.step.deadlineDays);
  const told = life.invoices.filter((invoice) => modelStatus(life, invoice) === 'open' && invoice.placement !== 'placed' && invoice.dueOn < today && !isSilent(life, invoice, today));
  for (const { found } of ready) settle(life, found, today, deadlineOn);
  life.diary.push(`${today} ${life.reachable ? lead.step.template : 'nobody reached'}: ${namesOf(ready)}`);
  if (!life.reachable) return true;
  if (isReminder(lead.step)) life.lastReminderOn = today;
  life.contacts.push({ on: today, call: false });
  if (deadlineOn) for (const invoice of told) if (!invoice.deadlineNamedOn || deadlineOn > invoice.deadlineNamedOn) invoice.deadlineNamedOn = deadlineOn;
  return true;
}

function settle(life: ModelLife, found: ModelRecord, today: IsoDate, deadlineOn: IsoDate | null): void {
  found.state = life.reachable ? 'sent' : 'failed';
  found.on = today;
  if (life.reachable) found.deadlineOn = deadlineOn;
}

function dropWhatIsOver(life: ModelLife, invoice: ModelInvoice, today: IsoDate): boolean {
  let some = false;
  for (const [stepId, found] of invoice.records) {
    if (found.state !== 'requested') continue;
    const step = invoice.policy.steps.find((each) => each.id === stepId);
    const status = modelStatus(life, invoice);
    const over = stepId === THANK_YOU_STEP ? status !== 'paid'
      : !step || !isMessage(step) || status !== 'open' || isSilent(life, invoice, today) || !isMet(life, invoice, step)
        || (step.day < 0 ? invoice.dueOn <= today : step.day === 0 ? invoice.dueOn !== today : invoice.dueOn >= today);
    if (!over) continue;
    found.state = 'dropped';
    some = true;
  }
  return some;
}

function record(invoice: ModelInvoice, stepId: string, state: ModelRecord['state'], on: IsoDate, { stage, day }: { readonly stage: Stage; readonly day: number }): void {
  invoice.records.set(stepId, { state, on, deadlineOn: null, stage, day });
}

function note(life: ModelLife, invoice: ModelInvoice, what: string, change: () => unknown): true {
  life.diary.push(`${dayOf(life)} ${invoice.id} ${what}`);
  change();
  return true;
}

function namesOf(asked: readonly { readonly invoice: ModelInvoice }[]): string {
  return asked.map(({ invoice }) => invoice.id).sort().join(' ');
}

function openFrom(life: ModelLife, day: IsoDate): IsoDate {
  let open = day;
  while (!isOpenDay(open, life.window)) open = addDays(open, 1);
  return open;
}

function dayOf(life: ModelLife): IsoDate {
  return localDate(life.now, life.window.timeZone);
}
