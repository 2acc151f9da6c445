import type { MatchedBy, UnmatchedBecause } from './reply-codes.ts';

/** A customer (row id), and the customer who is contacted for it: the payer of its group, or the same. */
export interface NamedCustomer {
  readonly customerRowId: string;
  readonly party: string;
}

/** A message of ours that a mail answers, and the customer that it went to. */
export interface AnsweredMessage extends NamedCustomer {
  readonly messageRowId: string;
}

/** An invoice that a mail names. */
export interface NamedInvoice extends NamedCustomer {
  /** Whether no other text is likely to hold the number: it has letters, or is long, or is called an invoice's. */
  readonly distinct: boolean;
}

/** Everything in a mail that names a customer. */
export interface ReplyEvidence {
  /** The messages whose reply address it was sent to. The address is signed, so nobody guesses it. */
  readonly addressed: readonly AnsweredMessage[];
  /** The messages that its In-Reply-To and References name. */
  readonly threaded: readonly AnsweredMessage[];
  /** The customers of which its sender is a contact. */
  readonly sender: readonly NamedCustomer[];
  /** The customers of which the sender of a mail that it forwards is a contact. */
  readonly forwarded: readonly NamedCustomer[];
  /** The invoices whose numbers stand in its subject or its text. */
  readonly invoices: readonly NamedInvoice[];
}

export type ReplyMatch =
  | {
      readonly kind: 'matched';
      readonly by: Exclude<MatchedBy, 'person'>;
      /** The customer who is contacted. */
      readonly party: string;
      /** The message that it answers; null: not known. */
      readonly messageRowId: string | null;
    }
  | { readonly kind: 'unmatched'; readonly because: Exclude<UnmatchedBecause, 'unreadable' | 'untied'> };

/**
 * Whose a mail is. A wrong customer is worse than none, so every sign has to name one customer alone, and signs that
 * people can mistake (sender, forwarded sender) must not contradict the invoices that the mail names. The members of a
 * group are one. Pure and total.
 */
export function matchReply(evidence: ReplyEvidence): ReplyMatch {
  const { addressed, threaded, sender, forwarded, invoices } = evidence;
  if (addressed.length > 0) return byMessage('address', addressed);
  if (threaded.length > 0) return byMessage('thread', threaded);
  if (sender.length > 0) return byPerson('sender', sender, invoices);
  if (forwarded.length > 0) return byPerson('forwarded', forwarded, invoices);
  const distinct = parties(invoices.filter((invoice) => invoice.distinct));
  if (distinct.length === 0) return unmatched('nothing');
  return only('number', parties(invoices), null);
}

function byMessage(by: 'address' | 'thread', messages: readonly AnsweredMessage[]): ReplyMatch {
  return only(by, parties(messages), messages.at(-1)?.messageRowId ?? null);
}

// A person who writes for several customers (an accountant, a shared mailbox) is known by the invoices they name.
function byPerson(
  by: 'sender' | 'forwarded',
  customers: readonly NamedCustomer[],
  invoices: readonly NamedInvoice[],
): ReplyMatch {
  const people = parties(customers);
  const named = parties(invoices);
  if (named.length === 0) return only(by, people, null);
  const both = people.filter((party) => named.includes(party));
  if (both.length > 0) return only(by, both, null);
  // A weak number (four digits in a telephone number) contradicts nobody.
  return invoices.some(({ distinct }) => distinct) ? unmatched('conflict') : only(by, people, null);
}

function only(by: Exclude<MatchedBy, 'person'>, all: readonly string[], messageRowId: string | null): ReplyMatch {
  const [party, other] = all;
  if (party === undefined) return unmatched('nothing');
  return other === undefined ? { kind: 'matched', by, party, messageRowId } : unmatched('several');
}

function unmatched(because: Exclude<UnmatchedBecause, 'unreadable' | 'untied'>): ReplyMatch {
  return { kind: 'unmatched', because };
}

function parties(customers: readonly NamedCustomer[]): string[] {
  return [...new Set(customers.map(({ party }) => party))];
}
