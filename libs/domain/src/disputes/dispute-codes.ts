/** What a customer disputes. */
export const DISPUTE_CATEGORIES = [
  'quality',
  'quantity',
  'price',
  'delivery',
  'duplicate',
  'already-paid',
  'terms',
  'returned-goods',
  'tax',
  'other',
] as const;
export type DisputeCategory = (typeof DISPUTE_CATEGORIES)[number];

/** The department that can answer a dispute. */
export const DISPUTE_DEPARTMENTS = ['sales', 'logistics', 'billing', 'other'] as const;
export type DisputeDepartment = (typeof DISPUTE_DEPARTMENTS)[number];

/**
 * The state of a dispute. `proposed`: Puntual suggests the dispute, a person has not agreed yet, and it silences
 * nothing. `open`: a person has to clear it up. `waiting`: a department was asked and has not answered. `resolved` and
 * `withdrawn` end it.
 */
export const DISPUTE_STATES = ['proposed', 'open', 'waiting', 'resolved', 'withdrawn'] as const;
export type DisputeState = (typeof DISPUTE_STATES)[number];

/** The states in which a dispute keeps its amounts silent and needs a person. */
export const UNSETTLED_STATES = ['open', 'waiting'] as const satisfies readonly DisputeState[];

/**
 * How a dispute ends. `for-customer`: the customer is right, and a credit note is expected. `for-us`: the claim stands.
 * `split`: a part is credited and the rest stands. `withdrawn`: the customer no longer disputes it, or the dispute was
 * a mistake.
 */
export const DISPUTE_OUTCOMES = ['for-customer', 'for-us', 'split', 'withdrawn'] as const;
export type DisputeOutcome = (typeof DISPUTE_OUTCOMES)[number];

/**
 * The credit note that the outcome promises. `expected`: not there yet. `missing`: not there on its day, and a person
 * was asked. `arrived`: there, with at least the promised amounts. `given-up`: a person decided that none comes.
 */
export const CREDIT_STATES = ['expected', 'missing', 'arrived', 'given-up'] as const;
export type CreditState = (typeof CREDIT_STATES)[number];

/** Where a dispute comes from: a person noted it, or a payment was short. */
export const DISPUTE_ORIGINS = ['person', 'deduction'] as const;
export type DisputeOrigin = (typeof DISPUTE_ORIGINS)[number];

const DEPARTMENT_OF: Readonly<Record<DisputeCategory, DisputeDepartment>> = {
  quality: 'sales',
  quantity: 'logistics',
  price: 'sales',
  delivery: 'logistics',
  duplicate: 'billing',
  'already-paid': 'billing',
  terms: 'sales',
  'returned-goods': 'logistics',
  tax: 'billing',
  other: 'other',
};

/** The department that usually answers disputes of a category. */
export function departmentFor(category: DisputeCategory): DisputeDepartment {
  return DEPARTMENT_OF[category];
}
