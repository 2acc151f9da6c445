import fc from 'fast-check';
import { daysBetween, instantAt, localDate } from '@puntual/domain/calendar/dates';
import { isInWindow, type SendWindow } from '@puntual/domain/calendar/send-window';
import type { CaseFacts, StepRecord } from '@puntual/domain/decide/case-facts';
import { planCase } from '@puntual/domain/decide/plan-steps';
import { isReminder, stepOf, type Policy } from '@puntual/domain/policy/policy';
import { gentlePolicy } from '@puntual/domain/policy/gentle';
import { standardPolicy } from '@puntual/domain/policy/standard';
import { strictPolicy } from '@puntual/domain/policy/strict';
import type { Happening } from '@puntual/domain/simulate/happening';
import type { LifeAction } from './actions.ts';
import { anyPolicy, anyWindow, LIFE_STARTS_ON } from './any-policy.ts';
import { anyCommands, type LifeCommand, type LifeEvent } from './commands.ts';
import { applyToModel } from './model-life.ts';
import { creditOf } from './model-money.ts';
import { modelOpenMinor, newModelLife, type ModelLife } from './model-state.ts';
import { newRealLife, applyToReal, type RealLife } from './real-life.ts';
import { moneyFaults, moneyIn } from '../oracles/money-faults.ts';
import { resolveCommand } from './resolve-command.ts';
import { THANK_YOU_STEP } from '@puntual/domain/policy/vocabulary';

/** One generated life of a customer: the calendar, the policies, and what happens. */
export interface Life {
  readonly window: SendWindow;
  readonly minute: number;
  /** The built-in policies and a generated one. */
  readonly policies: readonly Policy[];
  readonly commands: readonly LifeCommand[];
}

/** Lives of all kinds. */
export const anyLife: fc.Arbitrary<Life> = fc
  .record({ window: anyWindow, minute: fc.integer({ min: 0, max: 1439 }), policy: anyPolicy, commands: anyCommands })
  .map(({ policy, ...life }) => ({ ...life, policies: [standardPolicy, gentlePolicy, strictPolicy, policy] }));

/** Called before each possible command with the life at that moment. */
export type LifeWatcher = (event: LifeEvent, action: LifeAction, life: RealLife) => void;

/**
 * Runs a life by the rules and by the model, compares both after every command, and checks what must hold in every life
 * (`faultsOf`). Throws an Error that says what is wrong, when, and after which commands; also when the rules throw, as
 * they do when a case waits for the past or acts for ever.
 */
export function checkLife({ window, minute, policies, commands }: Life, watch: LifeWatcher = () => undefined): void {
  const starts = instantAt(LIFE_STARTS_ON, minute, window.timeZone);
  const model = newModelLife(window, starts);
  let real = newRealLife(window, starts);
  const commandsSoFar: string[] = [];
  for (const [serial, command] of commands.entries()) {
    const action = resolveCommand(model, command, policies, serial);
    if (!action) continue;
    const before = real;
    watch(command.event, action, before);
    commandsSoFar.push(`${localDate(before.now, window.timeZone)} ${command.event} ${JSON.stringify(action, shortly)}`);
    const fail = (faults: readonly string[]): never => {
      const where = `${window.timeZone}, ${window.fromMinute}-${window.toMinute}`;
      throw new Error(`${faults.join('\n')}\nafter:\n${commandsSoFar.join('\n')}\nin ${where}`);
    };
    const noted = model.diary.length;
    applyToModel(model, action);
    const after = orFail(() => applyToReal(before, action), fail);
    const faults = [
      ...differences(model, noted, after.life, after.happened),
      ...faultsOf(before, action, after.life, after.happened),
      ...(action.kind === 'time' ? planFaults(before, after.happened) : []),
    ];
    if (faults.length > 0) fail(faults);
    real = after.life;
  }
}

