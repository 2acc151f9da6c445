import type { Language } from '@puntual/domain/language/languages';
import type { Words } from '../http/language.ts';
import { html, page, type Html } from '../http/page.ts';
import { OUTBOX_CHANNELS, type OutboxChannel } from './outbox-channels.ts';
import type { OutboxItem, OutboxPage } from './outbox-source.ts';

const say = {
  title: { en: 'Outbox', es: 'Bandeja de salida' },
  intro: {
    en: 'Everything that left Puntual on this machine. Nothing here reached a real person.',
    es: 'Todo lo que salió de Puntual en esta máquina. Nada de esto llegó a una persona real.',
  },
  provider: {
    en: 'Mail goes to the real provider: there is no local outbox. What was sent stands with each invoice.',
    es: 'El correo sale por el proveedor real: no hay bandeja de salida local. Lo enviado figura en cada factura.',
  },
  all: { en: 'All', es: 'Todo' },
  search: { en: 'Search', es: 'Buscar' },
  when: { en: 'When', es: 'Cuándo' },
  channel: { en: 'Channel', es: 'Canal' },
  from: { en: 'From', es: 'De' },
  to: { en: 'To', es: 'Para' },
  subject: { en: 'Subject', es: 'Asunto' },
  state: { en: 'State', es: 'Estado' },
  nothing: { en: 'Nothing yet.', es: 'Todavía nada.' },
  older: { en: 'Older', es: 'Anteriores' },
  back: { en: 'Back to the list', es: 'Volver a la lista' },
  withoutSubject: { en: '(without subject)', es: '(sin asunto)' },
  asText: { en: 'As text', es: 'Como texto' },
  files: { en: 'Files', es: 'Archivos' },
  pack: { en: 'Pack', es: 'Expediente' },
  recalled: { en: 'Called back on', es: 'Retirado el' },
  frame: { en: 'The mail as its reader sees it', es: 'El correo tal como lo ve quien lo recibe' },
} as const satisfies Record<string, Words>;

const channelNames: Readonly<Record<OutboxChannel, Words>> = {
  email: { en: 'E-mail', es: 'Correo' },
  sms: { en: 'SMS', es: 'SMS' },
  letter: { en: 'Letters', es: 'Cartas' },
  agency: { en: 'Agency', es: 'Agencia' },
};

// The states that the local outbox gives; another one is shown as it is.
const stateNames: Readonly<Record<string, Words>> = {
  sent: { en: 'On its way', es: 'En camino' },
  delivered: { en: 'Delivered', es: 'Entregado' },
  bounced: { en: 'Bounced', es: 'Rebotado' },
  complained: { en: 'Marked as spam', es: 'Marcado como spam' },
  suppressed: { en: 'Address blocked by the provider', es: 'Dirección bloqueada por el proveedor' },
  failed: { en: 'The provider did not send it', es: 'El proveedor no lo envió' },
};

function stateName(state: string, language: Language): string {
  return Object.hasOwn(stateNames, state) ? (stateNames[state]?.[language] ?? state) : state;
}

interface OutboxQuery {
  readonly channel?: string | undefined;
  readonly q?: string | undefined;
}

/** The page with the list, a link for each channel, and a search. */
export function outboxListPage(data: OutboxPage, query: OutboxQuery, language: Language): string {
  return page(
    say.title[language],
    html`<h1>${say.title[language]}</h1>
      <p>${say.intro[language]}</p>
      ${channelLinks(query, language)} ${searchForm(query, language)}
      ${itemTable(data.items, language)}${
        data.nextCursor === null ? null : olderLink({ ...query, cursor: data.nextCursor }, language)
      }`,
    language,
  );
}

function channelLinks(query: OutboxQuery, language: Language): Html {
  const link = (channel: OutboxChannel | null, label: Words) =>
    html`<a
      href="/outbox${channel === null ? '' : `?channel=${channel}`}"
      ${current((query.channel ?? null) === channel)}
      >${label[language]}</a
    >`;
  return html`<nav>
    ${link(null, say.all)}${OUTBOX_CHANNELS.map((channel) => link(channel, channelNames[channel]))}
  </nav>`;
}

