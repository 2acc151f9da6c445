import { ApiProblem } from '../client/api.ts';

/**
 * Sorts a refusal by the fields it is about: `fields[path]` for each of `paths` that the server names (or a deeper one below it), `rest` the
 * error to show on top when something of it has no field, or when it names none at all.
 */
export function placeFaults<Path extends string>(
  error: Error | null,
  paths: readonly Path[],
): { fields: Partial<Record<Path, string>>; rest: Error | null } {
  const fields: Partial<Record<Path, string>> = {};
  if (!(error instanceof ApiProblem) || error.faults.length === 0) return { fields, rest: error };
  let homeless = false;
  for (const fault of error.faults) {
    const path = paths.find((known) => fault.path === known || fault.path.startsWith(`${known}.`));
    if (path === undefined) homeless = true;
    else fields[path] = fields[path] === undefined ? fault.message : `${fields[path]} ${fault.message}`;
  }
  return { fields, rest: homeless ? error : null };
}
