import type { IsoDate } from '../calendar/dates.ts';
import { parseAmount } from '../money/amount.ts';
import type { TaskKind } from '../tasks/task-kinds.ts';
import { isAway, type Absence } from './on-duty.ts';
import type { AssignmentRule } from './worklist-settings.ts';

/** A collector as the rules of assignment know them. */
export interface Collector {
  readonly personId: string;
  /** What else means the collector, in lower case: the handle, and a user's e-mail address. */
  readonly aliases?: readonly string[];
  readonly languages: readonly string[];
  readonly teams: readonly string[];
  /** Minutes of work on tasks in a day; null: no limit. */
  readonly minutesPerDay: number | null;
  readonly isManager: boolean;
  readonly managerId: string | null;
  readonly active: boolean;
}

/** A task that is to be given to somebody. */
export interface AssignableTask {
  readonly kind: TaskKind;
  /** Of the customer; null for money whose payer is not known. */
  readonly country: string | null;
  readonly language: string | null;
  readonly accountManager: string | null;
  /** What is at stake, in the organization's minor units. */
  readonly atStakeMinor: bigint;
}

export interface Staff {
  readonly collectors: readonly Collector[];
  readonly absences: readonly Absence[];
  /** Minutes of open tasks that each collector has already, by person id. */
  readonly loads: ReadonlyMap<string, number>;
  readonly organizationCurrency: string;
}

export interface Assignee {
  readonly personId: string;
  readonly ruleId: string;
}

/**
 * Who is to do a task: of the rules in their order, the first that fits the task and finds somebody who works today.
 * Within a team, and where a rule names nobody, those who speak the customer's language come first, and of them the one
 * whose open tasks take the smallest part of the day; ties go by person id. `except` is not chosen. Null: no rule finds
 * anybody, and everybody may claim the task. Pure and total.
 */
export function chooseAssignee(
  task: AssignableTask,
  rules: readonly AssignmentRule[],
  staff: Staff,
  { today, except = null }: { readonly today: IsoDate; readonly except?: string | null },
): Assignee | null {
  const present = staff.collectors.filter(
    ({ personId, active }) => active && personId !== except && !isAway(personId, staff.absences, today),
  );
  for (const rule of rules) {
    if (!fits(task, rule.when, staff.organizationCurrency)) continue;
    const personId = personOf(rule.to, task, present, staff.loads);
    if (personId !== null) return { personId, ruleId: rule.id };
  }
  return null;
}

function personOf(
  to: AssignmentRule['to'],
  task: AssignableTask,
  present: readonly Collector[],
  loads: ReadonlyMap<string, number>,
): string | null {
  const named = (text: string | null) =>
    text === null ? null : (present.find((each) => isNamed(each, text))?.personId ?? null);
  switch (to.kind) {
    case 'account-manager':
      return named(task.accountManager);
    case 'person':
      return named(to.personId);
    case 'team':
      return leastLoaded(
        present.filter(({ teams }) => teams.includes(to.team)),
        task.language,
        loads,
      );
    case 'anybody':
      return leastLoaded(present, task.language, loads);
  }
}

/** Whether a text means the collector: the id, the handle or the e-mail address. Total. */
export function isNamed({ personId, aliases = [] }: Pick<Collector, 'personId' | 'aliases'>, text: string): boolean {
  return personId === text || aliases.includes(text.toLowerCase());
}

function leastLoaded(
  candidates: readonly Collector[],
  language: string | null,
  loads: ReadonlyMap<string, number>,
): string | null {
  const main = language?.slice(0, 2) ?? null;
  const speakers = candidates.filter(({ languages }) => languages.some((each) => each.slice(0, 2) === main));
  const ordered = [...(speakers.length > 0 ? speakers : candidates)]
    .filter(({ minutesPerDay }) => minutesPerDay !== 0)
    .sort((a, b) => shareOf(a, loads) - shareOf(b, loads) || (a.personId < b.personId ? -1 : 1));
  return ordered[0]?.personId ?? null;
}

/** A day's work of somebody whose day has no limit, so that loads of different days can be compared. */
const WHOLE_DAY_MINUTES = 480;

function shareOf({ personId, minutesPerDay }: Collector, loads: ReadonlyMap<string, number>): number {
  return (loads.get(personId) ?? 0) / (minutesPerDay ?? WHOLE_DAY_MINUTES);
}

function fits(task: AssignableTask, when: AssignmentRule['when'], currency: string): boolean {
  const { kinds, countries, languages, atLeast, below } = when;
  if (kinds.length > 0 && !kinds.includes(task.kind)) return false;
  if (countries.length > 0 && (task.country === null || !countries.includes(task.country))) return false;
  if (languages.length > 0 && (task.language === null || !languages.includes(task.language.slice(0, 2)))) return false;
  if (atLeast !== undefined && task.atStakeMinor < parseAmount(atLeast, currency)) return false;
  return below === undefined || task.atStakeMinor < parseAmount(below, currency);
}
