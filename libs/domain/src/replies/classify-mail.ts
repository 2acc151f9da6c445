import type { ReplyKind } from './reply-codes.ts';

/** What of a mail says whether a person wrote it. Header names are in lower case. */
export interface MailSigns {
  /** The headers below, by name; one that the mail lacks is left out. */
  readonly headers: Readonly<Record<string, string>>;
  /** The address in From, in lower case. */
  readonly sender: string;
  readonly subject: string;
  /** What the sender wrote, without quoted text. */
  readonly body: string;
  /** The kind of a `multipart/report`, as in `delivery-status`; null: the mail is none. */
  readonly report: string | null;
  /** Whether its own Message-ID is one of Puntual's. */
  readonly isOwn: boolean;
  /** Whether it answers a message of Puntual: by its address, or by its thread. */
  readonly answersUs: boolean;
}

/** The headers that `classifyMail` reads. */
export const SIGNS = [
  'auto-submitted',
  'list-id',
  'list-unsubscribe',
  'precedence',
  'return-path',
  'x-autoreply',
  'x-autorespond',
  'x-autoresponder',
  'x-auto-reply-from',
  'x-auto-response-suppress',
  'x-failed-recipients',
] as const;

/**
 * What a mail is. Automatic mails are known by the headers of RFC 3834 and by the words that mail programs write in
 * English, Spanish, French, German, Italian and Portuguese; only a subject that begins with such words counts, so that
 * a person who answers an automatic mail is heard. A mailing list counts only where the mail does not answer Puntual:
 * a company's shared mailbox may be a list. Pure and total.
 */
export function classifyMail(mail: MailSigns): Exclude<ReplyKind, 'unreadable'> {
  if (mail.isOwn) return 'own';
  if (isBounce(mail)) return 'bounce';
  if (isAutomatic(mail)) return 'auto-reply';
  return isList(mail) && !mail.answersUs ? 'list' : 'reply';
}

/** Who sends reports about mails that did not arrive. */
const MAILER = /^(mailer-daemon|postmaster|mail-daemon)@/;
const BOUNCE_SUBJECTS = [
  /^(undeliver|returned mail|mail delivery (failed|failure|subsystem))/,
  /^delivery (status notification|failure|has failed)/,
  /^(failure notice|message (undeliverable|not delivered)|delivery delayed)/,
  /^(no se puede entregar|no se ha podido entregar|correo no entregado|mensaje no entregado|devuelto|error de entrega)/,
  /^(notificacion de (estado|error) de (la )?entrega|no entregado)/,
  /^(unzustellbar|nicht remis|echec de (la )?remise|non remis|impossibile recapitare|nao (foi )?entregue)/,
];

function isBounce({ report, headers, sender, subject }: MailSigns): boolean {
  if (report === 'delivery-status' || headers['x-failed-recipients'] !== undefined) return true;
  return MAILER.test(sender) && BOUNCE_SUBJECTS.some((pattern) => pattern.test(plainWords(subject)));
}

/** How programs that answer for absent people begin a subject, by language. */
const AUTOMATIC_SUBJECTS = [
  /^(automatic reply|auto-?reply|autoreply|auto response|out of (the )?office|away from (the |my )?office|ooo\b)/,
  /^(i am|i'm) (currently )?(out of (the )?office|on (annual )?leave|on holiday)/,
  /^(respuesta automatica|autorrespuesta|fuera de (la )?oficina|ausente|ausencia|estoy (de vacaciones|fuera de))/,
  /^(reponse automatique|absence du bureau|absent du bureau|message d'absence|notification d'absence)/,
  /^(automatische antwort|abwesenheitsnotiz|abwesenheit|nicht im (buro|buero|haus)|ausser haus)/,
  /^(risposta automatica|fuori (sede|ufficio)|assenza dall'ufficio|assente)/,
  /^(resposta automatica|fora do escritorio|ausencia temporaria)/,
];

function isAutomatic({ headers, report, subject, body }: MailSigns): boolean {
  const submitted = (headers['auto-submitted'] ?? 'no').trim().toLowerCase();
  if (submitted !== '' && !/^no\b/.test(submitted)) return true;
  if (report !== null || /^<\s*>$/.test((headers['return-path'] ?? '').trim())) return true;
  if (/^auto[_-]?reply/i.test((headers['precedence'] ?? '').trim())) return true;
  if (AUTOMATIC_HEADERS.some((name) => headers[name] !== undefined && !/^\s*no\s*$/i.test(headers[name]))) return true;
  if (AUTOMATIC_SUBJECTS.some((pattern) => pattern.test(plainWords(subject)))) return true;
  // Exchange asks that nobody answers its automatic mails; ticket systems ask the same of those that people wrote.
  const suppresses = headers['x-auto-response-suppress'] !== undefined;
  return suppresses && AWAY.some((pattern) => pattern.test(plainWords(body)));
}

const AUTOMATIC_HEADERS = ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-reply-from'] as const;

/** Sentences of people who are away, for mails that ask for no automatic answer. */
const AWAY = [
  /\b(out of (the )?office|on (annual )?leave|on holiday|limited access to (my )?e-?mail)\b/,
  /\b(fuera de la oficina|de vacaciones|estare ausente|estoy ausente|me encuentro ausente)\b/,
  /\b(absent(e)? du bureau|en conges?|actuellement absent)\b/,
  /\b(nicht im (buro|buero)|im urlaub|abwesend)\b/,
  /\b(fuori (sede|ufficio)|in ferie|assente)\b/,
];

function isList({ headers }: MailSigns): boolean {
  if (headers['list-id'] !== undefined || headers['list-unsubscribe'] !== undefined) return true;
  return /^(bulk|list|junk)\b/i.test((headers['precedence'] ?? '').trim());
}

// In lower case and without accents, with single spaces.
function plainWords(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/ß/g, 'ss')
    .replace(/[’`´]/g, "'")
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}
