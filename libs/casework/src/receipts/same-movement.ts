import { daysBetween } from '@puntual/domain/calendar/dates';
import type { PlainFormat } from './bank-line.ts';

/** What identifies a bank movement beside its account, side, amount and currency. */
export interface MovementTraits {
  readonly bookedOn: string;
  /** The format of its file; null: ISO 20022. */
  readonly format: PlainFormat | null;
  /** The reference of its entry. */
  readonly entryRef: string | null;
  /** All references of the bank, without placeholders. */
  readonly refs: readonly string[];
  readonly endToEndId: string | null;
  /** Letters and digits of the payer's name; empty: the bank gives none. */
  readonly payer: string;
  readonly accountHash: string | null;
  /** Letters and digits of the text. */
  readonly said: string;
}

/** How many days may lie between the booking days of a notification and of its statement. */
export const MOST_DAYS_APART = 5;
/** A shorter text may stand in another by chance. */
const SHORTEST_PART = 8;

/**
 * Whether two movements of the same account, side, amount and currency are one: the day is near, nothing that both say
 * differs, and a reference, the end-to-end id, or day and text agree. A number that may count entries from 1 in every
 * statement proves nothing on another day. Formats name references of their own: in two formats the day must agree, and
 * the payer or the text.
 */
export function isSameMovement(a: MovementTraits, b: MovementTraits): boolean {
  const days = Math.abs(daysBetween(a.bookedOn, b.bookedOn));
  if (days > MOST_DAYS_APART) return false;
  if (differ(a.endToEndId, b.endToEndId) || differ(a.accountHash, b.accountHash)) return false;
  const otherPayer = a.payer !== '' && b.payer !== '' && !a.payer.startsWith(b.payer) && !b.payer.startsWith(a.payer);
  const texts = compareTexts(a.said, b.said);
  if (a.format !== b.format && days === 0 && !otherPayer && isNamedAlike(a, b, texts)) return true;
  const shared = a.refs.filter((ref) => b.refs.includes(ref));
  if (shared.length > 0) {
    if (days === 0) return !otherPayer || texts === 'same';
    return !shared.every(isCounter) && !otherPayer && texts !== 'different';
  }
  if ((a.refs.length > 0 && b.refs.length > 0) || otherPayer) return false;
  if (a.endToEndId !== null && b.endToEndId !== null) return texts !== 'different';
  // Without any reference only what is alike in everything is one: a text may stand in that of another payment.
  return days === 0 && a.said === b.said;
}

// One format may write the payer's name into the text.
function isNamedAlike(a: MovementTraits, b: MovementTraits, texts: ReturnType<typeof compareTexts>): boolean {
  const isIn = (payer: string, said: string) => payer.length >= SHORTEST_PART && said.includes(payer);
  if (a.payer !== '' && b.payer !== '') return true;
  return (texts === 'same' && a.said !== '') || isIn(a.payer, b.said) || isIn(b.payer, a.said);
}

/** Whether `sum` is the booking that lists `listed` among others. Both are of the same account, side and entry sum. */
export function isSumOf(sum: MovementTraits, listed: MovementTraits): boolean {
  const days = Math.abs(daysBetween(sum.bookedOn, listed.bookedOn));
  if (listed.entryRef !== null && sum.refs.length > 0)
    return sum.refs.includes(listed.entryRef) && days <= (isCounter(listed.entryRef) ? 0 : MOST_DAYS_APART);
  return days === 0 && sum.payer === '' && sum.accountHash === null && sum.endToEndId === null;
}

// A number that a bank may begin again with every statement.
function isCounter(ref: string): boolean {
  return ref.length < 4 || /^\d{1,6}$/.test(ref);
}

function differ(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b;
}

function compareTexts(a: string, b: string): 'same' | 'different' | 'unknown' {
  if (a === b) return 'same';
  if (a === '' || b === '') return 'unknown';
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= SHORTEST_PART && long.includes(short) ? 'same' : 'different';
}
