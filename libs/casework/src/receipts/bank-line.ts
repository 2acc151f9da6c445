import { z } from 'zod';

/** The `source` of the events that movements of a bank account become. */
export const BANK_SOURCE = '/imports/bank';

/** The formats of a bank's file beside ISO 20022. */
export const PLAIN_FORMATS = ['ofx', 'norma43', 'mt940', 'table'] as const;
export type PlainFormat = (typeof PLAIN_FORMATS)[number];

const PLAIN_ID = new RegExp(`^bank-(${PLAIN_FORMATS.join('|')})-`);

/** The format that brought a payment of a bank's file, by the payment's id; null for ISO 20022. */
export function formatOfPayment(paymentId: string): PlainFormat | null {
  return PLAIN_FORMATS.find((format) => format === PLAIN_ID.exec(paymentId)?.[1]) ?? null;
}

const money = z.object({ amount: z.string(), currency: z.string() }).readonly();

/** One movement of a bank account, as a statement (camt.053) or a notification (camt.054) lists it. */
export const bankLineSchema = z
  .object({
    /** The movement's number in the file, from 1. */
    line: z.int(),
    /** The organization's account: IBAN or the bank's own number. */
    account: z.string(),
    bookedOn: z.string(),
    /** The format of the file; left out for ISO 20022. */
    format: z.enum(PLAIN_FORMATS).optional(),
    /** Decimal, not below zero, in the currency's own decimals. */
    amount: z.string(),
    currency: z.string(),
    /** What the payer ordered, when that was in another currency than the bank booked. */
    instructed: money.nullable(),
    direction: z.enum(['credit', 'debit']),
    /** The bank reversed an earlier movement. */
    reversal: z.boolean(),
    /** A payment that came back (a bounced debit, a refused transfer). */
    returned: z.boolean(),
    booked: z.boolean(),
    entryRef: z.string().nullable(),
    transactionRef: z.string().nullable(),
    endToEndId: z.string().nullable(),
    payer: z.string().nullable(),
    payerAccount: z.string().nullable(),
    /** The unstructured text, creditor references and document numbers. */
    text: z.string(),
    /** The invoices that the remittance advice names, with the amount paid of each. */
    documents: z
      .array(z.object({ number: z.string(), amount: z.string(), currency: z.string() }).readonly())
      .readonly(),
    /** What the bank charged for the movement. */
    charges: money.optional(),
    /** Amounts in the booked currency that the file states beside the booked one. */
    otherAmounts: z.array(z.string()).readonly().optional(),
    /** How the payer paid, where the file says so: a direct debit that the account's owner collected. */
    method: z.enum(['direct-debit']).optional(),
    /** Why it came back: the code of ISO 20022 such as AM04, or the bank's own. */
    returnReason: z.string().optional(),
    /** The structured reference that the creditor gave the payer (ISO 11649 and national ones). */
    creditorReference: z.string().optional(),
    /** The mandate of a direct debit. */
    mandateId: z.string().optional(),
    /** The entry that lists this movement among others. */
    batch: z.object({ amount: z.string(), currency: z.string(), count: z.int() }).readonly().optional(),
    /** The movement is so many payments, which the bank does not list. */
    withoutDetails: z.int().optional(),
    /** What earlier versions of Puntual took for the reference, the end-to-end id and the text. */
    formerly: z
      .object({ ref: z.string().nullable(), endToEndId: z.string().nullable(), text: z.string() })
      .readonly()
      .optional(),
  })
  .readonly();
export type BankLine = z.infer<typeof bankLineSchema>;
