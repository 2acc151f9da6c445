/** A mail as its table says it: what the sender wrote, with which program, and what it answers. */
export interface WrittenMail {
  readonly name: string;
  readonly program: Program;
  readonly language: 'en' | 'es';
  readonly from: string;
  /** The address that it is sent to. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Further header fields. */
  readonly fields?: Readonly<Record<string, string>>;
  /** A whole body with its own Content-Type, in place of the program's. */
  readonly body?: { readonly type: string; readonly content: string };
}

export type Program = 'gmail' | 'outlook' | 'outlook-mobile' | 'apple' | 'thunderbird' | 'plain';

/** The reminder that is quoted in answers. */
const QUOTED = {
  en: ['Dear Sir or Madam,', '', 'Your invoice is overdue. Please pay it by Friday.', '', 'Acme, Collections'],
  es: ['Estimados señores:', '', 'Su factura está vencida. Le rogamos que la pague el viernes.', '', 'Acme, Cobros'],
} as const;
const ACME = 'Acme Cobros <cobros@acme.example>';

/** The mail as bytes (RFC 822), with CRLF. */
export function mailText(mail: WrittenMail): string {
  const { type, content, encoding } = bodyOf(mail);
  const fields = {
    From: mail.from,
    To: mail.to,
    Subject: encodedWord(mail.subject),
    Date: 'Fri, 20 Nov 2026 09:30:00 +0000',
    'Message-ID': `<${mail.name}@mail.example>`,
    'MIME-Version': '1.0',
    'Content-Type': type,
    ...(encoding === null ? {} : { 'Content-Transfer-Encoding': encoding }),
    ...mail.fields,
  };
  const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  return `${[...head, '', content].join('\n')}\n`.replace(/\r?\n/g, '\r\n');
}

function bodyOf(mail: WrittenMail): { type: string; content: string; encoding: string | null } {
  if (mail.body) return { ...mail.body, encoding: null };
  const text = plainBody(mail);
  switch (mail.program) {
    case 'gmail':
      return { ...alternative(text, htmlBody(mail)), encoding: null };
    case 'outlook':
      return { type: 'text/plain; charset="utf-8"', content: base64(text), encoding: 'base64' };
    case 'outlook-mobile':
      return { type: 'text/html; charset="utf-8"', content: base64(htmlBody(mail)), encoding: 'base64' };
    case 'apple':
    case 'thunderbird':
    case 'plain':
      return { type: 'text/plain; charset=utf-8; format=flowed', content: text, encoding: '8bit' };
  }
}

function plainBody({ program, language, text, from, subject }: WrittenMail): string {
  const es = language === 'es';
  const quoted = QUOTED[language].map((line) => (line === '' ? '>' : `> ${line}`));
  const header = outlookHeader(language, from, subject);
  switch (program) {
    case 'gmail':
      return lines(
        text,
        '',
        es
          ? `El vie, 20 nov 2026 a las 10:00, Acme Cobros (<cobros@acme.example>)\nescribió:`
          : 'On Fri, 20 Nov 2026 at 10:00, Acme Cobros <cobros@acme.example>\nwrote:',
        '',
        ...quoted,
      );
    case 'outlook':
      return lines(text, '', '________________________________', ...header, '', ...QUOTED[language]);
    case 'outlook-mobile':
      return lines(
        text,
        '',
        es ? 'Obtener Outlook para iOS' : 'Get Outlook for iOS',
        '________________________________',
        ...header,
        '',
        ...QUOTED[language],
      );
    case 'apple':
      return lines(
        text,
        '',
        es
          ? 'El 20 nov 2026, a las 10:00, Acme Cobros <cobros@acme.example> escribió:'
          : 'On 20 Nov 2026, at 10:00, Acme Cobros <cobros@acme.example> wrote:',
        '',
        ...quoted,
      );
    case 'thunderbird':
      return lines(
        es ? 'El 20/11/26 a las 10:00, Acme Cobros escribió:' : 'On 20/11/2026 10:00, Acme Cobros wrote:',
        ...quoted,
        '',
        text,
      );
    case 'plain':
      return text;
  }
}

function outlookHeader(language: 'en' | 'es', from: string, subject: string): string[] {
  const about = subject.replace(/^(re|rv|fw): /i, '');
  return language === 'es'
    ? [`De: ${ACME}`, 'Enviado el: viernes, 20 de noviembre de 2026 10:00', `Para: ${from}`, `Asunto: ${about}`]
    : [`From: ${ACME}`, 'Sent: Friday, November 20, 2026 10:00 AM', `To: ${from}`, `Subject: ${about}`];
}

function htmlBody({ program, language, text, from, subject }: WrittenMail): string {
  const paragraphs = text.split('\n\n').map((each) => `<div>${escaped(each)}</div><div><br></div>`);
  const quoted = QUOTED[language].map((line) => `<div>${escaped(line)}</div>`).join('');
  if (program === 'gmail') {
    const who =
      language === 'es'
        ? 'El vie, 20 nov 2026 a las 10:00, Acme Cobros escribió:'
        : 'On Fri, 20 Nov 2026 at 10:00, Acme Cobros wrote:';
    const quote = `<div dir="ltr">${who}<br></div><blockquote class="gmail_quote">${quoted}</blockquote>`;
    return `<div dir="ltr">${paragraphs.join('')}</div><br><div class="gmail_quote">${quote}</div>`;
  }
  const header = outlookHeader(language, from, subject)
    .map((line) => `<b>${escaped(line)}</b><br>`)
    .join('');
  const app = language === 'es' ? 'Obtener Outlook para iOS' : 'Get Outlook for iOS';
  const reply = `<hr><div id="divRplyFwdMsg">${header}</div>${quoted}`;
  return `<html><body>${paragraphs.join('')}<div>${app}</div>${reply}</body></html>`;
}

function alternative(text: string, html: string): { type: string; content: string } {
  const part = (type: string, content: string) =>
    lines(
      '--alt',
      `Content-Type: ${type}; charset="UTF-8"`,
      'Content-Transfer-Encoding: base64',
      '',
      base64(content),
      '',
    );
  return {
    type: 'multipart/alternative; boundary="alt"',
    content: `${part('text/plain', text)}\n${part('text/html', html)}\n--alt--`,
  };
}

/** Text as base64 in lines of 76 characters. */
export function base64(text: string): string {
  return (
    Buffer.from(text)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\n');
}

function encodedWord(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', '<br>');
}

export function lines(...all: readonly string[]): string {
  return all.join('\n');
}
