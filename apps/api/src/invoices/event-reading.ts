import type { AuditAmount, AuditData } from '@puntual/domain/audit/audit-data';
import { dayText } from '@puntual/domain/language/day-text';
import type { Language } from '@puntual/domain/language/languages';
import { moneyText } from '@puntual/domain/language/money-text';
import { stepInSpanish } from '@puntual/domain/language/spanish';
import { isOutsidePolicies } from '@puntual/domain/policy/vocabulary';
import { word } from './audit-words.ts';

/** The data of an audit event as it is stored. */
export type EventData = Readonly<Record<string, unknown>>;

/** The names of the fields of `Data` that hold a value of type `Value`. */
type FieldWith<Value, Data> = {
  [Name in keyof Data]-?: NonNullable<Data[Name]> extends Value ? Name : never;
}[keyof Data];

/**
 * Reads the fields of an event's data for a sentence. A field that the stored event lacks, or holds as another type
 * (events of older versions), reads as "".
 */
export interface Read<Data> {
  /** A text or a number of the data. */
  text(name: FieldWith<string | number, Data>): string;
  /** The step that the data name: its id, in Spanish its name; the words of a step that no policy has. */
  step(name: FieldWith<string, Data>): string;
  /** A code of the data, as a word of the reader's language. */
  word(name: FieldWith<string, Data>): string;
  /** "€1,210.00": the amount object in the field `name`, or without a name the amount of the data itself. */
  amount(
    ...name: 'amount' extends keyof Data ? [FieldWith<AuditAmount, Data>?] : [FieldWith<AuditAmount, Data>]
  ): string;
  /** What `write` makes of the value; "" when there is none. */
  when(name: FieldWith<string | number, Data>, write: (value: string) => string): string;
  /** What `write` makes of a list of codes, as words of the reader's language; "" when the list is empty. */
  words(name: FieldWith<readonly string[], Data>, write: (words: string) => string): string;
  /** " (the value)"; "" when there is none. */
  bracketed(name: FieldWith<string | number, Data>): string;
}

/**
 * The sentence of every kind of audit event in one language. A language without a sentence for a kind does not compile,
 * nor does a sentence that reads a field which events of the kind do not have.
 */
export type AuditSentences = {
  readonly [Kind in keyof AuditData]: string | ((read: Read<AuditData[Kind]>) => string);
};

/** A reader that takes the name of any field, and so reads the data of every kind. */
interface ReadAny {
  text(name: string): string;
  step(name: string): string;
  word(name: string): string;
  amount(name?: string): string;
  when(name: string, write: (value: string) => string): string;
  words(name: string, write: (words: string) => string): string;
  bracketed(name: string): string;
}

const ofPolicy: Readonly<Record<Language, (stepId: string) => string>> = {
  en: (stepId) => stepId,
  es: stepInSpanish,
};

/** A step by its name in the reader's language. A step that no policy can name has a word in every language. */
function stepText(stepId: string, language: Language): string {
  return isOutsidePolicies(stepId) ? word(stepId, language) : ofPolicy[language](stepId);
}

/** An amount as people read it; as it is stored when it is none, because stored data may hold anything. */
function amountText(amount: string, currency: string, language: Language): string {
  return /^-?\d{1,30}(\.\d{1,6})?$/.test(amount) && /^[A-Z]{3}$/.test(currency)
    ? moneyText(amount, currency, language)
    : `${amount} ${currency}`;
}

/** A reader of an event's data in a language. Never throws, whatever the data hold. */
export function reading(data: EventData, language: Language): ReadAny {
  const text = (name: string) => {
    const value = data[name];
    if (typeof value === 'string') return dayText(value, language);
    return typeof value === 'number' ? String(value) : '';
  };
  const when = (name: string, write: (value: string) => string) => (text(name) === '' ? '' : write(text(name)));
  return {
    text,
    step: (name) => stepText(text(name), language),
    word: (name) => word(text(name), language),
    amount: (name) => {
      const at = name === undefined ? data : data[name];
      if (typeof at !== 'object' || at === null || !('amount' in at) || !('currency' in at)) return '';
      return amountText(String(at.amount), String(at.currency), language);
    },
    when,
    words: (name, write) => {
      const codes: unknown = data[name];
      if (!Array.isArray(codes) || codes.length === 0) return '';
      return write(codes.map((code) => word(String(code), language)).join(', '));
    },
    bracketed: (name) => when(name, (value) => ` (${value})`),
  };
}
