import type { IsoDate } from '@puntual/domain/calendar/dates';
import { moneyText } from '@puntual/domain/language/money-text';
import { LANGUAGES, DEFAULT_LANGUAGE, type Language } from '@puntual/domain/language/languages';
import { decimalAmount } from '@puntual/domain/money/amount';
import { escapeHtml, html, type Html } from '../http/page.ts';
import type { PortalWords } from './portal-text.ts';
import { portalWords } from './portal-words.ts';

/** What every page of the portal is written with. */
export interface Look {
  readonly language: Language;
  readonly words: PortalWords;
  /** `€1,210.00` */
  readonly money: (minor: bigint, currency: string) => string;
  /** `16 December 2026` */
  readonly day: (on: IsoDate) => string;
  /** The address of a page of this link. */
  readonly at: (page: string) => string;
}

/** How a visitor's pages look. `language`: BCP 47; `token`: of the link. */
export function lookOf(language: string, token: string): Look {
  const spoken = spokenLanguage(language);
  const format = new Intl.DateTimeFormat(language.startsWith(spoken) ? language : spoken, {
    dateStyle: 'long',
    timeZone: 'UTC',
  });
  return {
    language: spoken,
    words: portalWords(spoken),
    money: (minor, currency) => moneyText(decimalAmount(minor, currency), currency, spoken),
    day: (on) => format.format(new Date(`${on}T00:00:00Z`)),
    at: (page) => `/portal/${encodeURIComponent(token)}${page === '' ? '' : `/${page}`}`,
  };
}

/** The language of the portal's pages for a BCP 47 tag. */
export function spokenLanguage(tag: string): Language {
  return LANGUAGES.find((language) => language === tag.toLowerCase().split('-')[0]) ?? DEFAULT_LANGUAGE;
}

const STYLE = `:root{color-scheme:light dark;--ink:#16202c;--soft:#4a5868;--line:#c9d1da;--paper:#fff;--ground:#f3f5f8;
--act:#14508c;--on-act:#fff;--late:#a01c1c;--done:#0f6a3c}
@media(prefers-color-scheme:dark){:root{--ink:#eef2f6;--soft:#b3c0ce;--line:#44505e;--paper:#1a222c;--ground:#10161d;
--act:#8fc1f5;--on-act:#0c1a2a;--late:#ff9d94;--done:#7ed6a5}}
*{box-sizing:border-box}body{font:1rem/1.5 system-ui,sans-serif;margin:0;background:var(--ground);color:var(--ink)}
header,main,footer{max-width:46rem;margin-inline:auto;padding-inline:1rem}header{padding-top:1rem}
.skip{position:absolute;inset-inline-start:-99rem}.skip:focus{position:static}
.brand{font-weight:700;font-size:1.15rem;margin:0}.whose{margin:0;color:var(--soft)}
nav ul{display:flex;flex-wrap:wrap;gap:0 1rem;list-style:none;margin:.5rem 0 0;padding:0;
border-bottom:1px solid var(--line)}
nav a{display:inline-block;padding:.5rem 0;min-height:2.75rem;color:var(--ink);text-decoration:none}
nav a:hover{text-decoration:underline}nav a[aria-current]{font-weight:700;box-shadow:inset 0 -3px var(--act)}
a{color:var(--act)}h1{font-size:1.6rem;line-height:1.25;margin:1.25rem 0 .5rem}
h2{font-size:1.15rem;margin:1.5rem 0 .5rem}.late{color:var(--late);font-weight:600}.soft{color:var(--soft)}
ul.list{list-style:none;margin:0;padding:0;background:var(--paper);border:1px solid var(--line);border-radius:.75rem}
ul.list>li{display:flex;gap:.75rem;padding:.75rem 1rem;border-top:1px solid var(--line);align-items:flex-start}
ul.list>li:first-child{border-top:0}.grow{flex:1;min-width:0;overflow-wrap:anywhere}.right{text-align:end}
.money{font-variant-numeric:tabular-nums;font-weight:600;white-space:nowrap}
ul.list label{display:flex;gap:.75rem;flex:1;min-width:0;align-items:flex-start}
input[type=checkbox],input[type=radio]{width:1.5rem;height:1.5rem;flex:none;margin:.1rem 0 0;accent-color:var(--act)}
.acts{display:grid;gap:.6rem;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));margin:.75rem 0}
button,.button{font:inherit;font-weight:600;padding:.65rem 1rem;min-height:2.75rem;border-radius:.6rem;cursor:pointer;
border:1px solid var(--act);background:var(--paper);color:var(--act);text-align:center;text-decoration:none;
display:inline-block}
button.main,.button.main{background:var(--act);color:var(--on-act)}.wide{grid-column:1/-1}
:focus-visible{outline:3px solid var(--act);outline-offset:2px}
.panel{background:var(--paper);border:1px solid var(--line);border-radius:.75rem;padding:1rem;margin:1rem 0}
.panel>:first-child{margin-top:0}.panel>:last-child{margin-bottom:0}
.fault{border-color:var(--late);border-width:2px}.good{border-color:var(--done);border-width:2px}
.field{margin:1rem 0}.field label,.field legend{display:block;font-weight:600;padding:0}
.field input:not([type=checkbox],[type=radio]),select,textarea{font:inherit;color:inherit;background:var(--paper);
border:1px solid var(--soft);border-radius:.5rem;padding:.55rem .7rem;width:100%;min-height:2.75rem}
fieldset{border:0;margin:1rem 0;padding:0}legend{padding:0}figure{margin:1rem 0 0}
.choice{display:flex!important;gap:.75rem;font-weight:400!important;
padding:.4rem 0!important;align-items:flex-start}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1rem;margin:.75rem 0}dt{color:var(--soft)}
dd{margin:0;font-weight:600;overflow-wrap:anywhere;user-select:all}
.code{background:#fff;padding:.5rem;border-radius:.5rem;width:14rem;max-width:100%;height:auto;display:block}
footer{padding-block:1.5rem 2rem;color:var(--soft);font-size:.9rem}
@media(max-width:30rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}.acts{grid-template-columns:1fr 1fr}
h1{font-size:1.4rem}}`;

