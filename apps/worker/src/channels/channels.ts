import type { Channel as ChannelName } from '@puntual/domain/policy/policy';
import type { Settings } from '@puntual/platform/settings';
import { agencyIntake, type Agency } from './agency.ts';
import type { Channel } from './channel.ts';
import { emailChannel } from './email.ts';
import { letterChannel } from './letter.ts';
import { smsChannel } from './sms.ts';

export interface Channels {
  readonly messages: Readonly<Record<ChannelName, Channel>>;
  readonly agency: Agency;
}

const DEFAULT_OUTBOX = 'http://127.0.0.1:8025';

/** The channels as the settings say: real providers where they are given, else the local outbox, which takes all of them. */
export function openChannels(settings: Settings): Channels {
  const outbox = settings.OUTBOX_URL ?? DEFAULT_OUTBOX;
  return {
    messages: {
      email: emailChannel({ apiKey: settings.RESEND_API_KEY ?? 're_local_outbox', baseUrl: settings.RESEND_BASE_URL ?? (settings.RESEND_API_KEY ? undefined : outbox), from: settings.MAIL_FROM }),
      sms: smsChannel({ url: settings.SMS_URL ?? outbox, token: settings.SMS_TOKEN, from: settings.SMS_FROM }),
      letter: letterChannel({ url: settings.LETTER_URL ?? outbox, token: settings.LETTER_TOKEN }),
    },
    agency: agencyIntake({ url: settings.AGENCY_URL ?? outbox, token: settings.AGENCY_TOKEN, name: settings.AGENCY_NAME }),
  };
}
