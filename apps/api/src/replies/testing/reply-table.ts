import { base64, lines, type Program, type WrittenMail } from './reply-mails.ts';

// 100 mails and what becomes of them. `M1` to `M5` stand for messages to the customers C-1 to C-5, which a test puts in
// their place: reply-M1@replies.example.com is the address of M1, <M1.m@replies.example.com> its Message-ID.

/** What becomes of a mail. `body`: what is left of its text; left out: not compared. */
export interface Expected {
  readonly kind: 'reply' | 'auto-reply' | 'bounce' | 'list';
  readonly state: 'matched' | 'unmatched' | 'filed';
  readonly customerId?: string;
  readonly by?: string;
  readonly because?: string;
  readonly body?: string;
  readonly suggests?: readonly string[];
}

export interface ReplyCase {
  readonly mail: WrittenMail;
  readonly expected: Expected;
}

const OURS = 'cobros@acme.example';
const ANA = 'Ana Núñez <ana@talleres.example>';
const LUIS = 'Luis <luis@ferreteria.example>';
const MARY = 'Mary Smith <mary@acme-buyer.example>';
const OFFICE = 'Gestoría Pérez <conta@gestoria.example>';
const STRANGER = 'Somebody <somebody@stranger.example>';
const PROGRAMS: readonly Program[] = ['gmail', 'outlook', 'outlook-mobile', 'apple', 'thunderbird', 'plain'];

const SAID = {
  es: [
    ['Buenos días:\n\nPagaremos la factura el próximo viernes.\n\nUn saludo', ['promise']],
    ['Buenos días:\n\nEsta factura ya está pagada.', ['paid']],
    ['No estamos de acuerdo con la factura.', ['dispute']],
    ['¿Nos pueden enviar otra copia?', []],
    ['Hola, haremos la transferencia a fin de mes.', ['promise']],
    ['La mercancía llegó dañada.', ['dispute']],
  ],
  en: [
    ['Hello,\n\nWe will pay the invoice on Friday.\n\nKind regards', ['promise']],
    ['Hi,\n\nThis invoice has already been paid.', ['paid']],
    ['We dispute this invoice.', ['dispute']],
    ['Could you send us another copy?', []],
    ['Payment is scheduled for 30 November.', ['promise']],
    ['The goods were damaged.', ['dispute']],
  ],
} as const;

/** How a mail names its customer. */
const WAYS = {
  address: { from: STRANGER, to: 'reply-M1@replies.example.com', fields: {}, subject: '' },
  thread: {
    from: STRANGER,
    to: OURS,
    fields: { 'In-Reply-To': '<provider@x.example>', References: '<M1.t@replies.example.com> <provider@x.example>' },
    subject: '',
  },
  sender: { from: ANA, to: OURS, fields: {}, subject: '' },
  number: { from: STRANGER, to: OURS, fields: {}, subject: ' F-2026/1001' },
} as const;

/** Every program in both languages, by every way: 48. */
const answers: readonly ReplyCase[] = PROGRAMS.flatMap((program, at) =>
  (['en', 'es'] as const).flatMap((language) =>
    (Object.keys(WAYS) as (keyof typeof WAYS)[]).map((by, way): ReplyCase => {
      const said = SAID[language][(at + way) % SAID[language].length] ?? SAID[language][0];
      const { subject, ...named } = WAYS[by];
      const about = language === 'es' ? 'Recordatorio de pago' : 'Payment reminder';
      const name = `${program}-${language}-${by}`;
      return {
        mail: { name, program, language, ...named, subject: `Re: ${about}${subject}`, text: said[0] },
        expected: {
          kind: 'reply',
          state: 'matched',
          customerId: 'C-1',
          by,
          body: said[0].replace(/\n\nKind regards$/, ''),
          suggests: said[1],
        },
      };
    }),
  ),
);

const plain = (
  name: string,
  mail: Partial<WrittenMail> & Pick<WrittenMail, 'from'>,
  expected: Expected,
): ReplyCase => ({
  mail: { name, program: 'plain', language: 'es', to: OURS, subject: 'Factura', text: 'Hola.', ...mail },
  expected,
});
const matched = (customerId: string, by: string, more: Partial<Expected> = {}): Expected => ({
  kind: 'reply',
  state: 'matched',
  customerId,
  by,
  ...more,
});
const unmatched = (because: string): Expected => ({ kind: 'reply', state: 'unmatched', because });

