import type { ReadMail } from '@puntual/casework/replies/incoming-mail';
import type { JobKind } from '../threads/job-kind.ts';

export interface MailInput {
  readonly raw: Uint8Array;
}

/** A mail as the thread reads it: without what only the installation's key tells. */
export type ParsedMail = Omit<ReadMail, 'addressed' | 'bounce'> & {
  /** The header fields that say where the mail was sent to. */
  readonly recipients: string;
  readonly bounce: (Omit<NonNullable<ReadMail['bounce']>, 'addressed'> & { readonly text: string }) | null;
};

/** Reads a mail's bytes; null when they are no mail. */
export const mailJob: JobKind<MailInput, ParsedMail | null> = { name: 'read-mail' };
