import type { AgencyTask } from '@puntual/casework/cases/tell-agency';
import { agencyCopy } from '@puntual/notices/agency-copy';
import type { EmailMessage } from './email.ts';

/** The mail that tells an agency without an API about a debt, with the files of its pack. */
export function agencyMail({ agency, agencyRef, message, placementId, slug, files }: AgencyTask): EmailMessage {
  const body = message.body as Readonly<Record<string, unknown>>;
  const pack = (body['pack'] ?? {}) as { readonly invoice?: Readonly<Record<string, unknown>> };
  const invoice = pack.invoice ?? body;
  const text = (value: unknown) => (typeof value === 'string' ? value : null);
  const copy = agencyCopy(
    message.kind,
    {
      placementId,
      invoiceId: text(invoice['invoiceId']) ?? '',
      agencyRef,
      open: text(invoice['open']),
      currency: text(invoice['currency']),
      disputed: body['disputed'] === true,
      packHash: text(body['packHash']),
    },
    agency.terms.language,
  );
  return {
    messageId: message.id,
    slug,
    channel: 'email',
    recipients: [{ contactId: null, channel: 'email', address: agency.address }],
    sender: null,
    subject: copy.subject,
    html: null,
    text: copy.text,
    pdf: null,
    template: `agency-${message.kind}`,
    customerId: '',
    tries: 1,
    files,
  };
}
