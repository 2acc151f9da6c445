import { z } from 'zod';

/** The fields of a contact that a person can confirm. `contact`: that the contact is one of the customer at all. */
export const CONFIRMED_FIELDS = ['contact', 'name', 'role', 'email', 'phone', 'channels', 'language'] as const;
export type ConfirmedField = (typeof CONFIRMED_FIELDS)[number];

/** How a person knows what they confirmed. */
export const CONFIRMED_BY = ['phone', 'in-writing', 'in-person'] as const;
export type ConfirmedBy = (typeof CONFIRMED_BY)[number];

const wordSchema = z.object({ at: z.string(), by: z.string(), source: z.enum(CONFIRMED_BY) });
/** Who confirmed something, when (ISO 8601) and how. */
export type Word = z.infer<typeof wordSchema>;

const confirmedSchema = z.partialRecord(z.enum(CONFIRMED_FIELDS), wordSchema);
export type Confirmed = z.infer<typeof confirmedSchema>;

const conflictsSchema = z.partialRecord(
  z.enum(CONFIRMED_FIELDS),
  z.object({ erp: z.union([z.string(), z.array(z.string()), z.null()]), since: z.string() }),
);
/** By confirmed field, what the ERP says instead (of `contact`: null, the ERP does not list it), and since when. */
export type Conflicts = z.infer<typeof conflictsSchema>;

const consentsSchema = z.record(z.string(), wordSchema);
export type Consents = z.infer<typeof consentsSchema>;

/** The columns of a contact that hold what persons confirmed. */
export interface ContactWords {
  readonly confirmed: Confirmed;
  readonly conflicts: Conflicts;
  readonly consents: Consents;
}

/** Reads the columns of a contact's row. A value that cannot be read counts as empty. */
export function contactWordsOf(row: {
  readonly confirmed: unknown;
  readonly conflicts: unknown;
  readonly consents: unknown;
}): ContactWords {
  return {
    confirmed: confirmedSchema.safeParse(row.confirmed).data ?? {},
    conflicts: conflictsSchema.safeParse(row.conflicts).data ?? {},
    consents: consentsSchema.safeParse(row.consents).data ?? {},
  };
}
