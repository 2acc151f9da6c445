import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { checkout } from '@puntual/sandbox/checkout';
import { chromiumFlags, chromiumPath } from '@puntual/testing/chromium';
import type { Endpoints } from '../support/npm-start.ts';
import { photographMails, writeDocuments } from './notices.ts';
import { photographPages } from './pages.ts';

// `npm run pictures` writes below `.puntual/pictures` what people see: every mail in both languages, wide, narrow and
// dark; letters as PDF; and, while `npm start` runs, every page of the web UI. `npm run pictures -- mails` or
// `-- pages` writes only those.

const folder = join(checkout, '.puntual/pictures');
const parts = process.argv.slice(2);
const wanted = (part: string): boolean => parts.length === 0 || parts.includes(part);

const unknown = parts.filter((part) => !['mails', 'pages'].includes(part));
if (unknown.length > 0) {
  process.stderr.write(`unknown: ${unknown.join(', ')}; say \`mails\`, \`pages\` or nothing for both\n`);
  process.exit(1);
}

const browser = await chromium.launch({ executablePath: await chromiumPath(), args: [...chromiumFlags] });
try {
  if (wanted('mails')) {
    report(await photographMails(browser, join(folder, 'mails')), 'pictures of mails');
    report(await writeDocuments(join(folder, 'letters')), 'letters');
  }
  if (wanted('pages')) await takePages(browser);
} finally {
  await browser.close();
}
process.stdout.write(`in ${relative(process.cwd(), folder) || '.'}\n`);

async function takePages(browser: Browser): Promise<void> {
  const endpoints = await readFile(join(process.env['PUNTUAL_HOME'] ?? join(checkout, '.puntual'), 'endpoints.json'))
    .then((text) => JSON.parse(text.toString()) as Endpoints)
    .catch(() => null);
  if (endpoints === null) {
    process.stdout.write('no pictures of pages: start Puntual with `npm start` first\n');
    return;
  }
  const key = (await readFile(endpoints.apiKeyFile, 'utf8')).trim();
  report(await photographPages(browser, { api: endpoints.api, key }, join(folder, 'pages')), 'pictures of pages');
}

function report(count: number, what: string): void {
  process.stdout.write(`${count} ${what}\n`);
}
