import type { NoValues, RefusalOf } from './refusal.ts';

/** What a value can be expected to be. */
export type ValueKind = 'text' | 'number' | 'whole-number' | 'true-or-false' | 'list' | 'object';

/** How a text can be expected to be written. The first are this system's own, the last those that zod has. */
export const FORMATS = [
  'amount',
  'colour',
  'currency-code',
  'listed-currency',
  'decimal-currency',
  'percentage',
  'quantity',
  'rate',
  'policy-id',
  'time-of-day',
  'date',
  'existing-day',
  'day-in-range',
  'calendar-day',
  'day-of-year',
  'country',
  'region',
  'language',
  'time-zone',
  'phone',
  'organization-slug',
  'erp-id',
  'storable-text',
  'storable-url',
  'events',
  'json-map',
  'uuid',
  'email',
  'url',
  'datetime',
] as const;
export type Format = (typeof FORMATS)[number];

/** What can be wrong with the shape of an input, whatever it is about. */
export interface InputRefusals {
  readonly missing: NoValues;
  readonly 'wrong-kind': { readonly expected: ValueKind };
  readonly 'wrong-format': { readonly format: Format };
  readonly 'not-one-of': { readonly values: readonly string[] };
  readonly 'unknown-variant': NoValues;
  readonly 'unknown-field': NoValues;
  /** Not of a customer whom the caller looks after, or not there at all. */
  readonly 'not-among-yours': { readonly id: string };
  readonly 'text-too-short': { readonly least: number };
  readonly 'text-too-long': { readonly most: number };
  readonly 'list-too-short': { readonly least: number };
  readonly 'list-too-long': { readonly most: number };
  readonly 'number-too-small': { readonly least: number };
  readonly 'number-too-large': { readonly most: number };
  readonly unreadable: NoValues;
  /** An entry of a map, by its key, and what is wrong with it. */
  readonly 'entry-refused': { readonly entry: string; readonly because: EntryRefusal };
}

type EntryRefusal = Omit<RefusalOf<Omit<InputRefusals, 'entry-refused'>>, 'path'>;
