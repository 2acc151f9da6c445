import { companySystems } from './company-systems.ts';
import { national } from './national.ts';
import type { ReadyMapping } from './ready-mapping.ts';
import { smallBusiness } from './small-business.ts';

/**
 * The ready-made mapping of a kind of file: the one that the caller names, or with `auto` the one whose columns the
 * header has (by plain names); of several the one that knows most of them.
 */
export function chosenMapping(kind: ReadyMapping['kind'], wish: string, names: readonly string[]): ReadyMapping | null {
  const ofKind = [...smallBusiness, ...companySystems, ...national].filter((mapping) => mapping.kind === kind);
  if (wish !== 'auto') return ofKind.find((mapping) => mapping.name === wish) ?? null;
  const known = (mapping: ReadyMapping) => names.filter((name) => mapping.columns[name] !== undefined).length;
  const fitting = ofKind.filter((mapping) =>
    mapping.signature.every((anyOf) => anyOf.some((name) => names.includes(name))),
  );
  return fitting.reduce<ReadyMapping | null>(
    (best, each) => (best === null || known(each) > known(best) ? each : best),
    null,
  );
}