const COLLEAGUE = 'Eva <eva@elsewhere.example>';
/** Forwarded by somebody who is no contact: 12. */
const forwards: readonly ReplyCase[] = [
  plain(
    'forward-gmail-es',
    {
      from: COLLEAGUE,
      subject: 'Fwd: Factura',
      text: lines(
        'Para vosotros.',
        '',
        '---------- Forwarded message ---------',
        'De: Luis <luis@ferreteria.example>',
        'Date: vie, 20 nov 2026 a las 9:00',
        'Subject: Factura',
        'To: <eva@elsewhere.example>',
        '',
        'Pagaremos el lunes.',
      ),
    },
    matched('C-2', 'forwarded'),
  ),
  plain(
    'forward-gmail-en',
    {
      from: COLLEAGUE,
      language: 'en',
      subject: 'Fwd: Invoice',
      text: lines(
        'FYI',
        '',
        '---------- Forwarded message ---------',
        'From: Mary Smith <mary@acme-buyer.example>',
        'Date: Fri, Nov 20, 2026 at 9:00 AM',
        'Subject: Invoice',
        'To: <eva@elsewhere.example>',
        '',
        'We will pay on Monday.',
      ),
    },
    matched('C-5', 'forwarded'),
  ),
  plain(
    'forward-outlook-es',
    {
      from: COLLEAGUE,
      subject: 'RV: Factura',
      text: lines(
        '________________________________',
        'De: Luis <luis@ferreteria.example>',
        'Enviado: viernes, 20 de noviembre de 2026 9:00',
        'Para: Eva',
        'Asunto: Factura',
        '',
        'Pagaremos el lunes.',
      ),
    },
    matched('C-2', 'forwarded'),
  ),
  plain(
    'forward-outlook-en',
    {
      from: COLLEAGUE,
      language: 'en',
      subject: 'FW: Invoice',
      text: lines(
        '-----Original Message-----',
        'From: Mary Smith <mary@acme-buyer.example>',
        'Sent: Friday, November 20, 2026 9:00 AM',
        'To: Eva',
        'Subject: Invoice',
        '',
        'We will pay on Monday.',
      ),
    },
    matched('C-5', 'forwarded'),
  ),
  plain(
    'forward-apple-es',
    {
      from: COLLEAGUE,
      subject: 'Fwd: Factura',
      text: lines(
        'Inicio del mensaje reenviado:',
        '',
        '> De: Luis <luis@ferreteria.example>',
        '> Asunto: Factura',
        '> Fecha: 20 de noviembre de 2026, 9:00:00 CET',
        '> Para: eva@elsewhere.example',
        '>',
        '> Pagaremos el lunes.',
      ),
    },
    matched('C-2', 'forwarded'),
  ),
  plain(
    'forward-apple-en',
    {
      from: COLLEAGUE,
      language: 'en',
      subject: 'Fwd: Invoice',
      text: lines(
        'Begin forwarded message:',
        '',
        '> From: Mary Smith <mary@acme-buyer.example>',
        '> Subject: Invoice',
        '> Date: 20 November 2026 at 09:00:00 GMT',
        '> To: eva@elsewhere.example',
        '>',
        '> We will pay on Monday.',
      ),
    },
    matched('C-5', 'forwarded'),
  ),
  plain(
    'forward-of-an-address',
    {
      from: COLLEAGUE,
      subject: 'RV: Factura',
      text: lines(
        'De: Alguien <alguien@nobody.example>',
        'Para: Cobros <reply-M2@replies.example.com>',
        'Asunto: RE: Factura',
        '',
        'Lo miramos.',
      ),
    },
    matched('C-2', 'address'),
  ),
  plain(
    'forward-on-its-way',
    { from: STRANGER, fields: { 'X-Forwarded-To': OURS, 'Delivered-To': 'reply-M2@replies.example.com' } },
    matched('C-2', 'address'),
  ),
  plain(
    'forward-as-a-file',
    {
      from: COLLEAGUE,
      subject: 'Factura',
      body: attached(
        'From: Luis <luis@ferreteria.example>\nSubject: Factura\nMessage-ID: <a@x.example>\n\nPagaremos el lunes.',
      ),
    },
    matched('C-2', 'forwarded'),
  ),
  plain(
    'forward-as-a-file-of-an-answer',
    {
      from: COLLEAGUE,
      subject: 'Factura',
      body: attached(
        'From: X <x@nobody.example>\nSubject: Re: Factura\nIn-Reply-To: <M2.m@replies.example.com>\n' +
          'Message-ID: <b@x.example>\n\nLo miramos.',
      ),
    },
    matched('C-2', 'thread'),
  ),
  plain(
    'forward-with-a-number',
    { from: COLLEAGUE, subject: 'RV: Su factura F-2026/1002', text: 'A quien corresponda.' },
    matched('C-2', 'number'),
  ),
  plain(
    'forward-of-nobody',
    {
      from: COLLEAGUE,
      subject: 'RV: Consulta',
      text: lines('De: Nadie <nadie@nobody.example>', 'Asunto: Consulta', '', 'Una pregunta.'),
    },
    unmatched('nothing'),
  ),
];

