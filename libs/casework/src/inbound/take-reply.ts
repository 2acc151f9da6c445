import { localDate } from '@puntual/domain/calendar/dates';
import { classifyMail } from '@puntual/domain/replies/classify-mail';
import { foreignAccounts } from '@puntual/domain/replies/foreign-accounts';
import { matchReply, type ReplyMatch } from '@puntual/domain/replies/match-reply';
import type { ReplyKind } from '@puntual/domain/replies/reply-codes';
import { suggestActs, type Suggestion } from '@puntual/domain/replies/suggest-act';
import type { Database, Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { wakeContact } from '../contact/wake-contact.ts';
import { writeAudit } from '../record/audit.ts';
import { lockCustomer } from '../record/lock-customer.ts';
import type { Organization } from '../record/organization.ts';
import { wakeOpenCases } from '../record/wake-cases.ts';
import { messageOfId, type IncomingMail, type ReadMail } from '../replies/incoming-mail.ts';
import { silenceForReply, type ReplySilence } from '../replies/reply-pauses.ts';
import { storeReply, type JudgedReply } from '../replies/store-reply.ts';
import { readBankAccounts } from '../settings/bank-accounts.ts';
import { findEvidence, type FoundEvidence } from './find-evidence.ts';
import { reportBounce } from './report-bounce.ts';

/** `duplicate`: the mail was taken before, and nothing changed. */
export type TakenReply =
  | { readonly result: 'duplicate' }
  | {
      readonly result: 'taken';
      readonly replyId: string;
      readonly kind: ReplyKind;
      readonly state: JudgedReply['state'];
    };

/**
 * Takes in a mail: stores it with its files, ties it to its customer when its signs name one alone, and, when a person
 * wrote it, silences chasing at once and opens a task to answer it. All of that happens in one transaction under the
 * customer's lock, which the gate takes too: a message that was not handed to the provider yet does not leave any more.
 * Automatic mails silence nothing; a report about a mail that did not arrive counts as the provider's own does. No mail
 * is lost: what cannot be read, or is nobody's, is stored for a person.
 */
export async function takeReply(
  database: Database,
  organization: Organization,
  mail: IncomingMail,
  now: number,
): Promise<TakenReply> {
  if (mail.read?.bounce) await reportBounce(database, organization, mail.read.bounce, { sha256: mail.sha256, now });
  return database.inOrganization(organization.id, async (tx): Promise<TakenReply> => {
    const judged = mail.read === null ? unreadable() : await judgeMail(tx, organization, mail.read, now);
    const customer = judged.customerRowId === null ? null : await lockCustomer(tx, judged.customerRowId);
    const reply = { ...judged, customerRowId: customer?.id ?? null };
    if (!(await storeReply(tx, organization.id, { mail, judged: reply }, now))) return { result: 'duplicate' };
    const silence =
      customer && reply.kind === 'reply'
        ? await silenceForReply(tx, organization, { customerRowId: customer.id, replyId: reply.replyId }, now)
        : null;
    await auditReply(tx, organization.id, { reply, silence }, now);
    if (customer && silence) await wakeAll(tx, organization, { customerRowId: customer.id, replyId: reply.replyId });
    return { result: 'taken', replyId: reply.replyId, kind: reply.kind, state: reply.state };
  });
}

/** Wakes what a mail of a customer (row id) silences: the message that waits, and the cases. */
export async function wakeAll(
  tx: Tx,
  organization: Pick<Organization, 'id' | 'slug'>,
  { customerRowId, replyId }: { readonly customerRowId: string; readonly replyId: string },
): Promise<void> {
  await wakeContact(tx, organization, customerRowId);
  await wakeOpenCases(tx, organization, customerRowId, { signal: 'hold', detail: { replyId } });
}

function unreadable(): JudgedReply {
  return {
    replyId: newId(),
    kind: 'unreadable',
    state: 'unmatched',
    customerRowId: null,
    contactId: null,
    messageRowId: null,
    matchedBy: null,
    unmatchedBecause: 'unreadable',
    suggestions: [],
    foreignAccounts: [],
  };
}

async function judgeMail(tx: Tx, organization: Organization, read: ReadMail, now: number): Promise<JudgedReply> {
  const found = await findEvidence(tx, organization.id, read);
  const { addressed, threaded } = found.evidence;
  const kind = classifyMail({
    ...read,
    isOwn: read.rfcMessageId !== null && messageOfId(read.rfcMessageId) !== null,
    answersUs: addressed.length + threaded.length > 0,
  });
  const match = matchReply(found.evidence);
  const isHuman = kind === 'reply';
  const customerRowId = match.kind === 'matched' ? match.party : null;
  return {
    replyId: newId(),
    kind,
    // Nobody has to say whose an automatic mail is.
    state: customerRowId !== null ? 'matched' : isHuman ? 'unmatched' : 'filed',
    customerRowId,
    contactId: customerRowId === null ? null : contactOf(found, match),
    messageRowId: match.kind === 'matched' ? match.messageRowId : null,
    matchedBy: match.kind === 'matched' ? match.by : null,
    unmatchedBecause: match.kind === 'unmatched' ? match.because : null,
    suggestions: isHuman ? await suggestFor(tx, { organization, customerRowId }, read, now) : [],
    foreignAccounts: isHuman ? await foreignIn(tx, organization, read) : [],
  };
}

// The contact of the customer, or of one for whom it pays, from whose address the mail came.
function contactOf({ contacts }: FoundEvidence, match: ReplyMatch): string | null {
  if (match.kind !== 'matched') return null;
  const own = contacts.filter(({ party }) => party === match.party);
  return (own.find(({ customerRowId }) => customerRowId === match.party) ?? own[0])?.contactId ?? null;
}

/** Countries in which people write the month before the day. */
const MONTH_FIRST: ReadonlySet<string> = new Set(['US', 'PH']);

/** What the text of a mail suggests, on the day on which it was written in the customer's time zone. */
export async function suggestFor(
  tx: Tx,
  { organization, customerRowId }: { readonly organization: Organization; readonly customerRowId: string | null },
  { body, sentAt }: Pick<ReadMail, 'body' | 'sentAt'>,
  now: number,
): Promise<readonly Suggestion[]> {
  const customer =
    customerRowId === null
      ? null
      : await tx.customer.findUnique({ where: { id: customerRowId }, select: { timeZone: true, country: true } });
  // A date of the sender's own clock counts only when it is near.
  const writtenAt = sentAt !== null && Math.abs(now - sentAt) <= 7 * 86_400_000 ? Math.min(sentAt, now) : now;
  return suggestActs(body, {
    today: localDate(writtenAt, customer?.timeZone ?? organization.timeZone),
    monthFirst: MONTH_FIRST.has(customer?.country ?? organization.country),
  });
}

async function foreignIn(tx: Tx, organization: Organization, read: ReadMail): Promise<readonly string[]> {
  const own = await readBankAccounts(tx, organization.id);
  const accounts = [...own.map(({ account }) => account), organization.paymentInstructions ?? ''];
  return foreignAccounts(`${read.subject}\n${read.fullText}`, accounts);
}

async function auditReply(
  tx: Tx,
  organizationId: string,
  { reply, silence }: { readonly reply: JudgedReply; readonly silence: ReplySilence | null },
  now: number,
): Promise<void> {
  await writeAudit(tx, organizationId, [
    {
      at: new Date(now),
      kind: 'reply.received',
      actor: 'puntual',
      customerRowId: reply.customerRowId,
      invoiceRowId: null,
      data: {
        replyId: reply.replyId,
        kind: reply.kind,
        by: reply.matchedBy,
        ...(reply.messageRowId === null ? {} : { messageId: reply.messageRowId }),
        ...(silence === null ? {} : { taskId: silence.taskId }),
        ...(silence?.untilOn == null ? {} : { until: silence.untilOn }),
      },
    },
  ]);
}
