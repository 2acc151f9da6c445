import type { IsoDate } from '../calendar/dates.ts';

/** Days on which a collector is away, first and last included, and who does the work that falls due meanwhile. */
export interface Absence {
  readonly personId: string;
  readonly fromOn: IsoDate;
  readonly untilOn: IsoDate;
  readonly substituteId: string | null;
}

/** Who is to do a task today. */
export interface OnDuty {
  /** Null: nobody in particular; the task stands in everybody's list. */
  readonly personId: string | null;
  /** The absent collector whom `personId` stands in for; null: nobody is away. */
  readonly insteadOf: string | null;
}

/** Whether a collector is away on a day. Total. */
export function isAway(personId: string, absences: readonly Absence[], on: IsoDate): boolean {
  return absenceOn(personId, absences, on) !== null;
}

/**
 * Who is to do a task of `personId` today. While that collector is away, work that is due before the return (or has no
 * day) is with the substitute, or with everybody where there is none; a substitute who is away has a substitute too.
 * Nothing is stored: with the last day of the absence, the work is with its owner again. Pure and total.
 */
export function onDutyFor(
  { personId, dueOn }: { readonly personId: string | null; readonly dueOn: IsoDate | null },
  absences: readonly Absence[],
  today: IsoDate,
): OnDuty {
  const asked = new Set<string>();
  let current = personId;
  while (current !== null) {
    // Two who stand in for one another are both away: nobody is left.
    if (asked.has(current)) return { personId: null, insteadOf: personId };
    asked.add(current);
    const absence = absenceOn(current, absences, today);
    if (!absence || (dueOn !== null && dueOn > absence.untilOn))
      return { personId: current, insteadOf: current === personId ? null : personId };
    current = absence.substituteId;
  }
  return { personId: null, insteadOf: personId };
}

function absenceOn(personId: string, absences: readonly Absence[], on: IsoDate): Absence | null {
  return absences.find((each) => each.personId === personId && each.fromOn <= on && on <= each.untilOn) ?? null;
}
