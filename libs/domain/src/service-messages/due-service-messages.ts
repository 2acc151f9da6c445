import { addDays, localDate, type EpochMs, type IsoDate } from '../calendar/dates.ts';
import { isOpenDay, type SendWindow } from '../calendar/send-window.ts';
import type { Instalment, PlanJudgement, PlanRecord } from '../payment-plans/judge-plan.ts';
import type { ServiceTemplate } from '../policy/vocabulary.ts';
import type { PromiseJudgement, PromiseRecord } from '../promises/judge-promise.ts';
import { isSwitchedOn, type ServiceSettings } from './service-settings.ts';

/** A service message that is due: of which kind, about what (row id), and for reminders about which day of it. */
export interface DueServiceMessage {
  readonly kind: ServiceTemplate;
  readonly subjectId: string;
  readonly on: IsoDate | null;
}

/** Something that happened to the invoice, which one message says: the kind of message, the row id, and when. */
export interface Happened {
  readonly kind: Exclude<ServiceTemplate, DatedKind | 'promise-confirmed' | 'plan-confirmed'>;
  readonly subjectId: string;
  readonly at: EpochMs;
}

/** The kinds that are due on a day, not when something happens. */
type DatedKind = 'promise-reminder' | 'instalment-due' | 'instalment-missed' | 'monthly-statement';

/** What the service messages of a customer follow from. */
export interface ServiceFacts {
  readonly settings: ServiceSettings;
  /** Customer (row id) whose statement a month has. Left out: no statement. */
  readonly statementOf?: string;
  readonly promises: readonly { readonly record: PromiseRecord; readonly judgement: PromiseJudgement }[];
  readonly plans: readonly { readonly record: PlanRecord; readonly judgement: PlanJudgement }[];
  readonly happened: readonly Happened[];
  readonly window: SendWindow;
}

/** The messages that are due, and the next day on which another one will be; null: none is foreseen. */
export interface ServiceSchedule {
  readonly due: readonly DueServiceMessage[];
  readonly nextOn: IsoDate | null;
}

/** What is older is no news any more: nobody confirms today what was agreed a week ago. */
export const NEWS_MS = 3 * 86_400_000;
/** Most closed days in a row before a day; more are taken as open. */
const MOST_CLOSED_DAYS = 14;

/** A message that is due from one day to another, both included. */
interface Dated extends DueServiceMessage {
  readonly from: IsoDate;
  readonly until: IsoDate;
}

/**
 * The service messages that are due at `now`, in the debtor's time zone, and when the next one will be. Each is named
 * by its kind, subject and day: whoever requests one remembers that name and requests it once. Pure and total.
 */
export function serviceSchedule(facts: ServiceFacts, now: EpochMs): ServiceSchedule {
  const today = localDate(now, facts.window.timeZone);
  const isNews = (at: EpochMs) => at <= now && now - at < NEWS_MS;
  const news = [
    ...facts.promises
      .filter(({ record, judgement }) => judgement.state === 'open' && isNews(record.openedAt))
      .map(({ record }) => ({ kind: 'promise-confirmed', subjectId: record.id, on: null }) as const),
    ...facts.plans
      .filter(({ record, judgement }) => isRunning(judgement) && isNews(record.startedAt))
      .map(({ record }) => ({ kind: 'plan-confirmed', subjectId: record.id, on: null }) as const),
    ...facts.happened.filter(({ at }) => isNews(at)).map(({ kind, subjectId }) => ({ kind, subjectId, on: null })),
  ];
  const dated = [
    ...facts.promises.flatMap((promise) => promiseReminders(promise, facts)),
    ...facts.plans.flatMap((plan) => [...instalmentReminders(plan, facts), ...missedInstalments(plan)]),
    ...statements(facts, today),
  ].filter(({ kind }) => isSwitchedOn(facts.settings, kind));
  return {
    due: [
      ...news.filter(({ kind }) => isSwitchedOn(facts.settings, kind)),
      ...dated
        .filter(({ from, until }) => from <= today && today <= until)
        .map(({ kind, subjectId, on }) => ({ kind, subjectId, on })),
    ],
    nextOn:
      dated
        .map(({ from }) => from)
        .filter((from) => from > today)
        .sort()[0] ?? null,
  };
}

function isRunning({ state }: PlanJudgement): boolean {
  return state === 'active' || state === 'missed';
}

function promiseReminders(
  { record, judgement }: ServiceFacts['promises'][number],
  { settings, window }: ServiceFacts,
): Dated[] {
  if (judgement.state !== 'open') return [];
  const madeOn = localDate(record.openedAt, window.timeZone);
  return remindersOf(record.parts, judgement.keptMinor, {
    kind: 'promise-reminder',
    subjectId: record.id,
    madeOn,
    days: settings.promiseReminderDays,
    window,
  });
}

function instalmentReminders(
  { record, judgement }: ServiceFacts['plans'][number],
  { settings, window }: ServiceFacts,
): Dated[] {
  if (!isRunning(judgement)) return [];
  return remindersOf(record.instalments, judgement.paidMinor, {
    kind: 'instalment-due',
    subjectId: record.id,
    madeOn: localDate(record.startedAt, window.timeZone),
    days: settings.instalmentReminderDays,
    window,
  });
}

// A sum that was agreed on the day of its reminder, or later, has been confirmed just now: nobody is reminded of it.
function remindersOf(
  sums: readonly Instalment[],
  paidMinor: bigint,
  of: {
    readonly kind: DatedKind;
    readonly subjectId: string;
    readonly madeOn: IsoDate;
    readonly days: number;
    readonly window: SendWindow;
  },
): Dated[] {
  let dueMinor = 0n;
  return sums.flatMap(({ on, minor }): Dated[] => {
    dueMinor += minor;
    const from = lastOpenDay(addDays(on, -of.days), of.window);
    return paidMinor >= dueMinor || of.madeOn >= from
      ? []
      : [{ kind: of.kind, subjectId: of.subjectId, on, from, until: on }];
  });
}

function missedInstalments({ record, judgement }: ServiceFacts['plans'][number]): Dated[] {
  const missed = judgement.next === null ? undefined : record.instalments[judgement.next];
  if (!missed || !isRunning(judgement)) return [];
  const from = addDays(missed.on, 1);
  return [
    {
      kind: 'instalment-missed',
      subjectId: record.id,
      on: missed.on,
      from,
      until: addDays(missed.on, record.graceDays),
    },
  ];
}

// The statement of a month leaves on its first days: a case that wakes later in the month sends none.
function statements({ statementOf }: ServiceFacts, today: IsoDate): Dated[] {
  if (statementOf === undefined) return [];
  const first = `${today.slice(0, 7)}-01`;
  const next = `${addDays(first, 31).slice(0, 7)}-01`;
  return [first, next].map((on) => ({
    kind: 'monthly-statement',
    subjectId: statementOf,
    on,
    from: on,
    until: addDays(on, 6),
  }));
}

function lastOpenDay(date: IsoDate, window: SendWindow): IsoDate {
  for (let back = 0; back <= MOST_CLOSED_DAYS; back++) {
    const day = addDays(date, -back);
    if (isOpenDay(day, window)) return day;
  }
  return date;
}
