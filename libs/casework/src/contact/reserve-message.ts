import { createHash } from 'node:crypto';
import { addDays, daysBetween, localDate } from '@puntual/domain/calendar/dates';
import { nextOpenDay, plannedInstant } from '@puntual/domain/calendar/send-window';
import type { ChargeKind } from '@puntual/domain/policy/charge-cap';
import { earlyPaymentOffer, type EarlyPaymentOffer } from '@puntual/domain/charges/early-payment';
import type { ChargeHow } from '@puntual/domain/charges/message-charges';
import { composeMessage } from '@puntual/domain/decide/compose-message';
import type { Composition, Recipient, WaitReason } from '@puntual/domain/decide/composition';
import { blockingHold, closedGate } from '@puntual/domain/decide/decide';
import { netSums } from '@puntual/domain/decide/open-credit';
import { isReminder, type MessageStep } from '@puntual/domain/policy/policy';
import type { Database, Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { toJson } from '@puntual/db/json';
import { proposeCharges } from './propose-charges.ts';
import { openCharges } from '../ledger/open-charges.ts';
import { dateColumn } from '../record/dates.ts';
import { findOrganization, type Organization } from '../record/organization.ts';
import { gateOf, waitForGate } from '../gate/closed-gate.ts';
import { loadCustomer, type LoadedCustomer, type NoticeRow } from '../facts/load-customer.ts';
import { isDayFull, takePlaceOfDay, type LimitedDay } from '../gate/daily-limit.ts';
import { holdContactOpen } from '../settings/settings.ts';
import { addressLines } from '../facts/address-lines.ts';
import { dropRequests } from './drop-requests.ts';
import { askForContactData } from './ask-for-contact-data.ts';
import { settleAmbiguous, stepsOf } from './settle-message.ts';
import { optedOutOf } from '../facts/opted-out.ts';
import type { ContactRef } from '../record/refs.ts';
import type { Template } from '@puntual/domain/policy/vocabulary';

/** A charge as a message shows it: what is open of it, and how it came about. */
export interface DraftCharge {
  readonly kind: ChargeKind;
  readonly minor: bigint;
  readonly how: ChargeHow;
}

/**
 * One invoice of a draft, with its charges (those that were made before, then those that this message makes) and the
 * early-payment discount that is still on offer.
 */
export type DraftRow = NoticeRow & {
  readonly daysLate: number;
  readonly charges: readonly DraftCharge[];
  readonly offer: Extract<EarlyPaymentOffer, { kind: 'offer' }> | null;
};

/** What a renderer needs to write the message to the debtor. */
export interface MessageDraft {
  readonly organization: Organization;
  readonly messageId: string;
  readonly template: Template;
  readonly severity: 'mild' | 'firm' | 'final';
  readonly language: string;
  readonly customerName: string;
  readonly contactName: string | null;
  readonly address: LoadedCustomer['address'];
  readonly channel: Recipient['channel'];
  readonly today: string;
  readonly deadlineOn: string | null;
  readonly attachments: MessageStep['attachments'];
  readonly overdue: readonly DraftRow[];
  readonly upcoming: readonly DraftRow[];
  readonly settled: readonly DraftRow[];
  readonly creditMinor: Readonly<Record<string, bigint>>;
}

export interface RenderedMessage {
  readonly subject: string;
  readonly html: string | null;
  readonly text: string;
  readonly pdf: Buffer | null;
}

export interface ReservedMessage {
  readonly messageId: string;
  readonly slug: string;
  readonly channel: Recipient['channel'];
  readonly recipients: readonly Recipient[];
  readonly subject: string;
  readonly html: string | null;
  readonly text: string;
  readonly pdf: Buffer | null;
  readonly template: string;
  readonly customerId: string;
  readonly tries: number;
}

export type Reservation =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'again' }
  | { readonly kind: 'wait'; readonly until: number; readonly reason: WaitReason }
  | { readonly kind: 'reserved'; readonly message: ReservedMessage };

/** When the gate runs, in milliseconds. */
export interface GateInstants {
  /** The instant of the virtual clock, by which the rules decide. */
  readonly now: number;
  /** The real instant, by which the provider's idempotency key grows old. */
  readonly realMs: number;
  /** How far a send may fall outside its window, because timers of a fast clock are late. */
  readonly toleranceMs: number;
}

