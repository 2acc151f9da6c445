import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { SEVERITIES, TEMPLATES, type Template } from '@puntual/domain/policy/vocabulary';
import { letterPdf } from '@puntual/notices/letter-pdf';
import type { NoticeProps } from '@puntual/notices/notice-props';
import { renderNotice } from '@puntual/notices/render-notice';
import { sampleProps } from '@puntual/notices/sample-props';
import { LANGUAGES } from '@puntual/domain/language/languages';
import { LOOKS } from './looks.ts';

const ADDRESS = ['Talleres Núñez S.L.', 'Calle Mayor 12, 3.º B', '48009 Bilbao', 'España'];

/** A notice with its example facts. `name` is the name of its picture. */
interface Sample {
  readonly name: string;
  readonly template: Template;
  readonly props: NoticeProps;
}

/** Every template in every language; a demand once for each severity. */
function samples(): Sample[] {
  return LANGUAGES.flatMap((language) =>
    TEMPLATES.flatMap((template): Sample[] => {
      const props = sampleProps(language, template);
      if (template !== 'demand') return [{ name: `${template}-${language}`, template, props }];
      return SEVERITIES.map((severity) => ({
        name: `demand-${severity}-${language}`,
        template,
        props: { ...props, severity },
      }));
    }),
  );
}

/** Takes a picture of every mail in every look (width, light or dark) and returns how many it took. */
export async function photographMails(browser: Browser, folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  let count = 0;
  for (const look of LOOKS) {
    const context = await browser.newContext(look.context);
    const page = await context.newPage();
    for (const { name, template, props } of samples()) {
      await page.setContent((await renderNotice(template, props)).html);
      await page.screenshot({ path: join(folder, `${name}-${look.name}.png`), fullPage: true });
      count += 1;
    }
    await context.close();
  }
  return count;
}

/** Writes every notice as a letter (PDF), except the terms, which are never posted, and returns how many. */
export async function writeDocuments(folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  const letters = samples().filter(({ template }) => template !== 'terms');
  for (const { name, template, props } of letters)
    await writeFile(join(folder, `${name}.pdf`), await letterPdf(template, props, ADDRESS));
  return letters.length;
}
