import type { Database } from '@puntual/db/database';
import { takeDeliveryReport } from '../contact/take-delivery-report.ts';
import type { Organization } from '../record/organization.ts';
import { messageOfId, type MailBounce } from '../replies/incoming-mail.ts';

/**
 * Has a report about a mail that did not arrive count as the provider's webhook does, once for each mail (`sha256`).
 * One that names none of our messages, or only says that a mail is late, changes nothing.
 */
export async function reportBounce(
  database: Database,
  organization: Organization,
  bounce: MailBounce,
  { sha256, now }: { readonly sha256: string; readonly now: number },
): Promise<void> {
  const [messageId] = [...bounce.messageIds.flatMap((id) => messageOfId(id) ?? []), ...bounce.addressed];
  if (messageId === undefined || !bounce.failed) return;
  await takeDeliveryReport(
    database,
    {
      slug: organization.slug,
      messageId,
      webhookId: `mail:${sha256}`,
      providerId: `mail:${sha256.slice(0, 16)}`,
      state: 'bounced',
      listed: bounce.recipients,
      text: '',
      ...(bounce.status === null ? {} : { reason: bounce.status }),
      ...(bounce.status?.startsWith('4') ? { transient: true } : {}),
    },
    now,
  );
}
