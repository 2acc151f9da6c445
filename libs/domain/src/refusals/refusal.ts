/** The values of a refusal that has none. */
export type NoValues = Readonly<Record<string, never>>;

/**
 * One refusal of a family: `code` says what is wrong, `path` where (`allocations.0.amount`; empty: the whole), `values`
 * what the sentence speaks of, as data: amounts with their currency, days as `YYYY-MM-DD`, ids. A family is a type that
 * maps each code to its values.
 */
export type RefusalOf<Family> = {
  readonly [Code in keyof Family]: { readonly code: Code; readonly path: string; readonly values: Family[Code] };
}[keyof Family];

/** A code of a family with its values, of which the place is not said. */
export type ReasonOf<Family> = {
  readonly [Code in keyof Family]: { readonly code: Code; readonly values: Family[Code] };
}[keyof Family];

/** The sentences of a family in one language: one for every code, or it does not compile. */
export type Words<Family> = {
  readonly [Code in keyof Family]: string | ((values: Family[Code]) => string);
};

/** The sentence of a code in the language of `words`. Total. */
export function say<Family, Code extends keyof Family>(
  words: Words<Family>,
  code: Code,
  values: Family[NoInfer<Code>],
): string {
  const text: string | ((values: Family[Code]) => string) = words[code];
  return typeof text === 'string' ? text : text(values);
}

/** A sum as refusals carry it: decimal text in the currency's own minor units. */
export interface RefusedAmount {
  readonly amount: string;
  readonly currency: string;
}
