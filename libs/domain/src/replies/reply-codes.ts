/**
 * What a mail that came in is. `reply`: a person wrote it. `own`: one of Puntual's own mails came back. `unreadable`:
 * it could not be read as a mail.
 */
export const REPLY_KINDS = ['reply', 'auto-reply', 'bounce', 'list', 'own', 'unreadable'] as const;
export type ReplyKind = (typeof REPLY_KINDS)[number];

/**
 * `unmatched`: a person has to say whose it is. `filed`: no person has to, because no person wrote it. `discarded`: a
 * person said that it is nobody's.
 */
export const REPLY_STATES = ['unmatched', 'matched', 'filed', 'discarded'] as const;
export type ReplyState = (typeof REPLY_STATES)[number];

/** What tied a mail to its customer, the surest first. `forwarded`: the sender of a mail that it forwards. */
export const MATCHED_BY = ['address', 'thread', 'sender', 'forwarded', 'number', 'person'] as const;
export type MatchedBy = (typeof MATCHED_BY)[number];

/**
 * Why a mail is nobody's: nothing names a customer, several customers fit, or what it names contradicts itself.
 */
export const UNMATCHED_BECAUSE = ['nothing', 'several', 'conflict', 'unreadable', 'untied'] as const;
export type UnmatchedBecause = (typeof UNMATCHED_BECAUSE)[number];

/** How a reply was dealt with. `lapsed`: its pause ended without an answer, and its task is still open. */
export const REPLY_ENDS = ['answered', 'done', 'lapsed', 'untied'] as const;
export type ReplyEnd = (typeof REPLY_ENDS)[number];

/** Most bytes of a mail that is taken in. */
export const MOST_MAIL_BYTES = 15 * 1024 * 1024;
/** Most files that are kept of one mail. */
export const MOST_REPLY_FILES = 20;
/** Most characters that are kept of the text of a mail, of its subject, and of an address. */
export const MOST_REPLY_TEXT = 200_000;
export const MOST_REPLY_SUBJECT = 500;
export const MOST_ADDRESS = 320;
