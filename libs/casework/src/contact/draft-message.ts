import { daysBetween, localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import { earlyPaymentOffer } from '@puntual/domain/charges/early-payment';
import type { Composition, Recipient } from '@puntual/domain/decide/composition';
import { givesInterest } from '@puntual/domain/charges/interest-regimes';
import { ownerOf } from '@puntual/domain/decide/claim-owner';
import { lateConsequences } from '@puntual/domain/policy/late-consequences';
import { TERMS_STEP } from '@puntual/domain/policy/vocabulary';
import { whatFollows, type WhatFollows } from '@puntual/domain/decide/what-follows';
import { newId } from '@puntual/db/ids';
import { addressLines } from '../facts/address-lines.ts';
import type { LoadedCustomer, NoticeRow } from '../facts/load-customer.ts';
import { openCharges } from '../ledger/open-charges.ts';
import { storePortalLink } from '../portal-links/portal-links.ts';
import { allowedLink } from '../settings/allowed-link.ts';
import { findAgreement, readAgreementTerms } from '../payment-plans/agreements.ts';
import { readAnswer } from '../replies/store-answer.ts';
import { readSettings } from '../settings/settings.ts';
import type { GateRun } from './gate-run.ts';
import type { DraftRow, MessageDraft } from './message-draft.ts';
import { proposeCharges, type ProposedCharges } from './propose-charges.ts';

/** A message as it will be rendered, to whom it goes, and what it charges, by invoice (row id). */
export interface DraftedMessage {
  readonly draft: MessageDraft;
  readonly recipients: readonly Recipient[];
  readonly proposed: ReadonlyMap<string, ProposedCharges>;
}

/** Drafts the message that the gate lets through: its invoices with their charges, its recipients and its deadline. */
export async function draftMessage(
  { tx, ref, organization, customer, at }: GateRun,
  composition: Extract<Composition, { kind: 'send' }>,
): Promise<DraftedMessage> {
  const recipients = recipientsOf(composition, customer);
  const today = localDate(at.now, customer.timeZone);
  const proposed = await proposeCharges(tx, { organization, customer, carries: composition.carries, today });
  const before = await openCharges(
    tx,
    [...composition.overdue, ...composition.upcoming].filter(
      (id) => (customer.invoices.get(id)?.chargesMinor ?? 0n) > 0n,
    ),
  );
  // An invoice that was paid, reopened and paid again has a thank-you request in both runs of its case: it is listed
  // once.
  const { linkHosts, branding } = await readSettings(tx, organization.id);
  const rows = (ids: readonly string[]) =>
    [...new Set(ids)].flatMap((id) => {
      const row = customer.invoices.get(id);
      const charges = [...(before.get(id) ?? []), ...(proposed.get(id)?.charges ?? [])];
      return row ? [draftRow(withAllowedLinks(row, linkHosts), charges, today)] : [];
    });
  const draft: MessageDraft = {
    organization,
    branding: { ...branding, logoUrl: allowedLink(branding.logoUrl, linkHosts) },
    messageId: newId(),
    template: composition.template,
    severity: composition.severity,
    language: languageOf(recipients, customer),
    customerName: customer.name,
    address: customer.address,
    channel: recipients[0]?.channel ?? 'email',
    today,
    deadlineOn: composition.deadlineOn,
    attachments: composition.attachments,
    follows: followsOf(composition, customer),
    contactName: contactNameOf(recipients, customer),
    overdue: rows(composition.overdue),
    upcoming: rows(composition.upcoming),
    settled: rows(composition.settled),
    ...(await serviceParts(tx, composition, customer, languageOf(recipients, customer))),
    ...(composition.concerned === undefined ? {} : { concerned: rows(composition.concerned) }),
    creditMinor: composition.creditMinor ?? customer.facts.creditMinor,
    ...(await answerOf(tx, composition)),
    ...(composition.template === 'terms' ? lateOf(composition, customer, organization) : {}),
    ...(await portalLinkOf({ tx, ref, organization, at }, recipients)),
  };
  return { draft, recipients, proposed };
}

// A message to several people has a link of none of them: nobody can say who of them acts with it.
async function portalLinkOf(
  { tx, ref, organization, at }: Pick<GateRun, 'tx' | 'ref' | 'organization' | 'at'>,
  recipients: readonly Recipient[],
): Promise<Pick<MessageDraft, 'portalUrl'>> {
  if (at.portalAt === undefined) return {};
  const [recipient] = recipients;
  const contactId = recipients.length === 1 ? (recipient?.contactId ?? null) : null;
  const owner = { organizationId: organization.id, customerRowId: ref.customerRowId, contactId };
  const { token } = await storePortalLink(tx, owner, 'puntual', at);
  return { portalUrl: `${at.portalAt}/portal/${token}` };
}

// What a service message says, and the agreement of a plan that it confirms.
async function serviceParts(
  tx: GateRun['tx'],
  { carries, channels }: Extract<Composition, { kind: 'send' }>,
  { serviceAbouts }: LoadedCustomer,
  tag: string,
): Promise<Pick<MessageDraft, 'about' | 'agreement'>> {
  const about = serviceAbouts.get(carries[0]?.service?.id ?? '');
  if (!about) return {};
  if (about.kind !== 'plan-confirmed' || channels[0]?.[0]?.channel !== 'email') return { about };
  const language = tag.startsWith('es') ? 'es' : 'en';
  const kept = await findAgreement(tx, about.planId, language);
  if (kept) return { about, agreement: { kind: 'kept', pdf: kept.pdf } };
  const terms = await readAgreementTerms(tx, about.planId);
  return terms ? { about, agreement: { kind: 'new', language, terms } } : { about };
}

// What happens to a late invoice, by the policy of the case that asked for the terms to be told.
function lateOf(
  { carries }: Extract<Composition, { kind: 'send' }>,
  { facts }: LoadedCustomer,
  { country }: GateRun['organization'],
): Pick<MessageDraft, 'late'> {
  const asking = carries.find(({ stepId }) => stepId === TERMS_STEP)?.invoiceId;
  const invoice = facts.invoices.find(({ id }) => id === asking);
  if (!invoice) return {};
  const lawful = givesInterest(country, ownerOf(invoice, facts).customer.kind, invoice.currency);
  return { late: lateConsequences(invoice.policy, invoice.currency, lawful) };
}

async function answerOf(
  tx: GateRun['tx'],
  { carries }: Extract<Composition, { kind: 'send' }>,
): Promise<Pick<MessageDraft, 'answer'>> {
  const asked = carries[0]?.asked;
  const answer = asked?.what === 'answer' ? await readAnswer(tx, asked.id) : null;
  return answer ? { answer } : {};
}

function recipientsOf(
  composition: Extract<Composition, { kind: 'send' }>,
  { name, address }: LoadedCustomer,
): readonly Recipient[] {
  return (composition.channels[0] ?? []).map((recipient) =>
    recipient.channel === 'letter' && address
      ? { ...recipient, address: addressLines(name, address).join('\n') }
      : recipient,
  );
}

// What the policy of any carried step does after it.
function followsOf(
  { carries }: Extract<Composition, { kind: 'send' }>,
  { facts: { invoices } }: LoadedCustomer,
): WhatFollows {
  const policies = new Map(invoices.map(({ id, policy }) => [id, policy]));
  const all = carries.flatMap(({ invoiceId, stepId }) => {
    const policy = policies.get(invoiceId);
    return policy ? [whatFollows(policy, stepId)] : [];
  });
  const some = (what: keyof WhatFollows) => all.some((follows) => follows[what]);
  return { message: some('message'), demand: some('demand'), call: some('call'), agency: some('agency') };
}

// A message to one contact is in that contact's own language, if it has one.
function languageOf(recipients: readonly Recipient[], { contactLanguages, language }: LoadedCustomer): string {
  const [recipient] = recipients;
  const own = recipients.length === 1 && recipient?.contactId ? contactLanguages.get(recipient.contactId) : undefined;
  return own ?? language;
}

// A message to several people addresses none of them by name.
function contactNameOf(recipients: readonly Recipient[], customer: LoadedCustomer): string | null {
  const [recipient] = recipients;
  return recipients.length === 1 && recipient?.contactId
    ? (customer.contactNames.get(recipient.contactId) ?? null)
    : null;
}

// The addresses come with events: whoever may send one must not be able to send customers anywhere.
function withAllowedLinks(row: NoticeRow, hosts: readonly string[]): NoticeRow {
  return {
    ...row,
    documentUrl: allowedLink(row.documentUrl, hosts),
    paymentUrl: allowedLink(row.paymentUrl, hosts),
  };
}

function draftRow(row: NoticeRow, charges: DraftRow['charges'], today: IsoDate): DraftRow {
  const { issueDate: issuedOn, totalMinor, openMinor } = row;
  const offer = earlyPaymentOffer(row.earlyPayment, { issuedOn, totalMinor, openMinor }, today);
  return {
    ...row,
    daysLate: daysBetween(row.dueOn, today),
    offer: offer.kind === 'offer' ? offer : null,
    charges,
  };
}