function searchForm(query: OutboxQuery, language: Language): Html {
  return html`<form action="/outbox" method="get">
    ${query.channel ? html`<input type="hidden" name="channel" value="${query.channel}" />` : null}<input
      type="search"
      name="q"
      maxlength="100"
      value="${query.q ?? ''}"
      aria-label="${say.search[language]}"
    />
    <button>${say.search[language]}</button>
  </form>`;
}

function itemTable(items: OutboxPage['items'], language: Language): Html {
  if (items.length === 0) return html`<p>${say.nothing[language]}</p>`;
  const head = (['when', 'channel', 'to', 'subject', 'state'] as const).map(
    (name) => html`<th scope="col">${say[name][language]}</th>`,
  );
  const rows = items.map(
    (item) =>
      html`<tr>
        <td><time>${item.receivedAt.replace('T', ' ').slice(0, 19)}</time></td>
        <td>${channelName(item.channel, language)}</td>
        <td>${item.to.join(', ')}</td>
        <td>
          <a href="/outbox/items/${encodeURIComponent(item.id)}"
            >${item.subject ?? item.preview ?? say.withoutSubject[language]}</a
          >
        </td>
        <td>${stateName(item.lastEvent, language)}</td>
      </tr>`,
  );
  return html`<table>
    <thead>
      <tr>
        ${head}
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

function olderLink(query: OutboxQuery & { readonly cursor: string }, language: Language): Html {
  const parameters = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]): [string, string][] => (value ? [[name, String(value)]] : [])),
  );
  return html`<p><a href="/outbox?${parameters.toString()}">${say.older[language]}</a></p>`;
}

/** The page of one item: its headers, its body (HTML in a sandboxed frame), its files. */
export function outboxItemPage(item: OutboxItem, language: Language): string {
  const at = `/outbox/items/${encodeURIComponent(item.id)}`;
  const line = (name: Words, value: string) =>
    html`<dt>${name[language]}</dt>
      <dd>${value}</dd>`;
  const files = item.attachments.map(
    (file, index) =>
      html`<li>
        <a href="${at}/${file.contentType === 'application/pdf' ? 'pdf' : `files/${index}`}">${file.filename}</a>
        (${Math.ceil(file.bytes / 1024)} KB)
      </li>`,
  );
  return page(
    item.subject ?? say.title[language],
    html`<p><a href="/outbox">${say.back[language]}</a></p>
      <h1>${item.subject ?? say.withoutSubject[language]}</h1>
      <dl>
        ${line(say.when, item.receivedAt)}${line(say.channel, channelName(item.channel, language))}
        ${item.from === null ? null : line(say.from, item.from)}${line(say.to, item.to.join(', '))}
        ${line(say.state, stateName(item.lastEvent, language))}
        ${item.recalledAt === null ? null : line(say.recalled, item.recalledAt)}
      </dl>
      ${item.html === null ? null : mailFrame(`${at}/html`, language)}
      ${
        item.text === null
          ? null
          : item.html === null
            ? html`<pre>${item.text}</pre>`
            : html`<details>
                <summary>${say.asText[language]}</summary>
                <pre>${item.text}</pre>
              </details>`
      }
      ${
        files.length === 0
          ? null
          : html`<h2>${say.files[language]}</h2>
              <ul>
                ${files}
              </ul>`
      }
      ${
        item.pack === null || item.pack === undefined
          ? null
          : html`<h2>${say.pack[language]}</h2>
              <pre>${JSON.stringify(item.pack, null, 2)}</pre>`
      }`,
    language,
  );
}

// The e-mail in a frame that runs no scripts and sends no referrer.
function mailFrame(src: string, language: Language): Html {
  const title = say.frame[language];
  return html`<iframe sandbox="" src="${src}" title="${title}" referrerpolicy="no-referrer"></iframe>`;
}

/** The page of `/outbox` on an installation without a local outbox. */
export function noOutboxPage(language: Language): string {
  return page(
    say.title[language],
    html`<h1>${say.title[language]}</h1>
      <p>${say.provider[language]}</p>`,
    language,
  );
}

function channelName(channel: string, language: Language): string {
  const known = OUTBOX_CHANNELS.find((each) => each === channel);
  return known ? channelNames[known][language] : channel;
}

function current(is: boolean): Html {
  return { html: is ? ' aria-current="page"' : '' };
}
