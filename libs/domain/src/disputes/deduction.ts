import type { DisputeCategory } from './dispute-codes.ts';

/** An invoice on which a payment left a rest. Amounts in minor units. */
export interface ShortPaidInvoice {
  /** What is open after the payment, principal only. */
  readonly restMinor: bigint;
  /** Up to this rest the payment's shortage is a matter of bank charges. */
  readonly toleranceMinor: bigint;
  /** What the customer disputes of it now; null: nothing, or the dispute is about the whole invoice. */
  readonly disputedMinor: bigint | null;
  /** Earlier disputes of the invoice that ended without a credit note: their amounts and categories. */
  readonly earlier: readonly { readonly minor: bigint; readonly category: DisputeCategory }[];
}

/** Why a rest looks like a deduction. */
export type DeductionSign = 'named-reason' | 'earlier-claim';

/** A deduction that a payment seems to make: its amount and the category that explains it best. */
export interface Deduction {
  readonly minor: bigint;
  readonly category: DisputeCategory;
  readonly because: DeductionSign;
}

/**
 * The words of a payment's reference by which customers name why they pay less, most specific first. English and
 * Spanish; the text is compared without accents and in lower case.
 */
const WORDS: readonly (readonly [DisputeCategory, RegExp])[] = [
  ['returned-goods', /\b(returned|return of goods|goods return|rma|devolucion(es)?|devuelt[oa]s?)\b/],
  ['quality', /\b(quality|defect(s|ive)?|damage(d|s)?|broken|calidad|defectuos[oa]s?|danad[oa]s?|rot[oa]s?)\b/],
  ['quantity', /\b(quantity|short(age| delivery| shipped)|missing (goods|units|items)|cantidad|faltan?|faltantes?)\b/],
  ['delivery', /\b(delivery|late delivery|not delivered|freight|entrega|no entregad[oa]s?|portes|transporte)\b/],
  ['duplicate', /\b(duplicate[ds]?|twice|duplicad[oa]s?|dos veces)\b/],
  ['price', /\b(price|overcharg(e|ed)|rate difference|precio|tarifa|diferencia de precio)\b/],
  ['tax', /\b(vat|tax|withholding|iva|impuestos?|retencion(es)?)\b/],
  ['terms', /\b(discount|rebate|bonus|terms|descuento|rappel|bonificacion(es)?|condiciones)\b/],
  ['other', /\b(deduction|deducted|disputed?|claim(ed)?|deduccion(es)?|deducid[oa]s?|reclamacion(es)?|abono)\b/],
];

/** The category that a payment's reference names as the reason of a shortage; null: it names none. */
export function namedReason(reference: string | null): DisputeCategory | null {
  const text = (reference ?? '').normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return WORDS.find(([, words]) => words.test(text))?.[0] ?? null;
}

/**
 * Whether the rest that a payment left on an invoice is a deduction by the customer: it is beyond the tolerance, it is
 * not disputed already, and either the payment's reference names a reason, or the rest is exactly what the customer
 * claimed before. Null: it is an ordinary part payment. Pure and total.
 */
export function deductionOf(invoice: ShortPaidInvoice, reference: string | null): Deduction | null {
  const minor = invoice.restMinor - (invoice.disputedMinor ?? 0n);
  if (minor <= 0n || invoice.restMinor <= invoice.toleranceMinor) return null;
  const claimed = invoice.earlier.find((claim) => claim.minor === minor);
  if (claimed) return { minor, category: claimed.category, because: 'earlier-claim' };
  const category = namedReason(reference);
  return category && { minor, category, because: 'named-reason' };
}
