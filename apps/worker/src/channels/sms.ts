import { idempotencyKey, type Channel } from './channel.ts';
import { postJson } from './json-provider.ts';

/**
 * Text messages through an HTTP provider that takes `{ to, from, text }`: one call and one idempotency key per number.
 */
export function smsChannel(options: {
  readonly url: string;
  readonly token?: string | undefined;
  readonly from: string;
}): Channel {
  return {
    deliver: async (message) => {
      let id = '';
      for (const recipient of message.recipients) {
        const answer = await postJson(
          `${options.url}/sms`,
          options.token,
          `${idempotencyKey(message.messageId)}/${recipient.contactId ?? ''}`,
          {
            to: recipient.address,
            from: options.from,
            text: message.text,
            tags: [
              { name: 'org', value: message.slug },
              { name: 'message', value: message.messageId },
            ],
          },
        );
        if ('refused' in answer)
          return id ? { kind: 'sent', providerId: id, by: 'answer' } : { kind: 'refused', error: answer.refused };
        id = answer.id;
      }
      return { kind: 'sent', providerId: id, by: 'answer' };
    },
  };
}
