import { html, type Html } from '../http/page.ts';
import type { Look } from './portal-look.ts';
import type { PortalInvoice, PortalSum } from './read-account.ts';

/** The acts about chosen invoices, in the order of their buttons. */
const ACTS = ['pay', 'promise', 'paid', 'dispute', 'plan', 'copy'] as const;

/** What of the account stands on its page. */
export interface AccountOnPage {
  readonly invoices: readonly PortalInvoice[];
  readonly sums: readonly PortalSum[];
  readonly page: number;
  readonly more: boolean;
}

/** The heading of the account: what is late, else that nothing is. */
export function accountTitle({ words, money }: Look, sums: readonly PortalSum[]): string {
  const late = sums.filter(({ lateMinor }) => lateMinor > 0n);
  if (late.length > 0) return words.overdueSum(late.map((each) => money(each.lateMinor, each.currency)).join(' + '));
  return sums.some(({ openMinor }) => openMinor > 0n) ? words.nothingLate : words.nothingOpen;
}

/** The account: sums, the open invoices to choose from, what can be done with them, and documents. */
export function accountBody(look: Look, { invoices, sums, page, more }: AccountOnPage): Html {
  const { words, money, at } = look;
  const open = sums.filter(({ openMinor }) => openMinor > 0n);
  const credit = sums.filter(({ creditMinor }) => creditMinor > 0n);
  const sumOf = (rows: readonly PortalSum[], minor: 'openMinor' | 'creditMinor') =>
    rows.map((row) => money(row[minor], row.currency)).join(' + ');
  return html`${open.length === 0 ? null : html`<p>${words.openSum(sumOf(open, 'openMinor'))}</p>`}
    ${credit.length === 0 ? null : html`<p>${words.creditSum(sumOf(credit, 'creditMinor'))}</p>`}
    ${invoices.length === 0 ? null : chooser(look, invoices)} ${pager(look, '', { page, more })}
    <h2>${words.documents}</h2>
    <ul>
      <li><a href="${at('statement.pdf')}">${words.statementPdf}</a></li>
      <li><a href="${at('remittance')}">${words.acts.remittance}</a></li>
    </ul>`;
}

// A form that only reads: its buttons open the page of an act with the chosen invoices.
function chooser(look: Look, invoices: readonly PortalInvoice[]): Html {
  const { words, at } = look;
  const isAnyLate = invoices.some(({ daysLate, assigned }) => daysLate > 0 && !assigned);
  return html`<form method="get" action="${at('pay')}">
    <fieldset>
      <legend><h2>${words.choose}</h2></legend>
      <p class="soft">${words.chosenFirst}</p>
      <ul class="list">
        ${invoices.map(
          (invoice) =>
            html`<li>
              <label>
                <input
                  type="checkbox"
                  name="invoice"
                  value="${invoice.id}"
                  ${!invoice.assigned && (invoice.daysLate > 0 || !isAnyLate) ? html`checked` : null}
                />
                ${invoiceLine(look, invoice)}
              </label>
            </li>`,
        )}
      </ul>
    </fieldset>
    <h2>${words.whatToDo}</h2>
    <div class="acts">
      ${ACTS.map(
        (act) =>
          html`<button type="submit" formaction="${at(act)}" ${act === 'pay' ? html`class="main wide"` : null}>
            ${words.acts[act]}
          </button>`,
      )}
    </div>
  </form>`;
}

/** One invoice: number, days, states, and what is asked for it. */
export function invoiceLine(look: Look, invoice: PortalInvoice): Html {
  const { words, money, day } = look;
  const { daysLate, dueOn, currency, dueMinor, totalMinor, chargesMinor } = invoice;
  const when =
    daysLate > 0
      ? html`<span class="late">${words.late(daysLate)}</span>`
      : html`<span class="soft">${daysLate === 0 ? words.dueToday : words.dueIn(-daysLate)}</span>`;
  const sums = [
    ...(dueMinor === totalMinor ? [] : [words.ofTotal(money(totalMinor, currency))]),
    ...(chargesMinor > 0n ? [words.withCharges(money(chargesMinor, currency))] : []),
  ].join(', ');
  return html`<span class="grow">
      <strong>${invoice.number}</strong>${invoice.owner === null ? null : ` · ${invoice.owner}`}<br />
      <span class="soft">${words.due(day(dueOn))}</span> · ${when}
      ${sums === '' ? null : html`<br /><span class="soft">${sums}</span>`}${statesText(look, invoice)}
    </span>
    <span class="money">${money(dueMinor, currency)}</span>`;
}

function statesText({ words, day }: Look, { states, assigned }: PortalInvoice): Html {
  const texts = [
    ...states.map(({ state, until }) => words.states[state](until === null ? '–' : day(until))),
    ...(assigned ? [words.states.assigned(assigned.to)] : []),
  ];
  return html`${texts.map((text) => html`<br /><span>${text}</span>`)}`;
}

/** Links to the pages before and after this one. */
export function pager(
  { words, at }: Look,
  path: string,
  { page, more }: { readonly page: number; readonly more: boolean },
): Html | null {
  if (page === 1 && !more) return null;
  return html`<p>
    ${page > 1 ? html`<a href="${at(path)}?page=${page - 1}">${words.newer}</a> ` : null}
    ${more ? html`<a href="${at(path)}?page=${page + 1}">${words.older}</a>` : null}
  </p>`;
}
