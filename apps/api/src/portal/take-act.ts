import { DISPUTE_CATEGORIES, type DisputeCategory } from '@puntual/domain/disputes/dispute-codes';
import { LANGUAGES } from '@puntual/domain/language/languages';
import { decimalAmount } from '@puntual/domain/money/amount';
import { PORTAL_LINE_CHARACTERS, PORTAL_TEXT_CHARACTERS, type PortalAct } from '@puntual/domain/portal/portal-acts';
import type { PortalForm, PortalResult } from '@puntual/casework/portal/act-once';
import { changeOwnContact, sendCopy } from '@puntual/casework/portal/contact-in-portal';
import { disputeInPortal, payPart } from '@puntual/casework/portal/dispute-in-portal';
import { reportPayment, sendRemittance } from '@puntual/casework/portal/paid-already';
import { planInPortal, promiseInPortal } from '@puntual/casework/portal/promise-and-plan';
import type { Database } from '@puntual/db/database';
import type { PortalInput } from './portal-form.ts';
import type { Look } from './portal-look.ts';
import type { ActOnPage } from './act-page.ts';
import { amountAsWritten } from './portal-form.ts';
import type { PortalFault } from './portal-text.ts';

/** A form that was sent, with what its page showed. */
export interface SentForm {
  readonly input: PortalInput;
  readonly look: Look;
  readonly invoices: ActOnPage['invoices'];
  readonly offers: ActOnPage['offers'];
  readonly form: Omit<PortalForm, 'entered' | 'act'>;
}

type Taken = PortalResult | { readonly result: 'fault'; readonly fault: PortalFault };
type Take = (database: Database, sent: SentForm) => Promise<Taken>;

const fault = (code: PortalFault): Promise<Taken> => Promise.resolve({ result: 'fault', fault: code });
const day = (text: string): string | null =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !isNaN(Date.parse(text)) ? text : null;

/** Does what a form asks for. A `fault`: it lacks something, and nothing was done. */
export const takeAct: Readonly<Record<PortalAct, Take>> = {
  promise: (database, sent) => {
    const currency = onlyCurrency(sent);
    if (currency === null) return fault('several-currencies');
    const date = day(sent.input.text('date', 10));
    if (date === null) return fault('day-missing');
    const amount = amountIn(sent, currency);
    if (amount === null) return fault('amount-missing');
    const promise = { invoices: sent.input.invoices, date, amount };
    return promiseInPortal(database, formOf(sent, 'promise', { date, amount, currency }), promise);
  },
  paid: (database, sent) => {
    const currency = onlyCurrency(sent);
    if (currency === null) return fault('several-currencies');
    const date = day(sent.input.text('date', 10));
    if (date === null) return fault('day-missing');
    const amount = amountIn(sent, currency);
    if (amount === null) return fault('amount-missing');
    const reference = sent.input.text('reference', PORTAL_LINE_CHARACTERS);
    const note = [`${date}: ${amount} ${currency}`, ...(reference === '' ? [] : [reference])].join(', ');
    const form = formOf(sent, 'paid', { date, amount, currency, reference });
    return reportPayment(database, form, { invoices: sent.input.invoices, note });
  },
  dispute: (database, sent) => {
    const objection = objectionIn(sent);
    if (objection === null) return fault('text-missing');
    const isPart = sent.invoices.length === 1 && sent.input.text('amount', 30) !== '';
    const amount = isPart ? amountIn(sent, sent.invoices[0]?.currency ?? '') : null;
    if (isPart && amount === null) return fault('amount-missing');
    const dispute = { invoices: sent.input.invoices, amount, ...objection };
    return disputeInPortal(database, formOf(sent, 'dispute', { ...objection, amount }), dispute);
  },
  part: (database, sent) => {
    const [invoice] = sent.invoices;
    if (!invoice || sent.input.invoices.length > 1) return fault('nothing-chosen');
    const pays = amountIn(sent, invoice.currency);
    if (pays === null) return fault('amount-missing');
    const objection = objectionIn(sent);
    if (objection === null) return fault('text-missing');
    const part = { invoice: invoice.id, pays, ...objection };
    return payPart(database, formOf(sent, 'part', { pays, ...objection }), part);
  },
  plan: (database, sent) => {
    const currency = onlyCurrency(sent);
    if (currency === null) return fault('several-currencies');
    const note = sent.input.text('note', PORTAL_TEXT_CHARACTERS) || null;
    const offer = sent.offers[Number(sent.input.text('offer', 2)) - 1] ?? [];
    if (offer.length === 0 && note === null) return fault('text-missing');
    const instalments = offer.map(({ on, minor }) => ({ date: on, amount: decimalAmount(minor, currency) }));
    const form = formOf(sent, 'plan', { instalments, note, currency });
    return planInPortal(database, form, { invoices: sent.input.invoices, instalments, note });
  },
  contact: (database, sent) => {
    const { input } = sent;
    const name = input.text('name', PORTAL_LINE_CHARACTERS);
    if (name === '') return fault('text-missing');
    const language = LANGUAGES.find((each) => each === input.text('language', 2));
    const email = input.text('email', 254) || null;
    const phone = input.text('phone', 40) || null;
    const wants = { email: input.text('byEmail', 3) === 'yes', sms: input.text('bySms', 3) === 'yes' };
    const fields = { name, email, phone, ...(language === undefined ? {} : { language }) };
    // The contact's row keeps its data: what was entered is not kept twice.
    const form = formOf(sent, 'contact', { wants });
    return changeOwnContact(database, form, { fields, wants, version: input.text('version', 16) });
  },
  copy: (database, sent) => {
    const copy = sent.input.text('copy', 10) === 'invoices' ? 'invoices' : 'statement';
    return sendCopy(database, formOf(sent, 'copy', { copy }), { copy, invoices: sent.input.invoices });
  },
  remittance: (database, sent) => {
    const note = sent.input.text('note', PORTAL_TEXT_CHARACTERS);
    return sendRemittance(database, formOf(sent, 'remittance', { note }), note);
  },
};

function formOf({ form, input }: SentForm, act: PortalAct, entered: PortalForm['entered']): PortalForm {
  return { ...form, act, entered: { ...entered, invoices: input.invoices } };
}

// Null: invoices of several currencies, which have no sum.
function onlyCurrency({ invoices }: SentForm): string | null {
  const currencies = new Set(invoices.map(({ currency }) => currency));
  const [one = ''] = currencies;
  return currencies.size > 1 ? null : one;
}

function amountIn({ input, look }: SentForm, currency: string): string | null {
  return amountAsWritten(input.text('amount', 30), currency, look.language);
}

function objectionIn({ input }: SentForm): { readonly category: DisputeCategory; readonly reason: string } | null {
  const category = DISPUTE_CATEGORIES.find((each) => each === input.text('category', 30)) ?? 'other';
  const reason = input.text('reason', PORTAL_TEXT_CHARACTERS);
  return reason === '' ? null : { category, reason };
}
