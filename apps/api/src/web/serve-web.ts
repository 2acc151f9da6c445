import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { wantsPage, type HttpRequest, type HttpResponse, type Next } from '../http/http.ts';
import { languageOf, type Words } from '../http/language.ts';
import { html, page } from '../http/page.ts';

/** Paths that belong to the server: an unknown address below them is 404 and not a page of the web UI. */
const OWN =
  /^\/(v1|docs|openapi\.json|outbox|webhooks|sign-in|dispute-question|portal|healthz|readyz|metrics|assets)(\/|$)/;

const notBuilt: Words = {
  en: 'The web UI is not built yet: run “npm run build”, then load this page again.',
  es: 'La interfaz web aún no está construida: ejecute «npm run build» y vuelva a cargar la página.',
};

/** Serves the built web UI: its files, and its one page for every other address that a browser opens. */
export function serveWeb(app: NestExpressApplication, folder: string): void {
  if (existsSync(folder)) {
    app.useStaticAssets(folder, {
      index: false,
      dotfiles: 'ignore',
      redirect: false,
      // The file names change with their content, so browsers may keep them for ever.
      setHeaders: (response: HttpResponse, path: string) =>
        response.setHeader(
          'cache-control',
          path.startsWith(join(folder, 'assets')) ? 'public, max-age=31536000, immutable' : 'no-cache',
        ),
    });
  }
  app.use((request: HttpRequest, response: HttpResponse, next: Next) => {
    if ((request.method !== 'GET' && request.method !== 'HEAD') || OWN.test(request.path) || !wantsPage(request)) {
      next();
      return;
    }
    void showPage(folder, request, response).catch(next);
  });
}

async function showPage(folder: string, request: HttpRequest, response: HttpResponse): Promise<void> {
  const language = languageOf(request);
  const index = await readFile(join(folder, 'index.html'), 'utf8').catch(() => null);
  response.setHeader('cache-control', 'no-cache');
  response.type('html');
  if (index === null)
    response.status(503).send(
      page(
        'Puntual',
        html`<h1>Puntual</h1>
          <p>${notBuilt[language]}</p>`,
        language,
      ),
    );
  else response.send(index);
}