function attached(mail: string): { readonly type: string; readonly content: string } {
  return {
    type: 'multipart/mixed; boundary="mix"',
    content: lines(
      '--mix',
      'Content-Type: text/plain',
      '',
      'Adjunto.',
      '--mix',
      'Content-Type: message/rfc822',
      'Content-Disposition: attachment',
      '',
      mail,
      '--mix--',
    ),
  };
}

const AWAY = {
  en: ['Automatic reply: Payment reminder', 'I am out of the office until Monday.'],
  es: ['Respuesta automática: Recordatorio de pago', 'Estaré ausente hasta el lunes.'],
  fr: ['Réponse automatique : Rappel', 'Je suis absent du bureau jusqu’à lundi.'],
  de: ['Automatische Antwort: Zahlungserinnerung', 'Ich bin bis Montag nicht im Büro.'],
  it: ['Risposta automatica: Sollecito', 'Sono fuori ufficio fino a lunedì.'],
} as const;
/** Out of the office in five languages, known by the header, by the subject, and by both words: 15. */
const away: readonly ReplyCase[] = (Object.keys(AWAY) as (keyof typeof AWAY)[]).flatMap((language) => {
  const [subject, text] = AWAY[language];
  const automatic: Expected = { kind: 'auto-reply', state: 'matched', customerId: 'C-1', suggests: [] };
  const to = 'reply-M1@replies.example.com';
  return [
    plain(
      `away-${language}-header`,
      { from: ANA, to, subject: 'Re: x', text, fields: { 'Auto-Submitted': 'auto-replied' } },
      automatic,
    ),
    plain(`away-${language}-subject`, { from: ANA, to, subject, text }, automatic),
    plain(
      `away-${language}-exchange`,
      { from: ANA, to, subject: 'Re: x', text, fields: { 'X-Auto-Response-Suppress': 'All' } },
      automatic,
    ),
  ];
});

const MAILER = 'Mail Delivery System <MAILER-DAEMON@mx.example>';
function report(status: string, returned: string) {
  return {
    type: 'multipart/report; report-type=delivery-status; boundary="dsn"',
    content: lines(
      '--dsn',
      'Content-Type: text/plain',
      '',
      'Your message was not delivered.',
      '--dsn',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example',
      '',
      status,
      '',
      '--dsn',
      'Content-Type: text/rfc822-headers',
      '',
      returned,
      '',
      '--dsn--',
    ),
  };
}
const FAILED = 'Final-Recipient: rfc822; luis@ferreteria.example\nAction: failed\nStatus: 5.1.1';
const bounce = (state: 'matched' | 'filed', more: Partial<Expected> = {}): Expected => ({
  kind: 'bounce',
  state,
  ...more,
});
/** Reports about mails that did not arrive: 8. */
const bounces: readonly ReplyCase[] = [
  plain(
    'bounce-postfix',
    {
      from: MAILER,
      subject: 'Undelivered Mail Returned to Sender',
      body: report(FAILED, 'Message-ID: <M2.m@replies.example.com>\nSubject: Recordatorio'),
    },
    bounce('matched', { customerId: 'C-2', by: 'thread' }),
  ),
  plain(
    'bounce-to-the-address',
    {
      from: MAILER,
      to: 'reply-M2@replies.example.com',
      subject: 'Undelivered Mail Returned to Sender',
      body: report(FAILED, 'Subject: Recordatorio'),
    },
    bounce('matched', { customerId: 'C-2', by: 'address' }),
  ),
  plain(
    'bounce-exchange',
    {
      from: 'Microsoft Outlook <postmaster@ferreteria.example>',
      subject: 'No se puede entregar: Recordatorio',
      fields: { 'Auto-Submitted': 'auto-replied' },
      body: report(FAILED, 'Message-ID: <M2.m@replies.example.com>'),
    },
    bounce('matched', { customerId: 'C-2', by: 'thread' }),
  ),
  plain(
    'bounce-gmail',
    {
      from: 'Mail Delivery Subsystem <mailer-daemon@googlemail.example>',
      subject: 'Delivery Status Notification (Failure)',
      fields: { 'X-Failed-Recipients': 'luis@ferreteria.example' },
      text: 'Address not found',
    },
    bounce('filed'),
  ),
  plain(
    'bounce-late',
    {
      from: MAILER,
      subject: 'Delivery delayed',
      body: report(
        'Final-Recipient: rfc822; luis@ferreteria.example\nAction: delayed\nStatus: 4.4.1',
        'Message-ID: <M2.m@replies.example.com>',
      ),
    },
    bounce('matched', { customerId: 'C-2', by: 'thread' }),
  ),
  plain(
    'bounce-full',
    {
      from: MAILER,
      subject: 'Undeliverable: Reminder',
      body: report(
        'Final-Recipient: rfc822; luis@ferreteria.example\nAction: failed\nStatus: 4.2.2',
        'Message-ID: <M2.m@replies.example.com>',
      ),
    },
    bounce('matched', { customerId: 'C-2', by: 'thread' }),
  ),
  plain(
    'bounce-qmail',
    {
      from: 'MAILER-DAEMON@mx.example',
      subject: 'failure notice',
      text: lines(
        'Hi. This is the qmail-send program.',
        'This is a permanent error; I have given up.',
        '<luis@ferreteria.example>:',
        'Message-ID: <M2.m@replies.example.com>',
      ),
    },
    bounce('filed'),
  ),
  plain(
    'bounce-of-another',
    {
      from: MAILER,
      subject: 'Undelivered Mail Returned to Sender',
      body: report(FAILED, 'Message-ID: <other@elsewhere.example>'),
    },
    bounce('filed'),
  ),
];

