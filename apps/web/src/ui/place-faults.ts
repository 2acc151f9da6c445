import { ApiProblem } from '../client/api.ts';

/**
 * Assigns the faults of a refusal to the fields of a form. `fields` has the sentence for each of `paths` that the
 * server names, itself or a path below it. `rest` is the error to show above the form; null when every fault has a
 * field.
 */
export function placeFaults<Path extends string>(
  error: Error | null,
  paths: readonly Path[],
): { fields: Partial<Record<Path, string>>; rest: Error | null } {
  const fields: Partial<Record<Path, string>> = {};
  if (!(error instanceof ApiProblem) || error.faults.length === 0) return { fields, rest: error };
  let unplaced = false;
  for (const fault of error.faults) {
    const path = paths.find((known) => fault.path === known || fault.path.startsWith(`${known}.`));
    if (path === undefined) unplaced = true;
    else fields[path] = fields[path] === undefined ? fault.message : `${fields[path]} ${fault.message}`;
  }
  return { fields, rest: unplaced ? error : null };
}
