import { addDays, daysBetween, type IsoDate } from '@puntual/domain/calendar/dates';
import { isOpenDay, plannedInstant } from '@puntual/domain/calendar/send-window';
import { isMessage, isReminder, type PolicyStep } from '@puntual/domain/policy/policy';
import {
  dayOf,
  isMet,
  isSilent,
  isWithinBudget,
  LIFE_CUSTOMER_ID,
  modelOpenMinor,
  openFrom,
  type ModelInvoice,
  type ModelLife,
  type ModelRecord,
} from './model-state.ts';
import { type Stage, stageRank, THANK_YOU_STEP } from '@puntual/domain/policy/vocabulary';

/** Lets a case take one action that is allowed now. Returns whether it acted. */
export function act(life: ModelLife, invoice: ModelInvoice): boolean {
  const today = dayOf(life);
  const status = invoice.status;
  if (status !== 'open') {
    if (invoice.placement === 'placed') return note(life, invoice, 'recalled', () => (invoice.placement = 'recalled'));
    if (status === 'paid' && !invoice.records.has(THANK_YOU_STEP))
      return note(life, invoice, `asks ${THANK_YOU_STEP}`, () =>
        record(invoice, { id: THANK_YOU_STEP, stage: 'not-due', day: 0 }, 'requested', today),
      );
    return false;
  }
  if (invoice.placement === 'placed' || isSilent(life, invoice, today) || life.stopped || life.stale) return false;
  if (invoice.placement === 'approved' && isTooLittle(life, invoice)) return false;
  if (invoice.placement === 'approved') return note(life, invoice, 'placed', () => (invoice.placement = 'placed'));
  if (callsAgain(life, invoice, today)) {
    return note(
      life,
      invoice,
      'calls',
      () =>
        (invoice.call = {
          stepId: callStep(invoice)?.id ?? '',
          round: (invoice.call?.round ?? 0) + 1,
          open: true,
          outcome: null,
          completedOn: null,
        }),
    );
  }
  const step = nextStep(life, invoice, today);
  if (!step || isAskedBefore(invoice, step) || !mayHappen(life, invoice, step, today)) return false;
  return note(life, invoice, `asks ${step.id}`, () => {
    record(invoice, step, isMessage(step) ? 'requested' : 'done', today);
    if (step.do === 'task') {
      invoice.call = { stepId: step.id, round: 1, open: true, outcome: null, completedOn: null };
      life.diary.push(`${today} ${invoice.id} calls`);
    }
    if (step.do === 'agency') {
      invoice.placement = 'proposed';
      invoice.proposedMinor = modelOpenMinor(life, invoice);
    }
  });
}

// An agency gets no debt of which less is open than its step asks for, or less than a tenth of what was proposed.
function isTooLittle(life: ModelLife, invoice: ModelInvoice): boolean {
  const step = invoice.policy.steps.find((each) => each.do === 'agency');
  const { openAtLeast } = step?.when ?? {};
  if (step && !isMet(life, invoice, { ...step, when: openAtLeast === undefined ? {} : { openAtLeast } })) return true;
  return modelOpenMinor(life, invoice) * 10n < invoice.proposedMinor;
}

function callStep(invoice: ModelInvoice): Extract<PolicyStep, { do: 'task' }> | undefined {
  const calls = invoice.policy.steps.filter((step) => step.do === 'task');
  return calls.find((step) => step.id === invoice.call?.stepId) ?? calls[0];
}

// An unanswered call is repeated two open days later, as often as the policy says and within the budget of calls.
function callsAgain(life: ModelLife, invoice: ModelInvoice, today: IsoDate): boolean {
  const step = callStep(invoice);
  const { call } = invoice;
  if (
    !step ||
    !call ||
    call.open ||
    call.outcome !== 'no-answer' ||
    call.completedOn === null ||
    call.round > step.retries
  )
    return false;
  let day = openFrom(life, call.completedOn);
  for (let left = 2; left > 0; left--) day = openFrom(life, addDays(day, 1));
  while (!isWithinBudget(life, 'call', invoice.policy, day)) day = addDays(day, 1);
  return isOpenDay(today, life.window) && today >= openFrom(life, day);
}

/** The first step of the policy that can still happen, today or later. */
function nextStep(life: ModelLife, invoice: ModelInvoice, today: IsoDate): PolicyStep | null {
  const { steps } = invoice.policy;
  const overtaking = steps.findLastIndex((step) => isPast(invoice.records.get(step.id)));
  const foreign = furthestForeign(invoice);
  const announced = (index: number) =>
    steps
      .slice(0, index)
      .some(
        (step) =>
          step.do === 'announce-supply-hold' &&
          ['sent', 'requested'].includes(invoice.records.get(step.id)?.state ?? ''),
      );
  return (
    steps.find((step, index) => {
      const nominal = openFrom(life, addDays(invoice.dueOn, step.day));
      if (isPast(invoice.records.get(step.id)) || index < overtaking) return false;
      if (invoice.reached && stageRank(step.stage) <= stageRank(invoice.reached.stage)) return false;
      if (foreign && isNoFurther(step, foreign)) return false;
      if (step.do === 'supply-hold' && !announced(index)) return false;
      // A courtesy happens before the due date, and only if the invoice was known on its day; the due-date note only on
      // the due date.
      if (step.day < 0 && (today >= invoice.dueOn || nominal >= invoice.dueOn || nominal < invoice.knownOn))
        return false;
      if (step.day === 0 && (today > invoice.dueOn || nominal > invoice.dueOn || invoice.dueOn < invoice.knownOn))
        return false;
      // A message about other invoices announced this one a few days before.
      if (
        step.day < 0 &&
        isMessage(step) &&
        !isReminder(step) &&
        invoice.listedOn &&
        daysBetween(invoice.listedOn, nominal) < invoice.policy.contact.courtesyQuietDays
      )
        return false;
      return isMet(life, invoice, step);
    }) ?? null
  );
}

