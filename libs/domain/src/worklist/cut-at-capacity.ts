/** A task in its order, with the minutes that its kind takes. */
export interface TimedTask {
  readonly minutes: number;
}

/**
 * How many tasks, from the top of an ordered list, fit into the minutes that are left of a day. The first one that does
 * not fit ends the list, so that nobody picks the short ones. Without a limit (null) all fit. Pure and total.
 */
export function tasksWithin(tasks: readonly TimedTask[], minutesLeft: number | null): number {
  if (minutesLeft === null) return tasks.length;
  let left = minutesLeft;
  let count = 0;
  for (const { minutes } of tasks) {
    if (minutes > left) break;
    left -= minutes;
    count++;
  }
  return count;
}
