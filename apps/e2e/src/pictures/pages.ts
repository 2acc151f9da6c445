import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { LANGUAGES } from '@puntual/domain/language/languages';
import { LOOKS } from './looks.ts';

/** A running Puntual: the address of its API, and a key of the organization whose pages are shown. */
export interface Running {
  readonly api: string;
  readonly key: string;
}

interface InvoicePage {
  readonly items: readonly { readonly invoiceId: string }[];
}

/** Takes a picture of every page of the web UI in every language and look, and returns how many it took. */
export async function photographPages(browser: Browser, running: Running, folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  const paths = await pathsOf(running);
  let count = 0;
  for (const language of LANGUAGES) {
    for (const look of LOOKS) {
      const context = await browser.newContext({
        ...look.context,
        locale: language,
        extraHTTPHeaders: { authorization: `Bearer ${running.key}` },
      });
      const page = await context.newPage();
      for (const [name, path] of Object.entries(paths)) {
        await page.goto(`${running.api}${path}`);
        await page.waitForLoadState('networkidle');
        await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' });
        await page.screenshot({ path: join(folder, `${name}-${language}-${look.name}.png`), fullPage: true });
        count += 1;
      }
      await context.close();
    }
  }
  return count;
}

// The pages by name. The invoice is one that is chased, so that its page shows a plan and a history.
async function pathsOf({ api, key }: Running): Promise<Readonly<Record<string, string>>> {
  const answer = await fetch(`${api}/v1/invoices?status=open&stage=follow-up&limit=1`, {
    headers: { authorization: `Bearer ${key}` },
  });
  if (!answer.ok) throw new Error(`GET /v1/invoices answered ${answer.status}`);
  const chased = ((await answer.json()) as InvoicePage).items[0];
  return {
    invoices: '/',
    ...(chased ? { invoice: `/invoices/${encodeURIComponent(chased.invoiceId)}` } : {}),
    tasks: '/tasks',
    import: '/import',
    outbox: '/outbox',
  };
}