function isPast(found: ModelRecord | undefined): boolean {
  return found !== undefined && found.state !== 'dropped';
}

function furthestForeign(invoice: ModelInvoice): ModelRecord | null {
  let furthest: ModelRecord | null = null;
  for (const [stepId, found] of invoice.records) {
    if (stepId === THANK_YOU_STEP || !isPast(found) || invoice.policy.steps.some((step) => step.id === stepId))
      continue;
    if (!furthest || !isNoFurther(found, furthest)) furthest = found;
  }
  return furthest;
}

function isNoFurther(
  a: { readonly stage: Stage; readonly day: number },
  b: { readonly stage: Stage; readonly day: number },
): boolean {
  return stageRank(a.stage) < stageRank(b.stage) || (a.stage === b.stage && a.day <= b.day);
}

// While a message is requested, no later step is requested.
function isAskedBefore(invoice: ModelInvoice, step: PolicyStep): boolean {
  const index = invoice.policy.steps.indexOf(step);
  return invoice.policy.steps.slice(0, index).some((before) => invoice.records.get(before.id)?.state === 'requested');
}

/** Whether the next step may happen today: checks every rule that could delay it. */
function mayHappen(life: ModelLife, invoice: ModelInvoice, step: PolicyStep, today: IsoDate): boolean {
  if (!isOpenDay(today, life.window) || life.now < plannedInstant(today, LIFE_CUSTOMER_ID, life.window)) return false;
  if (step.do === 'agency' && invoice.call && !invoice.call.open && invoice.call.outcome === 'refuses') return true;
  if (daysBetween(invoice.dueOn, today) < step.day) return false;
  if (step.day > 0 && today <= invoice.knownOn) return false;

  const before = lastBefore(life, invoice, step);
  if (
    before &&
    isReminder(before) &&
    before.on > openFrom(life, addDays(invoice.dueOn, before.day)) &&
    daysBetween(before.on, today) < step.day - before.day
  )
    return false;
  if (before && isMessage(step) && before.message && !isReminder(before) && today <= before.on) return false;
  const chases = isMessage(step) && isReminder(step);
  if (chases && life.lastReminderOn && daysBetween(life.lastReminderOn, today) < invoice.policy.contact.minDaysBetween)
    return false;
  if (deadlinesBefore(invoice, step).some((deadlineOn) => today <= deadlineOn)) return false;
  return (
    !(isMessage(step) || step.do === 'task') ||
    isWithinBudget(life, step.do === 'task' ? 'call' : 'message', invoice.policy, today)
  );
}

interface Before {
  readonly stage: Stage;
  readonly day: number;
  readonly on: IsoDate;
  readonly message: boolean;
}

// The last step before this one that happened, under this policy, under another one, or before the invoice came to
// Puntual.
function lastBefore(life: ModelLife, invoice: ModelInvoice, step: PolicyStep): Before | null {
  const foreign = furthestForeign(invoice);
  const { reached } = invoice;
  let before: Before | null = null;
  for (const each of invoice.policy.steps.slice(0, invoice.policy.steps.indexOf(step))) {
    const found = invoice.records.get(each.id);
    if (found && isPast(found)) before = { ...each, on: found.on, message: isMessage(each) };
    else if (reached && stageRank(each.stage) <= stageRank(reached.stage))
      before = { ...each, on: reached.on, message: isMessage(each) };
    else if (foreign && isNoFurther(each, foreign)) before = { ...each, on: foreign.on, message: isMessage(each) };
  }
  return before;
}

// Deadlines that were named to the customer: a reminder waits for all of them, a courtesy only for those of its own
// case.
function deadlinesBefore(invoice: ModelInvoice, step: PolicyStep): IsoDate[] {
  const own = invoice.policy.steps.slice(0, invoice.policy.steps.indexOf(step)).flatMap((each) => {
    const found = invoice.records.get(each.id);
    if (!found?.deadlineOn || !isPast(found)) return [];
    return isReminder(step) || (isMessage(each) && each.deadlineDays !== undefined) ? [found.deadlineOn] : [];
  });
  return isReminder(step) && invoice.deadlineNamedOn ? [...own, invoice.deadlineNamedOn] : own;
}

function record(
  invoice: ModelInvoice,
  { id, stage, day }: { readonly id: string; readonly stage: Stage; readonly day: number },
  state: ModelRecord['state'],
  on: IsoDate,
): void {
  invoice.records.set(id, { state, on, deadlineOn: null, stage, day });
}

function note(life: ModelLife, invoice: ModelInvoice, what: string, change: () => unknown): true {
  life.diary.push(`${dayOf(life)} ${invoice.id} ${what}`);
  change();
  return true;
}
