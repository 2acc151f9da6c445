import type { AuditKind } from '@puntual/domain/audit/audit-kinds';
import type { Language } from '@puntual/domain/language/languages';
import { word } from './audit-words.ts';

/** The data of an audit event as stored. */
export type EventData = Readonly<Record<string, unknown>>;

/** Reads the data of an event for a sentence. Missing values read as "". */
export interface Read {
  /** A text or a number of the data. */
  text(name: string): string;
  /** The words for a code in the data, in the reader's language. */
  word(name: string): string;
  /** "1210.00 EUR", from an amount object under that name, or from the data itself without one. */
  amount(name?: string): string;
  /** The result of `write` for the value; "" when the value is missing. */
  when(name: string, write: (value: string) => string): string;
  /** " (the value)"; "" when the value is missing. */
  bracketed(name: string): string;
}

/** The sentence of every kind of audit event in one language. A table that lacks a kind does not compile. */
export type AuditSentences = Readonly<Record<AuditKind, string | ((read: Read) => string)>>;

/** Returns a reader of an event's data for a language. Never fails. */
export function reading(data: EventData, language: Language): Read {
  const text = (name: string) => {
    const value = data[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const when = (name: string, write: (value: string) => string) => (text(name) === '' ? '' : write(text(name)));
  return {
    text,
    word: (name) => word(text(name), language),
    amount: (name) => {
      const at = name === undefined ? data : data[name];
      if (typeof at !== 'object' || at === null || !('amount' in at) || !('currency' in at)) return '';
      return `${String(at.amount)} ${String(at.currency)}`;
    },
    when,
    bracketed: (name) => when(name, (value) => ` (${value})`),
  };
}
