import { addDays, daysBetween, type IsoDate } from '@puntual/domain/calendar/dates';
import { isInWindow } from '@puntual/domain/calendar/send-window';
import { isMessage, isReminder, type MessageStep } from '@puntual/domain/policy/policy';
import {
  dayOf,
  isMet,
  isSilent,
  isWithinBudget,
  paysAll,
  type ModelInvoice,
  type ModelLife,
  type ModelRecord,
} from './model-state.ts';
import { SEVERITIES, stageRank, THANK_YOU_STEP } from '@puntual/domain/policy/vocabulary';

interface Requested {
  readonly invoice: ModelInvoice;
  readonly step: MessageStep;
  readonly found: ModelRecord;
}

/**
 * Models the gate: drops requests that no longer apply, sends the thank-you first and alone, and sends all other
 * requests in one message when hours, distance, budget and named deadlines allow it. Returns whether something
 * happened.
 */
export function send(life: ModelLife): boolean {
  const today = dayOf(life);
  const dropped = life.invoices.map((invoice) => dropWhatIsOver(life, invoice, today)).some((some) => some);
  const thanks = life.invoices.flatMap((invoice) =>
    [...invoice.records]
      .filter(([stepId, found]) => stepId === THANK_YOU_STEP && found.state === 'requested')
      .map(([, found]) => ({ invoice, found })),
  );
  const requested: Requested[] = life.invoices.flatMap((invoice) =>
    invoice.policy.steps.filter(isMessage).flatMap((step) => {
      const found = invoice.records.get(step.id);
      return found?.state === 'requested' ? [{ invoice, step, found }] : [];
    }),
  );
  const closed = life.stopped || (thanks.length === 0 && life.stale) || !isInWindow(life.now, life.window, 0);
  if (closed || thanks.length + requested.length === 0) return dropped;
  if (thanks.length > 0) {
    for (const { found } of thanks) settle(life, found, today, null);
    life.diary.push(`${today} ${life.reachable ? 'thank-you' : 'nobody reached'}: ${namesOf(thanks)}`);
    return true;
  }
  return sendReminder(life, requested, today) || dropped;
}

function sendReminder(life: ModelLife, requested: readonly Requested[], today: IsoDate): boolean {
  const ready = requested.filter(
    ({ step, invoice }) => !isReminder(step) || !invoice.deadlineNamedOn || invoice.deadlineNamedOn < today,
  );
  const chased = life.invoices.filter(
    (invoice) => invoice.status === 'open' && invoice.placement !== 'placed' && !isSilent(life, invoice, today),
  );
  const applying = ready.filter(
    ({ invoice }) =>
      !paysAll(
        life,
        chased.filter((each) => each.dueOn < today || each.dueOn <= invoice.dueOn),
      ),
  );
  const reminders = applying.filter(({ step }) => isReminder(step));
  if (
    life.lastReminderOn &&
    daysBetween(life.lastReminderOn, today) <
      Math.max(1, ...reminders.map(({ invoice }) => invoice.policy.contact.minDaysBetween))
  )
    return false;
  const allows = ({ invoice }: Requested) => isWithinBudget(life, 'message', invoice.policy, today);
  // Every reminder must be allowed. Courtesies go in the same message, or alone as soon as one courtesy is allowed.
  if (reminders.length > 0 ? !reminders.every(allows) : !applying.some(allows)) return false;
  const [lead] = [...applying].sort(
    (a, b) =>
      stageRank(b.step.stage) - stageRank(a.step.stage) ||
      SEVERITIES.indexOf(b.step.severity) - SEVERITIES.indexOf(a.step.severity) ||
      b.step.day - a.step.day,
  );
  if (!lead) return false;
  const deadlineOn = lead.step.deadlineDays === undefined ? null : addDays(today, lead.step.deadlineDays);
  const listed = (invoice: ModelInvoice) =>
    daysBetween(today, invoice.dueOn) <= 14 || applying.some((each) => each.invoice === invoice);
  const isCourtesy = !isReminder(lead.step);
  const named = chased.filter((each) => listed(each) && !(isCourtesy && each.dueOn < today && each.told));
  const tone = toneOf(lead.step, named, today);
  for (const { found } of applying) settle(life, found, today, deadlineOn);
  life.diary.push(`${today} ${life.reachable ? tone.template : 'nobody reached'}: ${namesOf(applying)}`);
  if (!life.reachable) return true;
  if (isReminder(lead.step)) life.lastReminderOn = today;
  life.contacts.push({ on: today, call: false });
  if (deadlineOn)
    for (const invoice of named)
      if (!invoice.deadlineNamedOn || deadlineOn > invoice.deadlineNamedOn) invoice.deadlineNamedOn = deadlineOn;
  for (const invoice of named) {
    if (invoice.dueOn >= today && !applying.some((each) => each.invoice === invoice)) invoice.listedOn = today;
    const isDemand = stageRank(tone.stage) >= stageRank('demand');
    if (invoice.dueOn < today && isDemand && (!invoice.told || isStronger(tone, invoice.told))) invoice.told = tone;
  }
  return true;
}

type ModelTone = NonNullable<ModelInvoice['told']>;

// The message speaks as its strongest step does, or as an earlier message spoke of an overdue invoice that it lists.
function toneOf({ do: kind, stage, severity, template }: MessageStep, named: readonly ModelInvoice[], today: IsoDate) {
  let tone: ModelTone = { stage, severity, template };
  if (!isReminder(tone) || kind === 'announce-supply-hold') return tone;
  for (const { dueOn, told } of named)
    if (dueOn < today && told && isStronger(told, tone))
      tone = told.template === 'supply-hold-notice' ? { ...told, template: 'demand' } : told;
  return tone;
}

function isStronger(a: ModelTone, b: ModelTone): boolean {
  return a.stage === b.stage
    ? SEVERITIES.indexOf(a.severity) > SEVERITIES.indexOf(b.severity)
    : stageRank(a.stage) > stageRank(b.stage);
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
    const status = invoice.status;
    const over =
      stepId === THANK_YOU_STEP
        ? status !== 'paid'
        : !step ||
          !isMessage(step) ||
          status !== 'open' ||
          isSilent(life, invoice, today) ||
          !isMet(life, invoice, step) ||
          isAnnounced(invoice, step, today) ||
          (step.day < 0 ? invoice.dueOn <= today : step.day === 0 ? invoice.dueOn !== today : invoice.dueOn >= today);
    if (!over) continue;
    found.state = 'dropped';
    some = true;
  }
  return some;
}

// A message about other invoices announced this one a few days ago, so that its courtesy would say it again.
function isAnnounced({ listedOn, policy }: ModelInvoice, step: MessageStep, today: IsoDate): boolean {
  return (
    step.day < 0 &&
    !isReminder(step) &&
    listedOn !== null &&
    daysBetween(listedOn, today) < policy.contact.courtesyQuietDays
  );
}

function namesOf(requested: readonly { readonly invoice: ModelInvoice }[]): string {
  return requested
    .map(({ invoice }) => invoice.id)
    .sort()
    .join(' ');
}