/** An office that writes for two customers, and mailboxes that are lists: 8. */
const shared: readonly ReplyCase[] = [
  plain('shared-with-a-number', { from: OFFICE, subject: 'Factura F-2026/1003' }, matched('C-3', 'sender')),
  plain(
    'shared-with-the-other-number',
    { from: OFFICE, text: 'Sobre la factura F-2026/1004: pagaremos el viernes.' },
    matched('C-4', 'sender', { suggests: ['promise'] }),
  ),
  plain('shared-without-a-number', { from: OFFICE }, unmatched('several')),
  plain('shared-with-both-numbers', { from: OFFICE, subject: 'F-2026/1003 y F-2026/1004' }, unmatched('several')),
  plain('shared-with-an-address', { from: OFFICE, to: 'reply-M4@replies.example.com' }, matched('C-4', 'address')),
  plain(
    'shared-in-a-thread',
    { from: OFFICE, fields: { 'In-Reply-To': '<M3.m@replies.example.com>' } },
    matched('C-3', 'thread'),
  ),
  plain(
    'shared-list-that-answers',
    {
      from: 'pagos@talleres.example',
      to: 'reply-M1@replies.example.com',
      fields: { 'List-Id': '<pagos.talleres.example>', Precedence: 'list' },
    },
    matched('C-1', 'address'),
  ),
  plain('shared-mailbox-of-a-contact', { from: 'PAGOS@Talleres.Example' }, matched('C-1', 'sender')),
];

/** Nobody's, a machine's, or in contradiction: 9. */
const others: readonly ReplyCase[] = [
  plain('stranger', { from: STRANGER }, unmatched('nothing')),
  plain(
    'stranger-with-a-telephone-number',
    { from: STRANGER, text: 'Llámenos al 600 20 26 10 01, gracias.' },
    unmatched('nothing'),
  ),
  plain('stranger-with-a-number-of-nobody', { from: STRANGER, subject: 'Factura F-2026/9999' }, unmatched('nothing')),
  plain('stranger-with-numbers-of-two', { from: STRANGER, subject: 'F-2026/1001, F-2026/1002' }, unmatched('several')),
  plain('contact-about-another-customer', { from: LUIS, subject: 'Factura F-2026/1001' }, unmatched('conflict')),
  plain(
    'newsletter',
    { from: 'news@shop.example', subject: 'Ofertas', fields: { 'List-Unsubscribe': '<https://shop.example>' } },
    { kind: 'list', state: 'filed' },
  ),
  plain(
    'address-that-nobody-signed',
    { from: STRANGER, to: `r-${'a'.repeat(42)}@replies.example.com` },
    unmatched('nothing'),
  ),
  plain(
    'answer-to-an-absence',
    { from: MARY, language: 'en', subject: 'Re: Automatic reply: Invoice', text: 'Thank you, we will pay tomorrow.' },
    matched('C-5', 'sender', { suggests: ['promise'] }),
  ),
  plain(
    'without-a-text',
    {
      from: LUIS,
      body: {
        type: 'multipart/mixed; boundary="mix"',
        content: lines(
          '--mix',
          'Content-Type: application/pdf; name="pago.pdf"',
          'Content-Transfer-Encoding: base64',
          'Content-Disposition: attachment; filename="pago.pdf"',
          '',
          base64('%PDF-1.4 x'),
          '--mix--',
        ),
      },
    },
    matched('C-2', 'sender'),
  ),
];

export const REPLY_CASES: readonly ReplyCase[] = [...answers, ...forwards, ...away, ...bounces, ...shared, ...others];
