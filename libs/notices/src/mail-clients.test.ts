import { expect, test } from '@jest/globals';
import { doIUseEmail } from '@jsx-email/doiuse-email';
import { TEMPLATES } from '@puntual/domain/policy/vocabulary';
import { NOTICE_LANGUAGES } from '@puntual/domain/policy/written-notices';
import { renderNotice } from './render-notice.ts';
import { sampleProps } from './sample-props.ts';

/** What a client may lack without harm, because the mail says and shows the same without it. */
const HARMLESS = [
  // Without the style sheet a client shows the inline colours, or darkens them by itself.
  /^`(@media|<style> element|:root|color-scheme[^`]*|prefers-color-scheme[^`]*)` is not/,
  // The preview line is hidden in several ways, of which each client knows one.
  /^`(display:none|overflow|opacity|max-height|max-width)` is not supported by `(gmail\.mobile-webmail|outlook\.)/,
  // A client that has no element of its own for it keeps the content.
  /^`<body> element` is not/,
  // For screen readers: the text says the same.
  /^`(role|aria-label) attribute` is not/,
  // Amounts hold together by their non-breaking spaces, and links open in a new window anyway.
  /^`(white-space|word-break|target attribute|text-decoration-line)` is not/,
  // A corner that is square, and a button that Outlook pads by its table.
  /^`(border-radius|display:inline-block|mso-\S+)` is not/,
];

const cases = TEMPLATES.flatMap((template) => NOTICE_LANGUAGES.map((language) => [template, language] as const));

test.each(cases)('Gmail and Outlook show all of "%s" in "%s"', async (template, language) => {
  const { html } = await renderNotice(template, sampleProps(language, template));
  const result = doIUseEmail(html, { emailClients: ['gmail.*', 'outlook.*', 'apple-mail.*'] });
  const errors = 'errors' in result ? (result.errors ?? []) : [];
  expect(errors.filter((error) => !HARMLESS.some((harmless) => harmless.test(error)))).toEqual([]);
  expect(html.match(/<title>/g)).toHaveLength(1);
  expect(html).not.toMatch(/display:\s*(flex|grid)/);
});