/** A section of the portal that its navigation names. */
export type Section = 'account' | 'next' | 'history' | 'ownData';
const SECTIONS: readonly (readonly [Section, string])[] = [
  ['account', ''],
  ['next', 'next'],
  ['history', 'history'],
  ['ownData', 'contact'],
];

/** A page of the portal for a visitor. */
export function portalPage(
  look: Look,
  {
    head,
    title,
    section,
    body,
  }: {
    readonly head: { readonly organization: string; readonly customer: string; readonly email: string | null };
    readonly title: string;
    readonly section: Section | null;
    readonly body: Html;
  },
): string {
  const { words, at } = look;
  const links = SECTIONS.map(
    ([name, path]) =>
      html`<li>
        <a href="${at(path)}" ${section === name ? html`aria-current="page"` : null}>${words[name]}</a>
      </li>`,
  );
  return document(
    look.language,
    `${title} · ${head.organization}`,
    html`<a class="skip" href="#content">${words.skip}</a>
      <header>
        <p class="brand">${head.organization}</p>
        <p class="whose">${words.accountOf(head.customer)}</p>
        <nav aria-label="${words.sections}">
          <ul>
            ${links}
          </ul>
        </nav>
      </header>
      <main id="content">
        <h1>${title}</h1>
        ${body}
      </main>
      <footer>
        <p>${head.email === null ? null : words.questions(head.email)}</p>
        <p>${words.pay.neverChanged}</p>
      </footer>`,
  );
}

/** A page for somebody whom no link has made known: nothing of any customer is on it. */
export function strangerPage(language: Language, title: string, body: Html): string {
  return document(
    language,
    title,
    html`<main id="content">
      <h1>${title}</h1>
      ${body}
    </main>`,
  );
}

function document(language: Language, title: string, body: Html): string {
  return (
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">` +
    '<meta name="viewport" content="width=device-width, initial-scale=1">' +
    '<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">' +
    `<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>${body.html}</body></html>`
  );
}
