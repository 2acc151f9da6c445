import { DEFAULT_LANGUAGE, LANGUAGES, type Language } from '@puntual/domain/language/languages';

/** HTML that needs no escaping. */
export interface Html {
  readonly html: string;
}

/** Builds HTML from a template: values are escaped, unless they are `Html`. */
export function html(
  parts: TemplateStringsArray,
  ...values: readonly (string | number | Html | readonly Html[] | null)[]
): Html {
  return {
    html: parts.map((part, index) => part + (index < values.length ? piece(values[index] ?? null) : '')).join(''),
  };
}

function piece(value: string | number | Html | readonly Html[] | null): string {
  if (value === null) return '';
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return 'html' in value ? value.html : value.map((each) => each.html).join('');
}

/** Escapes text for HTML. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const STYLE = `:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;margin:0;padding:1.5rem;max-width:64rem;margin-inline:auto}
table{border-collapse:collapse;width:100%}
th,td{text-align:start;padding:.4rem .6rem;border-bottom:1px solid #8884;vertical-align:top;overflow-wrap:break-word}
th{white-space:nowrap}a{color:#1058b0}@media(prefers-color-scheme:dark){a{color:#8ab8ff}}nav a{margin-inline-end:1rem}
nav a[aria-current]{font-weight:700}iframe{width:100%;height:70vh;border:1px solid #8886;background:#fff}
pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid #8884;padding:1rem}dt{font-weight:600}
dd{margin:0 0 .5rem;overflow-wrap:anywhere}form{margin:1rem 0}input,button{font:inherit;padding:.3rem .6rem}`;

/** A plain page without scripts. `referrer`: what the browser tells of the page's address when it leaves the page. */
export function page(
  title: string,
  body: Html,
  language: Language = DEFAULT_LANGUAGE,
  referrer: 'no-referrer' | 'same-origin' = 'no-referrer',
): string {
  return (
    `<!doctype html><html lang="${language}"><head>` +
    '<meta charset="utf-8">' +
    '<meta name="viewport" content="width=device-width, initial-scale=1">' +
    `<meta name="referrer" content="${referrer}">` +
    `<title>${escapeHtml(title)}</title>` +
    `<style>${STYLE}</style>` +
    '</head>' +
    `<body><main>${body.html}</main></body></html>`
  );
}

/** A text in every language, for a page whose reader's language is not known. */
export function sayInAll(say: (language: Language) => string): Html {
  return html`${LANGUAGES.map((language) => html`<p lang="${language}">${say(language)}</p> `)}`;
}
