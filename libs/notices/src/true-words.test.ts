import { describe, expect, it } from '@jest/globals';
import { renderNotice } from './render-notice.ts';
import { oneLine } from './one-line.ts';
import { sampleProps } from './sample-props.ts';
import { smsText } from './sms-text.ts';

describe('a mail', () => {
  it.each(['en', 'es', 'es-MX'])('in %s has one title, and its body has its language', async (language) => {
    const { html } = await renderNotice('friendly', sampleProps(language, 'friendly'));
    expect(html.match(/<title>/g)).toHaveLength(1);
    expect([...html.matchAll(/lang="([^"]*)"/g)].map(([, lang]) => lang)).toEqual(
      expect.arrayContaining([language, language]),
    );
    expect(html.match(/lang="(?!(en|es|es-MX)")/)).toBeNull();
    expect(language === 'en' || !html.includes('lang="en"')).toBe(true);
  });

  it('shows the signs of names themselves: once escaped in HTML, plain in subject, text and SMS', async () => {
    const props = sampleProps('en', 'friendly');
    const overdue = props.overdue.slice(0, 1).map((invoice) => ({
      ...invoice,
      number: 'F<1>&2',
      purchaseOrder: 'P"7',
    }));
    const strange = { ...props, overdue, upcoming: [], customer: { name: "L'Étoile & Fils", contactName: null } };
    const { subject, html, text } = await renderNotice('friendly', strange);
    expect(subject).toContain('F<1>&2');
    expect(text).toContain("L'Étoile & Fils");
    expect(text).toContain('P"7');
    expect(smsText('friendly', strange)).toContain('F<1>&2');
    expect(html).toContain('F&lt;1&gt;&amp;2');
    expect(`${subject}${html}${text}`).not.toMatch(/&amp;(amp|lt|gt|#|quot)/);
    expect(`${subject}${text}`).not.toMatch(/&(amp|lt|gt|#\d+|quot);/);
  });

  it.each([
    ['Evil\u202ecod.exe', 'Evilcod.exe'],
    ['Ac\u200bme \u2066S.L.\u2069', 'Acme S.L.'],
    ['a\u200db', 'ab'],
  ])('turns no letters around and hides none: %j', async (name, shown) => {
    const props = sampleProps('en', 'friendly');
    const { subject, html, text } = await renderNotice('friendly', {
      ...props,
      customer: { name, contactName: name },
      overdue: props.overdue.slice(0, 1).map((invoice) => ({ ...invoice, number: name })),
    });
    for (const part of [subject, html, text]) expect(part).toContain(shown);
    expect(`${subject}${text}`).not.toMatch(/[\u200b\u202a-\u202e\u2066-\u2069]/);
  });

  it.each(['O’Brien & Söhne', '株式会社山田', 'שלום', '👩‍💻 Dev', 'می‌خواهم'])('leaves the name %s whole', (name) => {
    expect(oneLine(name)).toBe(name);
  });
});

describe('what a notice promises', () => {
  const all = { message: true, demand: true, call: true, agency: true };
  const next = async (template: 'friendly' | 'follow-up' | 'demand', follows: Partial<typeof all>, language = 'en') => {
    const { text } = await renderNotice(template, {
      ...sampleProps(language, template),
      severity: 'firm',
      follows: { ...all, ...follows },
    });
    return text.replace(/\s+/g, ' ');
  };

  it('is a step that its policy has', async () => {
    expect(await next('follow-up', {})).toContain('formal demand');
    expect(await next('follow-up', { demand: false })).not.toContain('formal demand');
    expect(await next('follow-up', { demand: false }, 'es')).not.toContain('requerimiento');
    expect(await next('friendly', { message: false })).not.toContain('write again');
    expect(await next('demand', {})).toMatch(/telephone.*agency/);
    expect(await next('demand', { call: false })).not.toMatch(/we will telephone/);
    expect(await next('demand', { agency: false })).not.toMatch(/agency/);
    expect(await next('demand', { agency: false, call: false })).not.toMatch(/agency|we will telephone/);
  });
});
