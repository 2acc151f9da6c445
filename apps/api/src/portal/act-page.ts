import { DISPUTE_CATEGORIES } from '@puntual/domain/disputes/dispute-codes';
import { LANGUAGES } from '@puntual/domain/language/languages';
import { PORTAL_LINE_CHARACTERS, PORTAL_TEXT_CHARACTERS, type PortalAct } from '@puntual/domain/portal/portal-acts';
import type { Consequences } from '@puntual/casework/portal/chosen-invoices';
import { decimalAmount } from '@puntual/domain/money/amount';
import { html, type Html } from '../http/page.ts';
import { invoiceLine } from './account-page.ts';
import type { Look } from './portal-look.ts';
import type { PortalInvoice } from './read-account.ts';

/** An instalment that the organization grants without a question. */
interface Instalment {
  readonly on: string;
  readonly minor: bigint;
}

/** What the page of an act shows. */
export interface ActOnPage {
  readonly act: PortalAct;
  readonly formId: string;
  readonly invoices: readonly PortalInvoice[];
  readonly consequences: Consequences;
  /** What was entered before, where the form comes back with a fault. */
  readonly entered: (name: string) => string | null;
  readonly fault: string | null;
  readonly offers: readonly (readonly Instalment[])[];
  /** The visitor's own data; null: nobody knows who it is. */
  readonly contact: OwnData | null;
}

/** A contact's data on its page. `version`: of the contact, as it was read. */
export interface OwnData {
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly language: string;
  readonly byEmail: boolean;
  readonly bySms: boolean;
  readonly version: string;
}

/** Most characters of an e-mail address. */
const ADDRESS_CHARACTERS = 254;

/** The form of an act: what it is about, its fields, what follows from it, and the button that does it. */
export function actBody(look: Look, shown: ActOnPage): Html {
  const { words, at } = look;
  const { act, formId, invoices, fault } = shown;
  if (act === 'contact' && !shown.contact) return html`<p>${words.contactNote}</p>`;
  return html`${
      fault === null
        ? null
        : html`<div class="panel fault" role="alert">
            <h2>${words.faultTitle}</h2>
            <p>${fault}</p>
          </div>`
    }
    <form method="post" action="${at(act)}" enctype="multipart/form-data">
      <input type="hidden" name="form" value="${formId}" />
      ${invoices.length === 0 ? null : chosenList(look, invoices)} ${fieldsOf(look, shown)}
      <div class="panel">
        <h2>${words.consequence}</h2>
        <p>${consequenceOf(look, shown)}</p>
      </div>
      <button type="submit" class="main">${words.acts[act]}</button>
    </form>
    <p><a href="${at('')}">${words.back}</a></p>`;
}

function chosenList(look: Look, invoices: readonly PortalInvoice[]): Html {
  const { words, money } = look;
  const currencies = [...new Set(invoices.map(({ currency }) => currency))];
  return html`<h2>${words.chosen}</h2>
    <ul class="list">
      ${invoices.map(
        (invoice) =>
          html`<li><input type="hidden" name="invoice" value="${invoice.id}" />${invoiceLine(look, invoice)}</li>`,
      )}
    </ul>
    <p class="right">
      ${words.sum}:
      <span class="money">${currencies.map((currency) => money(sumIn(invoices, currency), currency)).join(' + ')}</span>
    </p>`;
}

function sumIn(invoices: readonly PortalInvoice[], currency: string): bigint {
  return invoices.reduce((sum, each) => (each.currency === currency ? sum + each.dueMinor : sum), 0n);
}

function fieldsOf(look: Look, shown: ActOnPage): Html | null {
  const { fields } = look.words;
  const { act, consequences, invoices } = shown;
  const whole = () => decimalAmount(sumIn(invoices, invoices[0]?.currency ?? ''), invoices[0]?.currency ?? 'EUR');
  switch (act) {
    case 'promise':
      return html`${field(shown, { name: 'date', label: fields.date, type: 'date', min: consequences.today })}
      ${field(shown, { name: 'amount', label: fields.amount, type: 'amount', value: whole() })}`;
    case 'paid':
      return html`${field(shown, {
        name: 'date',
        label: fields.paidOn,
        type: 'date',
        max: consequences.today,
        value: consequences.today,
      })}
      ${field(shown, { name: 'amount', label: fields.amount, type: 'amount', value: whole() })}
      ${field(shown, { name: 'reference', label: optional(look, fields.reference), type: 'line' })}
      ${field(shown, { name: 'file', label: optional(look, fields.file), type: 'file' })}`;
    case 'dispute':
      return html`${category(look, shown)} ${text(shown, 'reason', fields.reason)}
      ${
        invoices.length === 1
          ? html`${field(shown, { name: 'amount', label: optional(look, fields.amount), type: 'amount?' })}
              <p class="soft">${fields.whole}</p>`
          : null
      }
      ${field(shown, { name: 'file', label: optional(look, fields.file), type: 'file' })}`;
    case 'part':
      return html`${field(shown, { name: 'amount', label: fields.pays, type: 'amount' })} ${category(look, shown)}
      ${text(shown, 'reason', fields.reason)}
      ${field(shown, { name: 'file', label: optional(look, fields.file), type: 'file' })}`;
    case 'plan':
      return planFields(look, shown);
    case 'remittance':
      return html`${field(shown, { name: 'file', label: fields.files, type: 'file' })}
      ${text(shown, 'note', optional(look, fields.note), false)}`;
    case 'copy':
      return copyFields(look, shown);
    case 'contact':
      return contactFields(look, shown);
  }
}

function optional({ words }: Look, label: string): string {
  return `${label} (${words.fields.optional})`;
}

interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: 'date' | 'amount' | 'amount?' | 'line' | 'file' | 'email' | 'tel' | 'name';
  readonly value?: string;
  readonly min?: string;
  readonly max?: string;
}

/** How each type of field is written in HTML. */
const INPUTS: Readonly<Record<Field['type'], string>> = {
  date: 'type="date" required',
  amount: 'inputmode="decimal" autocomplete="off" maxlength="30" required',
  'amount?': 'inputmode="decimal" autocomplete="off" maxlength="30"',
  line: `autocomplete="off" maxlength="${PORTAL_LINE_CHARACTERS}"`,
  file: 'type="file" multiple accept=".pdf,.png,.jpg,.jpeg,.txt,.csv,application/pdf,image/png,image/jpeg,text/plain"',
  email: `type="email" autocomplete="email" maxlength="${ADDRESS_CHARACTERS}"`,
  tel: `type="tel" autocomplete="tel" maxlength="40"`,
  name: `autocomplete="name" required maxlength="${PORTAL_LINE_CHARACTERS}"`,
};

function field({ entered }: ActOnPage, { name, label, type, value = '', min, max }: Field): Html {
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      ${{ html: INPUTS[type] }}
      ${type === 'file' ? null : html`value="${entered(name) ?? value}"`}
      ${min === undefined ? null : html`min="${min}"`}
      ${max === undefined ? null : html`max="${max}"`}
    />
  </div>`;
}

function text({ entered }: ActOnPage, name: string, label: string, required = true): Html {
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <textarea
      id="${name}"
      name="${name}"
      rows="5"
      maxlength="${PORTAL_TEXT_CHARACTERS}"
      ${required ? html`required` : null}
    >
${entered(name) ?? ''}</textarea>
  </div>`;
}

function category({ words }: Look, { entered }: ActOnPage): Html {
  return html`<div class="field">
    <label for="category">${words.fields.category}</label>
    <select id="category" name="category">
      ${DISPUTE_CATEGORIES.map(
        (each) =>
          html`<option value="${each}" ${entered('category') === each ? html`selected` : null}>
            ${words.categories[each]}
          </option>`,
      )}
    </select>
  </div>`;
}

function choice(
  { entered }: ActOnPage,
  { name, value, label, first = false }: { name: string; value: string; label: string; first?: boolean },
): Html {
  const chosen = entered(name);
  return html`<label class="choice">
    <input
      type="radio"
      name="${name}"
      value="${value}"
      ${chosen === value || (chosen === null && first) ? html`checked` : null}
    />
    <span>${label}</span>
  </label>`;
}

function planFields(look: Look, shown: ActOnPage): Html {
  const { words, money, day } = look;
  const currency = shown.invoices[0]?.currency ?? '';
  const label = (offer: readonly Instalment[]) =>
    offer.map(({ on, minor }) => words.instalment(money(minor, currency), day(on))).join('; ');
  return html`<fieldset class="field">
      <legend>${words.fields.offers}</legend>
      ${shown.offers.map((offer, index) =>
        choice(shown, { name: 'offer', value: String(index + 1), label: label(offer), first: index === 0 }),
      )}
      ${choice(shown, {
        name: 'offer',
        value: 'other',
        label: words.fields.otherWish,
        first: shown.offers.length === 0,
      })}
    </fieldset>
    ${text(shown, 'note', optional(look, words.fields.note), false)}`;
}

function copyFields({ words }: Look, shown: ActOnPage): Html {
  return html`<fieldset class="field">
    <legend>${words.acts.copy}</legend>
    ${choice(shown, { name: 'copy', value: 'statement', label: words.fields.statement, first: true })}
    ${
      shown.invoices.length === 0
        ? null
        : choice(shown, { name: 'copy', value: 'invoices', label: words.fields.copies })
    }
  </fieldset>`;
}

function contactFields(look: Look, shown: ActOnPage): Html | null {
  const { fields } = look.words;
  const { contact, entered, fault } = shown;
  if (!contact) return null;
  const box = (name: string, label: string, is: boolean) =>
    html`<label class="choice">
      <input
        type="checkbox"
        name="${name}"
        value="yes"
        ${(fault === null ? is : entered(name) === 'yes') ? html`checked` : null}
      />
      <span>${label}</span>
    </label>`;
  const language = entered('language') ?? contact.language;
  const names = (each: string) => new Intl.DisplayNames([each], { type: 'language' }).of(each) ?? each;
  return html`<input type="hidden" name="version" value="${contact.version}" />
    ${field(shown, { name: 'name', label: fields.name, type: 'name', value: contact.name })}
    ${field(shown, { name: 'email', label: fields.email, type: 'email', value: contact.email ?? '' })}
    ${field(shown, { name: 'phone', label: fields.phone, type: 'tel', value: contact.phone ?? '' })}
    <div class="field">
      <label for="language">${fields.language}</label>
      <select id="language" name="language">
        ${LANGUAGES.map(
          (each) =>
            html`<option value="${each}" lang="${each}" ${language === each ? html`selected` : null}>
              ${names(each)}
            </option>`,
        )}
      </select>
    </div>
    ${box('byEmail', fields.byEmail, contact.byEmail)} ${box('bySms', fields.bySms, contact.bySms)}`;
}

function consequenceOf({ words, day }: Look, { act, consequences, contact }: ActOnPage): string {
  switch (act) {
    case 'promise':
      return words.would.promise(consequences.graceDays);
    case 'paid':
      return words.would.paid(day(consequences.paidUntil));
    case 'copy':
      return words.would.copy(contact?.email ?? '–');
    case 'dispute':
    case 'plan':
    case 'part':
    case 'contact':
    case 'remittance':
      return words.would[act];
  }
}
