import { addDays, type IsoDate } from '../calendar/dates.ts';
import { addOpenDays, isOpenDay, nextOpenDay, type SendWindow } from '../calendar/send-window.ts';

/** The business days of the organization: its weekdays without holidays and closing days. */
export type BusinessCalendar = Pick<SendWindow, 'closedDays' | 'openWeekdays'>;

export interface DeadlineFacts {
  /** The day that a policy gave the task; null: the organization's setting for the kind of task counts. */
  readonly dueOn: IsoDate | null;
  readonly openedOn: IsoDate;
  /** The day on which it was given to somebody else, and to a manager, because it was not done in time. */
  readonly reassignedOn: IsoDate | null;
  readonly escalatedOn: IsoDate | null;
}

/** How soon tasks of a kind are due, and how long after a reassignment they go to a manager, in business days. */
export interface DeadlineSetting {
  readonly businessDays: number;
  readonly escalateAfterBusinessDays: number;
}

export interface TaskDeadline {
  readonly dueOn: IsoDate;
  readonly state: 'in-time' | 'due-today' | 'overdue' | 'reassigned' | 'escalated';
  /** Business days since `dueOn`, today included; at most `MOST_COUNTED_DAYS`. 0 while it is not late. */
  readonly businessDaysLate: number;
}

const MOST_COUNTED_DAYS = 20;

/** By when a task is to be done, and how it stands today. Pure; a RangeError where 60 days in a row are closed. */
export function deadlineOf(
  facts: DeadlineFacts,
  setting: DeadlineSetting,
  calendar: BusinessCalendar,
  today: IsoDate,
): TaskDeadline {
  const dueOn = facts.dueOn ?? addOpenDays(facts.openedOn, setting.businessDays, windowOf(calendar));
  return { dueOn, state: stateOf(facts, dueOn, today), businessDaysLate: businessDaysLate(dueOn, calendar, today) };
}

/**
 * What is to happen today to a task that was not done in time: on the first business day after its deadline it is given
 * to somebody else, and so many business days later to a manager. Null: nothing.
 */
export function overdueAct(
  facts: DeadlineFacts,
  setting: DeadlineSetting,
  calendar: BusinessCalendar,
  today: IsoDate,
): 'reassign' | 'escalate' | null {
  if (facts.escalatedOn !== null) return null;
  const window = windowOf(calendar);
  if (facts.reassignedOn === null) {
    const { dueOn } = deadlineOf(facts, setting, calendar, today);
    return today >= nextOpenDay(addDays(dueOn, 1), window) ? 'reassign' : null;
  }
  const escalateOn = addOpenDays(facts.reassignedOn, setting.escalateAfterBusinessDays, window);
  return today > facts.reassignedOn && today >= escalateOn ? 'escalate' : null;
}

function stateOf(facts: DeadlineFacts, dueOn: IsoDate, today: IsoDate): TaskDeadline['state'] {
  if (facts.escalatedOn !== null) return 'escalated';
  if (facts.reassignedOn !== null) return 'reassigned';
  if (today > dueOn) return 'overdue';
  return today === dueOn ? 'due-today' : 'in-time';
}

function businessDaysLate(dueOn: IsoDate, calendar: BusinessCalendar, today: IsoDate): number {
  const window = windowOf(calendar);
  let late = 0;
  for (let day = addDays(dueOn, 1); day <= today && late < MOST_COUNTED_DAYS; day = addDays(day, 1))
    if (isOpenDay(day, window)) late++;
  return late;
}

// Only the days of the window count here.
function windowOf(calendar: BusinessCalendar): SendWindow {
  return { timeZone: 'UTC', fromMinute: 0, toMinute: 1440, ...calendar };
}
