import { channelAddresses, unavailableChannels } from '@puntual/platform/channel-addresses';
import type { ReplyAddresses } from '@puntual/casework/contact/gate-run';
import type { Settings } from '@puntual/platform/settings';
import { agencyAdapters, type AgencyAdapters } from './agencies.ts';
import { agencyIntake, type Agency } from './agency.ts';
import type { Channel } from './channel.ts';
import { emailChannel } from './email.ts';
import { letterChannel } from './letter.ts';
import { replyAddresses } from './reply-addresses.ts';
import { smsChannel } from './sms.ts';
import type { Channel as ChannelName } from '@puntual/domain/policy/vocabulary';

export interface Channels {
  readonly messages: Readonly<Record<ChannelName, Channel>>;
  /** The channels that have no provider here: the gate composes no message for them. */
  readonly unavailable: ReadonlySet<ChannelName>;
  /** The agency of the installation, and the adapters of the organizations' own agencies. */
  readonly agency: Agency;
  readonly agencies: AgencyAdapters;
  /** Where answers to mails go. */
  readonly replyAddresses: ReplyAddresses;
}

/**
 * A channel that this installation does not have. The gate passes it over (`unavailable`); a message that another
 * worker stored for it goes by the next channel. No address is at fault.
 */
const absent: Channel = { deliver: () => Promise.resolve({ kind: 'no-channel', error: 'channel-not-configured' }) };

/** Opens the channels that the settings name. */
export function openChannels(settings: Settings): Channels {
  const { outbox, sms, letter, agency } = channelAddresses(settings);
  const email = emailChannel({
    apiKey: settings.RESEND_API_KEY ?? 're_local_outbox',
    baseUrl: settings.RESEND_BASE_URL ?? (settings.RESEND_API_KEY ? undefined : outbox),
    from: settings.MAIL_FROM,
  });
  return {
    messages: {
      email,
      sms: sms ? smsChannel({ url: sms, token: settings.SMS_TOKEN, from: settings.SMS_FROM }) : absent,
      letter: letter ? letterChannel({ url: letter, token: settings.LETTER_TOKEN }) : absent,
    },
    unavailable: unavailableChannels(settings),
    replyAddresses: replyAddresses(settings),
    agencies: agencyAdapters(settings, email),
    agency: agency ? agencyIntake({ url: agency, token: settings.AGENCY_TOKEN, name: settings.AGENCY_NAME }) : noAgency,
  };
}

const noAgency: Agency = {
  place: () => Promise.reject(new Error('AGENCY_URL is not set: the debt is not placed until an agency is configured')),
  recall: () => Promise.reject(new Error('AGENCY_URL is not set: the recall cannot be sent to an agency')),
};
