import { accountIn, paymentCodeText, transfersFor, type Transfer } from '@puntual/domain/portal/transfer';
import { qrCode, type QrCode } from '@puntual/domain/portal/qr-code';
import { html, type Html } from '../http/page.ts';
import type { Look } from './portal-look.ts';
import type { PortalHead, PortalInvoice } from './read-account.ts';

/** What is paid of one invoice, in minor units. */
export interface ToPay {
  readonly invoice: PortalInvoice;
  readonly minor: bigint;
}

/** How to pay exactly this set: links, and for each currency the transfers with their payment codes. */
export function payBody(look: Look, head: PortalHead, set: readonly ToPay[]): Html {
  const { words } = look;
  const own = set.filter(({ invoice }) => !invoice.assigned);
  const currencies = [...new Set(own.map(({ invoice }) => invoice.currency))];
  return html`${own.length === 0 ? null : html`<p>${words.pay.intro}</p>`}
    ${currencies.map((currency) =>
      waysFor(look, head, { currency, set: own.filter(({ invoice }) => invoice.currency === currency) }),
    )}
    ${factors(look, set)}
    <p>${words.pay.after}</p>
    ${
      own.length === 1 && own[0]?.minor === own[0]?.invoice.dueMinor
        ? html`<p>
            ${words.pay.less}
            <a href="${look.at('part')}?invoice=${own[0]?.invoice.id ?? ''}">${words.acts.part}</a>
          </p>`
        : null
    }`;
}

function waysFor(
  look: Look,
  head: PortalHead,
  { currency, set }: { readonly currency: string; readonly set: readonly ToPay[] },
): Html {
  const { words, money } = look;
  const transfers = transfersFor(set.map(({ invoice, minor }) => ({ id: invoice.id, number: invoice.number, minor })));
  const sum = set.reduce((total, { minor }) => total + minor, 0n);
  const instructions = head.paymentInstructions?.trim() ?? '';
  return html`<h2>${words.sum}: <span class="money">${money(sum, currency)}</span></h2>
    ${links(look, set)}
    ${transfers.length > 1 && instructions !== '' ? html`<p>${words.pay.several(transfers.length)}</p>` : null}
    ${
      instructions === ''
        ? html`<p>${words.pay.ask}</p>`
        : transfers.map((transfer) => transferPanel(look, head, { currency, transfer }))
    }`;
}

// The link of all, where one pays them all; else the link of each.
function links({ words }: Look, set: readonly ToPay[]): Html {
  const whole = set.filter(({ invoice, minor }) => invoice.paymentUrl !== null && minor === invoice.dueMinor);
  const urls = new Set(whole.map(({ invoice }) => invoice.paymentUrl ?? ''));
  const [one = ''] = urls;
  if (urls.size === 1 && whole.length === set.length)
    return html`<p><a class="button main" href="${one}" rel="noopener noreferrer">${words.pay.link}</a></p>`;
  return html`${whole.map(
    ({ invoice }) =>
      html`<p>
        <a href="${invoice.paymentUrl ?? ''}" rel="noopener noreferrer">${words.pay.link}: ${invoice.number}</a>
      </p>`,
  )}`;
}

function transferPanel(
  look: Look,
  { organization, paymentInstructions }: PortalHead,
  { currency, transfer }: { readonly currency: string; readonly transfer: Transfer },
): Html {
  const { words, money } = look;
  const instructions = paymentInstructions ?? '';
  const account = accountIn(instructions);
  const sum = money(transfer.minor, currency);
  const text = account && paymentCodeText(transfer, { name: organization, account, currency });
  const code = text === null ? null : qrCode(text);
  return html`<section class="panel" aria-label="${words.pay.transfer}">
    <h3>${words.pay.transfer}</h3>
    <dl>
      <dt>${words.pay.beneficiary}</dt>
      <dd>${organization}</dd>
      ${
        account === null
          ? html`<dt>${words.pay.account}</dt>
              <dd>${instructions}</dd>`
          : html`<dt>${words.pay.account}</dt>
              <dd>${account.iban.replace(/(.{4})(?=.)/g, '$1 ')}</dd>
              ${
                account.bic === null
                  ? null
                  : html`<dt>${words.pay.bic}</dt>
                      <dd>${account.bic}</dd>`
              }`
      }
      <dt>${words.pay.amount}</dt>
      <dd>${sum}</dd>
      <dt>${words.pay.reference}</dt>
      <dd>${transfer.reference}</dd>
    </dl>
    <p>${words.pay.exact}</p>
    ${
      code === null
        ? null
        : html`<figure>
            ${picture(code, words.pay.codeAlt(sum, transfer.reference))}
            <figcaption class="soft">${words.pay.scan}</figcaption>
          </figure>`
    }
  </section>`;
}

// Dark modules as one path, with the quiet zone of four modules that readers need.
function picture(code: QrCode, label: string): Html {
  const size = code.length + 8;
  const path = code
    .flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x + 4} ${y + 4}h1v1h-1z`] : [])))
    .join('');
  return html`<svg
    class="code"
    role="img"
    aria-label="${label}"
    viewBox="0 0 ${size} ${size}"
    shape-rendering="crispEdges"
    xmlns="http://www.w3.org/2000/svg"
  >
    <rect width="${size}" height="${size}" fill="#fff" />
    <path d="${path}" fill="#000" />
  </svg>`;
}

// Invoices that were assigned are paid to their factor.
function factors(look: Look, set: readonly ToPay[]): Html {
  const { words } = look;
  const assigned = set.flatMap(({ invoice }) => (invoice.assigned ? [{ invoice, ...invoice.assigned }] : []));
  const names = [...new Set(assigned.map(({ to }) => to))];
  return html`${names.map((to) => {
    const own = assigned.filter((each) => each.to === to);
    return html`<section class="panel">
      <p>${words.pay.assigned(to)}</p>
      <p>
        ${own.map(({ invoice }) => `${invoice.number}: ${look.money(invoice.dueMinor, invoice.currency)}`).join(', ')}
      </p>
      <p>${own[0]?.paymentInstructions ?? null}</p>
    </section>`;
  })}`;
}
