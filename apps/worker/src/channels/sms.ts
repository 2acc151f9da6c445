import type { TryOutcome } from '@puntual/casework/contact/settle-message';
import { idempotencyKey, TryAgainLater, type Channel } from './channel.ts';
import { postJson } from './json-provider.ts';

/**
 * Text messages through an HTTP provider that takes `{ to, from, text }`: one call and one idempotency key per number.
 * A number that the provider refuses keeps the message from no other number.
 */
export function smsChannel(options: {
  readonly url: string;
  readonly token?: string | undefined;
  readonly from: string;
}): Channel {
  return {
    deliver: async (message) => {
      let accepted = '';
      const refused: { readonly address: string; readonly error: string }[] = [];
      for (const { address, contactId } of message.recipients) {
        const answer = await postJson(
          `${options.url}/sms`,
          options.token,
          `${idempotencyKey(message.messageId)}/${contactId ?? ''}`,
          {
            to: address,
            from: options.from,
            text: message.text,
            tags: [
              { name: 'org', value: message.slug },
              { name: 'message', value: message.messageId },
            ],
          },
        ).catch((error: unknown) => {
          // One of the numbers has the message: it must not be taken for surely unsent.
          throw accepted && error instanceof TryAgainLater ? new Error(error.message, { cause: error }) : error;
        });
        if ('refused' in answer) refused.push({ address, error: answer.refused });
        else accepted = answer.id;
      }
      return outcomeOf(accepted, refused);
    },
  };
}

function outcomeOf(
  accepted: string,
  refused: readonly { readonly address: string; readonly error: string }[],
): TryOutcome {
  const addresses = refused.map(({ address }) => address);
  if (accepted === '') return { kind: 'refused', error: refused[0]?.error ?? 'no-recipient', addresses };
  return {
    kind: 'sent',
    providerId: accepted,
    by: 'answer',
    ...(addresses.length === 0 ? {} : { refusedAddresses: addresses }),
  };
}