/** The provider keeps an idempotency key for 24 hours; after 20 hours the same message is never sent to it again. */
const NEVER_AGAIN_AFTER_MS = 20 * 3600 * 1000;

/**
 * The gate, which runs right before the provider is called: in one transaction under the customer's lock it reads all
 * facts again, drops the requests that no longer apply and stores the exact bytes of the one message that is left.
 * When a message is reserved already (the process died, or the provider's answer never came), that message is tried
 * again with the same bytes and idempotency key, but only while its facts are unchanged. Otherwise nobody can know
 * whether it was sent, so it is not repeated: a person or the provider's webhook settles it. Throws when there is no
 * such organization.
 */
export async function reserveMessage(
  database: Database,
  ref: ContactRef,
  { now, realMs: wallMs, toleranceMs }: GateInstants,
  render: (draft: MessageDraft) => Promise<RenderedMessage>,
): Promise<Reservation> {
  const organization = await findOrganization(database, ref.slug);
  if (!organization) throw new Error(`there is no organization ${ref.slug}`);
  return database.inOrganization(ref.organizationId, async (tx): Promise<Reservation> => {
    const customer = await loadCustomer(tx, ref.customerRowId, now);
    if (!customer) return { kind: 'nothing' };
    const underWay = await resume(tx, ref, customer, now, wallMs);
    if (underWay) return underWay;

    const day =
      customer.maxMessagesPerDay === null
        ? null
        : {
            organizationId: ref.organizationId,
            on: localDate(now, organization.timeZone),
            most: customer.maxMessagesPerDay,
          };
    const composition = composeMessage(
      { ...customer.facts, dailyLimitReached: day !== null && (await isDayFull(tx, day)) },
      now,
      toleranceMs,
    );
    await dropRequests(tx, ref, composition.dropped, customer, now);
    switch (composition.kind) {
      case 'nothing':
        return { kind: 'nothing' };
      case 'wait':
        // A backlog ends by itself: nobody opens that gate and wakes the customers that wait for it.
        if (composition.reason === 'feed-stale' && gateOf(closedGate(customer.facts)) === 'backlog')
          await waitForGate(tx, ref.organizationId, 'backlog');
        // A dropped request may be what made the others wait, by the hours or the feed limit of its policy.
        return composition.dropped.length > 0
          ? { kind: 'again' }
          : { kind: 'wait', until: composition.until, reason: composition.reason };
      case 'unreachable':
        await askForContactData(tx, ref, customer, composition.carries, composition.because, now);
        return { kind: 'again' };
      case 'send': {
        const stored = await store({ tx, ref, organization, customer, composition, day, now, wallMs, render });
        return typeof stored === 'string'
          ? { kind: 'wait', until: nextDay(customer, now), reason: stored }
          : { kind: 'reserved', message: stored };
      }
    }
  });
}

/** A message that the gate lets through, with what is needed to render and store it. */
interface NewMessage {
  readonly tx: Tx;
  readonly ref: ContactRef;
  readonly organization: Organization;
  readonly customer: LoadedCustomer;
  readonly composition: Extract<Composition, { kind: 'send' }>;
  /** The organization's day with its limit of messages; null: no limit. */
  readonly day: LimitedDay | null;
  readonly now: number;
  readonly wallMs: number;
  readonly render: (draft: MessageDraft) => Promise<RenderedMessage>;
}

// Renders and stores the message. Stores nothing when, while it was rendered, a user stopped all contact (`all-stopped`)
// or the message of another customer used up the day's limit (`daily-limit`).
async function store(message: NewMessage): Promise<ReservedMessage | 'all-stopped' | 'daily-limit'> {
  const { tx, ref, customer, composition, day } = message;
  const { draft, recipients, proposed } = await draftMessage(message);
  const rendered = await message.render(draft);
  if ((await holdContactOpen(tx, ref.organizationId)) === 'stopped') return 'all-stopped';
  if (day && !(await takePlaceOfDay(tx, day))) return 'daily-limit';
  await insertMessage(message, draft, recipients, rendered);
  await insertListedInvoices(message, draft, proposed);
  await tx.step.updateMany({
    where: { id: { in: composition.carries.map((request) => request.requestId) } },
    data: { messageId: draft.messageId },
  });
  return {
    messageId: draft.messageId,
    slug: ref.slug,
    channel: draft.channel,
    recipients,
    subject: rendered.subject,
    html: rendered.html,
    text: rendered.text,
    pdf: rendered.pdf,
    template: composition.template,
    customerId: customer.customerId,
    tries: 1,
  };
}

