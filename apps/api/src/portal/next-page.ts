import type { CustomerPlanView } from '@puntual/contracts/api/customer-plan';
import { html, type Html } from '../http/page.ts';
import type { PortalEvent } from './read-events.ts';
import type { Look } from './portal-look.ts';

/** Numbers that a planned message names; the others are counted. */
const NAMED = 8;

/** What comes next by the case's own plan, and what stops it. */
export function nextBody(look: Look, plan: CustomerPlanView | null): Html {
  const { words, day } = look;
  const planned = plan ? [...(plan.next ? [plan.next] : []), ...plan.following] : [];
  return html`${
      planned.length === 0
        ? html`<p>${words.planNext.none}</p>`
        : html`<p>${words.planNext.intro}</p>
            <ul class="list">
              ${planned.map(
                (message) =>
                  html`<li>
                    <span class="grow">
                      <strong>${day(message.on)}</strong><br />
                      ${words.planNext.messages[message.template] ?? words.planNext.messages['other'] ?? ''}
                      ${words.planNext.about(numbersOf(look, message))}
                    </span>
                  </li>`,
              )}
            </ul>`
    }
    <h2>${words.planNext.stops}</h2>
    <ul>
      ${words.planNext.ways.map((way) => html`<li>${way}</li>`)}
    </ul>`;
}

function numbersOf({ words }: Look, { invoices }: NonNullable<CustomerPlanView['next']>): string {
  const asked = invoices.filter(({ section }) => section !== 'settled');
  const named = asked.slice(0, NAMED).map(({ number }) => number);
  return [named.join(', '), ...(asked.length > NAMED ? [words.planNext.more(asked.length - NAMED)] : [])].join(' ');
}

/** What was sent, paid and done. */
export function historyBody(look: Look, events: readonly PortalEvent[]): Html {
  const { words, day } = look;
  if (events.length === 0) return html`<p>${words.events.none}</p>`;
  return html`<ul class="list">
    ${events.map(
      (event) =>
        html`<li>
          <span class="grow"><span class="soft">${day(event.on)}</span><br />${eventText(look, event)}</span>
        </li>`,
    )}
  </ul>`;
}

function eventText({ words, money }: Look, { kind, subject, act, money: paid }: PortalEvent): string {
  const sum = paid === null ? '' : money(paid.minor, paid.currency);
  switch (kind) {
    case 'message':
      return words.events.message(subject ?? '');
    case 'payment':
      return words.events.payment(sum);
    case 'credit-note':
      return words.events.creditNote(sum);
    case 'act':
      return act === null ? '' : words.events.acts[act];
  }
}
