import type { Language } from '@puntual/domain/language/languages';
import { html, page } from '../http/page.ts';

/** What the page of a sign-in link shows. */
export interface SignIn {
  readonly token: string;
  readonly organization: string;
  readonly person: string;
  /** The other organization that the browser is signed in to; null for none. */
  readonly signedInTo: string | null;
}

interface SignInWords {
  readonly title: string;
  readonly as: (person: string) => string;
  readonly leaves: (organization: string) => string;
  readonly button: string;
  readonly once: string;
}

const words: Readonly<Record<Language, SignInWords>> = {
  en: {
    title: 'Sign in',
    as: (person) => `You are about to sign in as ${person}.`,
    leaves: (organization) => `This browser is signed in to ${organization}; that session ends here.`,
    button: 'Sign in',
    once: 'The link works once. If you did not ask for it, close this page.',
  },
  es: {
    title: 'Iniciar sesión',
    as: (person) => `Va a iniciar sesión como ${person}.`,
    leaves: (organization) => `Este navegador tiene una sesión en ${organization}; aquí termina.`,
    button: 'Iniciar sesión',
    once: 'El enlace sirve una sola vez. Si no lo ha pedido, cierre esta página.',
  },
};

/** The page of a valid sign-in link: where the person signs in, as whom, and the button that does. */
export function signInPage({ token, organization, person, signedInTo }: SignIn, language: Language): string {
  const say = words[language];
  return page(
    `${say.title} · ${organization}`,
    html`<h1>${organization}</h1>
      <p>${say.as(person)}</p>
      ${signedInTo === null ? null : html`<p>${say.leaves(signedInTo)}</p>`}
      <form method="post" action="/sign-in">
        <input type="hidden" name="token" value="${token}" />
        <button type="submit">${say.button}</button>
      </form>
      <p>${say.once}</p>`,
    language,
    'same-origin',
  );
}
