import { parseAmount } from '@puntual/domain/money/amount';
import type { PortalOutcome } from '@puntual/domain/portal/portal-acts';
import { html, type Html } from '../http/page.ts';
import type { Look } from './portal-look.ts';

/** What became of an act, in the customer's words. */
export function doneBody(look: Look, outcome: PortalOutcome): Html {
  const { words, at } = look;
  return html`<div class="panel good" role="status">
      ${sentences(look, outcome).map((text) => html`<p>${text}</p>`)}
    </div>
    ${
      outcome.what === 'part'
        ? html`<p>
            <a class="button main" href="${at('pay')}?invoice=${outcome.invoiceRowId}&amp;pays=${outcome.pays}"
              >${words.did.toPayment}</a
            >
          </p>`
        : null
    }
    <p class="soft">${words.did.once}</p>
    <p><a href="${at('')}">${words.back}</a></p>`;
}

function sentences({ words: { did }, money, day }: Look, outcome: PortalOutcome): readonly string[] {
  const sum = (amount: string, currency: string) => money(parseAmount(amount, currency), currency);
  switch (outcome.what) {
    case 'promised':
      return [did.promised(sum(outcome.amount, outcome.currency), day(outcome.on), day(outcome.silentUntil))];
    case 'asked':
      return [did.asked];
    case 'noted-payment':
      return [
        ...(outcome.silent.length > 0 ? [did.noted(outcome.silent.join(', '), day(outcome.silentUntil))] : []),
        ...(outcome.looked.length > 0 ? [did.looked(outcome.looked.join(', '))] : []),
      ];
    case 'disputed':
      return [did.disputed(outcome.number, day(outcome.deadlineOn)), ...(outcome.whole ? [] : [did.disputedRest])];
    case 'plan':
      return [outcome.started ? did.planStarted(day(outcome.firstOn), outcome.graceDays) : did.planAsked];
    case 'contact':
      return [did.contact];
    case 'copy':
      return [did.copy];
    case 'remittance':
      return [did.remittance];
    case 'part':
      return [did.part(outcome.number, sum(outcome.pays, outcome.currency))];
  }
}