function orFail<T>(work: () => T, fail: (faults: readonly string[]) => never): T {
  try {
    return work();
  } catch (error) {
    return fail([`the rules threw: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

// Policies and instants are printed as names.
function shortly(key: string, value: unknown): unknown {
  if (key === 'policy' && typeof value === 'object' && value !== null && 'steps' in value)
    return {
      key: (value as Policy).key,
      steps: (value as Policy).steps.map((step) => `${step.id} day ${step.day}`).join(', '),
    };
  if (key === 'to' && typeof value === 'number') return new Date(value).toISOString();
  return typeof value === 'bigint' ? String(value) : value;
}

/** The differences between rules and model: what happened since, what is open, and what is overpaid. */
function differences(model: ModelLife, noted: number, real: RealLife, happened: readonly Happening[]): string[] {
  const expected = [...model.diary.slice(noted)].sort();
  const actual = happened.flatMap(diaryOf).sort();
  const faults =
    expected.join('\n') === actual.join('\n')
      ? []
      : [`expected ${JSON.stringify(expected)}`, `but it was ${JSON.stringify(actual)}`];
  for (const invoice of model.invoices) {
    const facts = real.cases.find((each) => each.invoice.id === invoice.id)?.invoice;
    const open = modelOpenMinor(model, invoice);
    if (facts?.openMinor !== open || facts.status !== invoice.status)
      faults.push(
        `${invoice.id}: expected ${invoice.status} with ${open} open, ` +
          `but it was ${facts?.status} with ${facts?.openMinor}`,
      );
  }
  const credit = creditOf(model.money);
  if (real.cases.some((facts) => facts.creditMinor !== credit)) faults.push(`expected ${credit} overpaid`);
  return faults;
}

function diaryOf(entry: Happening): string[] {
  switch (entry.kind) {
    case 'asked':
      return [`${entry.on} ${entry.invoiceId} asks ${entry.stepId}`];
    case 'message':
      return [
        `${entry.on} ${entry.template}: ${entry.carries
          .map((carried) => carried.invoiceId)
          .sort()
          .join(' ')}`,
      ];
    case 'unreachable':
      return [`${entry.on} nobody reached: ${[...entry.invoiceIds].sort().join(' ')}`];
    case 'did':
      if (entry.decision === 'open-call') return [`${entry.on} ${entry.invoiceId} calls`];
      if (entry.decision === 'place-with-agency') return [`${entry.on} ${entry.invoiceId} placed`];
      return entry.decision === 'recall-placement' ? [`${entry.on} ${entry.invoiceId} recalled`] : [];
    // The decision that opened the task is an entry of its own.
    case 'task':
      return [];
  }
}

/** The violations of what must hold in every life, whatever the model says. */
function faultsOf(before: RealLife, action: LifeAction, after: RealLife, happened: readonly Happening[]): string[] {
  const faults = moneyFaults(moneyIn(after.books));
  const messages = happened.filter((entry) => entry.kind === 'message');
  let lastReminderOn = before.cases[0]?.lastReminderOn ?? null;
  for (const message of messages) {
    if (!isInWindow(message.at, after.window, 0))
      faults.push(`a message left outside the window: ${message.template} at ${message.at}`);
    const reminded = after.cases.filter((facts) =>
      message.carries.some(
        ({ invoiceId, stepId }) =>
          invoiceId === facts.invoice.id && isReminder(stepOf(facts.policy, stepId) ?? { stage: 'not-due' }),
      ),
    );
    const apart = Math.max(...reminded.map(({ policy }) => policy.contact.minDaysBetween));
    if (message.reminder && lastReminderOn && daysBetween(lastReminderOn, message.on) < apart)
      faults.push(`reminders on ${lastReminderOn} and ${message.on}, with ${apart} days between two`);
    if (message.reminder) lastReminderOn = message.on;
  }
  for (const facts of after.cases) {
    const requests = happened.flatMap((entry) =>
      entry.kind === 'asked' && entry.invoiceId === facts.invoice.id ? [entry] : [],
    );
    for (const request of requests) faults.push(...requestFaults(facts, request));
    const carried = messages.filter((message) => message.overdue.includes(facts.invoice.id));
    if (facts.invoice.status !== 'open' && carried.length > 0)
      faults.push(`${facts.invoice.id} is ${facts.invoice.status} and was chased`);
  }
  if (action.kind !== 'time') faults.push(...orderFaults(before, after));
  return faults;
}

// A requested step has reached its day, and every step before it happened or was left out for a reason that the plan
// names.
function requestFaults(facts: CaseFacts, request: Extract<Happening, { kind: 'asked' }>): string[] {
  const name = `${request.invoiceId} ${request.stepId} on ${request.on}`;
  if (request.stepId === THANK_YOU_STEP)
    return facts.invoice.status === 'paid' ? [] : [`${name}: a thank-you without a payment`];
  if (facts.invoice.status !== 'open')
    return [`${name}: it is ${facts.invoice.status}, and a closed case requests nothing`];
  const step = stepOf(facts.policy, request.stepId);
  if (!step) return [`${name}: its policy has no such step`];
  const faults: string[] = [];
  const refused = step.do === 'agency' && facts.call?.outcome === 'refuses';
  if (daysBetween(facts.invoice.dueOn, request.on) < step.day && !refused)
    faults.push(`${name}: before its day ${step.day} (due ${facts.invoice.dueOn})`);
  const records = facts.steps.filter((record) => record.stepId === request.stepId);
  // An announcement of a supply hold counts for thirty days after the day that it named, and is then sent again.
  const isOver = ({ on, deadlineOn }: StepRecord) =>
    step.do === 'announce-supply-hold' && daysBetween(deadlineOn ?? on, request.on) > 30;
  if (records.filter((record) => record.state !== 'dropped' && !isOver(record)).length > 1)
    faults.push(`${name}: happened twice without a reason`);
  const skipped = new Map(
    planCase({ ...facts, steps: facts.steps.filter((record) => record.on <= request.on) }, request.at).skipped.map(
      (each) => [each.stepId, each.reason],
    ),
  );
  for (const earlier of facts.policy.steps.slice(0, facts.policy.steps.indexOf(step))) {
    if (
      !facts.steps.some((record) => record.stepId === earlier.id && record.state !== 'dropped') &&
      !skipped.has(earlier.id)
    )
      faults.push(`${name}: "${earlier.id}" before it was skipped without a reason`);
  }
  return faults;
}

// No command undoes a sent step, except the thank-you of a case that opens again.
function orderFaults(before: RealLife, after: RealLife): string[] {
  return before.cases.flatMap((facts) => {
    const now = after.cases.find((each) => each.invoice.id === facts.invoice.id);
    return facts.steps
      .filter(
        (record) =>
          record.state === 'sent' &&
          record.stepId !== THANK_YOU_STEP &&
          !now?.steps.some(
            (each) => each.stepId === record.stepId && each.occurrence === record.occurrence && each.state === 'sent',
          ),
      )
      .map((record) => `${facts.invoice.id}: ${record.stepId} was sent and is not any more`);
  });
}

// When nothing else happens in between, the steps happen exactly when the plan said, to the minute.
function planFaults(before: RealLife, happened: readonly Happening[]): string[] {
  const [facts, other] = before.cases;
  if (!facts || other || facts.invoice.status !== 'open' || isHeldUp(facts, before)) return [];
  const requests = happened.flatMap((entry) => (entry.kind === 'asked' ? [entry] : []));
  // A plan assumes that a call is made on its day. Here nobody makes it, so steps after the first call may come
  // earlier.
  const call = requests.findIndex((entry) => stepOf(facts.policy, entry.stepId)?.do === 'task');
  const requested = (call < 0 ? requests : requests.slice(0, call + 1)).map(
    (entry) => `${entry.stepId} at ${entry.at}`,
  );
  const planned = planCase(facts, before.now)
    .steps.slice(0, requested.length)
    .map((step) => `${step.stepId} at ${step.at}`);
  return planned.join() === requested.join()
    ? []
    : [`the plan said ${planned.join(', ')}`, `but it was ${requested.join(', ')}`];
}

function isHeldUp(facts: CaseFacts, { reachable }: RealLife): boolean {
  const { holds, customer, creditMinor, allStopped, staleFeed, call, placement, steps } = facts;
  return (
    holds.length > 0 ||
    customer.directDebit ||
    creditMinor > 0n ||
    allStopped ||
    staleFeed !== null ||
    call !== null ||
    placement !== null ||
    !reachable ||
    steps.some((step) => step.state === 'requested')
  );
}