type ProposedByInvoice = Awaited<ReturnType<typeof proposeCharges>>;

async function draftMessage({ tx, organization, customer, composition, now }: NewMessage): Promise<{
  readonly draft: MessageDraft;
  readonly recipients: readonly Recipient[];
  readonly proposed: ProposedByInvoice;
}> {
  const recipients = (composition.channels[0] ?? []).map((recipient) =>
    recipient.channel === 'letter' && customer.address
      ? { ...recipient, address: addressLines(customer.name, customer.address).join('\n') }
      : recipient,
  );
  const today = localDate(now, customer.timeZone);
  const proposed = await proposeCharges(tx, { organization, customer, carries: composition.carries, today });
  const before = await openCharges(
    tx,
    [...composition.overdue, ...composition.upcoming].filter(
      (id) => (customer.invoices.get(id)?.chargesMinor ?? 0n) > 0n,
    ),
  );
  // An invoice that was paid, reopened and paid again has a thank-you request in both runs of its case: it is listed once.
  const rows = (ids: readonly string[]) =>
    [...new Set(ids)].flatMap((id) => {
      const row = customer.invoices.get(id);
      const offer =
        row &&
        earlyPaymentOffer(
          row.earlyPayment,
          { issuedOn: row.issueDate, totalMinor: row.totalMinor, openMinor: row.openMinor },
          today,
        );
      return row
        ? [
            {
              ...row,
              daysLate: daysBetween(row.dueOn, today),
              offer: offer?.kind === 'offer' ? offer : null,
              charges: [...(before.get(id) ?? []), ...(proposed.get(id)?.charges ?? [])],
            },
          ]
        : [];
    });
  const draft: MessageDraft = {
    organization,
    messageId: newId(),
    template: composition.template,
    severity: composition.severity,
    language: customer.language,
    customerName: customer.name,
    address: customer.address,
    channel: recipients[0]?.channel ?? 'email',
    today,
    deadlineOn: composition.deadlineOn,
    attachments: composition.attachments,
    contactName:
      recipients.length === 1 && recipients[0]?.contactId
        ? (customer.contactNames.get(recipients[0].contactId) ?? null)
        : null,
    overdue: rows(composition.overdue),
    upcoming: rows(composition.upcoming),
    settled: rows(composition.settled),
    creditMinor: customer.facts.creditMinor,
  };
  return { draft, recipients, proposed };
}

async function insertMessage(
  { tx, ref, customer, composition, now, wallMs }: NewMessage,
  draft: MessageDraft,
  recipients: readonly Recipient[],
  rendered: RenderedMessage,
): Promise<void> {
  const totals = netSums(
    [...draft.overdue, ...draft.upcoming].map((row) => ({
      currency: row.currency,
      openMinor: row.charges.reduce((sum, charge) => sum + charge.minor, row.openMinor),
    })),
    draft.creditMinor,
  );
  await tx.message.create({
    data: {
      id: draft.messageId,
      organizationId: ref.organizationId,
      customerId: ref.customerRowId,
      template: composition.template,
      stage: composition.stage,
      reminder: isReminder(composition),
      language: customer.language,
      deadlineOn: composition.deadlineOn && dateColumn(composition.deadlineOn),
      state: 'reserved',
      channel: draft.channel,
      recipients: toJson(recipients) as object[],
      subject: rendered.subject,
      html: rendered.html,
      text: rendered.text,
      pdf: rendered.pdf && new Uint8Array(rendered.pdf),
      contentHash: hashOf(rendered),
      totals: toJson(totals) as object[],
      tries: 1,
      composedAt: new Date(now),
      firstTriedAt: new Date(wallMs),
    },
  });
}

async function insertListedInvoices(
  { tx, ref }: NewMessage,
  draft: MessageDraft,
  proposed: ProposedByInvoice,
): Promise<void> {
  const sections = [
    ['overdue', draft.overdue],
    ['upcoming', draft.upcoming],
    ['settled', draft.settled],
  ] as const;
  await tx.messageInvoice.createMany({
    data: sections.flatMap(([section, list]) =>
      list.map((row) => ({
        messageId: draft.messageId,
        invoiceId: row.id,
        organizationId: ref.organizationId,
        section,
        openMinor: row.openMinor + row.chargesMinor,
        currency: row.currency,
        ...(proposed.has(row.id) ? { charges: toJson(proposed.get(row.id)) as object } : {}),
      })),
    ),
  });
}

