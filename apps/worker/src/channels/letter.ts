import { idempotencyKey, type Channel } from './channel.ts';
import { postJson } from './json-provider.ts';

/**
 * Letters through an HTTP print service that takes address lines and a PDF. The message has one recipient, which holds
 * the address, one line per line.
 */
export function letterChannel(options: { readonly url: string; readonly token?: string | undefined }): Channel {
  return {
    deliver: async (message) => {
      if (!message.pdf) return { kind: 'refused', error: 'no-pdf' };
      const answer = await postJson(`${options.url}/letters`, options.token, idempotencyKey(message.messageId), {
        to: (message.recipients[0]?.address ?? '').split('\n'),
        subject: message.subject,
        filename: `${message.messageId}.pdf`,
        pdf: message.pdf.toString('base64'),
        tags: [
          { name: 'org', value: message.slug },
          { name: 'message', value: message.messageId },
        ],
      });
      return 'refused' in answer
        ? { kind: 'refused', error: answer.refused }
        : { kind: 'sent', providerId: answer.id, by: 'answer' };
    },
  };
}
