import type { Language } from '@puntual/domain/language/languages';
import { html, page, type Html } from '../http/page.ts';
import { personWords, type Notice } from './person-words.ts';

/** What the page of signing in offers beside the password, and what it tells. */
export interface SignInChoice {
  readonly isRefused: boolean;
  /** The name of the company's own accounts; null: there are none. */
  readonly provider: string | null;
}

/** The page with the form for an e-mail address and a password. */
export function passwordPage({ isRefused, provider }: SignInChoice, language: Language): string {
  const say = personWords[language];
  return frame(
    say.signIn,
    language,
    html`${isRefused ? html`<p role="alert">${say.refused}</p>` : null}
      <form method="post" action="/sign-in/password">
        <p>${field(say.email, 'email', 'type="email" autocomplete="username" maxlength="254"')}</p>
        <p>${field(say.password, 'password', 'type="password" autocomplete="current-password" maxlength="1000"')}</p>
        <button type="submit">${say.button}</button>
      </form>
      ${
        provider === null
          ? null
          : html`<form method="post" action="/sign-in/provider">
              <button type="submit">${say.withProvider(provider)}</button>
            </form>`
      }
      <div data-passkey hidden>
        <button type="button">${say.passkey}</button>
        <p role="alert" hidden>${say.passkeyRefused}</p>
      </div>
      <p>${say.forgotten}</p>
      <script src="/sign-in/passkey.js" defer></script>`,
  );
}

/** The page that asks for the second factor; `token` is the sign-in that has begun. */
export function codePage(
  { token, isRefused }: { readonly token: string; readonly isRefused: boolean },
  language: Language,
): string {
  const say = personWords[language];
  return frame(
    say.signIn,
    language,
    html`${isRefused ? html`<p role="alert">${say.codeRefused}</p>` : null}
      <p>${say.codeHint}</p>
      <form method="post" action="/sign-in/code">
        <input type="hidden" name="token" value="${token}" />
        <p>${field(say.code, 'code', 'autocomplete="one-time-code" inputmode="text" maxlength="40"')}</p>
        <button type="submit">${say.codeButton}</button>
      </form>`,
  );
}

/** The page of a link to a person: an invitation or the reset of a password. */
export interface LinkPage {
  readonly kind: 'invitation' | 'reset';
  readonly token: string;
  readonly organization: string;
  readonly name: string;
  /** Whether an invitation is accepted with the password that the person has. */
  readonly isKnown: boolean;
  /** Why the password that was sent is refused; null: none was sent. */
  readonly refusal: string | null;
}

export function linkPage({ kind, token, organization, name, isKnown, refusal }: LinkPage, language: Language): string {
  const say = personWords[language];
  const asksKnown = kind === 'invitation' && isKnown;
  const label = asksKnown ? say.password : say.newPassword;
  const use = asksKnown ? 'current-password' : 'new-password';
  return frame(
    organization,
    language,
    html`<p>${kind === 'invitation' ? say.invited(organization, name) : say.reset(name)}</p>
      ${kind === 'invitation' ? html`<p>${asksKnown ? say.acceptKnown : say.choose}</p>` : null}
      ${refusal === null ? null : html`<p role="alert">${refusal}</p>`}
      <form method="post" action="/sign-in/${kind}">
        <input type="hidden" name="token" value="${token}" />
        <p>${field(label, 'password', `type="password" autocomplete="${use}" maxlength="1000"`)}</p>
        <button type="submit">${kind === 'invitation' ? say.accept : say.resetButton}</button>
      </form>`,
  );
}

/** A page that tells one thing, with the way back to signing in. */
export function noticePage(notice: Notice, language: Language): string {
  const say = personWords[language];
  return frame(
    'Puntual',
    language,
    html`<p>${say.notices[notice]}</p>
      <p><a href="/sign-in">${say.signIn}</a></p>`,
  );
}

/** The page that leads to the issuer of the company's own accounts: by itself, or by its link. */
export function leavePage(url: string, language: Language): string {
  const say = personWords[language];
  return frame(
    say.signIn,
    language,
    html`<meta http-equiv="refresh" content="0; url=${url}" />
      <p><a href="${url}" rel="noreferrer">${say.goOn}</a></p>`,
  );
}

/** What a refused attempt to accept an invitation with the account's password says. */
export function sayRefused(language: Language): string {
  return personWords[language].refused;
}

function frame(title: string, language: Language, body: Html): string {
  return page(
    title,
    html`<h1>${title}</h1>
      ${body}`,
    language,
    'same-origin',
  );
}

// `attributes` is written here and holds nothing that anybody sent.
function field(label: string, name: string, attributes: string): Html {
  return html`<label>${label}<br /><input name="${name}" required ${{ html: attributes }} /></label>`;
}
