import type { ReplyAddresses } from '@puntual/casework/contact/gate-run';
import { replyAddress, replyDomain } from '@puntual/platform/reply-address';
import type { Settings } from '@puntual/platform/settings';

/**
 * Where answers to mails go by the settings: to an address that names the message, where a domain takes mail in and
 * there is a key to sign with; else nowhere in particular. The domain of Message-IDs is that one, or the sender's.
 */
export function replyAddresses({
  REPLY_DOMAIN: setting,
  PUNTUAL_SECRETS_KEY: key,
  MAIL_FROM: from,
}: Pick<Settings, 'REPLY_DOMAIN' | 'PUNTUAL_SECRETS_KEY' | 'MAIL_FROM'>): ReplyAddresses {
  const own = /@([a-z0-9.-]{1,253})>?\s*$/i.exec(from)?.[1] ?? 'puntual.invalid';
  return ({ organizationId, slug, messageId }) => {
    if (setting === undefined || key === undefined) return { domain: own, replyTo: null };
    const domain = replyDomain(setting, slug);
    return { domain, replyTo: replyAddress(key, domain, { organizationId, messageId }) };
  };
}
