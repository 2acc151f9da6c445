import { compactText } from '@puntual/domain/matching/reference-text';
import type { NamedInvoice, ReplyEvidence, AnsweredMessage, NamedCustomer } from '@puntual/domain/replies/match-reply';
import type { Tx } from '@puntual/db/database';
import { messageOfId, type ReadMail } from '../replies/incoming-mail.ts';
import { numberCandidates, toldNumbers } from '../receipts/number-candidates.ts';

/** Most customers and invoices that the signs of one mail are looked up for. */
const MOST_ROWS = 200;
/** How many characters of a text are searched for numbers at once, and how many in all. */
const PART = 3500;
const MOST_SEARCHED = 28_000;
/** Digits alone that are as long are a number, and no part of a telephone number or a date. */
const LONG_DIGITS = 7;

/** A contact that a mail came from. */
export interface SenderContact extends NamedCustomer {
  readonly contactId: string;
}

/** What a mail names in the organization, and the contacts who may have sent it. */
export interface FoundEvidence {
  readonly evidence: ReplyEvidence;
  readonly contacts: readonly SenderContact[];
}

/** Looks up what a mail names: messages, contacts, invoices, each with its customer and the payer of its group. */
export async function findEvidence(tx: Tx, organizationId: string, read: ReadMail): Promise<FoundEvidence> {
  const contacts = await contactsOf(tx, organizationId, [read.sender]);
  const threaded = read.references.flatMap((id) => messageOfId(id) ?? []);
  return {
    contacts,
    evidence: {
      addressed: await messagesOf(tx, read.addressed),
      threaded: await messagesOf(tx, threaded),
      sender: contacts,
      forwarded: await contactsOf(tx, organizationId, read.forwardedFrom),
      invoices: await invoicesOf(tx, organizationId, `${read.subject}\n${read.fullText}`),
    },
  };
}

/** The messages with these row ids, in their order. */
export async function messagesOf(tx: Tx, messageRowIds: readonly string[]): Promise<readonly AnsweredMessage[]> {
  const ids = [...new Set(messageRowIds)].slice(-MOST_ROWS);
  if (ids.length === 0) return [];
  const rows = await tx.$queryRaw<{ id: string; customer_id: string; party: string }[]>`
    SELECT m.id, m.customer_id, coalesce(g.payer_id, c.id) AS party
    FROM message m
    JOIN customer c ON c.id = m.customer_id
    LEFT JOIN customer_group g ON g.id = c.group_id
    WHERE m.id = ANY(${ids}::uuid[])`;
  return ids.flatMap((id) =>
    rows
      .filter((row) => row.id === id)
      .map((row) => ({ messageRowId: row.id, customerRowId: row.customer_id, party: row.party })),
  );
}

async function contactsOf(
  tx: Tx,
  organizationId: string,
  addresses: readonly string[],
): Promise<readonly SenderContact[]> {
  const known = addresses.filter((address) => address.includes('@'));
  if (known.length === 0) return [];
  const rows = await tx.$queryRaw<{ contact_id: string; customer_id: string; party: string }[]>`
    SELECT k.contact_id, k.customer_id, coalesce(g.payer_id, c.id) AS party
    FROM contact k
    JOIN customer c ON c.id = k.customer_id
    LEFT JOIN customer_group g ON g.id = c.group_id
    WHERE k.organization_id = ${organizationId}::uuid AND lower(k.email) = ANY(${known}::text[])
      AND c.merged_into IS NULL
    ORDER BY k.customer_id, k.contact_id
    LIMIT ${MOST_ROWS}`;
  return rows.map((row) => ({ contactId: row.contact_id, customerRowId: row.customer_id, party: row.party }));
}

async function invoicesOf(tx: Tx, organizationId: string, text: string): Promise<readonly NamedInvoice[]> {
  const parts = partsOf(text.slice(0, MOST_SEARCHED));
  const candidates = [...new Set(parts.flatMap(numberCandidates))];
  if (candidates.length === 0) return [];
  const told = new Set(parts.flatMap(toldNumbers));
  const rows = await tx.$queryRaw<{ number: string; customer_id: string; party: string }[]>`
    SELECT i.number, i.customer_id, coalesce(g.payer_id, c.id) AS party
    FROM invoice i
    JOIN customer c ON c.id = i.customer_id
    LEFT JOIN customer_group g ON g.id = c.group_id
    WHERE i.organization_id = ${organizationId}::uuid AND compact_text(i.number) = ANY(${candidates})
    ORDER BY i.id
    LIMIT ${MOST_ROWS}`;
  return rows.map((row) => {
    const { chars } = compactText(row.number);
    const distinct = /[A-Z]/.test(chars) || chars.length >= LONG_DIGITS || told.has(chars);
    return { customerRowId: row.customer_id, party: row.party, distinct };
  });
}

// Numbers are read in pieces of a bank line's length. A piece ends between two lines where it can.
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (const line of text.split('\n').flatMap((each) => each.match(/.{1,3500}/gsu) ?? [])) {
    if (part.length + line.length > PART && part !== '') {
      parts.push(part);
      part = '';
    }
    part += `${line}\n`;
  }
  return [...parts, part];
}