// Tries the customer's reserved message again, or settles it as ambiguous. Null when no message is reserved.
async function resume(
  tx: Tx,
  ref: ContactRef,
  customer: LoadedCustomer,
  now: number,
  wallMs: number,
): Promise<Reservation | null> {
  const message = await tx.message.findFirst({ where: { customerId: ref.customerRowId, state: 'reserved' } });
  if (!message) return null;
  const listed = await tx.messageInvoice.findMany({ where: { messageId: message.id } });
  const today = localDate(now, customer.timeZone);
  const gates = new Map(customer.facts.invoices.map((invoice) => [invoice.id, invoice]));
  const carried = new Set(
    (await tx.step.findMany({ where: { ...stepsOf(ref, message.id), state: 'requested' }, select: { id: true } })).map(
      (step) => step.id,
    ),
  );
  const optedOut = (message.recipients as unknown as Recipient[]).some(
    ({ contactId, channel }) => contactId !== null && optedOutOf(contactId, customer.optOuts).has(channel),
  );
  // The gate still lets each carried request through (credit, direct debit, a thank-you whose payment was reversed), and
  // each listed invoice still has the sum that the message states.
  const same =
    !optedOut &&
    hasSameCredit(message.totals, customer) &&
    !composeMessage(customer.facts, now, 0).dropped.some((drop) => carried.has(drop.requestId)) &&
    listed.every((line) => {
      if (line.section === 'settled') return true;
      const invoice = gates.get(line.invoiceId);
      return invoice !== undefined && invoice.openMinor === line.openMinor && !blockingHold(invoice.holds, today);
    });
  const young = message.firstTriedAt !== null && wallMs - message.firstTriedAt.getTime() < NEVER_AGAIN_AFTER_MS;
  if (!same || !young) {
    await settleAmbiguous(tx, ref, message.id, same ? 'too-old-to-repeat' : 'facts-changed-while-sending', now);
    return { kind: 'again' };
  }
  // A stop of all contact stops retries too. When it ends after the key's age limit, the message becomes ambiguous.
  if (customer.facts.allStopped || (await holdContactOpen(tx, ref.organizationId)) === 'stopped')
    return { kind: 'wait', until: nextDay(customer, now), reason: 'all-stopped' };
  await tx.message.update({ where: { id: message.id }, data: { tries: message.tries + 1 } });
  return {
    kind: 'reserved',
    message: {
      messageId: message.id,
      slug: ref.slug,
      channel: message.channel as Recipient['channel'],
      recipients: message.recipients as unknown as Recipient[],
      subject: message.subject,
      html: message.html,
      text: message.text,
      pdf: message.pdf && Buffer.from(message.pdf),
      template: message.template,
      customerId: customer.customerId,
      tries: message.tries + 1,
    },
  };
}

// Whether the credit that a message netted is unchanged: with more or less credit the message asks for a sum that is not
// owed. A total that was stored without its credit is not compared.
function hasSameCredit(totals: unknown, { facts: { creditMinor } }: LoadedCustomer): boolean {
  const written = (
    totals as readonly { readonly currency: string; readonly openMinor: string; readonly creditMinor?: string }[]
  ).filter((total) => total.creditMinor !== undefined);
  const now = new Map(
    netSums(
      written.map(({ currency, openMinor }) => ({ currency, openMinor: BigInt(openMinor) })),
      creditMinor,
    ).map((sum) => [sum.currency, sum.creditMinor.toString()]),
  );
  return written.every((total) => total.creditMinor === now.get(total.currency));
}

function nextDay({ facts: { customer, window } }: LoadedCustomer, now: number): number {
  return plannedInstant(nextOpenDay(addDays(localDate(now, window.timeZone), 1), window), customer.id, window);
}

/** SHA-256 over subject, html, text and PDF: the audit and an agency's pack quote it to prove the stored bytes. */
export function hashOf(rendered: RenderedMessage): string {
  return createHash('sha256')
    .update(JSON.stringify([rendered.subject, rendered.html, rendered.text, rendered.pdf?.toString('base64') ?? null]))
    .digest('hex');
}
