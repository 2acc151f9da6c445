import type { Settings } from './settings.ts';

const DEFAULT_OUTBOX = 'http://127.0.0.1:8025';

/** The addresses of the local outbox and of the providers beside e-mail; undefined: there is none. */
export interface ChannelAddresses {
  readonly outbox: string | undefined;
  readonly sms: string | undefined;
  readonly letter: string | undefined;
  readonly agency: string | undefined;
}

/**
 * The addresses that the settings name. Channels without a provider use the local outbox; in production there is no
 * local outbox unless OUTBOX_URL names one.
 */
export function channelAddresses(settings: Settings): ChannelAddresses {
  const outbox = settings.OUTBOX_URL ?? (settings.NODE_ENV === 'production' ? undefined : DEFAULT_OUTBOX);
  return {
    outbox,
    sms: settings.SMS_URL ?? outbox,
    letter: settings.LETTER_URL ?? outbox,
    agency: settings.AGENCY_URL ?? outbox,
  };
}

/** The channels that have no provider here: no message is composed for them, and none is planned. */
export function unavailableChannels(settings: Settings): ReadonlySet<'sms' | 'letter'> {
  const { sms, letter } = channelAddresses(settings);
  return new Set([...(sms ? [] : ['sms' as const]), ...(letter ? [] : ['letter' as const])]);
}
