/** What banks and payers write where they have no reference. */
const PLACEHOLDER = new RegExp(
  '^(?:non[- ]?ref(?:erence)?|no ?ref(?:erence)?|not[- ]?(?:provided|available|specified|known|applicable)' +
    '|none|null|nil|unknown|n/?[adv]|x{3,}|[0\\-_.*?]+)$',
  'i',
);

/**
 * Whether a reference identifies something: not empty, no placeholder such as NONREF, NOTPROVIDED or zeros, and not
 * `ownIds`, the ids of the message and statement, which some banks repeat in every entry.
 */
export function isReference(reference: string | null, ownIds: ReadonlySet<string> = new Set()): boolean {
  return reference !== null && reference !== '' && !PLACEHOLDER.test(reference) && !ownIds.has(reference);
}

/** The reference, or null when it identifies nothing (`isReference`). */
export function soundReference(reference: string | null, ownIds?: ReadonlySet<string>): string | null {
  return isReference(reference, ownIds) ? reference : null;
}
